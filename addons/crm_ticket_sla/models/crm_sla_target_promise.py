# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from typing import NamedTuple

from odoo import api, models

from ..tools.ticket_events import Rule


class Promise(NamedTuple):
    """What a target line promises; its calendar may follow from the ticket.

    :param origin: (policy, its version, target)
    :param calendar_id: of the target or the policy; None: of the ticket
    """

    origin: tuple
    rule: Rule
    calendar_id: int | None
    is_clock_time: bool
    met_at_creation: bool


class CrmSlaTarget(models.Model):
    _inherit = "crm.sla.target"

    @api.model_create_multi
    def create(self, vals_list):
        targets = super().create(vals_list)
        targets._policy_edited()
        return targets

    def write(self, vals):
        result = super().write(vals)
        self._policy_edited()
        return result

    def unlink(self):
        policies = self.policy_id
        result = super().unlink()
        if not self.env.context.get("ticket_policy_edit"):
            policies.exists()._bump_version()
        return result

    def _policy_edited(self):
        """Count the edit of a line as one of its policy, unless it is part of one."""
        if not self.env.context.get("ticket_policy_edit"):
            self.policy_id._bump_version()

    def _promise(self):
        """Return what this line promises."""
        self.ensure_one()
        kinds = {
            "wait_customer": self.pauses_customer,
            "wait_third": self.pauses_third,
        }
        calendar = self.calendar_id or self.policy_id.calendar_id
        return Promise(
            origin=(self.policy_id.id, self.policy_id.version, self.id),
            rule=Rule(
                metric=self.metric,
                target=self._as_target(),
                calendar=0,
                pauses=frozenset(kind for kind, pauses in kinds.items() if pauses),
                new_cycle=self.reopen == "new_cycle",
                stages=frozenset(self.stage_ids.ids),
            ),
            calendar_id=calendar.id or None,
            is_clock_time=self.is_clock_time,
            met_at_creation=self.met_at_creation,
        )
