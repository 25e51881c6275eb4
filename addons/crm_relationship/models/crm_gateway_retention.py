# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

#: The ids of events are kept for so long: what is told again is known.
ROW_LIFE = timedelta(days=730)
#: What failed is kept longer than what is done, for somebody to look at.
FAILED_FACTOR = 2
BATCH = 10_000


class CrmChannelAccount(models.Model):
    _inherit = "crm.channel.account"

    keep_days = fields.Integer(
        string="Keep contents (days)",
        default=90,
        help="After so many days what was sent is deleted. That it was, and what "
        "became of it, stays for two years, so that nothing is taken twice.",
    )

    _keep_days_check = models.Constraint(
        "CHECK (keep_days BETWEEN 1 AND 3650)",
        "Keep contents: between 1 and 3,650 days.",
    )

    @api.autovacuum
    def _gc_secrets(self):
        """Encrypt secrets that were kept before there was a key."""
        self._seal_secrets()


class CrmGatewayEvent(models.Model):
    """What providers sent is kept as long as somebody may need it."""

    _inherit = "crm.gateway.event"

    @api.autovacuum
    def _gc_contents(self):
        """Delete the contents of old events; return how many, and how many are left."""
        now = fields.Datetime.now()
        self.flush_model()
        self.env.cr.execute(
            SQL(
                "UPDATE crm_gateway_event SET payload = '{}'::jsonb, headers = NULL,"
                " address = NULL, order_key = NULL WHERE id IN ("
                "SELECT e.id FROM crm_gateway_event e"
                " JOIN crm_channel_account a ON a.id = e.account_id"
                " WHERE e.payload <> '{}'::jsonb"
                " AND e.state IN ('done', 'ignored', 'error')"
                " AND e.received_at < %s - make_interval(days => COALESCE(a.keep_days,"
                " 90) * CASE e.state WHEN 'error' THEN %s ELSE 1 END) LIMIT %s)",
                now,
                FAILED_FACTOR,
                BATCH,
            )
        )
        emptied = self.env.cr.rowcount
        self.env.cr.execute(
            SQL(
                "DELETE FROM crm_gateway_event WHERE id IN (SELECT id"
                " FROM crm_gateway_event WHERE received_at < %s LIMIT %s)",
                now - ROW_LIFE,
                BATCH,
            )
        )
        done = max(emptied, self.env.cr.rowcount)
        self.invalidate_model()
        return done, int(done == BATCH)

    @api.model
    def _forget(self, partner, identities):
        """Empty what was sent of a person who is to be forgotten.

        A number is written in many ways: its last digits find it, with whatever signs
        are between them.
        """
        patterns = [
            r"\D*".join(identity[-8:])
            if identity.startswith("+")
            else re.escape(identity)
            for identity in identities
            if len(identity) > 5
        ]
        if not patterns:
            return
        self.flush_model()
        self.env.cr.execute(
            SQL(
                "UPDATE crm_gateway_event SET payload = '{}'::jsonb, headers = NULL,"
                " address = NULL, order_key = NULL, detail = NULL"
                " WHERE payload::text ~* %s AND state NOT IN ('new', 'processing')",
                "|".join(patterns),
            )
        )
        self.invalidate_model()
