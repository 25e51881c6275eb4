# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict
from typing import NamedTuple

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, fields, models
from odoo.tools import SQL

from ..tools import assignment

#: Kinds of stages of a ticket that is work for its agent.
LOAD_KINDS = ("new", "open")


class Desk(NamedTuple):
    """A team as it is when tickets are given out."""

    team: assignment.Team
    skills: frozenset
    next_at: object


class CrmTicketTeam(models.Model):
    """Giving a team's tickets to its agents, whole batches at a time."""

    _inherit = "crm.ticket.team"

    use_account_manager = fields.Boolean(
        string="Account managers first",
        help="The customer's own salesperson gets the ticket if they are in the team "
        "and available.",
    )
    skills_optional = fields.Boolean(
        string="Skills are a wish",
        help="A category, tag or language counts as a skill once one member knows it. "
        "If nobody with the skill is available, anybody may take the ticket.",
    )
    respect_hours = fields.Boolean(
        string="Only in working hours",
        default=True,
        help="Agents get tickets while they work: their own hours, else the team's. "
        "What comes at other times is given out when the first of them starts.",
    )
    credits = fields.Json(copy=False, help="Whose turn it is.")
    queue_since = fields.Datetime(
        string="Tickets wait since",
        readonly=True,
        copy=False,
        help="Since then there have been tickets that nobody could take.",
    )
    queue_next_at = fields.Datetime(copy=False, readonly=True)

    # ------------------------------------------------------------
    # Giving out
    # ------------------------------------------------------------

    def _dispatch(self, tickets, now, tell=True):
        """Give tickets of these teams to their agents; return those that got one.

        In the order given, as the system: whoever makes a ticket need not see who is
        on leave. Several hosts take turns at the teams' rows.

        :param now: naive UTC instant
        :param tell: log that nobody could take a ticket, and tell the leader once
        """
        # sudo first: it alone leaves behind the defaults that a client sent
        teams = self.sudo().with_user(SUPERUSER_ID).sorted("id")
        tickets = tickets.sudo().with_user(SUPERUSER_ID)
        turns = teams._claim_turns()
        if turns is None:  # another host has the row: the job gives them out
            teams._queue(now, soon=True)
            return tickets.browse()
        desks = teams._desks(turns, now)
        decisions = {}
        for team in teams:
            desk = desks[team]
            requests = tickets.filtered(
                lambda ticket, team=team: ticket.team_id == team
            )._assignment_requests(team, desk.skills)
            made, after = assignment.assign(desk.team, requests)
            decisions.update((decision.request_id, decision) for decision in made)
            if after.credits != turns[team.id]:
                team.credits = {str(key): value for key, value in after.credits.items()}
        return teams._carry_out(tickets, decisions, desks, now, tell)

    def _carry_out(self, tickets, decisions, desks, now, tell):
        """Write decisions down: agents, the log, and who was left without."""
        by_agent = defaultdict(list)
        for decision in decisions.values():
            by_agent[decision.agent_id].append(decision.request_id)
        missed = tickets.browse(by_agent.pop(None, ()))
        given = tickets.browse([one for ids in by_agent.values() for one in ids])
        for agent_id, ids in by_agent.items():
            tickets.browse(ids).write({"user_id": agent_id})
        logged = tickets if tell else given
        logged._log_assignments(decisions, now)
        given._announce_assignments()
        for team, left in missed.grouped("team_id").items():
            team._queue(now, desks[team].next_at)
            if tell:
                team._tell_leader(left)
        return given

    def _claim_turns(self):
        """Return {team id: credits}, the teams' rows locked; None: leave it to the job.

        A request that comes second fails here and is repeated by the server on what
        the first one left behind. In a job nothing repeats it (an email that was
        fetched would be lost), so there the tickets wait for the next run instead.
        """
        if not self.env.context.get("cron_id"):
            return self._lock_turns()
        try:
            with self.env.cr.savepoint():
                return self._lock_turns()
        except SerializationFailure:
            return None

    def _lock_turns(self):
        self.flush_model(["credits"])
        # NO KEY: every new ticket refers to its team's row, a full lock would have
        # two transactions wait for each other; in order, so that two batches do not
        self.env.cr.execute(
            SQL(
                "SELECT id, credits FROM crm_ticket_team WHERE id = ANY(%s)"
                " ORDER BY id FOR NO KEY UPDATE",
                self.ids,
            ),
            log_exceptions=False,
        )
        return {
            team_id: {int(key): value for key, value in (turns or {}).items()}
            for team_id, turns in self.env.cr.fetchall()
        }

    # ------------------------------------------------------------
    # The state that decisions are made on
    # ------------------------------------------------------------

    def _desks(self, turns, now):
        """Return {team: `Desk`}."""
        absences = self._absences(now)
        loads = self._loads()
        known = self._skills_known()
        desks = {}
        for team in self:
            agents, waits = [], []
            for member in team.member_ids:
                user_id = member.user_id.id
                absence = absences.get((team.id, user_id))
                waits += [absence.until] if absence and absence.until else []
                agents.append(
                    assignment.Agent(
                        user_id,
                        weight=member.weight,
                        capacity=member.capacity or None,
                        open_count=loads.get(user_id, 0),
                        skills=known[member.id],
                        unavailable=absence.code if absence else "",
                    )
                )
            state = assignment.Team(
                tuple(agents),
                team.assignment_method,
                turns[team.id],
                team.skills_optional,
            )
            skills = frozenset().union(*(agent.skills for agent in agents))
            desks[team] = Desk(state, skills, min(waits, default=None))
        return desks

    def _loads(self):
        """Return {user id: tickets that are work for them, of whatever team}."""
        groups = self.env["crm.ticket"]._read_group(
            [
                ("user_id", "in", self.member_ids.user_id.ids),
                ("stage_kind", "in", LOAD_KINDS),
            ],
            ["user_id"],
            ["__count"],
        )
        return {user.id: count for user, count in groups}

    def _skills_known(self):
        """Return {member id: skills}; who knows a category knows those below it."""
        members = self.member_ids
        below = defaultdict(set)
        categories = self.env["crm.ticket.category"].search_fetch(
            [("id", "child_of", members.category_ids.ids)], ["parent_path"]
        )
        for category in categories:
            for parent_id in category.parent_path.split("/")[:-1]:
                below[int(parent_id)].add(category.id)
        return {
            member.id: frozenset(
                [
                    *(
                        ("category", category_id)
                        for known in member.category_ids
                        for category_id in below[known.id]
                    ),
                    *(("tag", tag.id) for tag in member.tag_ids),
                    *(("lang", lang.id) for lang in member.lang_ids),
                ]
            )
            for member in members
        }
