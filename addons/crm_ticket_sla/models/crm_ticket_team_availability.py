# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta, timezone
from typing import NamedTuple

from odoo import models

#: How far ahead the next opening of an agent is looked for.
HORIZON = timedelta(days=15)


class Absence(NamedTuple):
    """Why somebody cannot take tickets now, and until when, if that is known."""

    code: str
    until: object = None


class CrmTicketTeam(models.Model):
    """Who of a team is there: asked for whole teams, never agent by agent."""

    _inherit = "crm.ticket.team"

    def _absences(self, now):
        """Return {(team id, user id): `Absence`} of the members who are not there.

        :param now: naive UTC instant
        """
        members = self.member_ids
        resources = self.env["resource.resource"].search(
            [("user_id", "in", members.user_id.ids)]
        )
        by_user = resources.grouped("user_id")
        leaves = self._leaves_now(resources, now)
        openings = self._openings(members, by_user, now)
        absences = {}
        for member in members:
            resource = member._own_resource(by_user)
            absence = member._refused(now) or leaves.get(resource.id)
            absence = absence or openings.get(member.id)
            if absence:
                absences[member.team_id.id, member.user_id.id] = absence
        return absences

    def _leaves_now(self, resources, now):
        """Return {resource id: `Absence`} of those on a leave of their own."""
        leaves = self.env["resource.calendar.leaves"].search_fetch(
            [
                ("resource_id", "in", resources.ids),
                ("time_type", "=", "leave"),
                ("date_from", "<=", now),
                ("date_to", ">", now),
            ],
            ["resource_id", "date_to"],
            order="date_to",
        )
        return {
            leave.resource_id.id: Absence("absent", leave.date_to) for leave in leaves
        }

    def _openings(self, members, by_user, now):
        """Return {member id: `Absence`} of those outside their working hours.

        Hours are the agent's own, else the team's, else the company's; who has none
        at all, or flexible ones, works around the clock.
        """
        groups = {}
        for member in members.filtered("team_id.respect_hours"):
            resource = member._own_resource(by_user)
            calendar = resource.calendar_id if resource else member._team_calendar()
            if calendar and not calendar.flexible_hours:
                key = (calendar, member.company_id)
                groups.setdefault(key, []).append((member, resource))
        closed = {}
        for (calendar, company), pairs in groups.items():
            windows = self._windows_ahead(calendar, company, pairs, now)
            for member, resource in pairs:
                opening = windows[resource.id]
                if not opening or opening > now:
                    closed[member.id] = Absence("off_hours", opening)
        return closed

    def _windows_ahead(self, calendar, company, pairs, now):
        """Return {resource id or False: when they work next}, now if they do."""
        start = now.replace(tzinfo=timezone.utc)
        resources = self.env["resource.resource"].browse(
            {resource.id for _member, resource in pairs if resource}
        )
        # the company is told: only a record rule, which the system skips, leaves
        # other companies' holidays out
        found = calendar._work_intervals_batch(
            start,
            start + HORIZON,
            resources=resources,
            domain=[
                ("time_type", "=", "leave"),
                ("company_id", "in", [False, company.id]),
            ],
        )
        openings = {}
        for resource_id, intervals in found.items():
            first = next(iter(intervals), None)
            at = first and first[0].astimezone(timezone.utc).replace(tzinfo=None)
            openings[resource_id] = at
        return openings


class CrmTicketTeamMember(models.Model):
    _inherit = "crm.ticket.team.member"

    def _own_resource(self, by_user):
        """Return the resource of the agent in the team's company, else any."""
        found = by_user.get(self.user_id, self.env["resource.resource"])
        own = found.filtered(lambda one: one.company_id == self.company_id)
        return (own or found)[:1]

    def _team_calendar(self):
        return self.team_id.calendar_id or self.company_id.resource_calendar_id

    def _refused(self, now):
        """Return why the agent takes nothing whatever their hours, or None."""
        user = self.user_id
        if self.is_paused:
            return Absence("paused")
        if not user.active or user.share:
            return Absence("archived")
        if self.company_id not in user.company_ids:
            return Absence("no_company")
        since, until = user.out_of_office_from, user.out_of_office_to
        if since and since <= now and (not until or now <= until):
            return Absence("out_of_office", until)
        return None
