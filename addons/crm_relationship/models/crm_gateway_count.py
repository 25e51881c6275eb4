# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

#: A nonce is forgotten when its call would be refused for its clock anyway.
NONCE_LIFE = timedelta(minutes=15)
COUNT_LIFE = timedelta(days=8)


class CrmGatewayCount(models.Model):
    """Calls of an account in a minute, counted by each connection for itself.

    Connections that counted in one row would wait for each other.
    """

    _name = "crm.gateway.count"
    _description = "Calls in a Minute"
    _log_access = False
    _order = "minute desc, id desc"

    account_id = fields.Many2one(
        "crm.channel.account", required=True, index=True, ondelete="cascade"
    )
    minute = fields.Datetime(required=True)
    backend = fields.Integer(required=True)
    calls = fields.Integer()
    refused = fields.Integer()
    reason = fields.Char(help="Why the last call was refused.")

    _minute_uniq = models.UniqueIndex(
        "(account_id, minute, backend)", "This minute is counted already."
    )

    @api.model
    def _admit(self, account, now):
        """Count a call; return whether the account may still make one this minute."""
        self.env.cr.execute(
            SQL(
                "INSERT INTO crm_gateway_count AS c (account_id, minute, backend, calls,"
                " refused) SELECT %(account)s, %(minute)s, pg_backend_pid(), 1, 0"
                " WHERE (SELECT COALESCE(sum(calls), 0) FROM crm_gateway_count"
                " WHERE account_id = %(account)s AND minute = %(minute)s) < %(limit)s"
                " ON CONFLICT (account_id, minute, backend)"
                " DO UPDATE SET calls = c.calls + 1",
                account=account.id,
                minute=self._minute(now),
                limit=account.rate_limit,
            )
        )
        return bool(self.env.cr.rowcount)

    @api.model
    def _note_refusal(self, account, reason):
        """Count a call that was refused, and why."""
        self.env.cr.execute(
            SQL(
                "INSERT INTO crm_gateway_count AS c (account_id, minute, backend, calls,"
                " refused, reason) VALUES (%s, %s, pg_backend_pid(), 0, 1, %s)"
                " ON CONFLICT (account_id, minute, backend) DO UPDATE"
                " SET refused = c.refused + 1, reason = EXCLUDED.reason",
                account.id,
                self._minute(fields.Datetime.now()),
                reason,
            )
        )

    @api.model
    def _minute(self, now):
        return (now or fields.Datetime.now()).replace(second=0, microsecond=0)

    @api.autovacuum
    def _gc_counts(self):
        before = fields.Datetime.now() - COUNT_LIFE
        self.env.cr.execute(
            SQL("DELETE FROM crm_gateway_count WHERE minute < %s", before)
        )


class CrmGatewayNonce(models.Model):
    """Numbers of calls that were taken: a copy of a call has the same."""

    _name = "crm.gateway.nonce"
    _description = "Used Number of a Call"
    _log_access = False

    account_id = fields.Many2one(
        "crm.channel.account", required=True, ondelete="cascade"
    )
    nonce = fields.Char(required=True)
    used_at = fields.Datetime(required=True, index=True)

    _nonce_uniq = models.UniqueIndex(
        "(account_id, nonce)", "A call with this number was taken before."
    )

    @api.model
    def _use(self, account, nonce):
        """Use a number; return whether it was new."""
        self.env.cr.execute(
            SQL(
                "INSERT INTO crm_gateway_nonce (account_id, nonce, used_at)"
                " VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
                account.id,
                nonce,
                fields.Datetime.now(),
            )
        )
        return bool(self.env.cr.rowcount)

    @api.model
    def _alone(self, account, what):
        """Let one transaction at a time make what does not exist yet.

        A second waits for the first; what the first made it cannot see, so it fails as
        busy rows do, and is tried again by whoever tries work again.
        """
        self._use(account, f"alone:{hashlib.sha256(what.encode()).hexdigest()}")

    @api.autovacuum
    def _gc_nonces(self):
        before = fields.Datetime.now() - NONCE_LIFE
        self.env.cr.execute(
            SQL("DELETE FROM crm_gateway_nonce WHERE used_at < %s", before)
        )
