# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from hashlib import sha256
from urllib.parse import quote

from odoo.http import request, route

from .portal import TicketPortal

#: The parts of the page that follow the ticket, with their templates.
PARTS = {
    "status": "crm_ticket_sla.portal_ticket_state",
    "steps": "crm_ticket_sla.portal_ticket_steps",
    "actions": "crm_ticket_sla.portal_ticket_actions",
    "promises": "crm_ticket_sla.portal_ticket_promises",
}


class TicketPortalLive(TicketPortal):
    """The page of a ticket asks how it stands now, as long as somebody looks at it."""

    def _ticket_page(self, ticket, access_token):
        """Add what the page needs to ask, and to see that something is new."""
        token = f"?access_token={quote(access_token)}" if access_token else ""
        return {
            **super()._ticket_page(ticket, access_token),
            "state_url": f"/my/tickets/{ticket.id}/state{token}",
            "stamp": self._live_stamp(ticket),
            "last_message": ticket._portal_last_message_id(),
        }

    def _live_stamp(self, ticket):
        """Return a text that differs when the parts of the page do."""
        shown = (
            ticket.stage_kind,
            ticket._portal_promise(),
            ticket._portal_can_close(),
            ticket._portal_can_reopen(),
            bool(ticket._portal_rating()),
            request.env.uid,
        )
        return sha256(repr(shown).encode()).hexdigest()[:16]

    @route(
        "/my/tickets/<int:ticket_id>/state",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        sitemap=False,
        readonly=True,
        save_session=False,
    )
    def portal_ticket_state(self, ticket_id, access_token=None, seen="", **_params):
        """Tell how a ticket stands, with the parts of its page that were not seen."""
        ticket = self._ticket_for(ticket_id, access_token)
        if not ticket or ticket.merged_into_id:
            return request.make_json_response({}, status=404)
        values = self._ticket_page(ticket, access_token)
        parts = {}
        if values["stamp"] != seen:
            views = request.env["ir.qweb"]
            parts = {
                name: str(views._render(template, values))
                for name, template in PARTS.items()
            }
        return request.make_json_response(
            {
                "stamp": values["stamp"],
                "message": values["last_message"],
                "parts": parts,
            },
            headers=[("Cache-Control", "no-store")],
        )
