# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from urllib.parse import quote

from odoo.exceptions import AccessError, MissingError
from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

from .common import BY_ADDRESS, MAX_ID, sent_text

MAX_SEARCH = 100
MAX_REASON = 10_000


class TicketPortal(CustomerPortal):
    """A customer's own tickets: list, page, close, reopen, new."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "ticket_count" in counters:
            values["ticket_count"] = self._own_ticket_count()
        return values

    @route()
    def home(self, **kw):
        answer = super().home(**kw)
        # the card is there without any ticket: it is where one is opened
        answer.qcontext["own_ticket_count"] = self._own_ticket_count()
        return answer

    def _own_ticket_count(self):
        tickets = request.env["crm.ticket"]
        if not tickets.has_access("read"):
            return 0
        return tickets.search_count(self._own_tickets())

    def _own_tickets(self):
        """Return the tickets of the person logged in, whatever else they may read."""
        partner = request.env.user.partner_id.id
        return Domain("partner_id", "=", partner) | Domain(
            "message_partner_ids", "in", [partner]
        )

    # ------------------------------------------------------------
    # List
    # ------------------------------------------------------------

    def _ticket_sortings(self):
        return {
            "newest": {
                "label": request.env._("Newest"),
                "order": "opened_at desc, id desc",
            },
            "oldest": {"label": request.env._("Oldest"), "order": "opened_at, id"},
            "subject": {"label": request.env._("Subject"), "order": "name, id"},
        }

    def _ticket_filters(self):
        closed = Domain("stage_kind", "in", ["solved", "closed", "cancelled"])
        return {
            "all": {"label": request.env._("All"), "domain": Domain.TRUE},
            "open": {"label": request.env._("Open"), "domain": ~closed},
            "closed": {"label": request.env._("Solved or closed"), "domain": closed},
        }

    def _ticket_groupings(self):
        return {
            "none": {"label": request.env._("None")},
            "stage_kind": {"label": request.env._("Status")},
            "category_id": {"label": request.env._("Category")},
        }

    def _ticket_searches(self):
        return {
            "all": {"input": "all", "label": request.env._("Search in all")},
            "number": {"input": "number", "label": request.env._("Search in numbers")},
            "name": {"input": "name", "label": request.env._("Search in subjects")},
        }

    def _ticket_search_domain(self, search, search_in):
        if not search:
            return Domain.TRUE
        names = [search_in] if search_in != "all" else ["number", "name"]
        return Domain.OR(Domain(name, "ilike", search[:MAX_SEARCH]) for name in names)

    @route(
        ["/my/tickets", "/my/tickets/page/<int:page>"],
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
        readonly=True,
    )
    def portal_my_tickets(self, page=1, **params):
        tickets = request.env["crm.ticket"]
        if not tickets.has_access("read"):
            return request.redirect("/my")
        chosen = self._ticket_choices(params)
        domain = (
            self._own_tickets()
            & Domain(self._ticket_filters()[chosen["filterby"]]["domain"])
            & self._ticket_search_domain(chosen["search"], chosen["search_in"])
        )
        pager = portal_pager(
            url="/my/tickets",
            url_args=chosen,
            total=tickets.search_count(domain),
            page=page,
            step=self._items_per_page,
        )
        order = self._ticket_sortings()[chosen["sortby"]]["order"]
        if chosen["groupby"] != "none":
            order = f"{chosen['groupby']}, {order}"
        found = tickets.search(
            domain, order=order, limit=self._items_per_page, offset=pager["offset"]
        )
        request.session["my_tickets_history"] = found.ids[:100]
        return request.render(
            "crm_ticket_sla.portal_my_tickets", self._list_page(found, pager, chosen)
        )

    def _ticket_choices(self, params):
        """Return what was chosen above the list; what is not offered counts as none."""
        offered = {
            "sortby": (self._ticket_sortings(), "newest"),
            "filterby": (self._ticket_filters(), "open"),
            "groupby": (self._ticket_groupings(), "none"),
            "search_in": (self._ticket_searches(), "all"),
        }
        chosen = {
            name: params.get(name) if params.get(name) in options else default
            for name, (options, default) in offered.items()
        }
        return {**chosen, **sent_text(params, "search")}

    def _list_page(self, tickets, pager, chosen):
        # sudo: the words of categories, of tickets that the customer may read
        tickets = tickets.sudo()
        groups = [tickets]
        if chosen["groupby"] != "none":
            groups = list(tickets.grouped(chosen["groupby"]).values())
        return {
            **self._prepare_portal_layout_values(),
            **chosen,
            "groups": [group for group in groups if group],
            "status_names": tickets._portal_status_names(),
            "pager": pager,
            "page_name": "ticket",
            "default_url": "/my/tickets",
            "searchbar_sortings": self._ticket_sortings(),
            "searchbar_filters": self._ticket_filters(),
            "searchbar_groupby": self._ticket_groupings(),
            "searchbar_inputs": self._ticket_searches(),
        }

    # ------------------------------------------------------------
    # One ticket
    # ------------------------------------------------------------

    def _ticket_for(self, ticket_id, access_token=None):
        """Return a ticket that the visitor may read, with the system's rights.

        Empty when there is none or it is not theirs: the answer is the same.
        """
        tickets = request.env["crm.ticket"]
        token = access_token if (access_token or "").isascii() else None
        if ticket_id > MAX_ID:
            return tickets
        try:
            ticket = self._document_check_access("crm.ticket", ticket_id, token)
        except (AccessError, MissingError):
            return tickets
        # sudo, and still the visitor: what they do is logged as theirs
        return tickets.sudo().browse(ticket.id).with_company(ticket.company_id)

    def _acting_partner(self, ticket):
        """Return on whose behalf the visitor may act; None when they may only read.

        Visitors who are not logged in came by the ticket's own token.
        """
        user = request.env.user
        if user._is_public():
            return ticket.partner_id
        if user.share and ticket._portal_acts_for(user.partner_id):
            return user.partner_id
        return None

    def _no_ticket(self):
        """Answer the same for a ticket of others and for none."""
        if request.env.user._is_public():
            path = quote(request.httprequest.path)
            return request.redirect(f"/web/login?redirect={path}")
        return request.redirect("/my/tickets")

    @route(
        "/my/tickets/<int:ticket_id>",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
    )
    def portal_my_ticket(self, ticket_id, access_token=None, **params):
        ticket = self._ticket_for(ticket_id, access_token)
        if not ticket:
            return self._no_ticket()
        if ticket.merged_into_id:
            target = ticket._merge_target()
            if target != ticket and self._ticket_for(target.id):
                return request.redirect(target.access_url)
        values = self._ticket_page(ticket, access_token)
        return request.render(
            "crm_ticket_sla.portal_my_ticket",
            self._get_page_view_values(
                ticket, access_token, values, "my_tickets_history", False, **params
            ),
            headers=BY_ADDRESS,
        )

    def _ticket_page(self, ticket, access_token):
        partner = self._acting_partner(ticket)
        rating = ticket._portal_rating() if partner is not None else None
        return {
            **self._prepare_portal_layout_values(),
            "page_name": "ticket",
            "ticket": ticket,
            "status": ticket._portal_status_names()[ticket.stage_kind],
            "steps": ticket._portal_steps(),
            "promises": ticket._portal_promise(),
            "zone": ticket._portal_zone(),
            "files": ticket._portal_files(),
            "agent": ticket.user_id if ticket.team_id.show_agent_names else None,
            "may_act": partner is not None,
            "rating": rating,
            "access_token": access_token,
            "message_per_page": 20,
        }

    @route(
        "/my/tickets/<int:ticket_id>/close",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    def portal_close_ticket(self, ticket_id, access_token=None, **_params):
        return self._act(ticket_id, access_token, "_portal_close")

    @route(
        "/my/tickets/<int:ticket_id>/reopen",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
    )
    def portal_reopen_ticket(self, ticket_id, access_token=None, **params):
        reason = sent_text(params, "reason")["reason"][:MAX_REASON]
        return self._act(ticket_id, access_token, "_portal_reopen", reason)

    def _act(self, ticket_id, access_token, method, *args):
        """Let the customer change the ticket and show it again."""
        ticket = self._ticket_for(ticket_id, access_token)
        if not ticket:
            return self._no_ticket()
        partner = self._acting_partner(ticket)
        if partner is None:
            return request.redirect(ticket.access_url)
        getattr(ticket, method)(partner, *args)
        token = f"?access_token={quote(access_token)}" if access_token else ""
        return request.redirect(ticket.access_url + token)
