# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.crm_segment import AUDIENCE_MODELS


class CrmSegmentAdd(models.TransientModel):
    """Puts chosen records, or those of mailing lists, in a segment or takes them out."""

    _name = "crm.segment.add"
    _description = "Add to a Segment"

    res_model = fields.Selection(AUDIENCE_MODELS, required=True, default="res.partner")
    record_ids = fields.Json()
    record_count = fields.Integer(string="Chosen", compute="_compute_record_count")
    operation = fields.Selection(
        [("in", "Put in"), ("out", "Take out")], required=True, default="in"
    )
    segment_id = fields.Many2one(
        "crm.segment", domain="[('res_model', '=', res_model)]"
    )
    name = fields.Char(string="Or a new segment named")
    list_ids = fields.Many2many("mailing.list", string="From mailing lists")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        model = self.env.context.get("active_model")
        if model in dict(AUDIENCE_MODELS):
            values["res_model"] = model
            values["record_ids"] = self.env.context.get("active_ids") or []
        elif model == "crm.segment":
            segment = self.env[model].browse(self.env.context.get("active_id"))
            values.update(segment_id=segment.id, res_model=segment.res_model)
        return values

    @api.depends("record_ids")
    def _compute_record_count(self):
        for wizard in self:
            wizard.record_count = len(wizard.record_ids or [])

    def action_apply(self):
        """Apply it, and show the segment."""
        self.ensure_one()
        segment = self.segment_id or self._new_segment()
        segment.check_access("write")
        if segment.res_model != self.res_model:
            raise UserError(self.env._("The segment is of other records."))
        record_ids = self._chosen_ids(segment)
        if not record_ids:
            raise UserError(self.env._("Nobody is chosen whom you may see."))
        if self.operation == "in":
            segment._put_in(record_ids)
        else:
            segment._take_out(record_ids)
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.segment",
            "res_id": segment.id,
            "views": [(False, "form")],
        }

    def _new_segment(self):
        if not self.name or self.operation == "out":
            raise UserError(self.env._("Choose a segment, or name a new one."))
        return self.env["crm.segment"].create(
            {"name": self.name, "kind": "static", "res_model": self.res_model}
        )

    def _chosen_ids(self, segment):
        """Return the ids of the chosen records that the user may read."""
        chosen = self.record_ids or []
        if self.list_ids:
            if self.res_model != "res.partner":
                raise UserError(self.env._("Mailing lists are for contacts."))
            self.list_ids.check_access("read")
            chosen = [*chosen, *segment._addresses_of_lists(self.list_ids)]
        model = self.env[self.res_model].with_context(active_test=False)
        return model.search([("id", "in", chosen)]).ids
