# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmHandoverItem(models.Model):
    """One record that is handed over, and what it was before.

    Written by SQL only. A record appears once in a handover, which makes planning
    again harmless.
    """

    _name = "crm.handover.item"
    _description = "Record Handed Over"
    _order = "id"
    _log_access = False

    handover_id = fields.Many2one("crm.handover", required=True, ondelete="cascade")
    line_id = fields.Many2one("crm.handover.line", ondelete="cascade", index=True)
    part = fields.Char(required=True)
    res_model = fields.Char(string="Kind", required=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", required=True
    )
    owner_model = fields.Char(required=True)
    owner_id = fields.Integer(required=True)
    amount = fields.Float()
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("moved", "Moved"),
            ("skipped", "No longer there"),
            ("returned", "Taken back"),
            ("kept", "Changed since"),
        ],
        required=True,
        default="planned",
    )
    former = fields.Json()
    record_name = fields.Char(compute="_compute_record_name")

    _record_uniq = models.Constraint(
        "UNIQUE (handover_id, part, res_id)", "A record is handed over once."
    )

    @api.depends("res_model", "res_id")
    @api.depends_context("uid")
    def _compute_record_name(self):
        """Name the records that the reader may read."""
        for model, items in self.grouped("res_model").items():
            names = {}
            if model in self.env:
                records = self.env[model].browse(items.mapped("res_id")).exists()
                readable = records._filtered_access("read")
                names = {record.id: record.display_name for record in readable}
            for item in items:
                item.record_name = names.get(item.res_id, False)

    def action_open(self):
        """Open the record."""
        self.ensure_one()
        if not self.record_name:
            raise UserError(self.env._("The record is gone, or not yours to see."))
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
