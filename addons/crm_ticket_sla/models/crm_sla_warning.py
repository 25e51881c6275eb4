# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ..tools.calendar_windows import warning


class CrmTicketTeam(models.Model):
    _inherit = "crm.ticket.team"

    calendar_warning = fields.Char(compute="_compute_calendar_warning")

    def _compute_calendar_warning(self):
        """Say what the clocks of a team make of its working hours."""
        for team in self:
            calendar = team.calendar_id or team.company_id.resource_calendar_id
            # sudo: the hours of a team are no secret of its clocks
            schedule = calendar.sudo()._sla_schedule() if calendar else None
            team.calendar_warning = team._calendar_words(warning(schedule))

    def _calendar_words(self, code):
        words = {
            "no_calendar": self.env._(
                "There are no working hours: clocks of this team run day and night."
            ),
            "flexible": self.env._(
                "The working hours are flexible: clocks run day and night, except on"
                " holidays."
            ),
            "never_open": self.env._(
                "The working hours have no hour at all: no deadline can be planned."
            ),
        }
        return words.get(code, "")


class CrmSlaPolicy(models.Model):
    _inherit = "crm.sla.policy"

    warning = fields.Char(compute="_compute_warning")

    def _compute_warning(self):
        """Say why a policy can never win anything."""
        shadows = self._shadows() if self.ids else {}
        for policy in self:
            before = self.browse(shadows.get(policy._origin.id))
            # sudo: the policy in front may be one that the reader cannot open
            policy.warning = (
                self.env._(
                    "Never holds: '%(policy)s' stands before it and takes all of its"
                    " tickets. Move this one up, or narrow the other one.",
                    policy=before.sudo().name,
                )
                if before and policy.active
                else ""
            )
