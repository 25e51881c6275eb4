# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime
from typing import NamedTuple

from odoo import models
from odoo.tools import SQL

from ..tools.reply_metrics import AGENT, CUSTOMER, MACHINE_TYPES, Item
from ..tools.ticket_events import Stage
from ..tools.ticket_replay import History, Turn, cause_of, outcomes
from .crm_ticket_sla_events import IN_CONTACT


class Outcome(NamedTuple):
    """What one promise of a draft would have come to on a ticket, in one cycle."""

    ticket_id: int
    metric: str
    outcome: str
    deadline_at: datetime | None
    late: int
    cause: str | None = None
    actual: str | None = None
    reviewed_cause_id: int | None = None


class CrmSlaLab(models.Model):
    """The replay: what is known of the tickets, by a few queries for a batch."""

    _inherit = "crm.sla.lab"

    def _replay(self, tickets):
        """Return the `Outcome`s of the draft on tickets."""
        # sudo: what happened is replayed on every ticket of the company
        tickets = tickets.sudo()
        calendar_ids = tickets._sla_calendar_ids()
        rules = self._rules(tickets, calendar_ids)
        tickets = tickets.filtered(lambda ticket: rules[ticket])
        calendars = self._calendars(tickets, rules, calendar_ids)
        histories = self._histories(tickets)
        actual = self._actual(tickets)
        found = []
        for ticket in tickets:
            work = calendars[calendar_ids[ticket.id]]
            for promise, rule in rules[ticket]:
                found += self._outcomes(
                    histories[ticket.id],
                    (promise, rule),
                    calendars,
                    work,
                    Outcome(ticket.id, rule.metric, "", None, 0),
                    actual.get((ticket.id, rule.metric), (None, None)),
                )
        return found

    def _rules(self, tickets, calendar_ids):
        """Return {ticket: (promise, rule) of what the draft wins there}."""
        policies = self.env["crm.sla.policy"]
        config = policies._config_with(self.draft_id, self.policy_id)
        own = set(self.draft_id.target_ids.ids)
        winners = policies._match(tickets, config)
        return {
            ticket: [
                (promise, ticket._sla_rule(promise, calendar_ids))
                for target in winners[ticket.id].values()
                if target in own and (promise := config.promises[target])
            ]
            for ticket in tickets
        }

    def _outcomes(self, history, promised, calendars, work, blank, actual):
        """Return the outcomes of one promise; the real one stands by the first."""
        promise, rule = promised
        states = outcomes(
            history, rule, calendars, self.started_at, promise.met_at_creation
        )
        found = []
        for state in states:
            missed = state.outcome == "missed"
            found.append(
                blank._replace(
                    outcome=state.outcome,
                    deadline_at=state.deadline_at,
                    late=state.late,
                    cause=cause_of(history, rule, state, work) if missed else None,
                    actual=actual[0] if not found else None,
                    reviewed_cause_id=actual[1],
                )
            )
        return found

    def _calendars(self, tickets, rules, calendar_ids):
        """Return the working hours that the promises and teams count by."""
        keys = {rule.calendar for ticket in tickets for _p, rule in rules[ticket]}
        keys |= {calendar_ids[ticket.id] for ticket in tickets}
        calendars = self.env["resource.calendar"]
        years = calendars._sla_years([*tickets.mapped("opened_at"), self.started_at])
        return calendars._sla_work_calendars(keys, self.company_id.id, years)

    def _histories(self, tickets):
        """Return {ticket id: `History`}."""
        moves = tickets._sla_history(tickets.ids)
        agents = self._agents(tickets)
        items = self._items(tickets)
        share = {user: user.share for user in tickets.create_uid}
        found = {}
        for ticket in tickets:
            turned = moves.get(ticket.id, [])
            now = Stage(ticket.stage_id.id, ticket.stage_kind)
            first = turned[0][1] if turned else now
            turns = [Turn(ticket.opened_at, first)]
            turns += [Turn(max(at, ticket.opened_at), new) for at, _old, new in turned]
            maker = ticket.create_uid
            found[ticket.id] = History(
                turns=tuple(turns),
                agents=tuple(agents.get(ticket.id, ())),
                items=tuple(items.get(ticket.id, ())),
                by_agent=ticket.channel in IN_CONTACT
                and not maker._is_superuser()
                and not share[maker],
            )
        return found

    def _agents(self, tickets):
        """Return {ticket id: instants at which it got an agent}."""
        rows = self.env.execute_query(
            SQL(
                "SELECT ticket_id, at, old_value, new_value FROM crm_ticket_change"
                " WHERE kind = 'user_id' AND ticket_id = ANY(%s)"
                " ORDER BY ticket_id, at, id",
                tickets.ids,
            )
        )
        opened = dict(zip(tickets.ids, tickets.mapped("opened_at"), strict=False))
        found = {}
        for ticket_id, at, old, new in rows:
            if ticket_id not in found:
                found[ticket_id] = [opened[ticket_id]] if old else []
            if new:
                found[ticket_id].append(at)
        for ticket in tickets:
            if ticket.user_id and ticket.id not in found:
                found[ticket.id] = [ticket.assigned_at or ticket.opened_at]
        return found

    def _items(self, tickets):
        """Return {ticket id: messages by the kind of their author}, by one query."""
        self.env["mail.message"].flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT m.res_id, m.date, EXISTS (SELECT 1 FROM res_users u"
                "  WHERE u.partner_id = m.author_id AND u.share IS NOT TRUE)"
                " FROM mail_message m JOIN crm_ticket t ON t.id = m.res_id"
                " JOIN mail_message_subtype s ON s.id = m.subtype_id"
                " LEFT JOIN res_partner p ON p.id = m.author_id"
                " WHERE m.model = 'crm.ticket' AND m.res_id = ANY(%s)"
                " AND m.message_type <> ALL(%s)"
                " AND m.is_internal IS NOT TRUE AND s.internal IS NOT TRUE"
                " AND m.author_id IS DISTINCT FROM %s"
                " AND (p.commercial_partner_id = t.commercial_partner_id"
                "  OR m.email_from ILIKE '%%' || nullif(t.email_from, '') || '%%'"
                "  OR EXISTS (SELECT 1 FROM res_users u"
                "   WHERE u.partner_id = m.author_id AND u.share IS NOT TRUE))"
                " ORDER BY m.res_id, m.date, m.id",
                tickets.ids,
                list(MACHINE_TYPES),
                self.env.ref("base.partner_root").id,
            )
        )
        found = {}
        for ticket_id, at, is_agent in rows:
            item = Item(at.replace(microsecond=0), AGENT if is_agent else CUSTOMER)
            found.setdefault(ticket_id, []).append(item)
        return found

    def _actual(self, tickets):
        """Return {(ticket id, metric): (outcome, cause in the review)} of real clocks.

        Of several cycles the one that was missed counts.
        """
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT ON (ticket_id, metric) ticket_id, metric, outcome,"
                " cause_id FROM crm_ticket_sla WHERE ticket_id = ANY(%s)"
                " AND outcome IN ('met', 'missed', 'waived', 'pending')"
                " ORDER BY ticket_id, metric,"
                " array_position(%s::varchar[], outcome), cycle",
                tickets.ids,
                ["missed", "waived", "met", "pending"],
            )
        )
        return {(row[0], row[1]): row[2:] for row in rows}
