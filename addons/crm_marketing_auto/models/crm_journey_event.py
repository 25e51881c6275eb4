# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class CrmJourneyEvent(models.Model):
    """The inbox of journeys: what happened, written in the transaction of the act.

    A row that is there already is the same event: its key is unique. Kinds:
    segment_enter, segment_leave (event_key: segment and change id), interaction
    (interaction id), date and calendar (occurrence), webhook (the sender's key),
    manual.
    """

    _name = "crm.journey.event"
    _description = "Journey Event"
    _order = "id"

    kind = fields.Char(required=True, readonly=True)
    journey_id = fields.Many2one(
        "crm.journey",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
        help="The journey it is for; empty: any that listens.",
    )
    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Integer(required=True, readonly=True)
    event_key = fields.Char(required=True, readonly=True)
    occurred_at = fields.Datetime(required=True, readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    payload = fields.Json(readonly=True)
    is_done = fields.Boolean(readonly=True)

    _key_uniq = models.UniqueIndex(
        "(kind, COALESCE(journey_id, 0), res_model, res_id, event_key)",
        "This event is known already.",
    )
    _new_idx = models.Index("(id) WHERE is_done IS NOT TRUE")
