# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import format_date, format_datetime

from ..tools import explain, policy_match
from ..tools.sla_state import state_of

#: Steps of the explanation that are listed; the middle of a long one is left out.
MAX_STEPS = 60


class CrmSlaWhy(models.TransientModel):
    """Why a clock has its deadline, in words and in the reader's zone."""

    _name = "crm.sla.why"
    _description = "Why This Deadline?"

    ticket_id = fields.Many2one("crm.ticket", required=True, ondelete="cascade")
    clock_id = fields.Many2one(
        "crm.ticket.sla",
        string="Promise",
        required=True,
        ondelete="cascade",
        domain="[('ticket_id', '=', ticket_id)]",
    )
    text = fields.Html(compute="_compute_text", sanitize=False)

    @api.depends("clock_id")
    @api.depends_context("lang", "tz")
    def _compute_text(self):
        for why in self:
            why.text = why.clock_id and self.env["ir.qweb"]._render(
                "crm_ticket_sla.sla_why", why._values(fields.Datetime.now())
            )

    def _values(self, now):
        """Return what the page shows."""
        self.clock_id.check_access("read")
        # sudo: hours, policies and colleagues are named, whoever reads the ticket
        clock = self.clock_id.sudo()
        segments, calendars = clock._ledgers(now)[clock.id]
        steps = explain.explain(segments, calendars, now)
        lines = [self._step(step) for step in steps if step.kind != explain.DUE]
        left_out = max(0, len(lines) - MAX_STEPS)
        if left_out:
            lines[MAX_STEPS // 2 : -(MAX_STEPS // 2)] = [None]
        return {
            "clock": clock,
            "headline": self._headline(state_of(segments, calendars, now)),
            "zone": str(self.env.tz),
            "policy": self._policy_words(clock),
            "promise": self._promise_words(segments[-1].target, clock.is_clock_time),
            "calendar": self._calendar_words(clock),
            "lines": lines,
            "left_out": left_out,
            "skipped": [self._gap(gap) for gap in explain.summary(steps)],
            "others": self._others(clock),
        }

    # ------------------------------------------------------------
    # Words
    # ------------------------------------------------------------

    def _at(self, instant):
        return format_datetime(
            self.env, instant, tz=str(self.env.tz), dt_format="EEE d MMM yyyy HH:mm"
        )

    def _length(self, seconds):
        minutes, rest = divmod(int(seconds), 60)
        if rest and minutes < 60:
            return self.env._(
                "%(minutes)s min %(seconds)s s", minutes=minutes, seconds=rest
            )
        hours, minutes = divmod(minutes, 60)
        if not minutes:
            return self.env._("%(hours)s h", hours=hours)
        return self.env._("%(hours)s h %(minutes)s min", hours=hours, minutes=minutes)

    def _headline(self, state):
        at = self._at(state.deadline_at or state.frozen_deadline_at)
        if state.outcome == "met":
            return self.env._("Met. It was due %(at)s.", at=at)
        if state.outcome == "waived":
            return self.env._("Missed and waived. It was due %(at)s.", at=at)
        if state.outcome == "missed":
            return self.env._("Missed. It was due %(at)s.", at=at)
        if state.outcome == "cancelled":
            return self.env._("Cancelled: nothing is due any more.")
        if state.unplannable:
            return self.env._("No deadline: the working hours do not reach that far.")
        if state.clock == "running":
            return self.env._("Due %(at)s.", at=at)
        if state.frozen_deadline_at:
            return self.env._(
                "Paused. If it ran on from now, it would be due %(at)s.", at=at
            )
        return self.env._("Not begun: the ticket waits for somebody else.")

    def _policy_words(self, clock):
        policy = clock.policy_id
        if not policy:
            return self.env._("The policy no longer exists.")
        if policy.version == clock.policy_version:
            return self.env._(
                "%(policy)s, version %(version)s",
                policy=policy.name,
                version=policy.version,
            )
        return self.env._(
            "%(policy)s, version %(version)s; version %(current)s holds for newer "
            "tickets",
            policy=policy.name,
            version=clock.policy_version,
            current=policy.version,
        )

    def _promise_words(self, target, is_clock_time):
        if target.days is not None and target.end_of_day:
            return self.env._(
                "%(days)s working days, until the end of the day", days=target.days
            )
        if target.days is not None:
            return self.env._("%(days)s working days", days=target.days)
        length = self._length(target.seconds)
        if is_clock_time:
            return self.env._("%(length)s, day and night", length=length)
        return self.env._("%(length)s of working time", length=length)

    def _calendar_words(self, clock):
        calendar = clock.calendar_id
        if clock.is_clock_time or not calendar:
            return self.env._("Day and night, every day")
        ticket, policy = clock.ticket_id, clock.policy_id
        chain = [
            (clock.target_id.calendar_id, self.env._("of the promise")),
            (policy.calendar_id, self.env._("of the policy")),
            (ticket.partner_id.ticket_calendar_id, self.env._("of the customer")),
            (
                ticket.commercial_partner_id.ticket_calendar_id,
                self.env._("of the customer"),
            ),
            (ticket.team_id.calendar_id, self.env._("of the team")),
            (ticket.company_id.resource_calendar_id, self.env._("of the company")),
        ]
        sources = [words for found, words in chain if found == calendar]
        return self.env._(
            "%(calendar)s (%(zone)s), %(whose)s",
            calendar=calendar.name,
            zone=calendar.tz,
            whose=sources[0] if sources else self.env._("as it was at that time"),
        )

    def _step(self, step):
        """Return the row of one step: when, what, how long."""
        until = self._at(step.stop) if step.stop > step.start else ""
        row = {"start": self._at(step.start), "stop": until, "length": "", "total": ""}
        if step.kind == explain.EVENT:
            row["what"] = self._event_words(step)
        elif step.kind == explain.WORKED:
            row["what"] = self.env._("Counted")
            row["length"] = self._length(step.seconds)
            row["total"] = self._length(step.total)
        elif step.kind == explain.SKIPPED:
            row["what"] = ", ".join(self._gap(gap) for gap in step.detail)
        elif step.kind == explain.HELD:
            row["what"] = self.env._(
                "Did not count: %(why)s", why=self._clock_words(step.detail)
            )
        else:
            row["what"] = self.env._("The working hours do not reach that far.")
        row["kind"] = step.kind
        return row

    def _clock_words(self, code):
        field = self.env["crm.ticket.sla"]._fields["clock"]
        return dict(field._description_selection(self.env)).get(code, code).lower()

    def _event_words(self, step):
        field = self.env["crm.ticket.sla.segment"]._fields["event"]
        event = dict(field._description_selection(self.env)).get(step.detail)
        cause = self._cause_words(step.cause)
        return f"{event}: {cause}" if cause else event

    def _cause_words(self, cause):
        """Return a cause such as ``stage:4:2`` in words: what, and who did it."""
        code, *ids = (cause or "").split(":")
        ids = [int(part) for part in ids if part.isdigit()]
        what = self._what(code, ids)
        known = code not in ("merged",) and len(ids) > (code in ("stage", "user"))
        # sudo: who did it, also when they left
        who = self.env["res.users"].sudo().browse(ids[-1]).exists() if known else None
        if what and who and not who._is_superuser():
            return self.env._("%(what)s, by %(who)s", what=what, who=who.name)
        return what

    def _what(self, code, ids):
        if code == "stage" and ids:
            # sudo: the name of a stage, whoever reads the ticket
            stage = self.env["crm.ticket.stage"].sudo().browse(ids[0]).exists()
            return self.env._("stage %(stage)s", stage=stage.name or "…")
        if code == "user":
            # sudo: the name of a colleague
            user = self.env["res.users"].sudo().browse(ids[:1]).exists()
            if not user:
                return self.env._("the agent left it")
            return self.env._("taken by %(agent)s", agent=user.name)
        words = {
            "opened": self.env._("the ticket was received"),
            "reached": self.env._("it was reached"),
            "message": self.env._("a message"),
            "reopened": self.env._("the ticket was reopened"),
            "policy": self.env._("the policy was edited"),
            "priority": self.env._("the priority changed"),
            "category": self.env._("the category changed"),
            "team": self.env._("the team changed"),
            "partner": self.env._("the customer changed"),
            "changed": self.env._("the ticket changed"),
            "archived": self.env._("the ticket was archived"),
            "merged": self.env._("the ticket was merged"),
            "waiver": self.env._("a manager decided"),
        }
        return words.get(code, "")

    def _gap(self, gap):
        """Return one reason why no time counted, in words."""
        if gap.kind == explain.HOLIDAY:
            return self.env._(
                "holiday %(name)s (%(length)s)",
                name=gap.name or "…",
                length=self._length(gap.seconds),
            )
        words = {
            explain.FREE_DAY: self.env._("days off: %(count)s", count=gap.count),
            explain.NIGHT: self.env._("nights: %(count)s", count=gap.count),
            explain.BREAK: self.env._("breaks: %(count)s", count=gap.count),
        }
        return words[gap.kind]

    # ------------------------------------------------------------
    # Which policy won
    # ------------------------------------------------------------

    def _others(self, clock):
        """Return (policy, why it did not win) in the order they are tried."""
        # sudo: a deadline is explained to those who may read no policy
        policies = self.env["crm.sla.policy"].sudo()
        verdicts = policies._explain(clock.ticket_id, clock.metric)
        names = policies.with_context(active_test=False)
        return [
            (names.browse(verdict.policy_id).name, self._verdict_words(verdict))
            for verdict in verdicts
            if verdict.policy_id != clock.policy_id.id
        ]

    def _verdict_words(self, verdict):
        if verdict.reason == policy_match.OUTRANKED:
            # sudo: the order of the policies is no secret
            winner = self.env["crm.sla.policy"].sudo().browse(verdict.detail)
            return self.env._("it stands below %(policy)s", policy=winner.name)
        if verdict.reason == policy_match.CRITERION:
            return self._criterion_words(verdict.detail)
        if verdict.reason == policy_match.NOT_YET:
            day = format_date(self.env, verdict.detail)
            return self.env._("it holds from %(day)s on", day=day)
        if verdict.reason == policy_match.EXPIRED:
            day = format_date(self.env, verdict.detail)
            return self.env._("it held until %(day)s", day=day)
        words = {
            policy_match.WON: self.env._(
                "it would win today; the clock follows what held before"
            ),
            policy_match.ARCHIVED: self.env._("it is archived"),
            policy_match.COMPANY: self.env._("it is for another company"),
            policy_match.DOMAIN: self.env._("its other conditions do not hold"),
            policy_match.NO_TARGET: self.env._("it does not promise this"),
            policy_match.PRIORITY: self.env._(
                "it promises this for other priorities only"
            ),
        }
        return words[verdict.reason]

    def _criterion_words(self, name):
        words = {
            "team": self.env._("it is for other teams"),
            "category": self.env._("it is for other categories"),
            "tag": self.env._("it is for other tags"),
            "partner": self.env._("it is for other customers"),
            "partner_category": self.env._("it is for other customer tags"),
            "tier": self.env._("it is for other customer tiers"),
            "product": self.env._("it is for other products"),
        }
        return words.get(name, self.env._("its conditions differ"))
