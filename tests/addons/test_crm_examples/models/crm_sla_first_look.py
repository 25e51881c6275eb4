# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

METRIC = "first_look"


class CrmSlaMetric(models.AbstractModel):
    _inherit = "crm.sla.metric"

    metric = fields.Selection(
        selection_add=[(METRIC, "First look")], ondelete={METRIC: "cascade"}
    )


class CrmTicket(models.Model):
    """Somebody looks at the matter itself, whatever was answered before."""

    _inherit = "crm.ticket"

    looked_at = fields.Datetime(string="First look", readonly=True, copy=False)

    def action_look(self):
        """Note that somebody has looked at it."""
        new = self.filtered(lambda ticket: not ticket.looked_at)
        new.write({"looked_at": fields.Datetime.now()})
        new._sla_reach(METRIC)
        return True

    def _sla_is_reached(self, metric):
        if metric == METRIC:
            return bool(self.looked_at)
        return super()._sla_is_reached(metric)
