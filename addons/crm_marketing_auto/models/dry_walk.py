# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The walk of people through a graph, in thought: nothing is written."""

from datetime import timedelta
from typing import NamedTuple

from odoo.tools import SQL

from ..tools import draw, flow, schedule
from ..tools.dry_run import ASSUMED_INTERACTION, MAX_SAMPLES
from ..tools.send_gate import SendRequest
from ..tools.step_outcome import SKIPPED, Outcome
from .dry_changes import Changes

CHANNELS = ("mail", "sms", "chat")
#: Nobody is followed further into the future.
HORIZON = timedelta(days=400)
#: So often a message is put off before it is given up.
PATIENCE = 30


class Walker(NamedTuple):
    """One person on the way; the first fields are those that runners ask for."""

    id: int
    participant_id: int
    res_model: str
    res_id: int
    partner_id: int | None
    company_id: int
    email: str | None
    phone: str | None
    country: str | None
    tz: str

    def identity(self, channel):
        """Return where a message on a channel goes."""
        return self.email if channel == "mail" else self.phone


class Walk:
    """Takes a chunk of people from step to step, those at the same place together."""

    def __init__(self, env, journey, version, tally, shares):
        self.env, self.journey = env, journey
        self.nodes, self.entry = version._nodes(), version.entry_uid
        self.tally, self.shares = tally, shares
        self.changes = Changes(env, self.nodes)
        self.visits, self.tries, self.prices = {}, {}, {}
        # read once: a field of a record costs more than all else here
        self.max_visits, self.seed = journey.max_visits, journey.seed
        self.unvisited = dict.fromkeys(self.nodes, 0)

    def run(self, walkers):
        """Walk until nobody is on the way; walkers: [(Walker, entered at)]."""
        self.start = min((at for _walker, at in walkers), default=None)
        places = {}
        for walker, at in walkers:
            self._come(places, walker, self.entry, at, at)
        while places:
            place = min(places)
            self._step(places, *place, places.pop(place))

    def _come(self, places, walker, uid, now, entered_at):
        """Let somebody come to a step: it is due now or when a wait is over."""
        step = self.nodes.get(uid)
        if not step:
            self.tally.ends["done"] += 1
            return
        self.visits[walker.id, uid] = self.visits.get((walker.id, uid), 0) + 1
        if self.visits[walker.id, uid] > self.max_visits:
            self.tally.ends["exited"] += 1
            return
        due = now
        self.tally.steps[uid]["visits"] += 1
        if step.kind == "wait":
            due = self._wait_ends(step, walker, now)
        if due - self.start > HORIZON:
            self.tally.ends["later"] += 1
            return
        places.setdefault((due, uid), []).append((walker, entered_at))

    def _wait_ends(self, step, walker, now):
        if step.config.get("mode") == "event" and self._does(step, walker):
            # on the next day, for want of knowing better
            return now + timedelta(days=1)
        facts = {}
        if step.config.get("mode") == "field":
            record = self.env[walker.res_model].browse(walker.res_id)
            facts = {step.config["field"]: record[step.config["field"]]}
        return schedule.due(step.config, now, walker.tz, facts)

    def _does(self, step, walker):
        """Tell whether somebody belongs to the share that does what a step asks for."""
        kind = step.config.get("kind", "interaction")
        share = self.shares[kind][0] if kind in self.shares else ASSUMED_INTERACTION
        seed = f"{self.seed}:{step.config.get('of') or step.uid}"
        # who clicks has opened: one lot for both
        return draw.share(seed, str(walker.res_id)) < share

    def _step(self, places, now, uid, people):
        """Let everybody who is at a step at a moment pass it."""
        step = self.nodes[uid]
        walkers = [walker for walker, _entered_at in people]
        run = getattr(self, f"_pass_{step.kind}", self._pass_action)
        outcomes = run(step, walkers, now)
        for walker, entered_at in people:
            outcome = outcomes[walker.id]
            if isinstance(outcome, Outcome):
                self._follow(places, step, walker, outcome, now, entered_at)
            else:  # put off
                places.setdefault((outcome, uid), []).append((walker, entered_at))

    def _follow(self, places, step, walker, outcome, now, entered_at):
        if step.kind in ("condition", "split", "wait"):
            self.tally.steps[step.uid][f"way {outcome.branch}"] += 1
        move = flow.follow(step, outcome, self.unvisited, self.max_visits)
        if isinstance(move, flow.End):
            self.tally.ends[move.state] += 1
        else:
            self._come(places, walker, move.step_uid, now, entered_at)

    # ------------------------------------------------------------
    # What a step does
    # ------------------------------------------------------------

    def _pass_action(self, step, walkers, now):
        if step.kind not in ("goal", "exit"):
            self.tally.actions[step.kind] += len(walkers)
            self.tally.steps[step.uid]["done"] += len(walkers)
            for walker in walkers:
                self.tally.note(walker.res_id, step.uid, now)
            self.changes.apply(step, walkers, now)
        return dict.fromkeys((w.id for w in walkers), Outcome())

    def _pass_wait(self, step, walkers, now):
        if step.config.get("mode") != "event":
            return dict.fromkeys((w.id for w in walkers), Outcome())
        return {
            w.id: Outcome(branch="happened" if self._does(step, w) else "timeout")
            for w in walkers
        }

    def _pass_split(self, step, walkers, now):
        parts = [(part["name"], part["weight"]) for part in step.config["parts"]]
        seed = f"{self.seed}:{step.uid}"
        return {
            w.id: Outcome(
                branch=draw.pick(
                    draw.share(
                        seed, draw.person_key(w.res_model, w.res_id, w.partner_id)
                    ),
                    parts,
                )
            )
            for w in walkers
        }

    def _pass_condition(self, step, walkers, now):
        mode = step.config.get("mode")
        if mode in ("segment", "domain"):
            runner = self.env["crm.journey.step.runner"]
            met = getattr(runner, f"_met_{mode}")(step.config, walkers, now)
        else:
            met = {w.id for w in walkers if self._does(step, w)}
        return {w.id: Outcome(branch="yes" if w.id in met else "no") for w in walkers}

    def _pass_message(self, step, walkers, now):
        gate = self.env["crm.send.gate"]
        requests = self._requests(step, walkers)
        verdicts = gate._would_admit(requests.values(), now)
        outcomes, sent = {}, []
        for walker in walkers:
            verdict = verdicts[walker.id]
            if verdict.allowed:
                sent.append(walker)
                outcomes[walker.id] = Outcome()
            elif verdict.retry_at and self._has_patience(walker, step):
                self.tally.put_off(step.uid, verdict.reason)
                outcomes[walker.id] = max(verdict.retry_at, now + timedelta(minutes=1))
            else:
                self.tally.block(step.uid, verdict.reason)
                self.tally.note(walker.res_id, step.uid, now, verdict.reason)
                outcomes[walker.id] = Outcome(SKIPPED, reason=verdict.reason)
        self._send(step, sent, now)
        # so that limits count them; the caller takes it back
        gate._log([requests[w.id] for w in sent], now)
        return outcomes

    _pass_mail = _pass_sms = _pass_chat = _pass_message

    def _has_patience(self, walker, step):
        key = walker.id, step.uid
        self.tries[key] = self.tries.get(key, 0) + 1
        return self.tries[key] <= PATIENCE

    def _requests(self, step, walkers):
        journey, kind = self.journey, self.journey.message_class
        common = {
            "channel": step.kind,
            "company_id": journey.company_id.id,
            "purpose": "marketing" if kind == "transactional" else kind,
            "message_class": kind,
            "journey_id": journey.id,
            "priority": journey.priority,
            "ref": f"{journey.id}:{step.uid}",
        }
        return {
            walker.id: SendRequest(
                key=walker.id,
                identity=walker.identity(step.kind),
                partner_id=walker.partner_id,
                **common,
            )
            for walker in walkers
        }

    def _send(self, step, walkers, now):
        for walker in walkers:
            price, currency = self._price(step.kind, walker.country, now.date())
            self.tally.send(step.uid, step.kind, now, price, currency)
            self.tally.note(walker.res_id, step.uid, now)
            if len(self.tally.samples) < MAX_SAMPLES:
                self.tally.samples.append(
                    {
                        "step": step.uid,
                        "channel": step.kind,
                        "at": now.isoformat(),
                        "res_id": walker.res_id,
                        "mailing_id": step.mailing_id,
                        "text": step.config.get("text"),
                    }
                )

    def _price(self, channel, country, day):
        key = channel, country
        if key not in self.prices:
            self.prices[key] = self.env["crm.send.rate"]._price(
                self.journey.company_id, channel, day, country
            )
        return self.prices[key]


