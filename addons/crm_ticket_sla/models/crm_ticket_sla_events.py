# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL

from ..tools import ticket_events
from ..tools.reply_metrics import Conversation, Item
from ..tools.sla_ledger import CANCEL, RESTORE, Event
from ..tools.ticket_clock import Clock
from ..tools.ticket_events import REPLIES, Stage
from .crm_ticket_changed import WATCHED
from .sla_work import Work

#: Fields whose changes are followed elsewhere.
FOLLOWED = {*WATCHED, "active"}
#: Fields after whose change other promises may hold.
REMATCHED = {"priority", "category_id", "team_id", "partner_id"}
#: Channels on which an agent who opens a ticket is in contact with the customer.
IN_CONTACT = ("manual", "call", "chat")


class CrmTicket(models.Model):
    """What happens to tickets happens to their clocks, a whole batch at a time."""

    _inherit = "crm.ticket"

    unanswered_at = fields.Datetime(
        string="Waiting for an answer since",
        readonly=True,
        copy=False,
        help="When the customer wrote the oldest message that is not answered.",
    )

    # ------------------------------------------------------------
    # Hooks
    # ------------------------------------------------------------

    def _after_opened(self):
        result = super()._after_opened()
        # sudo: promises hold whoever opens the ticket
        self.sudo()._sla_open()
        return result

    def _after_changed(self, changes, now):
        result = super()._after_changed(changes, now)
        self.browse({change.ticket_id for change in changes}).sudo()._sla_changed(
            changes, now
        )
        return result

    def write(self, vals):
        was_active = self.filtered("active") if "active" in vals else self.browse()
        if vals.get("stage_id"):
            # both sides of the move are asked for often: by one query
            stages = self.env["crm.ticket.stage"].browse(vals["stage_id"])
            (self.stage_id | stages).mapped("kind")
        result = super().write(vals)
        if "active" in vals and not vals["active"]:
            was_active._sla_cancel("archived")
        elif "active" in vals:
            (self - was_active)._sla_restore("archived")
        # what nobody can edit is bookkeeping, such as when the ticket was solved
        names = {n for n in set(vals) - FOLLOWED if not self._fields[n].readonly}
        if names and names & self._sla_watched():
            # sudo: promises hold whoever edits the ticket
            self.sudo()._sla_rematch("changed")
        return result

    def _sla_watched(self):
        """Return the fields by which policies may match."""
        config = self.env["crm.sla.policy"]._config()
        return config.watched if config.policies else frozenset()

    def _sla_cause(self, what):
        """Return what a segment says of its event: what it was, and who did it."""
        return f"{what}:{self.env.uid}"

    # ------------------------------------------------------------
    # Opened
    # ------------------------------------------------------------

    def _sla_open(self):
        """Start the clocks of new tickets."""
        policies = self.env["crm.sla.policy"]
        revision = self.env["crm.sla.recount"]._revision()
        config = policies._config(revision)
        winners = policies._match(self, config)
        calendars = self._sla_calendar_ids()
        in_contact = self._sla_in_contact()
        cause, pairs, answered = self._sla_cause("opened"), [], []
        for ticket in self:
            stage = Stage(ticket.stage_id.id, ticket.stage_kind)
            promises = {
                metric: config.promises[target]
                for metric, target in winners[ticket.id].items()
            }
            first = promises.get("first_response")
            met = first and first.met_at_creation and ticket in in_contact
            if met and not stage.is_closed:
                answered.append(ticket.id)
            for metric, promise in promises.items():
                clock = ticket._sla_new_clock(promise, calendars)
                events = ticket_events.opening(
                    clock.rule, stage, ticket.opened_at, cause, bool(ticket.user_id)
                )
                if met and metric in REPLIES and not stage.is_closed:
                    events = self._sla_met_events(clock.rule, ticket.opened_at, cause)
                if events:
                    pairs.append((clock, events))
        for opened_at, tickets in self.browse(answered).grouped("opened_at").items():
            tickets.write({"first_response_at": opened_at})
        if pairs:
            self.env["crm.ticket.sla"]._work(pairs, revision)

    def _sla_met_events(self, rule, at, cause):
        """Return the events of a reply clock when the opening was the answer."""
        _after, found = Conversation().step(Item(at, "opened"), met_at_creation=True)
        return [
            ticket_events.start(rule, at, cause)
            if event.kind == "start"
            else Event(at, event.kind, cause, order=1)
            for event in found
            if event.metric == rule.metric
        ]

    def _sla_in_contact(self):
        """Return the tickets that their agent opens with the customer at hand."""
        user = self.env.user
        if user.share or user._is_superuser():
            return self.browse()
        return self.filtered(
            lambda t: t.channel in IN_CONTACT and (t.partner_id or t.email_from)
        )

    def _sla_calendar_ids(self):
        """Return {ticket id: working hours} of customer, team or company; 0: none.

        What a target or policy says comes before.
        """
        found = {}
        for ticket in self:
            customer = ticket.partner_id.ticket_calendar_id
            calendar = (
                customer
                or ticket.commercial_partner_id.ticket_calendar_id
                or ticket.team_id.calendar_id
                or ticket.company_id.resource_calendar_id
            )
            found[ticket.id] = calendar.id or 0
        return found

    def _sla_new_clock(self, promise, calendars):
        """Return a clock of this ticket that has not begun."""
        return Clock(
            key=self.id,
            company=self.company_id.id,
            rule=self._sla_rule(promise, calendars),
            origin=promise.origin,
        )

    def _sla_rule(self, promise, calendars):
        """Return the rule of a promise with the working hours that it counts here."""
        calendar = promise.calendar_id or calendars[self.id]
        key = 0 if promise.is_clock_time else calendar
        return promise.rule._replace(calendar=key)

    # ------------------------------------------------------------
    # Changed
    # ------------------------------------------------------------

    def _sla_changed(self, changes, now):
        """Give clocks the events of changes, all of one write."""
        by_ticket = {}
        for change in changes:
            by_ticket.setdefault(change.ticket_id, {})[change.kind] = change
        stages = self._sla_stages(changes)
        work = Work(self, self._sla_load(), now)
        for ticket in self:
            kinds = by_ticket[ticket.id]
            if change := kinds.get("stage_id"):
                cause = self._sla_cause(f"stage:{change.new}")
                work.move(ticket, stages[change.old], stages[change.new], cause)
            if change := kinds.get("user_id"):
                cause = self._sla_cause(f"user:{change.new or 0}")
                work.hand_over(ticket, bool(change.new), cause)
        why = next((c.kind for c in changes if c.kind in REMATCHED), "reopened")
        changed = self.filtered(lambda t: REMATCHED & set(by_ticket[t.id]))
        reopened = self.browse(work.reopened) - changed
        work.match_again(
            changed | reopened,
            self._sla_cause(why.removesuffix("_id")),
            late=reopened,
        )
        work.save()

    def _sla_rematch(self, cause, refresh=False):
        """Match tickets again, and let their clocks follow.

        :return: how many clocks were looked at
        """
        work = Work(self, self._sla_load(), self._now())
        work.match_again(self, self._sla_cause(cause), refresh)
        work.save()
        return len(work.events) + len(work.begun)

    def _sla_apply_policy(self):
        """Let open tickets take over what policies promise now, edits included."""
        # sudo: promises hold for every ticket, seen or not
        return self.sudo()._sla_rematch("policy", refresh=True)

    def _sla_history(self, ticket_ids):
        """Return {ticket id: [(instant, stage before, stage after)]} in their order."""
        if not ticket_ids:
            return {}
        rows = self.env.execute_query(
            SQL(
                "SELECT ticket_id, at, old_value::int, new_value::int"
                " FROM crm_ticket_change WHERE kind = 'stage_id'"
                " AND ticket_id = ANY(%s) ORDER BY ticket_id, at, id",
                list(ticket_ids),
            )
        )
        ids = {stage for row in rows for stage in row[2:] if stage}
        stages = self.env["crm.ticket.stage"].browse(ids).exists()
        plain = {stage.id: Stage(stage.id, stage.kind) for stage in stages}
        history = {}
        for ticket_id, at, old, new in rows:
            gone = Stage(0, "open")
            move = (at, plain.get(old, gone), plain.get(new, gone))
            history.setdefault(ticket_id, []).append(move)
        return history

    def _sla_stages(self, changes):
        ids = {
            stage
            for change in changes
            if change.kind == "stage_id"
            for stage in (change.old, change.new)
        }
        stages = self.env["crm.ticket.stage"].browse(ids)
        return {stage.id: Stage(stage.id, stage.kind) for stage in stages}

    def _sla_load(self):
        """Return {(ticket id, metric): clock}, the last cycle of each."""
        clocks = self.env["crm.ticket.sla"]._load(
            SQL("c.ticket_id = ANY(%s)", self.ids or [0])
        )
        return {(clock.key, clock.rule.metric): clock for clock in clocks}

    # ------------------------------------------------------------
    # Cancelled and restored
    # ------------------------------------------------------------

    def _sla_cancel(self, cause):
        """Cancel what is still promised on tickets: nobody's miss, history kept.

        :param cause: a code and perhaps an id, such as ``merged:7``
        """
        # sudo: the clocks follow from what was done to the ticket
        tickets = self.sudo()
        event = Event(self._now(), CANCEL, self._sla_cause(cause))
        clocks = [c for c in tickets._sla_load().values() if c.is_open]
        if clocks:
            # sudo: clocks are written by the engine only
            self.env["crm.ticket.sla"].sudo()._work([(c, [event]) for c in clocks])

    def _sla_restore(self, cause):
        """Let clocks that were cancelled for a cause hold again; see `_sla_cancel`."""
        # sudo: clocks are written by the engine only
        tickets = self.sudo().filtered(lambda t: not t.stage_id.is_closed)
        if not tickets:
            return
        now, why = self._now(), self._sla_cause(cause)
        kinds = {t.id: Stage(t.stage_id.id, t.stage_kind) for t in tickets}
        pairs = [
            (
                clock,
                [
                    Event(now, RESTORE, why),
                    ticket_events.standing(clock.rule, kinds[clock.key], now, why),
                ],
            )
            for clock in tickets._sla_load().values()
            if clock.was_withdrawn and clock.segments[-1].cause.startswith(cause + ":")
        ]
        if pairs:
            # sudo: see above
            self.env["crm.ticket.sla"].sudo()._work(pairs)
