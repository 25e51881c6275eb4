# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.gateway.call import RetryLater


class CrmChannelOutbox(models.Model):
    """What providers tell later about messages that left."""

    _inherit = "crm.channel.outbox"

    delivered_at = fields.Datetime(readonly=True)
    read_at = fields.Datetime(readonly=True)

    @api.model
    def _recognise(self, account, event):
        """Return our own message that an echo is of; an unknown one was sent after all.

        Messenger gives our key back. Zalo does not: there a message that is on its
        way to the same person with the same text is the one.
        """
        mine = [("account_id", "=", account.id)]
        sent = self.search([*mine, ("provider_ref", "=", event.uid)], limit=1)
        if not sent and event.key:
            sent = self.search([*mine, ("key", "=", event.key)], limit=1)
        if not sent and not event.key:
            sent = self._same_text(account, event)
        if sent.state in ("sending", "unknown"):
            # taken by the provider, whatever became of its answer
            sent._told_sent(event)
        return sent

    def _told_sent(self, event):
        if self.state == "sending":
            raise RetryLater(self.env._("The message is just being sent."))
        self.write(
            {
                "state": "sent",
                "sent_at": event.at or fields.Datetime.now(),
                "provider_ref": event.uid,
                "detail": False,
            }
        )

    @api.model
    def _same_text(self, account, event):
        since = fields.Datetime.now() - timedelta(hours=24)
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM crm_channel_outbox WHERE account_id = %s"
                " AND state IN ('sending', 'unknown') AND attempted_at > %s"
                " AND payload ->> 'handle' = %s AND payload ->> 'text' = %s"
                " AND provider_ref IS NULL ORDER BY id LIMIT 1",
                account.id,
                since,
                event.handle,
                event.text,
            )
        )
        return self.browse([row[0] for row in rows])

    @api.model
    def _note_receipt(self, account, event, at):
        """Note messages as delivered or read; return those for which it is news."""
        self.flush_model()
        is_read = event.kind == "read"
        name = SQL.identifier("read_at" if is_read else "delivered_at")
        and_so = SQL(", delivered_at = COALESCE(delivered_at, %s)", at)
        rows = self.env.execute_query(
            SQL(
                "UPDATE crm_channel_outbox SET %(name)s = %(at)s%(and_so)s"
                " WHERE account_id = %(account)s AND %(name)s IS NULL"
                " AND state = 'sent' AND (provider_ref = ANY(%(mids)s)"
                " OR key = %(key)s OR (payload ->> 'handle' = %(handle)s"
                " AND sent_at <= %(until)s)) RETURNING id",
                name=name,
                at=at,
                and_so=and_so if is_read else SQL(),
                account=account.id,
                mids=list(event.mids),
                key=event.key or None,
                handle=event.handle,
                until=event.until,
            )
        )
        self.invalidate_model()
        return self.browse([row[0] for row in rows])
