# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL

from ..tools.send_gate import BUSY
from ..tools.send_window import Window


class CrmSendGate(models.AbstractModel):
    """What journeys say about a message: their hours, and who goes first."""

    _inherit = "crm.send.gate"

    def _journey_hours(self, requests):
        """Return {journey id: JourneyHours}."""
        ids = list({r.journey_id for r in requests if r.journey_id})
        # sudo: hours are no secret
        journeys = self.env["crm.journey"].sudo().browse(ids)
        return {
            journey.id: JourneyHours(journey.quiet_start, journey.quiet_end)
            for journey in journeys
        }

    def _ahead(self, requests, now):
        """Return {key: messages of more urgent journeys due to the same contact}.

        One that waits a moment for another worker is as good as due.
        """
        asked = [r for r in requests if r.journey_id and r.partner_id]
        if not asked:
            return {}
        rows = self.env.execute_query(
            SQL(
                "SELECT u.key, count(*) FROM unnest(%s::int[], %s::int[], %s::int[],"
                " %s::int[]) AS u(key, partner, company, priority)"
                " JOIN crm_journey_participant p ON p.partner_id = u.partner"
                " AND p.state = 'active'"
                " JOIN crm_journey j ON j.id = p.journey_id AND j.state = 'running'"
                " AND j.company_id = u.company AND j.priority < u.priority"
                " AND j.message_class = 'marketing'"
                " JOIN crm_journey_trace t ON t.participant_id = p.id"
                " AND t.state = 'ready' AND t.id <> u.key AND (t.due_at <= %s"
                " OR t.held_at IS NOT NULL AND t.due_at <= %s)"
                " JOIN crm_journey_step s ON s.version_id = t.version_id"
                " AND s.step_uid = t.step_uid AND s.kind IN ('mail', 'sms', 'chat')"
                " GROUP BY u.key",
                [r.key for r in asked],
                [r.partner_id for r in asked],
                [r.company_id for r in asked],
                [r.priority for r in asked],
                now,
                now + 2 * BUSY,
            )
        )
        return dict(rows)


class JourneyHours:
    """The hours in which a journey sends, in the clock of who receives."""

    def __init__(self, start, end):
        self.start, self.end = start, end

    def of(self, tz):
        return Window(tz, self.start, self.end)
