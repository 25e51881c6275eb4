# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class CrmJourneyReaction(models.Model):
    """What a person, or a machine, did with a message of a journey. Only added.

    Nothing branches on what a machine did; it is kept, flagged and shown.
    """

    _name = "crm.journey.reaction"
    _description = "Journey Reaction"
    _order = "id desc"

    trace_id = fields.Many2one(
        "crm.journey.trace",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    journey_id = fields.Many2one(
        "crm.journey", required=True, readonly=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(
        [
            ("delivered", "Delivered"),
            ("open", "Opened"),
            ("click", "Clicked"),
            ("reply", "Replied"),
            ("bounce", "Bounced"),
            ("complaint", "Complained"),
            ("optout", "Opted out"),
        ],
        required=True,
        readonly=True,
    )
    at = fields.Datetime(required=True, readonly=True)
    is_machine = fields.Boolean(readonly=True)
    url = fields.Char(readonly=True)
    event_key = fields.Char(required=True, readonly=True)
    agent = fields.Char(readonly=True, help="What the reader's program calls itself.")
    link_key = fields.Integer(readonly=True, help="Which link of the message it was.")
    is_settled = fields.Boolean(
        readonly=True, help="It is decided who it was, and journeys have been told."
    )

    _unsettled_idx = models.Index("(at) WHERE is_settled IS NOT TRUE")
    _key_uniq = models.Constraint(
        "UNIQUE (trace_id, kind, event_key)", "This reaction is known already."
    )
