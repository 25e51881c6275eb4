# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .interaction_event import InteractionEvent

SWEEP_BATCH = 1000
#: Who was met: invited people who are no colleagues and did not decline, and whoever
#: the meeting is about; one row for each company behind them.
CUSTOMERS = SQL(
    "JOIN LATERAL (SELECT r.id, row_number() OVER (ORDER BY r.sort, r.id) AS n"
    " FROM (SELECT DISTINCT ON (rp.commercial_partner_id) rp.id, q.sort"
    " FROM (SELECT a.partner_id, 1 AS sort FROM calendar_attendee a"
    " WHERE a.event_id = o.id AND a.state <> 'declined'"
    " UNION ALL SELECT l.partner_id, 0 FROM crm_lead l WHERE l.id = o.opportunity_id"
    " UNION ALL SELECT o.res_id, 0 WHERE o.res_model = 'res.partner') q"
    " JOIN res_partner rp ON rp.id = q.partner_id AND rp.partner_share"
    " ORDER BY rp.commercial_partner_id, q.sort DESC, rp.id) r) c ON TRUE"
)
#: A private meeting shows that time was spent, and nothing else.
IS_PRIVATE = SQL(
    "COALESCE(o.privacy, (SELECT s.calendar_default_privacy FROM res_users_settings s"
    " WHERE s.user_id = o.user_id LIMIT 1), 'public') = 'private'"
)
STEP_FIELDS = {"start", "stop", "active", "partner_ids", "opportunity_id", "name"}


class CalendarEvent(models.Model):
    """A meeting becomes an interaction when it is over, and is a next step before."""

    _name = "calendar.event"
    _inherit = ["calendar.event", "crm.interaction.mixin"]

    interaction_id = fields.Many2one(
        "crm.interaction",
        string="Contact it was agreed in",
        ondelete="set null",
        copy=False,
        index="btree_not_null",
        help="The contact with the customer in which this meeting was agreed.",
    )

    def _interaction_events(self):
        return {
            **super()._interaction_events(),
            "held": InteractionEvent(
                type="meeting_held",
                direction="internal",
                actor_type=SQL("'staff'"),
                partner=SQL("c.id"),
                lead="opportunity_id",
                company=SQL(
                    "COALESCE((SELECT u.company_id FROM res_users u WHERE u.id = o.user_id),"
                    " (SELECT min(id) FROM res_company))"
                ),
                user="user_id",
                user_is_final=True,
                at="start",
                duration=SQL(
                    "CASE WHEN o.allday THEN 0"
                    " ELSE extract(epoch FROM o.stop - o.start) END"
                ),
                subject=SQL("CASE WHEN %s THEN NULL ELSE o.name END", IS_PRIVATE),
                joins=CUSTOMERS,
                suffix=SQL("CASE WHEN c.n > 1 THEN '#' || c.n ELSE '' END"),
                where=SQL("o.active"),
                until="stop",
            ),
        }

    # ------------------------------------------------------------
    # Meetings held
    # ------------------------------------------------------------

    @api.model
    def _cron_log_held(self):
        """Log the meetings that ended and are not on a timeline yet."""
        commit = self.env["ir.cron"]._commit_progress
        last_id = 0
        while meetings := self._search_held(last_id):
            last_id = meetings[-1].id
            meetings._log_interaction("held")
            if not commit(len(meetings), remaining=0):
                break

    @api.model
    def _search_held(self, last_id):
        """Return ended meetings without a row, of the last month, after an id.

        Older ones are the backfill's; meetings with colleagues only are read again
        for a month and never logged.
        """
        now = fields.Datetime.now()
        rows = self.env.execute_query(
            SQL(
                "SELECT o.id FROM calendar_event o WHERE o.active"
                " AND o.id > %s AND o.stop <= %s AND o.stop > %s"
                " AND NOT EXISTS (SELECT 1 FROM crm_interaction i"
                " WHERE i.origin_model = 'calendar.event' AND i.origin_id = o.id)"
                " AND EXISTS (SELECT 1 FROM calendar_attendee a JOIN res_partner p"
                " ON p.id = a.partner_id WHERE a.event_id = o.id AND p.partner_share"
                " UNION ALL SELECT 1 WHERE o.opportunity_id IS NOT NULL"
                " OR o.res_model = 'res.partner')"
                " ORDER BY o.id LIMIT %s",
                last_id,
                now,
                now - timedelta(days=31),
                SWEEP_BATCH,
            )
        )
        return self.browse(row[0] for row in rows)

    # ------------------------------------------------------------
    # Coming meetings
    # ------------------------------------------------------------

    @api.model
    def _select_upcoming_of_customer(self):
        """Return a SELECT of (at, summary) of customer ``k``'s coming meetings."""
        return SQL(
            "SELECT e.start AS at, CASE WHEN %s THEN NULL ELSE e.name END AS summary"
            " FROM calendar_event e JOIN LATERAL (SELECT e.privacy, e.user_id) o ON TRUE"
            " WHERE e.active AND e.start > %s AND e.id IN ("
            " SELECT a.event_id FROM calendar_attendee a JOIN res_partner c"
            " ON c.id = a.partner_id WHERE c.commercial_partner_id = k.partner_id"
            " AND a.state <> 'declined'"
            " UNION SELECT ev.id FROM crm_lead l JOIN calendar_event ev"
            " ON ev.opportunity_id = l.id JOIN res_partner c ON c.id = l.partner_id"
            " WHERE c.commercial_partner_id = k.partner_id)",
            IS_PRIVATE,
            fields.Datetime.now(),
        )

    @api.model_create_multi
    def create(self, vals_list):
        meetings = super().create(vals_list)
        meetings._mark_next_steps()
        return meetings

    def write(self, vals):
        relevant = STEP_FIELDS & vals.keys()
        if relevant:
            self._mark_next_steps()
        result = super().write(vals)
        if relevant:
            self._mark_next_steps()
        if "start" in vals:
            self._withdraw_moved()
        return result

    def unlink(self):
        self._mark_next_steps()
        return super().unlink()

    def _mark_next_steps(self):
        partners = self.sudo().partner_ids | self.sudo().opportunity_id.partner_id
        customers = partners.filtered("partner_share")
        self.env["crm.interaction"]._capture_stale("res.partner", customers.ids)

    def _withdraw_moved(self):
        """A meeting moved to the future after it was logged has not been held."""
        moved = self.filtered(lambda e: e.start and e.start > fields.Datetime.now())
        if moved:
            # sudo: the log belongs to the system
            self.env["crm.interaction"].sudo().search(
                [("origin_model", "=", self._name), ("origin_id", "in", moved.ids)]
            ).with_context(interaction_delete_reason="moved").unlink()
