# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.gateway.payload import kept_headers, strip_secrets

CRON = "crm_relationship.ir_cron_gateway"
MAX_UID = 200
#: How the ids begin that we make: of what a file told, and of ids that are too long. A
#: provider's id that begins so is digested, and so is never the same as one of these.
FROM_FILE, DIGESTED = "file:", "sha256:"
#: What still has to be done.
WAITING = ("new", "retry")


class CrmGatewayEvent(models.Model):
    """Something a provider told us, as it came, and what became of it.

    It is stored before the provider is answered and processed afterwards. The id that
    the provider gave it is unique: what is told twice is stored once.
    """

    _name = "crm.gateway.event"
    _description = "Event of a Provider"
    _order = "id desc"
    _rec_name = "external_uid"

    account_id = fields.Many2one(
        "crm.channel.account", required=True, readonly=True, ondelete="restrict"
    )
    kind = fields.Selection(related="account_id.kind")
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    event = fields.Char(readonly=True)
    external_uid = fields.Char(string="Provider's id", readonly=True)
    order_key = fields.Char(
        string="In order with",
        readonly=True,
        help="Events with the same key are processed one after the other.",
    )
    payload = fields.Json(readonly=True)
    payload_text = fields.Text(string="Contents", compute="_compute_payload_text")
    headers = fields.Json(readonly=True)
    address = fields.Char(string="Sent from", readonly=True)
    received_at = fields.Datetime(string="Received", required=True, readonly=True)
    state = fields.Selection(
        [
            ("new", "New"),
            ("processing", "Being processed"),
            ("done", "Done"),
            ("ignored", "Ignored"),
            ("retry", "To be tried again"),
            ("error", "Failed"),
        ],
        required=True,
        default="new",
        readonly=True,
    )
    attempt = fields.Integer(string="Attempts", readonly=True)
    next_try_at = fields.Datetime(string="Next attempt", readonly=True)
    processed_at = fields.Datetime(string="Processed", readonly=True)
    detail = fields.Char(readonly=True, help="What became of it, or what went wrong.")
    result_model = fields.Char(readonly=True)
    result_id = fields.Many2oneReference(model_field="result_model", readonly=True)
    claimed_at = fields.Datetime(readonly=True)
    claimed_by = fields.Char(readonly=True)

    _external_uniq = models.UniqueIndex(
        "(account_id, external_uid) WHERE external_uid IS NOT NULL",
        "This event was received before.",
    )
    _waiting_idx = models.Index("(id) WHERE state IN ('new', 'retry')")
    _processing_idx = models.Index("(claimed_by) WHERE state = 'processing'")
    _order_idx = models.Index(
        "(account_id, order_key, id) WHERE state IN ('new', 'processing')"
    )
    _failed_idx = models.Index("(account_id) WHERE state = 'error'")
    _received_idx = models.Index("(account_id, received_at DESC)")

    @api.depends("payload", "headers")
    def _compute_payload_text(self):
        for event in self:
            event.payload_text = json.dumps(
                event.payload, ensure_ascii=False, indent=2, sort_keys=True
            )

    # ------------------------------------------------------------
    # Storing
    # ------------------------------------------------------------

    @api.model
    def _store(self, account, call, raw_events):
        """Store the events of a call, each once; return the new ones.

        When another process stores one of them in the same moment, the server tries
        the whole call again.
        """
        if not raw_events:
            return self.browse()
        ids = self._insert_rows(
            account, call, [self._prepare_row(r) for r in raw_events]
        )
        if ids:
            self._wake()
        return self.browse(ids)

    @api.model
    def _prepare_row(self, raw):
        uid = raw.external_uid or None
        if uid and (len(uid) > MAX_UID or uid.startswith((FROM_FILE, DIGESTED))):
            uid = f"{DIGESTED}{hashlib.sha256(uid.encode()).hexdigest()}"
        return (
            raw.event[:64],
            uid,
            (raw.order_key or "")[:MAX_UID] or None,
            json.dumps(strip_secrets(raw.payload), ensure_ascii=False),
        )

    @api.model
    def _insert_rows(self, account, call, rows):
        events, uids, keys, payloads = map(list, zip(*rows, strict=True))
        self.env.cr.execute(
            SQL(
                "INSERT INTO crm_gateway_event (account_id, company_id, event,"
                " external_uid, order_key, payload, headers, address, received_at,"
                " state, attempt, create_uid, create_date, write_uid, write_date)"
                " SELECT %(account)s, %(company)s, r.event, r.uid, r.key,"
                " r.payload::jsonb, %(headers)s::jsonb, %(address)s, %(now)s, 'new', 0,"
                " %(user)s, %(now)s, %(user)s, %(now)s"
                " FROM unnest(%(events)s::text[], %(uids)s::text[], %(keys)s::text[],"
                " %(payloads)s::text[]) AS r(event, uid, key, payload)"
                " ON CONFLICT DO NOTHING RETURNING id",
                account=account.id,
                company=account.company_id.id,
                headers=json.dumps(kept_headers(call.headers)),
                address=(call.address or "")[:64] or None,
                now=call.received_at or fields.Datetime.now(),
                user=self.env.uid,
                events=events,
                uids=uids,
                keys=keys,
                payloads=payloads,
            )
        )
        return [row[0] for row in self.env.cr.fetchall()]

    @api.model
    def _wake(self):
        """Wake the worker, unless somebody just did or it is switched off.

        One that is at work has locked its trigger, and gets another one: what came
        after it had looked is not forgotten.
        """
        job_id = self.env["ir.model.data"]._xmlid_to_res_id(CRON)
        self.env.cr.execute(
            SQL(
                "SELECT FROM ir_cron c WHERE c.id = %s AND c.active AND NOT EXISTS ("
                "SELECT FROM ir_cron_trigger t WHERE t.cron_id = c.id"
                " AND t.call_at <= %s LIMIT 1 FOR KEY SHARE SKIP LOCKED)",
                job_id,
                fields.Datetime.now(),
            )
        )
        if self.env.cr.rowcount:
            # sudo: a job of the system
            self.env["ir.cron"].sudo().browse(job_id)._trigger()

    # ------------------------------------------------------------
    # What a person does
    # ------------------------------------------------------------

    def action_process_again(self):
        """Process events again, from the first attempt."""
        self.check_access("read")
        if not self.env.user.has_group("crm_relationship.group_channel_admin"):
            raise UserError(self.env._("Only a channel administrator does this."))
        if self.filtered(lambda event: event.state == "processing"):
            raise UserError(self.env._("What is being processed cannot be started."))
        if self.filtered(lambda event: not event.payload):
            raise UserError(
                self.env._("Its contents are gone: they are kept for some time only.")
            )
        # sudo: the rows are the system's; who may read them all may restart them
        self.sudo().write({"state": "new", "attempt": 0, "next_try_at": False})
        self.sudo()._wake()

    def action_open_result(self):
        """Open what an event became."""
        self.ensure_one()
        self.check_access("read")
        record = self._result()
        if not record:
            raise UserError(self.env._("Nothing was made of this event."))
        record.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }

    def _result(self):
        if not self.result_id or self.result_model not in self.env:
            return None
        return self.env[self.result_model].browse(self.result_id).exists()
