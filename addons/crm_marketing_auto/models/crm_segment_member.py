# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain

from .crm_segment import AUDIENCE_MODELS
from .link import Link, drop_keys


class CrmSegmentRecordMixin(models.AbstractModel):
    """A row about a record that is, was or shall be in a segment.

    The record is a plain integer: a foreign key under a unique constraint would make
    the merging of contacts delete rows. Who may not read the record must not learn
    that it is in the segment: record rules ask `is_readable`.
    """

    _name = "crm.segment.record.mixin"
    _description = "Record of a Segment"

    segment_id = fields.Many2one(
        "crm.segment", required=True, readonly=True, index=True, ondelete="cascade"
    )
    res_model = fields.Selection(related="segment_id.res_model")
    res_id = fields.Many2oneReference(
        string="Record id", model_field="res_model", required=True, readonly=True
    )
    record_name = fields.Char(string="Name", compute="_compute_record")
    is_readable = fields.Boolean(
        compute="_compute_record", search="_search_is_readable"
    )

    @api.depends("res_id", "segment_id.res_model")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_record(self):
        for model, _label in AUDIENCE_MODELS:
            rows = self.filtered(
                # sudo: only of which model the segment is; the records are read as the user
                lambda row, m=model: row.segment_id.sudo().res_model == m
            )
            records = self.sudo(False).env[model].browse(rows.mapped("res_id"))
            readable = records.exists()._filtered_access("read")
            names = {record.id: record.display_name for record in readable}
            for row in rows:
                row.is_readable = row.res_id in names
                row.record_name = names.get(row.res_id, False)
        # a row being made is of no segment yet
        for row in self.filtered(lambda row: not row.segment_id):
            row.is_readable, row.record_name = False, False

    @api.depends("record_name")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.record_name or self.env._("Hidden")

    def _search_is_readable(self, operator, value):
        if operator != "in":
            return NotImplemented
        # rules are evaluated in sudo: ask as the user
        env = self.sudo(False).env
        terms = []
        for name, _label in AUDIENCE_MODELS:
            model = env[name].with_context(active_test=False)
            if model.has_access("read"):
                terms.append(
                    Domain("segment_id.res_model", "=", name)
                    & Domain("res_id", "in", model._search([]))
                )
        readable = Domain.OR(terms)
        return readable if True in value else ~readable

    def action_open_record(self):
        """Open the contact or lead."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }


class CrmSegmentMember(models.Model):
    """A record that is in a segment now."""

    _name = "crm.segment.member"
    _description = "Segment Member"
    _inherit = ["crm.segment.record.mixin"]
    _order = "id"
    # who wrote it is always the system: two foreign keys to check for each row
    _log_access = False

    segment_id = Link("crm.segment", required=True, readonly=True, index=True)
    entered_at = fields.Datetime(string="Since", required=True, readonly=True)

    _record_uniq = models.Constraint(
        "UNIQUE (segment_id, res_id)", "This record is in the segment already."
    )
    _record_idx = models.Index("(res_id)")

    def init(self):
        drop_keys(self, "segment_id")


class CrmSegmentChange(models.Model):
    """A record that entered or left a segment. Rows are only added."""

    _name = "crm.segment.change"
    _description = "Segment Change"
    _inherit = ["crm.segment.record.mixin"]
    _order = "id desc"
    _log_access = False

    segment_id = Link("crm.segment", required=True, readonly=True, index=True)
    kind = fields.Selection(
        [("enter", "Entered"), ("leave", "Left")],
        string="What happened",
        required=True,
        readonly=True,
    )
    at = fields.Datetime(string="Date", required=True, readonly=True)

    _record_idx = models.Index("(res_id)")
    # rows come in the order of time: what finds the old ones costs next to nothing
    _at_idx = models.Index("USING brin (at)")


class CrmSegmentPin(models.Model):
    """A record that a person put in a segment, or keeps out of it, whatever the rule.

    Those of a segment by hand are all put in.
    """

    _name = "crm.segment.pin"
    _description = "Segment Exception"
    _inherit = ["crm.segment.record.mixin"]
    _order = "id desc"

    kind = fields.Selection(
        [("always", "Always in"), ("never", "Never in")], required=True, readonly=True
    )

    _record_uniq = models.Constraint(
        "UNIQUE (segment_id, res_id)", "This record is an exception already."
    )
    _record_idx = models.Index("(res_id)")

    def action_remove(self):
        """Let the rule decide about these records again."""
        self.segment_id.check_access("write")
        for segment, pins in self.grouped("segment_id").items():
            segment._unpin(pins.mapped("res_id"))
        return True


class CrmSegmentSnapshot(models.Model):
    """How many were in a segment at the end of a day."""

    _name = "crm.segment.snapshot"
    _description = "Segment History"
    _order = "day desc, id desc"

    segment_id = fields.Many2one(
        "crm.segment", required=True, readonly=True, index=True, ondelete="cascade"
    )
    day = fields.Date(required=True, readonly=True)
    # the members of several days do not add up; those of the last day count
    member_count = fields.Integer(string="People", readonly=True, aggregator="max")
    enter_count = fields.Integer(string="Entered", readonly=True)
    leave_count = fields.Integer(string="Left", readonly=True)

    _day_uniq = models.Constraint(
        "UNIQUE (segment_id, day)", "A segment has one row a day."
    )
