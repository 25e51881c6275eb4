# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class CrmTicket(models.Model):
    """The same change to many tickets: what cannot be changed is left out, and why."""

    _inherit = "crm.ticket"

    def _mass_refusals(self, values):
        """Return {ticket: why it cannot take these values}; asked in sets."""
        refusals = {}
        writable = self._filtered_access("write")
        team = self.env["crm.ticket.team"].browse(values.get("team_id"))
        user = self.env["res.users"].browse(values.get("user_id"))
        stage = self.env["crm.ticket.stage"].browse(values.get("stage_id"))
        for ticket in self:
            if ticket not in writable:
                refusals[ticket] = self.env._("You may not change it.")
            elif ticket.merged_into_id:
                refusals[ticket] = self.env._("It is merged into another ticket.")
            elif team and team.company_id != ticket.company_id:
                refusals[ticket] = self.env._("The team is one of another company.")
            # sudo: who works for which company is known to who assigns tickets
            elif user and ticket.company_id not in user.sudo().company_ids:
                refusals[ticket] = self.env._(
                    "The agent does not work for its company."
                )
            elif stage and not ticket._is_stage_of_team(stage, team):
                refusals[ticket] = self.env._("Its team does not use this stage.")
        left = self - self.browse([ticket.id for ticket in refusals])
        missing = left._missing_fields(stage) if stage else {}
        for ticket, names in missing.items():
            names = [name for name in names if not values.get(name)]
            if names:
                labels = ", ".join(self._field_label(name) for name in names)
                refusals[ticket] = self.env._(
                    "Fill in first: %(fields)s", fields=labels
                )
        return refusals

    def _is_stage_of_team(self, stage, team):
        # sudo: stages name their teams also to who does not see those
        teams = stage.sudo().team_ids
        return not teams or (team or self.team_id) in teams

    def _mass_change(self, values, message=None):
        """Write values on every ticket that can take them, answering first if asked.

        :return: {ticket: why it was left out}
        """
        refusals = self._mass_refusals(values)
        tickets = self - self.browse([ticket.id for ticket in refusals])
        if message:
            for ticket in tickets:
                if not (ticket.partner_id or ticket.email_from):
                    refusals[ticket] = self.env._("There is nobody to answer.")
            tickets -= self.browse([ticket.id for ticket in refusals])
            for ticket in tickets:
                ticket._post_answer(message)
        if tickets and values:
            tickets.write(values)
        return refusals

    @api.model
    def _mass_report(self, count, refusals):
        """Return the notification that says what was done and what was left out."""
        lines = [
            # sudo: the number of a ticket that was chosen is no secret
            f"{ticket.sudo().number}: {reason}"
            for ticket, reason in list(refusals.items())[:10]
        ]
        if len(refusals) > len(lines):
            lines.append("…")
        done = self.env._("Tickets changed: %(done)s", done=count - len(refusals))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if refusals else "success",
                "sticky": bool(refusals),
                "title": done,
                "message": "\n".join(lines),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_assign_me(self):
        """Take tickets."""
        refusals = self._mass_change({"user_id": self.env.uid})
        return self._mass_report(len(self), refusals)

    def action_mass_change(self):
        """Ask what is changed on these tickets."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change tickets"),
            "res_model": "crm.ticket.mass.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_ticket_ids": self.ids},
        }
