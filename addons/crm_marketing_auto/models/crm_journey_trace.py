# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class CrmJourneyTrace(models.Model):
    """One visit of one participant at one step: planned, then done or not, and why.

    (participant, step, visit) is the idempotency key: a step that is run again after
    a crash finds its row done.
    """

    _name = "crm.journey.trace"
    _description = "Journey Trace"
    _inherit = "crm.system.row"
    _order = "id desc"

    participant_id = fields.Many2one(
        "crm.journey.participant", required=True, readonly=True, ondelete="cascade"
    )
    journey_id = fields.Many2one(
        "crm.journey", required=True, readonly=True, ondelete="restrict"
    )
    version_id = fields.Many2one(
        "crm.journey.version", required=True, readonly=True, ondelete="restrict"
    )
    step_uid = fields.Char(required=True, readonly=True)
    visit = fields.Integer(required=True, default=1, readonly=True)
    planned_at = fields.Datetime(
        required=True,
        readonly=True,
        default=fields.Datetime.now,
        help="When the participant came to the step; a wait is counted from here.",
    )
    due_at = fields.Datetime(required=True, readonly=True)
    held_at = fields.Datetime(
        readonly=True, help="Since when it has been held back, for the reason given."
    )
    is_test = fields.Boolean(readonly=True, help="Of a trial run: never run by a job.")
    state = fields.Selection(
        [
            ("ready", "Planned"),
            ("done", "Done"),
            ("skipped", "Skipped"),
            ("failed", "Failed"),
            ("unknown", "Unknown"),
        ],
        required=True,
        default="ready",
        readonly=True,
    )
    reason_id = fields.Many2one("crm.journey.reason", readonly=True)
    detail = fields.Char(readonly=True, help="What an error said.")
    attempt = fields.Integer(readonly=True)
    done_at = fields.Datetime(readonly=True)
    branch = fields.Char(readonly=True, help="The way out that was taken.")
    # what it made
    channel = fields.Char(readonly=True, help="mail, sms, chat or call.")
    identity = fields.Char(readonly=True, help="The address or number written to.")
    mail_mail_id_int = fields.Integer(readonly=True)
    sms_uuid = fields.Char(readonly=True)
    mailing_trace_id = fields.Many2one(
        "mailing.trace", readonly=True, index="btree_not_null", ondelete="set null"
    )
    made_model = fields.Char(readonly=True)
    made_id = fields.Many2oneReference(model_field="made_model", readonly=True)
    sent_at = fields.Datetime(readonly=True, help="When it left for the network.")
    cost = fields.Monetary(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)

    _visit_uniq = models.Constraint(
        "UNIQUE (participant_id, step_uid, visit)", "This step was planned already."
    )
    # by journey, so that what waits in a paused one costs the others nothing
    _due_idx = models.Index(
        "(journey_id, due_at, id) WHERE state = 'ready' AND is_test IS NOT TRUE"
    )
    _failed_idx = models.Index("(done_at) WHERE state = 'failed'")
    _unknown_idx = models.Index("(done_at) WHERE state = 'unknown'")
    _made_idx = models.Index("(made_model, made_id) WHERE made_id IS NOT NULL")
    _step_idx = models.Index("(journey_id, step_uid, state)")
    _mail_idx = models.Index("(mail_mail_id_int) WHERE mail_mail_id_int IS NOT NULL")
