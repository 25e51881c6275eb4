# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
import json
import logging
import secrets
import time

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, Query

from odoo.addons.base.models.res_partner import _tz_get

from ..tools.gateway import signature
from ..tools.gateway.address import is_within, read_networks
from ..tools.gateway.call import Refused
from ..tools.gateway.payload import JSON_TYPES
from .crm_secret_mixin import NO_ACCESS

_logger = logging.getLogger(__name__)

CHANNEL_ADMIN = "crm_relationship.group_channel_admin"
#: No account takes a longer call.
MAX_BYTES = 1024 * 1024
MAX_RATE = 60_000
#: What a call of no account is compared with.
NOBODY = secrets.token_urlsafe(32)
#: What every call needs of its account: one query reads it.
RECEIVING = (
    "token",
    "kind",
    "company_id",
    "secret",
    "rate_limit",
    "max_size",
    "allowed_ips",
    "timezone",
)
OK = (200, "application/json", b'{"status": "ok"}')


class CrmChannelAccount(models.Model):
    """The gateway: calls of providers become events, each stored once.

    A kind of provider is a set of methods named after it: `_gateway_verify_<kind>` and
    `_gateway_split_<kind>` take a call, `_gateway_answer_<kind>` answers it,
    `_gateway_stored_<kind>` may tell somebody at once, and
    `_gateway_process_<kind>` is what the worker does with an event.
    """

    _inherit = "crm.channel.account"

    token = fields.Char(
        readonly=True,
        copy=False,
        groups=CHANNEL_ADMIN,
        help="The part of the address that nobody can guess.",
    )
    token_digest = fields.Char(readonly=True, copy=False, groups=NO_ACCESS)
    gateway_url = fields.Char(
        string="Address for the provider",
        compute="_compute_gateway_url",
        groups=CHANNEL_ADMIN,
        help="Enter it at the provider. Whoever knows it can call it.",
    )
    is_received = fields.Boolean(
        compute="_compute_is_received", help="Providers of this kind call us."
    )
    rate_limit = fields.Integer(
        string="Calls a minute",
        default=600,
        help="More calls than this are refused until the minute is over.",
    )
    max_size = fields.Integer(
        string="Longest call (KiB)", default=256, help="Longer calls are refused."
    )
    allowed_ips = fields.Char(
        string="Allowed addresses",
        help="Internet addresses or networks from which calls are taken, separated by "
        "commas. Empty: from everywhere.",
    )
    timezone = fields.Selection(
        _tz_get,
        string="Time zone",
        default="Asia/Ho_Chi_Minh",
        help="Of times that the provider sends without one.",
    )

    _token_uniq = models.UniqueIndex(
        "(token_digest)", "Another account has this address."
    )
    _rate_limit_check = models.Constraint(
        f"CHECK (rate_limit BETWEEN 1 AND {MAX_RATE})",
        "Calls a minute: between 1 and 60,000.",
    )
    _max_size_check = models.Constraint(
        "CHECK (max_size BETWEEN 1 AND 1023)", "Longest call: between 1 and 1,023 KiB."
    )

    def init(self):
        """Give accounts of before the gateway their addresses."""
        self.env.cr.execute(
            SQL(
                "WITH t AS (SELECT id, replace(gen_random_uuid()::text ||"
                " gen_random_uuid()::text, '-', '') AS token FROM crm_channel_account"
                " WHERE token IS NULL) UPDATE crm_channel_account a SET token = t.token,"
                " token_digest = encode(sha256(t.token::bytea), 'hex')"
                " FROM t WHERE t.id = a.id"
            )
        )

    @api.model_create_multi
    def create(self, vals_list):
        accounts = super().create(vals_list)
        accounts._gateway_renew_token()
        return accounts

    # ------------------------------------------------------------
    # The address
    # ------------------------------------------------------------

    def _gateway_renew_token(self):
        # sudo: who makes an account need not see its address
        for account in self.sudo():
            token = secrets.token_urlsafe(32)
            account.write({"token": token, "token_digest": self._gateway_digest(token)})

    def action_renew_token(self):
        """Give the account another address; the old one takes nothing any more."""
        if not self.env.user.has_group(CHANNEL_ADMIN):
            raise UserError(
                self.env._("Only a channel administrator changes addresses.")
            )
        self.check_access("write")
        self._gateway_renew_token()

    @api.model
    def _gateway_digest(self, token):
        return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()

    @api.depends("token")
    def _compute_gateway_url(self):
        for account in self:
            base = account.get_base_url()
            account.gateway_url = (
                account.token and f"{base}/crm_gateway/{account.token}"
            )

    @api.depends("kind")
    def _compute_is_received(self):
        for account in self:
            account.is_received = bool(account._gateway_method("verify"))

    @api.constrains("allowed_ips")
    def _check_allowed_ips(self):
        for account in self:
            try:
                read_networks(account.allowed_ips)
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "Allowed addresses: %(error)s. Write 203.0.113.7 or "
                        "203.0.113.0/24.",
                        error=error,
                    )
                ) from error

    # ------------------------------------------------------------
    # Taking a call
    # ------------------------------------------------------------

    @api.model
    def _gateway_receive(self, token, call):
        """Take a call, or refuse it; never fail.

        :return: (status, content type, body)
        """
        account = self.browse()
        try:
            account = self._gateway_find(token)
            account._gateway_admit(call)
            account._gateway_store(call)
            return account._gateway_step("answer", call) or OK
        except Refused as refused:
            account._gateway_note_refusal(refused.code)
            return self._gateway_refuse(refused)
        except psycopg2.OperationalError:
            raise  # the server tries the call again
        except Exception:
            # its nonce goes, too: the same call may come again
            self.env.cr.rollback()
            _logger.exception("Gateway: a call to account %s failed", account.id)
            return self._gateway_refuse(Refused(503, "later", "Try again later."))

    @api.model
    def _gateway_refuse(self, refused):
        answer = {"error": {"code": refused.code, "message": refused.message}}
        return refused.status, "application/json", json.dumps(answer).encode()

    @api.model
    def _gateway_find(self, token):
        """Return the account of an address.

        An address that never was and one that is archived get the same answer after
        the same steps.
        """
        digest = self._gateway_digest(token)
        # sudo: the address is what gives the right; the caller has no user
        account = self.sudo()._gateway_fetch(digest)
        if not signature.same(token, account.token or NOBODY):
            raise Refused(404, "unknown", "Nothing is received at this address.")
        return account.with_company(account.company_id).with_context(
            allowed_company_ids=account.company_id.ids
        )

    @api.model
    def _gateway_fetch(self, digest):
        """Return the account of a digest with all that a call needs, by one query.

        Written out: a domain is optimized anew for every call.
        """
        query = Query(self.env, self._table, self._table_sql)
        for name, value in (("token_digest", digest), ("active", True)):
            column = self._field_to_sql(self._table, name, query)
            query.add_where(SQL("%s = %s", column, value))
        return self._fetch_query(query, [self._fields[name] for name in RECEIVING])

    def _gateway_admit(self, call):
        """Refuse a call that is too long, one too many, or from elsewhere."""
        if not self._gateway_method("verify"):
            raise Refused(404, "unknown", "Nothing is received at this address.")
        if len(call.body) > self.max_size * 1024:
            message = f"A call has {self.max_size} KiB at most."
            raise Refused(413, "too_large", message)
        if not self.env["crm.gateway.count"]._admit(self, call.received_at):
            raise Refused(429, "too_many", "Too many calls: wait for a minute.")
        if not is_within(call.address, read_networks(self.allowed_ips)):
            raise Refused(403, "address", "Calls from this address are not taken.")

    def _gateway_store(self, call):
        self._gateway_step("verify", call)
        raw = self._gateway_step("split", call) or []
        events = self.env["crm.gateway.event"]._store(self, call, raw)
        if not events or not self._gateway_method("stored"):
            return
        try:
            with self.env.cr.savepoint():
                self._gateway_step("stored", events)
        except psycopg2.OperationalError:
            raise
        except Exception:  # what is told at once is a courtesy; the event is stored
            _logger.exception("Gateway: events %s could not be announced", events.ids)

    def _gateway_step(self, step, *arguments):
        """Do a step as the kind of the account does it; None when it has none."""
        method = self._gateway_method(step)
        return method(*arguments) if method else None

    def _gateway_method(self, step):
        return getattr(self, f"_gateway_{step}_{self.kind}", None)

    def _gateway_note_refusal(self, code):
        if self:
            self.env["crm.gateway.count"]._note_refusal(self, code)

    # ------------------------------------------------------------
    # What kinds share
    # ------------------------------------------------------------

    def _gateway_secret(self, name):
        """Return a secret to compare with; the provider waits while its key is gone."""
        try:
            return self._kept(name)
        except UserError as error:
            raise Refused(503, "no_key", "Try again later.") from error

    def _gateway_check_signed(self, call):
        """Refuse a call that was not signed by our own scheme, or comes twice."""
        nonce = signature.check(call, self._gateway_secret("secret"), time.time())
        if not self.env["crm.gateway.nonce"]._use(self, nonce):
            raise Refused(409, "replayed", "A call with this nonce was taken before.")

    def _gateway_check_post(self, call, types=JSON_TYPES):
        """Refuse a call by another method, or of another content type."""
        if call.method != "POST":
            raise Refused(405, "method", "Send a POST request.")
        if call.mimetype not in types:
            raise Refused(415, "bad_type", "Send application/json.")
