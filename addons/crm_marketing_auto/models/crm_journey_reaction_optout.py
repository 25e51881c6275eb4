# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.http import request
from odoo.tools import SQL

#: An opt-out answers a message that left within this time.
RECENT = timedelta(days=30)
#: These are what the person did; an import or a job answers nothing.
SAID = frozenset({"unsubscribe", "blacklist", "list", "reply", "preference_page"})
#: The message in which the link was, else the last one; what bounced was not read.
ANSWERED = """
    SELECT DISTINCT ON (o.identity, o.channel) t.id
    FROM unnest(%(channels)s::text[], %(identities)s::text[]) AS o (channel, identity)
    JOIN crm_contact_log l ON l.identity = o.identity
        AND o.channel IN (l.channel, 'all') AND l.state <> 'cancelled'
        AND l.sent_at > %(since)s
    JOIN crm_journey_trace t ON t.id = l.trace_id AND t.state = 'done'
        AND (t.channel <> 'mail' OR t.sent_at IS NOT NULL)
    LEFT JOIN mailing_trace mt ON mt.id = t.mailing_trace_id
    WHERE NOT EXISTS (SELECT FROM crm_journey_reaction b
        WHERE b.trace_id = t.id AND b.kind = 'bounce')
    ORDER BY o.identity, o.channel, (mt.mass_mailing_id = %(mailing)s) DESC NULLS LAST,
        COALESCE(t.sent_at, t.done_at) DESC, t.id DESC
"""


class CrmJourneyReaction(models.Model):
    """Whoever says no answers a message: the journey and its report see it."""

    _inherit = "crm.journey.reaction"

    @api.model
    def _react_optout(self, rows, now=None):
        """Note the opt-outs (rows of the register) on the messages that they answer."""
        said = {
            (row.channel, row.identity)
            for row in rows
            if row.state in ("withdrawn", "refused") and row.source in SAID
        }
        if not said:
            return self.browse()
        self.env.flush_all()
        now = now or fields.Datetime.now()
        found = self.env.execute_query(
            SQL(
                ANSWERED,
                channels=[channel for channel, _identity in said],
                identities=[identity for _channel, identity in said],
                since=now - RECENT,
                mailing=self._asked_mailing(),
            )
        )
        ids = [row[0] for row in found]
        return self._react_on("optout", SQL("t.id = ANY(%s)", ids), now)

    @api.model
    def _asked_mailing(self):
        """Return the mailing in whose link the person is just now, if so."""
        value = request.params.get("mailing_id") if request else None
        return int(value) if str(value or "").isdigit() else None
