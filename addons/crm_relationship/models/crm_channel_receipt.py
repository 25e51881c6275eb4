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

    _receipt_idx = models.Index(
        "(account_id, (payload ->> 'handle'), sent_at) WHERE state = 'sent'"
    )

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
        found = self._receipt_of(account, event)
        if not found:
            return self.browse()
        rows = self.env.execute_query(
            SQL(
                "UPDATE crm_channel_outbox SET %(name)s = %(at)s%(and_so)s"
                " WHERE %(found)s AND %(name)s IS NULL RETURNING id",
                name=name,
                at=at,
                and_so=and_so if is_read else SQL(),
                found=found,
            )
        )
        self.invalidate_model()
        return self.browse([row[0] for row in rows])

    @api.model
    def _receipt_of(self, account, event):
        """Return the condition of the messages that a receipt names; None for none.

        It names them by what has an index, and by nothing that it does not say.
        """
        ways = []
        if event.mids:
            ways.append(SQL("provider_ref = ANY(%s)", list(event.mids)))
        if event.key:
            ways.append(SQL("key = %s", event.key))
        if event.handle and event.until:
            ways.append(
                SQL(
                    "payload ->> 'handle' = %s AND sent_at <= %s",
                    event.handle,
                    event.until,
                )
            )
        if not ways:
            return None
        # account and state beside each way: each is found by its own index
        each = [
            SQL("(account_id = %s AND state = 'sent' AND %s)", account.id, way)
            for way in ways
        ]
        return SQL("(%s)", SQL(" OR ").join(each))
