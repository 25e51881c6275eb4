# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.send_gate import ALLOWED, Facts, SendRequest, decide
from ..tools.suppression import lock_key


class CrmSendGate(models.AbstractModel):
    """Who may get a message now: consent, lists, hours and limits, asked in sets.

    ``_admit`` is race-free between workers: it takes advisory locks on the people,
    then counts the ledger with a fresh snapshot, then writes the ledger in the same
    transaction. A person that another worker holds is asked again a minute later.
    ``_would_admit`` tells the same and writes nothing.
    """

    _name = "crm.send.gate"
    _description = "Sending Gate"

    @api.model
    def _admit(self, requests, now):
        """Return {key: Verdict}, having written the ledger for those let through.

        :param requests: iterable of SendRequest
        """
        requests = list(requests)
        facts = self._facts(requests, now, busy=self._lock(requests))
        verdicts = self._decide(requests, facts, now)
        self._log([r for r in requests if verdicts[r.key].allowed], now)
        return verdicts

    @api.model
    def _would_admit(self, requests, now):
        """Return {key: Verdict} as ``_admit`` would, without a trace."""
        requests = list(requests)
        return self._decide(requests, self._facts(requests, now), now)

    @api.model
    def _would_admit_one(self, partner, channel, identity, now=None):
        """Return the verdict on advertising to one contact."""
        request = SendRequest(
            key=partner.id,
            channel=channel,
            identity=identity or None,
            partner_id=partner.id,
            company_id=self.env.company.id,
        )
        now = now or fields.Datetime.now()
        return self._would_admit([request], now)[partner.id]

    def _decide(self, requests, facts, now):
        """Return the verdicts, the more urgent requests first."""
        verdicts, taken, passed = {}, {}, {}
        for request in sorted(requests, key=lambda r: (r.priority, r.key)):
            fact = facts[request.key]
            self._count_taken(request, fact, taken)
            if request.ref and request.identity:
                partners = passed.get((request.ref, request.identity), set())
                fact.duplicate |= bool(partners - {request.partner_id})
            verdict = decide(request, fact, now)
            verdicts[request.key] = verdict
            if verdict is ALLOWED and request.identity:
                passed.setdefault((request.ref, request.identity), set()).add(
                    request.partner_id
                )
                if request.message_class == "marketing":
                    for person in self._persons(request):
                        mine = taken.setdefault(person, {})
                        mine[request.key] = (request.channel, now)
        return verdicts

    def _persons(self, request):
        """Return the keys by which the receiver of a request is the same person."""
        keys = [(request.company_id, "address", request.identity)]
        if request.partner_id:
            keys.append((request.company_id, "contact", request.partner_id))
        return keys

    def _count_taken(self, request, fact, taken):
        """Count what this very batch sends to the same person before."""
        mine = {}
        for person in self._persons(request):
            mine |= taken.get(person, {})
        if mine:
            fact.caps = tuple(
                cap.also(at for channel, at in mine.values() if cap.counts(channel))
                for cap in fact.caps
            )

    # ------------------------------------------------------------
    # Locks and ledger
    # ------------------------------------------------------------

    def _lock(self, requests):
        """Lock the people of these requests; return the keys held by others.

        Held until the transaction ends. Nobody waits, so nobody waits in a circle.
        """
        wanted = {}
        for request in requests:
            if request.message_class != "transactional" and request.identity:
                names = [f"{request.company_id}:{request.identity}"]
                if request.partner_id:
                    names.append(f"{request.company_id}:partner:{request.partner_id}")
                for name in names:
                    wanted.setdefault(lock_key(name), set()).add(request.key)
        if not wanted:
            return set()
        rows = self.env.execute_query(
            SQL(
                "SELECT k, pg_try_advisory_xact_lock(k) FROM unnest(%s::bigint[]) k",
                sorted(wanted),
            )
        )
        return {key for lock, held in rows if not held for key in wanted[lock]}

    def _log(self, requests, now):
        """Write the ledger rows of requests let through."""
        if requests:
            self.env.execute_query(
                SQL(
                    "INSERT INTO crm_contact_log (identity, channel, sent_at, state,"
                    " message_class, partner_id, company_id, journey_id, trace_id, ref)"
                    " SELECT u.identity, u.channel, %(now)s, 'queued', u.class,"
                    " u.partner, u.company, u.journey, u.key, u.ref FROM unnest("
                    "%(identity)s::text[], %(channel)s::text[], %(class)s::text[],"
                    " %(partner)s::int[], %(company)s::int[], %(journey)s::int[],"
                    " %(key)s::int[], %(ref)s::text[]) AS u(identity, channel, class,"
                    " partner, company, journey, key, ref) RETURNING id",
                    **{
                        "now": now,
                        "identity": [r.identity for r in requests],
                        "channel": [r.channel for r in requests],
                        "class": [r.message_class for r in requests],
                        "partner": [r.partner_id for r in requests],
                        "company": [r.company_id for r in requests],
                        "journey": [r.journey_id for r in requests],
                        "key": [r.key if r.journey_id else None for r in requests],
                        "ref": [r.ref for r in requests],
                    },
                )
            )

    # ------------------------------------------------------------
    # Facts
    # ------------------------------------------------------------

    def _facts(self, requests, now, busy=None, queued=False):
        """Return {key: Facts}.

        :param busy: keys held by other workers; None: nothing is locked
        :param queued: these were let through before: only what really left counts
        """
        people = self.env["crm.send.people"]._read(requests)
        known = people.statements()
        rules = self.env["crm.send.rule"]._by_country()
        company_caps = self._company_caps(requests)
        ledger = self._ledger(people, now, busy is not None, queued)
        duplicates = set() if queued else self._duplicates(requests)
        journeys = self._journey_hours(requests)
        brands = self._brands(requests, rules, now)
        ahead = {} if queued else self._ahead(requests, now)
        suppressed = self.env["crm.send.suppression"]._kinds(people.all_identities())
        facts = {}
        for request in requests:
            own, person, of_list, blacklisted = known[request.key]
            rule = people.rule(request, rules)
            tz = people.tz(request)
            is_ad = request.message_class == "marketing"
            windows = [rule._window(tz)] if rule and is_ad else []
            if request.journey_id in journeys:
                windows.append(journeys[request.journey_id].of(tz))
            facts[request.key] = Facts(
                own_statement=own,
                person_statement=person,
                list_statement=of_list,
                is_blacklisted=blacklisted,
                suppressed_by=people.suppressed_by(request, rule, suppressed),
                duplicate=request.key in duplicates,
                consent_needed=bool(is_ad and rule and rule.consent_needed),
                windows=tuple(windows),
                caps=people.caps(request, rule, company_caps, ledger),
                ahead=ahead.get(request.key, 0),
                is_busy=request.key in (busy or ()),
                lacks_brandname=bool(is_ad and rule and rule.brandname_needed)
                and request.company_id not in brands,
            )
        return facts

    def _brands(self, requests, rules, now):
        """Return the companies that have a registered sender, where one is needed."""
        channels = {c for (_code, c), rule in rules.items() if rule.brandname_needed}
        asked = {r.company_id for r in requests if r.channel in channels}
        return self.env["crm.send.brandname"]._valid(asked, now.date()) if asked else {}

    def _company_caps(self, requests):
        # sudo: the company's limits hold for whoever sends
        caps = self.env["crm.send.cap"].sudo()
        return caps.search(
            [("company_id", "in", list({r.company_id for r in requests}))]
        ).grouped("company_id")

    def _ledger(self, people, now, fresh, only_sent):
        """Return {(company, identity): [(channel, class, sent_at)]}.

        With locks held, rows that others committed after this transaction's snapshot
        count too: they are read by a cursor of its own.
        """
        query = SQL(
            "SELECT id, company_id, identity, channel, message_class, sent_at"
            " FROM crm_contact_log WHERE identity = ANY(%s) AND sent_at > %s"
            " AND state = ANY(%s) AND message_class = 'marketing'",
            sorted(people.all_identities()),
            now - timedelta(hours=self._longest_cap()),
            ["sent"] if only_sent else ["queued", "sent"],
        )
        rows = set(self.env.execute_query(query))
        if fresh:
            with self.env.registry.cursor() as cr:
                cr.execute(query)
                rows.update(cr.fetchall())
        result = {}
        for _id, company_id, identity, channel, kind, sent_at in rows:
            result.setdefault((company_id, identity), []).append(
                (channel, kind, sent_at)
            )
        return result

    def _longest_cap(self):
        """Return how many hours back a limit can look."""
        rows = self.env.execute_query(
            SQL(
                "SELECT GREATEST((SELECT max(cap_hours) FROM crm_send_rule),"
                " (SELECT max(days) * 24 FROM crm_send_cap), 24)"
            )
        )
        return float(rows[0][0])

    def _duplicates(self, requests):
        """Return the keys whose address got this step through another record."""
        asked = [r for r in requests if r.ref and r.identity]
        if not asked:
            return set()
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT u.key FROM unnest(%s::int[], %s::text[], %s::text[],"
                " %s::int[]) AS u(key, ref, identity, partner) JOIN crm_contact_log l"
                " ON l.ref = u.ref AND l.identity = u.identity"
                " AND l.state <> 'cancelled'"
                " WHERE l.partner_id IS DISTINCT FROM u.partner",
                [r.key for r in asked],
                [r.ref for r in asked],
                [r.identity for r in asked],
                [r.partner_id for r in asked],
            )
        )
        return {row[0] for row in rows}
