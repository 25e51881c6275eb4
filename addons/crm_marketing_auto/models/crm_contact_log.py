# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from .crm_consent import CHANNELS
from .crm_journey import CLASSES


class CrmContactLog(models.Model):
    """The ledger of what was sent to whom: limits count its rows.

    A row is written when a message is let through, and says later when it left; one
    that was cancelled counts for nothing.
    """

    _name = "crm.contact.log"
    _description = "Message Ledger"
    _inherit = "crm.system.row"
    _order = "id desc"
    _log_access = False

    identity = fields.Char(required=True, readonly=True)
    channel = fields.Selection(CHANNELS, required=True, readonly=True)
    sent_at = fields.Datetime(required=True, readonly=True)
    state = fields.Selection(
        [("queued", "Let through"), ("sent", "Sent"), ("cancelled", "Cancelled")],
        required=True,
        readonly=True,
        default="queued",
    )
    message_class = fields.Selection(CLASSES, required=True, readonly=True)
    partner_id = fields.Integer(string="Contact id", readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    journey_id = fields.Many2one("crm.journey", readonly=True, ondelete="set null")
    trace_id = fields.Integer(readonly=True)
    ref = fields.Char(readonly=True, help="The journey and step.")
    possible_duplicate = fields.Boolean(
        readonly=True, help="It may have arrived twice, with the same Message-ID."
    )

    _identity_idx = models.Index("(identity, channel, sent_at)")
    _ref_idx = models.Index("(ref, identity) WHERE ref IS NOT NULL")
    _trace_idx = models.Index("(trace_id) WHERE trace_id IS NOT NULL")
