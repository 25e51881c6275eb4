# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..models.crm_ticket_stage import CLOSED_KINDS, WAITING_KINDS

#: A working day is found within this span, whatever holidays there are.
REACH = timedelta(days=30)


class CrmTicketWorkload(models.Model):
    """One row an agent of a team: what is on their desk, and what is due soon.

    *Due soon* is what is due, or late, when one working day of the team is over.
    """

    _name = "crm.ticket.workload"
    _description = "Workload"
    _auto = False
    _order = "team_id, due_count desc, open_count desc, id"
    _rec_name = "user_id"
    _depends = {
        "crm.ticket": [
            "team_id",
            "user_id",
            "stage_kind",
            "deadline_at",
            "sla_standing",
            "active",
        ],
        "crm.ticket.team": ["calendar_id", "company_id"],
        "crm.ticket.team.member": ["team_id", "user_id", "capacity", "is_paused"],
    }

    team_id = fields.Many2one("crm.ticket.team", readonly=True)
    user_id = fields.Many2one("res.users", string="Agent", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    is_paused = fields.Boolean(string="Takes no tickets", readonly=True)
    open_count = fields.Integer(string="To do", readonly=True)
    waiting_count = fields.Integer(string="Waiting", readonly=True)
    late_count = fields.Integer(string="Late", readonly=True)
    due_count = fields.Integer(
        string="Due soon",
        readonly=True,
        help="Due before one working day of the team is over, late ones included.",
    )
    capacity = fields.Integer(string="Most open tickets", readonly=True)
    load = fields.Float(
        string="Load, %",
        aggregator="avg",
        readonly=True,
        help="Open tickets as a share of the most an agent takes. Empty: no limit.",
    )

    def action_open_tickets(self):
        """Show what is on the desk of an agent."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_ticket_sla.crm_ticket_action"
        )
        action["domain"] = [
            ("team_id", "=", self.team_id.id),
            ("user_id", "=", self.user_id.id),
        ]
        return action

    @property
    def _table_query(self):
        tickets = self.env["crm.ticket"]
        open_ones = Domain("stage_kind", "not in", CLOSED_KINDS)
        query = tickets._search(open_ones & Domain("user_id", "!=", False))
        members = self.env["crm.ticket.team.member"]._search([])
        return SQL(
            """
            SELECT member.id, member.team_id, member.user_id, member.company_id,
                member.is_paused, member.capacity,
                COUNT(t.id) FILTER (WHERE NOT t.waiting) AS open_count,
                COUNT(t.id) FILTER (WHERE t.waiting) AS waiting_count,
                COUNT(t.id) FILTER (WHERE t.deadline_at < %(now)s) AS late_count,
                COUNT(t.id) FILTER (WHERE t.deadline_at <= team.horizon) AS due_count,
                100.0 * COUNT(t.id) FILTER (WHERE NOT t.waiting)
                    / NULLIF(member.capacity, 0) AS load
            FROM crm_ticket_team_member member
            JOIN (VALUES %(horizons)s) AS team (id, horizon) ON team.id = member.team_id
            LEFT JOIN (%(tickets)s) t
                ON t.team_id = member.team_id AND t.user_id = member.user_id
            WHERE member.id IN %(members)s
            GROUP BY member.id
            """,
            now=fields.Datetime.now(),
            horizons=SQL(", ").join(
                SQL("(%s, %s::timestamp)", team_id, horizon)
                for team_id, horizon in self._horizons()
            ),
            tickets=self._select_tickets(query),
            members=members.subselect(),
        )

    def _select_tickets(self, query):
        def column(name):
            return self.env["crm.ticket"]._field_to_sql(query.table, name, query)

        return query.select(
            SQL("%s AS id", SQL.identifier(query.table, "id")),
            SQL("%s AS team_id", column("team_id")),
            SQL("%s AS user_id", column("user_id")),
            SQL("%s AS deadline_at", column("deadline_at")),
            SQL("%s IN %s AS waiting", column("stage_kind"), WAITING_KINDS),
        )

    @api.model
    def _horizons(self):
        """Return (team id, instant when one working day from now is over) pairs."""
        # sudo: the hours of every team, as deadlines are counted by them
        teams = self.env["crm.ticket.team"].sudo().search(Domain.TRUE)
        horizons = teams._get_horizons(fields.Datetime.now())
        return [(0, None), *((team.id, at) for team, at in horizons.items())]


class CrmTicketTeam(models.Model):
    """How far a working day reaches."""

    _inherit = "crm.ticket.team"

    def _get_hours(self):
        """Return {team: (working hours, seconds of one working day)}."""
        # sudo: what promises count is no secret of those who work by them
        calendars = {
            team: team.calendar_id or team.company_id.resource_calendar_id
            for team in self.sudo()
        }
        keys = {(t.company_id.id, c.id or 0) for t, c in calendars.items()}
        windows = self.env["crm.ticket.sla"]._working_windows(keys)
        return {
            team.with_env(self.env): (
                windows[team.company_id.id, calendar.id or 0],
                int((calendar.hours_per_day or 24) * 3600),
            )
            for team, calendar in calendars.items()
        }

    def _get_horizons(self, now):
        """Return {team: naive UTC instant when one working day from now is over}."""
        return {
            team: windows.deadline(now, day) or now + REACH
            for team, (windows, day) in self._get_hours().items()
        }
