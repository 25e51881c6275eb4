# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CrmChannelOutbox(models.Model):
    """A message on its way out through a channel account.

    The key is unique: who puts the same message in again finds it there. *Sending* is
    committed before the provider is called, so a process that dies during the call
    leaves a message of which nobody knows whether it was taken: it is *unknown*, and
    never sent again by itself.
    """

    _name = "crm.channel.outbox"
    _description = "Outgoing Channel Message"
    _order = "id desc"
    _rec_name = "key"

    account_id = fields.Many2one(
        "crm.channel.account",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="account_id.company_id", store=True)
    key = fields.Char(required=True, readonly=True, help="Known to the provider too.")
    payload = fields.Json(required=True, readonly=True)
    state = fields.Selection(
        [
            ("ready", "Waiting"),
            ("sending", "Being sent"),
            ("sent", "Sent"),
            ("unknown", "Unknown"),
            ("failed", "Failed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="ready",
        readonly=True,
    )
    attempt = fields.Integer(readonly=True)
    next_try_at = fields.Datetime(readonly=True)
    attempted_at = fields.Datetime(readonly=True)
    sent_at = fields.Datetime(readonly=True)
    provider_ref = fields.Char(string="Provider's reference", readonly=True)
    detail = fields.Char(readonly=True, help="What the provider, or the line, said.")
    possible_duplicate = fields.Boolean(
        readonly=True, help="Somebody sent it again although it may have arrived."
    )

    _key_uniq = models.Constraint(
        "UNIQUE (account_id, key)", "This message is in the outbox already."
    )
    _ready_idx = models.Index("(next_try_at, id) WHERE state = 'ready'")
    _failed_idx = models.Index("(id) WHERE state = 'failed'")
    _unknown_idx = models.Index("(id) WHERE state = 'unknown'")
    _sending_idx = models.Index("(attempted_at) WHERE state = 'sending'")

    @api.model
    def _enqueue(self, account, messages):
        """Put messages in, each once; return their ids in order.

        :param messages: list of (key, payload)
        """
        if not messages:
            return []
        self.env.cr.execute(
            SQL(
                "INSERT INTO crm_channel_outbox (account_id, company_id, key, payload,"
                " state, attempt, create_uid, create_date, write_uid, write_date)"
                " SELECT %(account)s, %(company)s, m.key, m.payload::jsonb, 'ready', 0,"
                " %(uid)s, %(now)s, %(uid)s, %(now)s"
                " FROM unnest(%(keys)s::text[], %(payloads)s::text[])"
                " AS m(key, payload) ON CONFLICT DO NOTHING",
                account=account.id,
                company=account.company_id.id,
                uid=self.env.uid,
                now=fields.Datetime.now(),
                keys=[key for key, _payload in messages],
                payloads=[json.dumps(payload) for _key, payload in messages],
            )
        )
        rows = self.env.execute_query(
            SQL(
                "SELECT key, id FROM crm_channel_outbox"
                " WHERE account_id = %s AND key = ANY(%s)",
                account.id,
                [key for key, _payload in messages],
            )
        )
        ids = dict(rows)
        account.invalidate_recordset(["outbox_ids"])
        self.env.ref("crm_relationship.ir_cron_channel_outbox")._trigger()
        return [ids[key] for key, _payload in messages]

    # ------------------------------------------------------------
    # What a person does with the unknown
    # ------------------------------------------------------------

    def action_resend(self):
        """Send again what may have arrived: a person's decision."""
        self.check_access("write")
        if self.filtered(lambda m: m.state not in ("unknown", "failed")):
            raise UserError(
                self.env._("Only what failed, or is unknown, can be sent again.")
            )
        unknown = self.filtered(lambda m: m.state == "unknown")
        unknown.sudo().possible_duplicate = True  # sudo: the fields are readonly
        self.sudo().write({"state": "ready", "next_try_at": False, "attempt": 0})
        # sudo: who may send again may wake the job
        self.env.ref("crm_relationship.ir_cron_channel_outbox").sudo()._trigger()

    def action_mark_sent(self):
        """Say that the provider did take it."""
        self._settle_unknown("sent")

    def action_mark_failed(self):
        """Say that the provider did not take it."""
        self._settle_unknown("failed")

    def _settle_unknown(self, state):
        self.check_access("write")
        if self.filtered(lambda m: m.state != "unknown"):
            raise UserError(self.env._("Only what is unknown is settled by hand."))
        values = {"state": state}
        if state == "sent":
            values["sent_at"] = fields.Datetime.now()
        self.sudo().write(values)  # sudo: the fields are readonly to people
