# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from .crm_playbook_start import Event


class CrmLead(models.Model):
    """A lead starts playbooks by its stages, and stops them when it is lost."""

    _inherit = "crm.lead"

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        leads._start_playbooks()
        return leads

    def write(self, vals):
        moved = self.browse()
        if vals.get("stage_id"):
            moved = self.filtered(lambda lead: lead.stage_id.id != vals["stage_id"])
        result = super().write(vals)
        moved._start_playbooks()
        if "active" in vals and not vals["active"]:
            self.env["crm.playbook.run"]._stop_for(self)
        return result

    def _start_playbooks(self):
        default = self.env.company
        events = [
            Event(
                record=lead,
                key=f"lead_stage:{lead.id}:{lead.stage_id.id}",
                company=lead.company_id or lead.user_id.company_id or default,
                facts={"stage": {lead.stage_id.id}},
            )
            for lead in self
            if lead.stage_id and lead.active
        ]
        self.env["crm.playbook"]._start("lead_stage", events)

    def _rows_to_merge(self):
        rows = self._rows_by("crm.playbook.run", "lead_id")
        return [*super()._rows_to_merge(), rows]

    def _merge_rows(self, opportunities):
        """Move the playbooks of merged leads."""
        result = super()._merge_rows(opportunities)
        # sudo: whoever may merge leads moves what other departments do for them
        runs = self.env["crm.playbook.run"].sudo()
        runs.search([("lead_id", "in", opportunities.ids)]).lead_id = self
        return result


class SaleOrder(models.Model):
    """An order starts playbooks when it is confirmed; a cancelled one stops them."""

    _inherit = "sale.order"

    def write(self, vals):
        state = vals.get("state")
        confirmed = self.browse()
        if state == "sale":
            confirmed = self.filtered(lambda order: order.state != "sale")
        result = super().write(vals)
        events = [
            Event(order, f"order_confirmed:{order.id}", order.company_id, facts={})
            for order in confirmed
        ]
        self.env["crm.playbook"]._start("order_confirmed", events)
        if state == "cancel":
            self.env["crm.playbook.run"]._stop_for(self)
        return result


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        result = super().write(vals)
        if "active" in vals and not vals["active"]:
            self.env["crm.playbook.run"]._stop_for(self)
        return result


class MailActivity(models.Model):
    """A step whose activity is taken back is no longer to be done."""

    _inherit = "mail.activity"

    def unlink(self):
        # sudo: whoever may take the activity back closes its step
        steps = self.env["crm.playbook.step"].sudo()
        steps.search(
            [("activity_id", "in", self.ids), ("state", "=", "todo")]
        ).is_dropped = True
        return super().unlink()
