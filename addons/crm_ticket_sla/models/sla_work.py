# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What one write or message does to the clocks of its tickets, gathered and then done.

Nothing is stored before `save`: whatever the number of tickets, clocks are loaded once
and written once.
"""

from ..tools import ticket_events
from ..tools.reply_metrics import REOPENED, SOLVED, Conversation, Item
from ..tools.sla_ledger import (
    CANCEL,
    LAPSE,
    PAUSE,
    REOPEN,
    RESTORE,
    RESUME,
    START,
    STOP,
    Event,
)
from ..tools.ticket_events import METRICS, REPLIES, TIME_IN_STAGE, Stage

ENDS = (STOP, LAPSE, CANCEL)


class Work:
    """The events of the clocks of some tickets.

    :param tickets: in sudo, as they are after the change
    :param clocks: {(ticket id, metric): clock}, the last cycle of each
    :param now: instant of the change
    """

    def __init__(self, tickets, clocks, now):
        self.tickets = tickets
        self.clocks = clocks
        self.now = now
        env = tickets.env
        known = next((clock.revision for clock in clocks.values()), None)
        self.revision = known or env["crm.sla.recount"]._revision()
        self.config = env["crm.sla.policy"]._config(self.revision)
        self.metrics = self.config.known_metrics(metric for _id, metric in clocks)
        self.events = {}
        self.begun = []
        self.values = {}
        self.reopened = []

    # --- what happened ---

    def move(self, ticket, old, new, cause):
        """Note that a ticket went from one stage to another."""
        if old.is_closed != new.is_closed:
            kind = SOLVED if new.is_closed else REOPENED
            self.converse(ticket, Item(self.now, kind), cause, not old.is_closed)
            if old.is_closed:
                self.reopened.append(ticket.id)
        for metric in self.metrics:
            clock = self.clocks.get((ticket.id, metric))
            if clock:
                self._add(ticket, metric, self._moved(clock, old, new, cause))
        entered = (ticket.id, TIME_IN_STAGE)
        if new.id in self.config.timed_stages and self._is_stopped(entered):
            self._add(ticket, TIME_IN_STAGE, [Event(self.now, START, cause)])

    def _moved(self, clock, old, new, cause):
        if clock.rule.metric in REPLIES:
            if new.is_closed:
                return []
            return [ticket_events.standing(clock.rule, new, self.now, cause)]
        return ticket_events.moved(
            clock.rule, clock.segments, old, new, self.now, cause
        )

    def hand_over(self, ticket, taken, cause):
        """Note that a ticket has got an agent, or has none any more."""
        clock = self.clocks.get((ticket.id, "assign"))
        if not clock:
            return
        if taken:
            self._add(ticket, "assign", [Event(self.now, STOP, cause)])
        elif clock.rule.new_cycle and not ticket.stage_id.is_closed:
            found = ticket_events.reopened(
                clock.rule, clock.segments, self.now, cause, whole=True
            )
            self._add(ticket, "assign", found)

    def converse(self, ticket, item, cause, is_open):
        """Note a message, or a turn of the ticket that replies depend on."""
        answered = bool(ticket.first_response_at)
        before = Conversation(
            is_open=is_open,
            answered=answered,
            waiting_since=ticket.unanswered_at or None,
            updating=is_open and answered,
        )
        after, found = before.step(item)
        for order, event in enumerate(found):
            key = (ticket.id, event.metric)
            if event.metric not in self.config.metrics and key not in self.clocks:
                continue
            turn = Event(event.at, event.kind, cause, order=order)
            self._add(ticket, event.metric, [turn])
        values = self.values.setdefault(ticket.id, {})
        if after.answered and not answered:
            values["first_response_at"] = item.at
        if after.waiting_since != before.waiting_since:
            values["unanswered_at"] = after.waiting_since or False

    # --- what holds now ---

    def match_again(self, tickets, cause, refresh=False, late=()):
        """Let each clock of open tickets keep the promise that wins now.

        :param refresh: take over edits of the same target too
        :param late: tickets that only get the clocks they do not have
        """
        if not tickets:
            return
        winners = tickets.env["crm.sla.policy"]._match(tickets, self.config)
        calendars = tickets._sla_calendar_ids()
        missing = []
        for ticket in tickets:
            stage = Stage(ticket.stage_id.id, ticket.stage_kind)
            if stage.is_closed or not ticket.active:
                continue
            for metric in self.metrics:
                target = winners[ticket.id].get(metric)
                promise = target and self.config.promises[target]
                clock = self.clocks.get((ticket.id, metric))
                if clock and ticket not in late:
                    rule = promise and ticket._sla_rule(promise, calendars)
                    events = self._rematched(
                        ticket, stage, clock, promise, rule, cause, refresh
                    )
                    self._add(ticket, metric, events)
                elif promise and not clock and (ticket.id, metric) not in self.events:
                    missing.append((ticket, stage, promise))
        self._begin_late(missing, calendars, cause)

    def _rematched(self, ticket, stage, clock, promise, rule, cause, refresh):
        """Return the events of a clock when another promise may hold, or none."""
        now = self.now
        queued = self.events.get((ticket.id, clock.rule.metric), ())
        runs = clock.is_open or any(e.kind in (REOPEN, RESTORE) for e in queued)
        if not runs and not clock.was_withdrawn:
            return []
        if not promise:
            return [Event(now, CANCEL, cause)] if runs else []
        events, origin = [], promise.origin
        if not runs:
            if self._since(ticket, stage, rule) is None:
                return []
            events.append(Event(now, RESTORE, cause))
        if origin[2] == clock.origin[2] and not refresh:
            # an edit of the target is for new tickets only
            rule = clock.rule._replace(calendar=rule.calendar)
            origin = clock.origin
        if (rule, origin) != (clock.rule, clock.origin):
            events.append(clock.retarget(rule, origin, now, cause))
        elif not events:
            return []
        return [*events, ticket_events.standing(rule, stage, now, cause)]

    def _since(self, ticket, stage, rule):
        """Return from when a promise that is new to a ticket holds; None: it does not."""
        metric = rule.metric
        opened = self.now if ticket.id in self.reopened else ticket.opened_at
        if metric not in METRICS:
            return None if ticket._sla_is_reached(metric) else opened
        return {
            "assign": None if ticket.user_id else opened,
            "first_response": None if ticket.first_response_at else opened,
            "resolution": opened,
            "reach_stage": None if stage.id in rule.stages else opened,
            "time_in_stage": ticket.stage_at if stage.id in rule.stages else None,
            "next_response": ticket.unanswered_at or None,
            "update": self.now if ticket.first_response_at else None,
        }[metric]

    def _begin_late(self, late, calendars, cause):
        """Begin clocks that tickets did not have, as if they had had them all along."""
        history = self.tickets._sla_history({ticket.id for ticket, *_rest in late})
        for ticket, stage, promise in late:
            clock = ticket._sla_new_clock(promise, calendars)
            since = self._since(ticket, stage, clock.rule)
            if since is None:
                continue
            events = [ticket_events.start(clock.rule, since, cause)]
            moves = [move for move in history.get(ticket.id, ()) if move[0] > since]
            first = moves[0][1] if moves else stage
            for at, standing in [(since, first), *((m[0], m[2]) for m in moves)]:
                rests = standing.is_closed or standing.kind in clock.rule.pauses
                events.append(Event(at, PAUSE if rests else RESUME, cause))
            self.begun.append((clock, events))

    # --- done ---

    def save(self):
        """Give the clocks their events, and write what tickets keep of it."""
        pairs = [*self.begun]
        starts = {
            key[0]
            for key, events in self.events.items()
            if any(event.kind == START for event in events)
        }
        promises = self._promises(self.tickets.browse(starts)) if starts else {}
        for key, events in self.events.items():
            pairs += self._in_cycles(key, sorted(events, key=Event.key), promises)
        engine = self.tickets.env["crm.ticket.sla"]
        if pairs:
            engine._work(pairs, self.revision)
        self._write()

    def _promises(self, tickets):
        """Return {(ticket id, metric): (promise, rule)} of what holds now."""
        promises = self.config.promises
        calendars = tickets._sla_calendar_ids()
        winners = tickets.env["crm.sla.policy"]._match(tickets, self.config)
        return {
            (ticket.id, metric): (
                promises[target],
                ticket._sla_rule(promises[target], calendars),
            )
            for ticket in tickets
            for metric, target in winners[ticket.id].items()
        }

    def _in_cycles(self, key, events, promises):
        """Yield the clocks of a metric with their events: one for each cycle."""
        clock = self.clocks.get(key)
        stopped = clock is None or not clock.is_open
        mine = []
        for event in events:
            if event.kind != START:
                mine.append(event)
                stopped = stopped or event.kind in ENDS
                continue
            fresh = self._fresh(key, clock, promises) if stopped else None
            if fresh is None:
                continue
            if clock:
                yield clock, mine
            rule = fresh.rule
            clock, mine, stopped = fresh, [], False
            mine.append(ticket_events.start(rule, event.at, event.cause))
            mine += self._waits(key[0], rule, event)
        if clock and mine:
            yield clock, mine

    def _fresh(self, key, clock, promises):
        """Return the clock of the next cycle; None: nothing is promised now."""
        promise, rule = promises.get(key, (None, None))
        if promise is None:
            return None
        ticket = self.tickets.browse(key[0])
        if rule.metric == TIME_IN_STAGE:
            again = clock is None or rule.new_cycle
            if ticket.stage_id.id not in rule.stages or not again:
                return None
        fresh = ticket._sla_new_clock(promise, {ticket.id: rule.calendar})
        fresh.rule = rule
        fresh.cycle = clock.cycle + 1 if clock else 1
        return fresh

    def _waits(self, ticket_id, rule, event):
        """Return the pause of a clock that begins while its ticket waits."""
        kind = self.tickets.browse(ticket_id).stage_kind
        if kind not in rule.pauses:
            return []
        return [Event(event.at, PAUSE, event.cause, order=event.order)]

    def _write(self):
        """Write what tickets keep of their conversation, like ones together."""
        groups = {}
        for ticket_id, values in self.values.items():
            if values:
                groups.setdefault(tuple(values.items()), []).append(ticket_id)
        for values, ids in groups.items():
            self.tickets.browse(ids).write(dict(values))

    # --- support ---

    def _add(self, ticket, metric, events):
        if events:
            self.events.setdefault((ticket.id, metric), []).extend(events)

    def _is_stopped(self, key):
        clock = self.clocks.get(key)
        return clock is None or not clock.is_open
