# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL

LEVELS = "levels"


class CrmSlaRecount(models.Model):
    _inherit = "crm.sla.recount"

    kind = fields.Selection(
        selection_add=[(LEVELS, "Escalation changed")],
        ondelete={LEVELS: "cascade"},
    )

    def _clock_scope(self):
        if self.kind != LEVELS:
            return super()._clock_scope()
        return SQL("c.clock <> 'stopped' AND c.policy_id = %s", self.policy_id.id)

    def _run_batch(self, *args, **kwargs):
        levels = self.with_context(sla_levels=self.kind == LEVELS)
        return super(CrmSlaRecount, levels)._run_batch(*args, **kwargs)


class CrmTicketSla(models.Model):
    _inherit = "crm.ticket.sla"

    def _recount(self):
        """Only place the levels again when nothing else was edited."""
        if self.env.context.get("sla_levels"):
            return len(self._rebuild())
        return super()._recount()
