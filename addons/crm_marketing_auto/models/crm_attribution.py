# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from ..tools.attribution import MODELS
from .link import Link, drop_keys


class CrmAttribution(models.Model):
    """What one touch earned of one conversion, by each of the six models.

    Rebuilt from conversions and touches at any time; the amounts of a conversion sum
    exactly to it, whatever the model. One row holds all models: they share the touch.
    """

    _name = "crm.attribution"
    _description = "Attribution"
    _order = "conversion_id desc, place"
    _rec_name = "conversion_id"
    # who wrote it is always the system: two more foreign keys
    _log_access = False

    conversion_id = Link("crm.conversion", required=True, readonly=True)
    # no index: touches are not deleted, and a million entries take their time
    touchpoint_id = Link("crm.touchpoint", required=True, readonly=True)
    place = fields.Integer(readonly=True, aggregator=None, help="1 is the first touch.")
    company_id = fields.Many2one(related="conversion_id.company_id")
    currency_id = fields.Many2one(related="conversion_id.currency_id")
    at = fields.Datetime(related="touchpoint_id.at", string="Touched at")
    kind = fields.Selection(related="touchpoint_id.kind")
    source_id = fields.Many2one(related="touchpoint_id.source_id")
    medium_id = fields.Many2one(related="touchpoint_id.medium_id")
    campaign_id = fields.Many2one(related="touchpoint_id.campaign_id")
    journey_id = fields.Many2one(related="touchpoint_id.journey_id")
    first_amount = fields.Monetary(string="First touch", readonly=True)
    last_amount = fields.Monetary(string="Last touch", readonly=True)
    linear_amount = fields.Monetary(string="Linear", readonly=True)
    position_amount = fields.Monetary(string="Position", readonly=True)
    decay_amount = fields.Monetary(string="Time decay", readonly=True)
    data_amount = fields.Monetary(string="Data-driven", readonly=True)
    linear_weight = fields.Float(readonly=True, aggregator=None)
    position_weight = fields.Float(readonly=True, aggregator=None)
    decay_weight = fields.Float(readonly=True, aggregator=None)
    data_weight = fields.Float(readonly=True, aggregator=None)
    first_weight = fields.Float(readonly=True, aggregator=None)
    last_weight = fields.Float(readonly=True, aggregator=None)

    _touch_uniq = models.Constraint(
        "UNIQUE (conversion_id, touchpoint_id)", "A touch earns of a conversion once."
    )

    def init(self):
        drop_keys(self, "conversion_id", "touchpoint_id", "create_uid", "write_uid")


#: The columns that a rebuild writes.
AMOUNTS = tuple(f"{name}_amount" for name in MODELS)
WEIGHTS = tuple(f"{name}_weight" for name in MODELS)


class CrmAttributionEffect(models.Model):
    """How much of the conversions would be lost without a source and medium."""

    _name = "crm.attribution.effect"
    _description = "Removal Effect"
    _order = "effect desc, id"
    _rec_name = "source_id"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    source_id = fields.Many2one("utm.source", readonly=True, ondelete="cascade")
    medium_id = fields.Many2one("utm.medium", readonly=True, ondelete="cascade")
    is_rest = fields.Boolean(
        string="All others", readonly=True, help="Sources too rare to be told apart."
    )
    effect = fields.Float(string="Removal effect", readonly=True, aggregator=None)
    touch_count = fields.Integer(string="Touches", readonly=True)
    at = fields.Datetime(string="Computed", readonly=True)

    _state_uniq = models.UniqueIndex(
        "(company_id, COALESCE(source_id, 0), COALESCE(medium_id, 0), is_rest)",
        "A source and medium has one effect.",
    )
