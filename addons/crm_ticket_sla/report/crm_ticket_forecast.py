# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..models.crm_ticket_stage import CLOSED_KINDS
from .crm_ticket_dashboard import PACE


class CrmTicketDashboard(models.AbstractModel):
    """The teams, and whether each can do what is due in its next working day.

    The forecast sets what is due within one working day against what the team solved
    a working day in the last four weeks: the excess is at risk.
    """

    _inherit = "crm.ticket.dashboard"

    @api.model
    def _teams(self, opened, team_id):
        """Return a card for each team."""
        now = fields.Datetime.now()
        domain = Domain("id", "=", team_id) if team_id else Domain.TRUE
        teams = self.env["crm.ticket.team"].search(domain)
        states = self._team_states(teams)
        due, pace = self._team_due(teams, now), self._team_pace(teams, now)
        met = dict(
            self.env["crm.ticket.sla.report"]._read_group(
                opened, ["team_id"], ["met_rate:avg"]
            )
        )
        return [
            {
                "id": team.id,
                "name": team.name,
                "color": team.color,
                "open": sum(states.get(team, {}).values()),
                "late": states.get(team, {}).get("missed", 0),
                "risk": states.get(team, {}).get("risk", 0),
                "met_rate": met.get(team),
                "due": due.get(team.id, 0),
                "pace": pace.get(team, 0),
                "excess": max(0, round(due.get(team.id, 0) - pace.get(team, 0))),
            }
            for team in teams
        ]

    @api.model
    def _team_states(self, teams):
        """Return {team: {state of the promise: open tickets}}."""
        found = {}
        for team, state, count in self.env["crm.ticket"]._read_group(
            Domain("stage_kind", "not in", CLOSED_KINDS)
            & Domain("team_id", "in", teams.ids),
            ["team_id", "sla_state"],
            ["__count"],
        ):
            found.setdefault(team, {})[state] = count
        return found

    @api.model
    def _team_due(self, teams, now):
        """Return {team id: tickets due before one working day of the team is over}."""
        if not teams:
            return {}
        horizons = teams._get_horizons(now)
        tickets = self.env["crm.ticket"]
        query = tickets._search(
            Domain("stage_kind", "not in", CLOSED_KINDS)
            & Domain("deadline_at", "<=", max(horizons.values()))
            & Domain("team_id", "in", teams.ids)
        )
        team = tickets._field_to_sql(query.table, "team_id", query)
        query.add_where(
            SQL(
                "%s <= CASE %s %s END",
                tickets._field_to_sql(query.table, "deadline_at", query),
                team,
                SQL(" ").join(
                    SQL("WHEN %s THEN %s::timestamp", each.id, at)
                    for each, at in horizons.items()
                ),
            )
        )
        query.groupby = SQL("1")
        return dict(self.env.execute_query(query.select(team, SQL("COUNT(*)"))))

    @api.model
    def _team_pace(self, teams, now):
        """Return {team: tickets solved in a working day, of the last four weeks}."""
        solved = dict(
            self.env["crm.ticket.report"]._read_group(
                Domain("solved_at", ">=", now - PACE)
                & Domain("team_id", "in", teams.ids),
                ["team_id"],
                ["__count"],
            )
        )
        pace = {}
        for team, (windows, day) in teams._get_hours().items():
            days = windows.working_time(now - PACE, now) / day
            pace[team] = solved.get(team, 0) / days if days else 0
        return pace
