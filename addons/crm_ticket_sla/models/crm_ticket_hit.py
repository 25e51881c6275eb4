# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta
from ipaddress import ip_address

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import hmac

#: Rows that one request at most removes of those that no longer count.
SWEEP = 100


class CrmTicketHit(models.Model):
    """How often a sender came in a span of time: the limit of the public web form.

    Senders are kept as keyed hashes only. Rows that no longer count are removed by
    the requests that come after them, so that the table stays as small as its span.
    """

    _name = "crm.ticket.hit"
    _description = "Web Form Counter"
    _log_access = False

    key = fields.Char(required=True)
    span_at = fields.Datetime(required=True, index=True)
    hits = fields.Integer(required=True)

    _key_uniq = models.UniqueIndex("(key, span_at)", "This sender is counted already.")

    @api.model
    def _count(self, kind, value, limit, hours=1):
        """Count one request of a sender; tell whether it is within the limit."""
        now = fields.Datetime.now()
        start = now - (now - datetime.min) % timedelta(hours=hours)
        key = hmac(self.env(su=True), "crm_ticket_sla.hit", (kind, value))
        self._sweep(now - timedelta(hours=hours))
        # of two at once one is run again by the server: no error to report
        self.env.cr.execute(
            SQL(
                "INSERT INTO crm_ticket_hit (key, span_at, hits) VALUES (%s, %s, 1)"
                " ON CONFLICT (key, span_at)"
                " DO UPDATE SET hits = crm_ticket_hit.hits + 1 RETURNING hits",
                key,
                start,
            ),
            log_exceptions=False,
        )
        [hits] = self.env.cr.fetchone()
        return hits <= limit

    @api.model
    def _web_limits(self):
        """Return how many requests an hour each kind of sender may make."""
        param = self.env["ir.config_parameter"].get_param
        limits = {"network": 10, "email": 5}
        for kind, default in limits.items():
            value = param(f"crm_ticket_sla.web_form_limit_{kind}") or ""
            limits[kind] = int(value) if value.isdecimal() else default
        return limits

    @api.model
    def _sweep(self, before):
        """Remove a bounded number of rows of spans that began before an instant."""
        self.env.execute_query(
            SQL(
                "DELETE FROM crm_ticket_hit WHERE id IN (SELECT id FROM crm_ticket_hit"
                " WHERE span_at < %s LIMIT %s FOR UPDATE SKIP LOCKED) RETURNING id",
                before,
                SWEEP,
            )
        )

    @api.model
    def _network_of(self, address):
        """Return what counts as one sender: an IPv4 address, or an IPv6 network."""
        try:
            ip = ip_address(address or "")
        except ValueError:
            return "unknown"
        if ip.version == 4:
            return str(ip)
        mapped = ip.ipv4_mapped
        return str(mapped) if mapped else ip.exploded[:19]
