# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class CrmSegmentMember(models.Model):
    """A record that is in a segment now.

    The record is a plain integer: a foreign key under a unique constraint would make
    the merging of contacts delete rows.
    """

    _name = "crm.segment.member"
    _description = "Segment Member"
    _order = "id"

    segment_id = fields.Many2one(
        "crm.segment", required=True, readonly=True, index=True, ondelete="cascade"
    )
    res_id = fields.Integer(string="Record id", required=True, readonly=True)
    entered_at = fields.Datetime(required=True, readonly=True)

    _record_uniq = models.Constraint(
        "UNIQUE (segment_id, res_id)", "This record is in the segment already."
    )


class CrmSegmentChange(models.Model):
    """A record that entered or left a segment. Rows are only added."""

    _name = "crm.segment.change"
    _description = "Segment Change"
    _order = "id desc"

    segment_id = fields.Many2one(
        "crm.segment", required=True, readonly=True, index=True, ondelete="cascade"
    )
    res_id = fields.Integer(string="Record id", required=True, readonly=True)
    kind = fields.Selection(
        [("enter", "Entered"), ("leave", "Left")], required=True, readonly=True
    )
    at = fields.Datetime(required=True, readonly=True)
