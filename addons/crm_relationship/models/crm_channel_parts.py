# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

#: While a part is one of these, the next one stays.
OPEN = ("ready", "sending", "unknown")
#: After these the next one never leaves: half a text says something else.
GONE = ("failed", "cancelled")


class CrmChannelOutbox(models.Model):
    """Texts that are longer than a provider takes leave in parts, one after the other.

    A part waits for the one before it, however long that is put off; of which nobody
    knows whether it was taken, somebody decides first.
    """

    _inherit = "crm.channel.outbox"

    after_id = fields.Many2one(
        "crm.channel.outbox",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        # of the same account; as a join, what was sent long ago is not read
        bypass_search_access=True,
        help="The part of the same text that leaves before this one.",
    )

    @api.model
    def _enqueue_parts(self, account, messages):
        """Put messages in, each in its parts; return lists of their ids, in order.

        :param messages: list of (key, [payload of each part])
        """
        ids = self._enqueue(
            account,
            [
                (f"{key}:{number}" if number else key, payload)
                for key, parts in messages
                for number, payload in enumerate(parts)
            ],
        )
        left = iter(ids)
        found = [[next(left) for _part in parts] for _key, parts in messages]
        pairs = [
            pair for parts in found for pair in zip(parts[1:], parts, strict=False)
        ]
        if pairs:
            own, before = (list(column) for column in zip(*pairs, strict=True))
            self.env.cr.execute(
                SQL(
                    "UPDATE crm_channel_outbox o SET after_id = v.before"
                    " FROM unnest(%s::int[], %s::int[]) AS v(id, before)"
                    " WHERE o.id = v.id AND o.after_id IS NULL",
                    own,
                    before,
                )
            )
            self.invalidate_model(["after_id"])
        return found

    @api.model
    def _due(self, now):
        first = Domain("after_id", "=", False)
        return super()._due(now) & (first | Domain("after_id.state", "not in", OPEN))

    def _after_settled(self):
        result = super()._after_settled()
        self._tell_next()
        return result

    def _settle_unknown(self, state):
        result = super()._settle_unknown(state)
        self._tell_next()
        return result

    def action_resend(self):
        """Send again, with the parts that were left out because of this one."""
        result = super().action_resend()
        # sudo: the fields are readonly to people, who may send the message again
        nexts = self.sudo()
        while nexts := nexts._next_parts("cancelled").filtered(
            lambda part: part.reason == "part"
        ):
            nexts.write({"state": "ready", "reason": False, "detail": False})
        return result

    def _next_parts(self, state):
        return self.search([("after_id", "in", self.ids), ("state", "=", state)])

    def _tell_next(self):
        """Let the next part go, or leave it out with those after it."""
        parts = self.sudo()  # sudo: the parts are the system's
        if parts.filtered(lambda part: part.state == "sent")._next_parts("ready"):
            self.env.ref("crm_relationship.ir_cron_channel_outbox").sudo()._trigger()
        parts = parts.filtered(lambda part: part.state in GONE)
        while parts := parts and parts._next_parts("ready"):
            parts.write(
                {
                    "state": "cancelled",
                    "reason": "part",
                    "detail": self.env._("The part before it was not sent."),
                }
            )
