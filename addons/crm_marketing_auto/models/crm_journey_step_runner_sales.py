# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.fields import Command

from ..tools.step_outcome import SKIPPED, Outcome


class CrmJourneyStepRunner(models.AbstractModel):
    """Steps that open business: leads, opportunities, quotations."""

    _inherit = "crm.journey.step.runner"

    def _run_lead(self, step, traces, now):
        """Create a lead or opportunity for each participant."""
        rows = traces._rows()
        by_trace, _records = self._records(traces)
        owners = self._owners(step, rows, by_trace.values())
        made = self.env["crm.lead"].create(
            [
                self._prepare_lead_values(step, by_trace[row.id], owners[row.id], row)
                for row in rows
            ]
        )
        return self._made(rows, made)

    def _prepare_lead_values(self, step, record, owner, row):
        config = step.config
        values = {
            "name": f"{config['name']}: {record.display_name}",
            "type": config.get("type", "opportunity"),
            "partner_id": row.partner_id or False,
            "user_id": owner.id,
            "company_id": row.company_id,
            **self._utm(step),
        }
        if config.get("team_id"):
            values["team_id"] = config["team_id"]
        if config.get("tag_ids"):
            values["tag_ids"] = [Command.set(config["tag_ids"])]
        if record._name == "crm.lead" and not row.partner_id:
            for name in ("contact_name", "partner_name", "email_from", "phone"):
                values[name] = record[name]
        return values

    def _utm(self, step):
        """Return the marketing origin of what a step makes."""
        journey = self.env["crm.journey"].browse(step.journey_id)
        return {"campaign_id": journey.campaign_id.id}

    def _run_quotation(self, step, traces, now):
        """Create a quotation for each participant who is a contact already."""
        by_trace, _records = self._records(traces)
        rows = traces._rows()
        outcomes = {
            row.id: Outcome(SKIPPED, reason="no_contact")
            for row in rows
            if not row.partner_id
        }
        rows = [row for row in rows if row.partner_id]
        orders = self.env["sale.order"].create(
            [
                self._prepare_quotation_values(step, by_trace[row.id], row)
                for row in rows
            ]
        )
        if step.config.get("template_id"):
            for order in orders:
                # what the form does when a template is chosen
                order._onchange_sale_order_template_id()
        outcomes.update(self._made(rows, orders))
        return outcomes

    def _prepare_quotation_values(self, step, record, row):
        config = step.config
        values = {
            "partner_id": row.partner_id,
            "company_id": row.company_id,
            "user_id": record.user_id.id,
            **self._utm(step),
        }
        if record._name == "crm.lead" and record.type == "opportunity":
            values["opportunity_id"] = record.id
        if config.get("template_id"):
            values["sale_order_template_id"] = config["template_id"]
        else:
            values["order_line"] = [
                Command.create(
                    {
                        "product_id": line["product_id"],
                        "product_uom_qty": line.get("quantity", 1),
                    }
                )
                for line in config["lines"]
            ]
        return values
