# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from werkzeug.exceptions import NotFound

from odoo import fields
from odoo.http import request, route

from odoo.addons.rating.controllers.main import Rating

from .common import BY_ADDRESS, sent_text

RATES = (5, 3, 1)
MAX_FEEDBACK = 2000


class TicketRating(Rating):
    """The page on which a customer rates how a ticket was solved.

    Mail gateways open every link, and some send every form they find. Opening the
    page never votes. A vote needs a face that a person chose, on a page that was
    shown in the same session a moment before: what is sent at once, or without the
    page, or with nothing chosen, only shows the page again.
    """

    #: Seconds that a person needs to choose, and that a page stays valid.
    _min_seconds = 2
    _max_seconds = 24 * 3600

    @route(
        "/tickets/rate/<int:rating_id>/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        sitemap=False,
        readonly=True,
    )
    def ticket_rating(self, rating_id, token, **_params):
        rating = self._find(rating_id, token)
        if rating.consumed:
            return self._render(rating, "done")
        return self._render(rating, "ask" if self._may_vote(rating) else "refused")

    @route(
        "/tickets/rate/<int:rating_id>/<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        sitemap=False,
    )
    def ticket_vote(self, rating_id, token, **params):
        rating = self._find(rating_id, token)
        if not self._may_vote(rating):
            return self._render(rating, "refused", status=403)
        if rating.consumed:
            return self._render(rating, "done")
        sent = sent_text(params, "rate", "feedback", "nonce")
        age = rating._nonce_age(sent["nonce"], fields.Datetime.now())
        is_human = age is not None and self._min_seconds <= age <= self._max_seconds
        if not is_human or sent["rate"] not in map(str, RATES):
            return self._render(rating, "again", status=422)
        # sudo: customers have no right on tickets; the request gives this one
        ticket = request.env["crm.ticket"].sudo().browse(rating.res_id)
        ticket.rating_apply(
            int(sent["rate"]), rating=rating, feedback=sent["feedback"][:MAX_FEEDBACK]
        )
        return self._render(rating, "done")

    def _find(self, rating_id, token):
        rating = request.env["rating.rating"]._find_vote(rating_id, token)
        # sudo: the number and the subject are shown on the page
        if (
            not rating
            or not request.env["crm.ticket"].sudo().browse(rating.res_id).exists()
        ):
            raise NotFound()
        return rating

    def _may_vote(self, rating):
        """Tell whether the visitor may be the customer: never a colleague of ours."""
        user = request.env.user
        if user._is_public():
            return True
        if user._is_internal():
            return False
        # sudo: whether a visitor is the customer, before anything is shown
        ticket = request.env["crm.ticket"].sudo().browse(rating.res_id)
        return ticket._portal_acts_for(user.partner_id)

    def _render(self, rating, state, status=200):
        # sudo: the ticket of a rating whose secret the visitor has
        ticket = request.env["crm.ticket"].sudo().browse(rating.res_id)
        page = {
            "rating": rating,
            "ticket": ticket,
            "state": state,
            "nonce": rating._page_nonce(fields.Datetime.now()),
            "rates": self._rates(),
            "page_name": "ticket_rating",
        }
        response = request.render(
            "crm_ticket_sla.ticket_rating", page, headers=BY_ADDRESS
        )
        response.status_code = status
        return response

    def _rates(self):
        return [
            (5, request.env._("Happy")),
            (3, request.env._("So-so")),
            (1, request.env._("Unhappy")),
        ]

    def _get_rating_and_record(self, token):
        """Refuse core's pages for tickets: their address is readable by agents."""
        rating, record = super()._get_rating_and_record(token)
        if rating.res_model == "crm.ticket":
            raise NotFound()
        return rating, record
