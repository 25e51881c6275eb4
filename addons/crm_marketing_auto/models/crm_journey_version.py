# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class CrmJourneyVersion(models.Model):
    """A drawing of a journey. Once published it never changes.

    `snapshot` is what the engine runs, made when publishing:
    ``{"entry": uid, "steps": {uid: {"kind", "name", "config", "branches"}}}``,
    where `branches` leads from the name of a way out to the uid of the next step.
    """

    _name = "crm.journey.version"
    _description = "Journey Version"
    _inherit = ["crm.engine.fields"]
    _order = "journey_id, number desc"
    _rec_name = "number"

    journey_id = fields.Many2one(
        "crm.journey", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="journey_id.company_id")
    number = fields.Integer(required=True, readonly=True)
    state = fields.Selection(
        [("draft", "Being drawn"), ("published", "Published"), ("retired", "Former")],
        required=True,
        default="draft",
        readonly=True,
    )
    step_ids = fields.One2many("crm.journey.step", "version_id")
    entry_uid = fields.Char(string="First step")
    snapshot = fields.Json(readonly=True, copy=False)
    published_at = fields.Datetime(string="Published on", readonly=True, copy=False)
    published_by_id = fields.Many2one(
        "res.users", string="Published by", readonly=True, copy=False
    )

    _number_uniq = models.Constraint(
        "UNIQUE (journey_id, number)", "A version has a number of its own."
    )
