# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the world outside got, compared with what the database says was sent."""

from collections import Counter

LANE = """
    SELECT g.message_id, m.state, m.possible_duplicate IS TRUE FROM mail_mail m
      JOIN mail_message g ON g.id = m.mail_message_id WHERE m.is_in_lane
"""
REFUSING = "SELECT email FROM mail_blacklist WHERE active"
EVENTS = "SELECT external_uid FROM crm_gateway_event WHERE state = 'done'"
#: Between the name of a report and that of the company.
REPORT = " · "
QUEUES = {
    "chat": "SELECT key, state FROM crm_channel_outbox",
    "hook": "SELECT key, state FROM crm_sla_webhook",
}
READERS = """
    SELECT p.email FROM crm_report_delivery d JOIN res_users u ON u.id = d.user_id
      JOIN res_partner p ON p.id = u.partner_id WHERE d.state = 'sent'
"""


def outside(ask, mails, provider, callers, kills):
    """Return what does not hold: {what: what was found}."""
    return {
        what: found
        for what, found in [
            *journey_mails(ask, mails),
            *report_mails(ask, mails, kills),
            *queues(ask, provider),
            *events(ask, callers),
        ]
        if found
    }


def received(mails):
    """Return how often each message id came, and each address got a mail."""
    ids = Counter(str(mail["Message-Id"]).strip() for mail in mails)
    people = Counter(to for mail in mails for to in mail.envelope.rcpt_tos)
    return ids, people


def journey_mails(ask, mails):
    ids, people = received(mails)
    lane = {key.strip(): (state, marked) for key, state, marked in ask(LANE)}
    sent = {key for key, (state, _marked) in lane.items() if state == "sent"}
    yield "mails that are sent and did not arrive", sorted(sent - set(ids))[:5]
    yield (
        "mails that arrived and are not sent",
        sorted(key for key in ids if key in lane and key not in sent)[:5],
    )
    yield "mails that arrived twice, and nobody knows", sorted(
        key for key, count in ids.items() if count > 1 and key in lane
        if not lane[key][1]
    )[:5]  # fmt: skip
    refusing = {email for (email,) in ask(REFUSING)}
    yield "mails to people who refused", sorted(refusing & set(people))[:5]


def report_mails(ask, mails, kills):
    """Core's queue may send what it was handing over once more, never another."""
    lane = {key.strip() for key, _state, _marked in ask(LANE)}
    reports = [mail for mail in mails if REPORT in str(mail["Subject"])]
    ids, people = received(reports)
    due = Counter(email for (email,) in ask(READERS))
    yield (
        "reports that did not arrive",
        sorted(email for email, count in due.items() if people[email] < count)[:5],
    )
    more = sum(people.values()) - len(ids)
    extra = len(ids) - due.total()
    yield "reports that nobody was to get", extra
    every, _people = received(mails)
    twice = sum(n - 1 for key, n in every.items() if key not in lane)
    yield "core's mails twice, more than processes were killed", max(0, twice - kills)
    yield "reports twice, more than processes were killed", max(0, more - kills)


def queues(ask, provider):
    for kind, query in QUEUES.items():
        taken, states = provider.taken[kind], dict(ask(query))
        yield f"{kind}: sent twice", [k for k, n in taken.items() if n > 1][:5]
        yield (
            f"{kind}: sent, and never taken",
            [k for k, state in states.items() if state == "sent" and not taken[k]][:5],
        )
        yield (
            f"{kind}: taken, and not known of",
            [k for k in taken if states.get(k) not in ("sent", "unknown")][:5],
        )


def events(ask, callers):
    done = Counter(uid for (uid,) in ask(EVENTS))
    yield (
        "events that were accepted and are lost",
        [number for number in callers.taken if not done[f"e-{number}"]][:5],
    )


def figures(ask, mails, provider, callers):
    """Return what there was, for the report."""
    ids, _people = received(mails)
    states = {kind: Counter(dict(ask(q)).values()) for kind, q in QUEUES.items()}
    return {
        "events accepted": len(callers.taken),
        "calls repeated": callers.repeated,
        "mails arrived": len(mails),
        "mails that arrived twice": sum(n - 1 for n in ids.values()),
        "of them of journeys, all marked": len(
            [1 for key, _s, marked in ask(LANE) if marked and ids[key.strip()] > 1]
        ),
        "chats": dict(states["chat"]),
        "web calls": dict(states["hook"]),
    }
