# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

#: Shares of a day's mails; judged from this many on.
MIN_SENT = 50
BOUNCES = 0.05
COMPLAINTS = 0.003
#: This many failures in a row are a fault of the journey, not of the receivers.
STREAK = 20
DAY = timedelta(days=1)

#: Of each running journey with mails of the last day: counts, and the last failures.
WATCHED = """
    SELECT j.id,
        count(*) FILTER (WHERE t.sent_at IS NOT NULL) AS sent,
        count(*) FILTER (WHERE EXISTS (SELECT 1 FROM crm_journey_reaction r
            WHERE r.trace_id = t.id AND r.kind = 'bounce')) AS bounced,
        count(*) FILTER (WHERE EXISTS (SELECT 1 FROM crm_journey_reaction r
            WHERE r.trace_id = t.id AND r.kind = 'complaint')) AS complained,
        COALESCE(sum(t.cost), 0) AS cost,
        (SELECT count(*) FROM (SELECT x.state FROM crm_journey_trace x
            WHERE x.journey_id = j.id AND x.channel IS NOT NULL
                AND x.done_at > %(since)s AND x.state IN ('done', 'failed')
            ORDER BY x.done_at DESC, x.id DESC LIMIT %(streak)s) last
            WHERE last.state = 'failed') AS failed_in_a_row
    FROM crm_journey j JOIN crm_journey_trace t ON t.journey_id = j.id
        AND t.channel IS NOT NULL AND t.done_at > %(since)s
    WHERE j.state = 'running' GROUP BY j.id
"""


class CrmSendBreaker(models.AbstractModel):
    """Stops a journey that does harm: bounces, complaints, failures, cost."""

    _name = "crm.send.breaker"
    _description = "Circuit Breaker of Journeys"

    @api.model
    def _watch(self, now):
        """Pause the journeys that do harm, telling their owner once; return them."""
        self.env.flush_all()
        rows = self.env.execute_query_dict(SQL(WATCHED, since=now - DAY, streak=STREAK))
        tripped = self.env["crm.journey"]
        for row in rows:
            journey = tripped.browse(row["id"])
            reason = self._reason(journey, row)
            if reason:
                journey._pause(reason)
                journey._notify_breaker(reason)
                tripped += journey
        return tripped

    def _thresholds(self):
        """Return (messages to judge by, share of bounces, share of complaints)."""
        return MIN_SENT, BOUNCES, COMPLAINTS

    def _reason(self, journey, row):
        """Return why a journey is to be stopped, in words, or None."""
        sent, (enough, bounces, complaints) = row["sent"], self._thresholds()
        if sent >= enough and row["bounced"] > sent * bounces:
            return self.env._(
                "%(count)s of %(sent)s messages of the last day bounced.",
                count=row["bounced"],
                sent=sent,
            )
        if sent >= enough and row["complained"] > sent * complaints:
            return self.env._(
                "%(count)s of %(sent)s receivers of the last day complained.",
                count=row["complained"],
                sent=sent,
            )
        if row["failed_in_a_row"] >= STREAK:
            return self.env._(
                "The last %(count)s messages failed.", count=row["failed_in_a_row"]
            )
        if journey.cost_limit and row["cost"] > journey.cost_limit:
            return self.env._("The messages of the last day cost more than the limit.")
        return None