def read_walkers(env, journey, entries):
    """Return [(Walker, entered at)] of [(record id, entered at)]."""
    rows = env.execute_query(SQL(PEOPLE[journey.res_model], [e[0] for e in entries]))
    found = {row[0]: row[1:] for row in rows}
    people = env["res.partner"].browse({row[0] for row in found.values() if row[0]})
    zones = people._journey_tz(journey.company_id)
    default = journey.company_id._journey_tz()
    walkers = []
    for number, (res_id, at) in enumerate(entries, 1):
        partner_id, email, phone, country = found[res_id]
        # ids below zero are those of no participant or trace
        walker = Walker(
            -number,
            -number,
            journey.res_model,
            res_id,
            partner_id,
            journey.company_id.id,
            email,
            phone,
            country,
            zones.get(partner_id, default),
        )
        walkers.append((walker, at))
    return walkers


PEOPLE = {
    "res.partner": """
        SELECT r.id, r.id, r.email_normalized, r.phone_sanitized, c.code
        FROM res_partner r LEFT JOIN res_country c ON c.id = r.country_id
        WHERE r.id = ANY(%s)
    """,
    "crm.lead": """
        SELECT r.id, r.partner_id, COALESCE(p.email_normalized, r.email_normalized),
            COALESCE(p.phone_sanitized, r.phone_sanitized), c.code
        FROM crm_lead r LEFT JOIN res_partner p ON p.id = r.partner_id
        LEFT JOIN res_country c ON c.id = COALESCE(p.country_id, r.country_id)
        WHERE r.id = ANY(%s)
    """,
}
