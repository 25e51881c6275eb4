# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import email_normalize
from odoo.tools.misc import consteq, hmac

_logger = logging.getLogger(__name__)

#: Requests that one pass of the job sends before it commits.
BATCH = 50
EPOCH = datetime(1970, 1, 1)


class CrmTicket(models.Model):
    """What the customer thinks of how a ticket was solved.

    One request for each time it is solved, after a delay; one vote for each request,
    by a person on the page that the request leads to, never by an agent.
    """

    _inherit = "crm.ticket"

    rating_due_at = fields.Datetime(
        string="Rating asked for from",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    rating_requested_at = fields.Datetime(
        string="Rating asked for", readonly=True, copy=False
    )

    @api.model
    def _prepare_created_values(self, vals_list):
        vals_list = super()._prepare_created_values(vals_list)
        for vals in vals_list:
            # nobody has rated it yet: not to be looked up and written once more
            vals.setdefault("rating_last_value", 0)
        return vals_list

    # ------------------------------------------------------------
    # One request for each solve
    # ------------------------------------------------------------

    def _after_changed(self, changes, now):
        result = super()._after_changed(changes, now)
        moved = self.browse({c.ticket_id for c in changes if c.kind == "stage_id"})
        solved = moved.filtered(
            lambda t: (
                t.solved_at == now
                and t.stage_kind in ("solved", "closed")
                and t.team_id.rating_enabled
            )
        )
        for delay, tickets in solved.grouped(
            lambda t: t.team_id.rating_delay_hours
        ).items():
            due = now + timedelta(hours=delay)
            tickets.write({"rating_due_at": due})
            # sudo: whoever solves tickets wakes the job
            cron = self.env.ref("crm_ticket_sla.ir_cron_ticket_rating").sudo()
            cron._trigger(at=due)
        reopened = (moved - solved).filtered(
            lambda t: t.rating_due_at and t.stage_kind not in ("solved", "closed")
        )
        if reopened:
            reopened.write({"rating_due_at": False})
        return result

    @api.model
    def _cron_send_rating_requests(self):
        """Ask for the ratings that are due, in batches."""
        domain = [("rating_due_at", "<=", fields.Datetime.now())]
        commit = self.env["ir.cron"]._commit_progress
        commit(remaining=self.search_count(domain))
        while tickets := self.search(domain, limit=BATCH, order="rating_due_at, id"):
            locked = tickets.try_lock_for_update()
            for ticket in locked:
                ticket._send_rating_request_safely()
            if not locked:
                commit(remaining=0)  # somebody works on those that are left
                break
            if not commit(len(locked)):
                break

    def _send_rating_request_safely(self):
        """Ask once; a request that cannot be made does not stop the others."""
        try:
            with self.env.cr.savepoint():
                self._send_rating_request()
        except Exception:  # a template is edited by users and may raise anything
            _logger.exception("Ticket %s: no rating could be asked for", self.number)
            self.rating_due_at = False

    def _send_rating_request(self):
        """Queue the mail that asks for a rating, unless nobody can be asked."""
        self.ensure_one()
        now = fields.Datetime.now()
        address = self.partner_id.email_normalized or email_normalize(
            self.email_from or ""
        )
        self.rating_due_at = False
        is_over = self.stage_kind in ("solved", "closed") and not self.merged_into_id
        if not address or not is_over:
            return
        self._portal_rating() or self._create_rating()
        self.rating_requested_at = now
        template = self.env.ref("crm_ticket_sla.mail_template_ticket_rating")
        template.send_mail(self.id, force_send=False)

    def _create_rating(self):
        # sudo: a row that only the customer fills in, through the page
        return (
            self.env["rating.rating"]
            .sudo()
            .create(
                {
                    "partner_id": self.partner_id.id,
                    "rated_partner_id": self.user_id.partner_id.id,
                    "res_model_id": self.env["ir.model"]._get_id(self._name),
                    "res_id": self.id,
                    "is_internal": False,
                }
            )
        )

    def _portal_rating(self):
        """Return the request that waits for an answer, with the system's rights."""
        self.ensure_one()
        # sudo: customers have no right on ratings, only on their own request
        return (
            self.env["rating.rating"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "=", self.id),
                    ("consumed", "=", False),
                ],
                limit=1,
            )
        )

    def _rating_url(self):
        """Return the address of the page on which the customer rates."""
        rating = self._portal_rating()
        return rating._vote_path() if rating else self.access_url

    # ------------------------------------------------------------
    # Only the customer, only once
    # ------------------------------------------------------------

    def _rating_get_parent_field_name(self):
        return "team_id"

    def _rating_apply_get_default_subtype_id(self):
        # for the team: it is no answer in the conversation
        return self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_note")

    def rating_apply(
        self,
        rate,
        token=None,
        rating=None,
        feedback=None,
        subtype_xmlid=None,
        notify_delay_send=False,
    ):
        if not self.env.su:
            raise AccessError(
                self.env._("Rating: only the customer can rate a ticket.")
            )
        if rating and rating.consumed:
            return rating
        return super().rating_apply(
            rate,
            token=token,
            rating=rating,
            feedback=feedback,
            subtype_xmlid=subtype_xmlid,
            notify_delay_send=notify_delay_send,
        )

    def _get_allowed_message_params(self):
        # a message of the chatter is no vote
        return super()._get_allowed_message_params() - {"rating_value"}


class RatingRating(models.Model):
    _inherit = "rating.rating"

    def _vote_token(self):
        """Return what proves that a request was received, unreadable for agents."""
        self.ensure_one()
        return hmac(
            self.env(su=True), "crm_ticket_sla.vote", (self.id, self.access_token)
        )

    def _vote_path(self):
        self.ensure_one()
        return f"/tickets/rate/{self.id}/{self._vote_token()}"

    @api.model
    def _find_vote(self, rating_id, token):
        """Return the request of a ticket that an address belongs to, if any."""
        if rating_id > 2**31 - 1 or not token.isascii():
            return self.browse()
        # sudo: the token is what gives the right
        rating = self.sudo().browse(rating_id).exists()
        if rating.res_model != "crm.ticket" or not consteq(token, rating._vote_token()):
            return self.browse()
        return rating

    def _page_nonce(self, instant):
        """Return what a page that was shown at an instant sends back with the vote."""
        self.ensure_one()
        issued = (instant - EPOCH) // timedelta(seconds=1)
        signed = hmac(self.env(su=True), "crm_ticket_sla.page", (self.id, issued))
        return f"{issued}.{signed}"

    def _nonce_age(self, nonce, instant):
        """Return the seconds since a page was shown; None when it never was."""
        issued, _dot, _signed = (nonce or "").partition(".")
        if not issued.isdecimal() or not nonce.isascii() or len(issued) > 11:
            return None
        shown = EPOCH + timedelta(seconds=int(issued))
        if not consteq(nonce, self._page_nonce(shown)):
            return None
        return (instant - shown).total_seconds()

    # ------------------------------------------------------------
    # Nobody writes the customer's opinion
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        ratings = super().create(vals_list)
        ratings._check_is_customer()
        return ratings

    def write(self, vals):
        if {
            "rating",
            "feedback",
            "consumed",
            "res_id",
            "res_model_id",
            "access_token",
        } & (set(vals)):
            self._check_is_customer()
        return super().write(vals)

    def _check_is_customer(self):
        if not self.env.su and "crm.ticket" in self.mapped("res_model"):
            raise AccessError(
                self.env._("Rating: only the customer can rate a ticket.")
            )
