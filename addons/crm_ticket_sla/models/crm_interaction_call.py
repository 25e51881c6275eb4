# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

#: Stages in which somebody still has something to do.
OPEN_KINDS = ("new", "open", "wait_customer", "wait_third")


class CrmInteraction(models.Model):
    """Calls of a contact centre: those nobody answered, and the button for a ticket."""

    _inherit = "crm.interaction"

    def _notice_missed_call(self):
        """Where a team wants missed calls, its ticket is what somebody answers."""
        served = self.filtered(
            lambda call: self._missed_call_teams(call.company_id).get(call.company_id)
        )
        served._notice_missed_calls()
        return super(CrmInteraction, self - served)._notice_missed_call()

    def _note_called_back(self, talk):
        """Solve the tickets that were about calling back, if nobody began on them."""
        result = super()._note_called_back(talk)
        # sudo: the caller was served, whoever may see the ticket
        tickets = self.env["crm.ticket"].sudo()
        waiting = tickets.search(
            [("interaction_id", "in", self.ids), ("stage_kind", "=", "new")]
        )
        if waiting:
            body = self.env._("Solved by itself: somebody has talked to the caller.")
            waiting._message_log_batch(bodies=dict.fromkeys(waiting.ids, body))
            waiting._go_to("solved")
        return result

    @api.model
    def _call_more(self, people):
        """Open tickets of the callers, of those that the user may read."""
        parts = super()._call_more(people)
        tickets = self.env["crm.ticket"]
        if not people or not tickets.has_access("read"):
            return parts
        found = tickets.search(
            [
                ("partner_id", "child_of", people.ids),
                ("stage_kind", "in", OPEN_KINDS),
            ],
            limit=3,
        )
        if found:
            items = [{"id": t.id, "name": t.display_name} for t in found]
            title = self.env._("Open tickets")
            parts.append({"title": title, "model": "crm.ticket", "items": items})
        return parts

    def _call_actions(self):
        actions = super()._call_actions()
        if self and self.env["crm.ticket"].has_access("create"):
            label = self.env._("Create a ticket")
            actions.append({"key": "ticket", "label": label})
        return actions

    def _call_do_ticket(self):
        """Open the ticket of a call that the user took; made when there is none."""
        self.env["crm.ticket"].check_access("create")
        # sudo: agents open tickets of calls whose timeline is for sales to read
        ticket = self.sudo().ticket_id or self.sudo()._create_tickets()
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.ticket",
            "res_id": ticket.id,
            "views": [(False, "form")],
        }
