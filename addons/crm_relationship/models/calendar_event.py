# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .interaction_event import InteractionEvent, is_customer

SWEEP_BATCH = 1000
#: Who was met: invited people who are none of ours and did not decline, and whose
#: document the meeting is about, unless that customer declined; one row for each
#: company behind them.
CUSTOMERS = SQL(
    "LEFT JOIN LATERAL (SELECT r.id, row_number() OVER (ORDER BY r.sort, r.id) AS n"
    " FROM (SELECT DISTINCT ON (rp.commercial_partner_id) rp.id, q.sort"
    " FROM (SELECT a.partner_id, 1 AS sort FROM calendar_attendee a"
    " WHERE a.event_id = o.id AND a.state <> 'declined'"
    " UNION ALL SELECT d.partner_id, 0) q"
    " JOIN res_partner rp ON rp.id = q.partner_id AND %s"
    " WHERE q.sort = 1 OR NOT EXISTS (SELECT 1 FROM calendar_attendee a"
    " JOIN res_partner ap ON ap.id = a.partner_id WHERE a.event_id = o.id"
    " AND a.state = 'declined'"
    " AND ap.commercial_partner_id = rp.commercial_partner_id)"
    " ORDER BY rp.commercial_partner_id, q.sort DESC, rp.id) r) c ON TRUE",
    is_customer("rp"),
)
#: A private meeting shows that time was spent, and nothing else.
IS_PRIVATE = SQL(
    "COALESCE(o.privacy, (SELECT s.calendar_default_privacy FROM res_users_settings s"
    " WHERE s.user_id = o.user_id LIMIT 1), 'public') = 'private'"
)
#: What moves a customer's next step when it changes.
STEP_FIELDS = {
    "start", "stop", "active", "partner_ids", "opportunity_id", "res_id", "name",
    "privacy",
}  # fmt: skip


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

    _partner_idx = models.Index("(res_id) WHERE res_model = 'res.partner'")

    def _interaction_events(self):
        return {
            **super()._interaction_events(),
            "held": InteractionEvent(
                type="meeting_held",
                direction="out",
                actor_type=SQL("'staff'"),
                partner=SQL("c.id"),
                lead=SQL("COALESCE(o.opportunity_id, d.lead_id)"),
                company=SQL(
                    "COALESCE(d.company_id, (SELECT u.company_id FROM res_users u"
                    " WHERE u.id = COALESCE(o.user_id, d.user_id)),"
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
                joins=SQL("%s %s", self._sql_about(), CUSTOMERS),
                suffix=SQL("CASE WHEN c.n > 1 THEN '#' || c.n ELSE '' END"),
                # a lead that is nobody's customer yet has been met as well
                where=SQL(
                    "o.active AND (c.id IS NOT NULL"
                    " OR d.lead_id IS NOT NULL AND d.partner_id IS NULL)"
                ),
                until="stop",
            ),
        }

    def _sql_about(self):
        """Return the join to the document (d) that a meeting is about."""
        return SQL(
            "LEFT JOIN LATERAL (%s) d ON TRUE",
            self._sql_interaction_document(
                SQL(
                    "CASE WHEN o.opportunity_id IS NULL THEN o.res_model"
                    " ELSE 'crm.lead' END"
                ),
                SQL("COALESCE(o.opportunity_id, o.res_id)"),
            ),
        )

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
                " OR o.res_model = ANY(%s))"
                " ORDER BY o.id LIMIT %s",
                last_id,
                now,
                now - timedelta(days=31),
                list(self._interaction_model_names()),
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
            " WHERE c.commercial_partner_id = k.partner_id"
            " UNION SELECT ev.id FROM res_partner c JOIN calendar_event ev"
            " ON ev.res_id = c.id AND ev.res_model = 'res.partner'"
            " WHERE c.commercial_partner_id = k.partner_id)"
            # those of a customer who declined are no step of theirs
            " AND NOT EXISTS (SELECT 1 FROM calendar_attendee a JOIN res_partner c"
            " ON c.id = a.partner_id WHERE a.event_id = e.id"
            " AND c.commercial_partner_id = k.partner_id"
            " HAVING count(*) > 0 AND bool_and(a.state = 'declined'))",
            IS_PRIVATE,
            fields.Datetime.now(),
        )

    @api.model
    def _select_upcoming_of_customers(self):
        """Return a SELECT of (partner_id, company_id, at, summary) for many customers.

        Whose, is in a CTE `wanted` of the statement.
        """
        return SQL(
            "SELECT r.partner_id, NULL::int AS company_id, e.start AS at,"
            " CASE WHEN %(private)s THEN NULL ELSE e.name END AS summary FROM ("
            "SELECT w.partner_id, w.event_id FROM (SELECT c.commercial_partner_id"
            " AS partner_id, a.event_id, a.state = 'declined' AS declined, TRUE AS asked"
            " FROM calendar_attendee a JOIN res_partner c ON c.id = a.partner_id"
            " WHERE c.commercial_partner_id IN (SELECT partner_id FROM wanted)"
            " UNION ALL SELECT c.commercial_partner_id, ev.id, FALSE, FALSE"
            " FROM crm_lead l JOIN calendar_event ev ON ev.opportunity_id = l.id"
            " JOIN res_partner c ON c.id = l.partner_id"
            " WHERE c.commercial_partner_id IN (SELECT partner_id FROM wanted)"
            " UNION ALL SELECT c.commercial_partner_id, ev.id, FALSE, FALSE"
            " FROM res_partner c JOIN calendar_event ev"
            " ON ev.res_id = c.id AND ev.res_model = 'res.partner'"
            " WHERE c.commercial_partner_id IN (SELECT partner_id FROM wanted)) w"
            # those of a customer who declined are no step of theirs
            " GROUP BY 1, 2 HAVING count(*) FILTER (WHERE asked) = 0"
            " OR bool_or(asked AND NOT declined)) r"
            " JOIN calendar_event e ON e.id = r.event_id AND e.active IS TRUE"
            " AND e.start > %(now)s"
            " JOIN LATERAL (SELECT e.privacy, e.user_id) o ON TRUE",
            private=IS_PRIVATE,
            now=fields.Datetime.now(),
        )

    @api.model_create_multi
    def create(self, vals_list):
        meetings = super().create(vals_list)
        meetings._mark_next_steps()
        meetings._log_ended()
        return meetings

    def write(self, vals):
        relevant = not STEP_FIELDS.isdisjoint(vals)
        if relevant:
            self._mark_next_steps()
        result = super().write(vals)
        if relevant:
            self._mark_next_steps()
        if "start" in vals or "stop" in vals:
            self._withdraw_moved()
            self._log_ended()
        if vals.get("privacy") == "private":
            self._logged_rows().write({"subject": False})
        return result

    def unlink(self):
        self._mark_next_steps()
        return super().unlink()

    def _mark_next_steps(self):
        # sudo: which customers it concerns, whatever the user sees of them
        meetings = self.sudo()
        partners = meetings.partner_ids | meetings.opportunity_id.partner_id
        about = {m.res_id for m in meetings if m.res_model == "res.partner"}
        customers = partners.filtered("partner_share")
        self.env["crm.interaction"]._capture_stale(
            "res.partner", {*customers.ids, *about} - {0}
        )

    def _log_ended(self):
        """Log meetings that are written down afterwards, at once."""
        now = fields.Datetime.now()
        self.filtered(lambda m: m.stop and m.stop <= now)._log_interaction("held")

    def _withdraw_moved(self):
        """A meeting moved to the future after it was logged has not been held."""
        now = fields.Datetime.now()
        moved = self.filtered(lambda m: m.stop and m.stop > now)
        moved._logged_rows().with_context(interaction_delete_reason="moved").unlink()

    def _logged_rows(self):
        # sudo: the log belongs to the system
        return (
            self.env["crm.interaction"]
            .sudo()
            .search([("origin_model", "=", self._name), ("origin_id", "in", self.ids)])
        )
