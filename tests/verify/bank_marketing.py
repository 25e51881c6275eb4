# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""UCI Bank Marketing: 45,211 clients called by a bank in Portugal.

How the file becomes records is said in bank_marketing_load.py. The figures are those
of the data set's README, read back by a sales manager; durations are seconds.
"""

from __future__ import annotations

from collections import Counter

import bank_marketing_load
import bank_marketing_segments
import interactions

TITLE = "UCI Bank Marketing"
FILE = "uci_bank_marketing/bank-full.csv.gz"
FILES = [FILE]

CLIENTS = 45211
SUBSCRIBED = 5289
TALK_SECONDS = 11671811
EARLIER_CLIENTS = 8257
CAMPAIGN_CONTACTS = 124956
EARLIER_CONTACTS = 26237
BY_KIND = {  # clients, subscribers
    "cellular": (29285, 4369),
    "unknown": (13020, 530),
    "telephone": (2906, 390),
}
BY_MONTH = {
    "jan": (1403, 142),
    "feb": (2649, 441),
    "mar": (477, 248),
    "apr": (2932, 577),
    "may": (13766, 925),
    "jun": (5341, 546),
    "jul": (6895, 627),
    "aug": (6247, 688),
    "sep": (579, 269),
    "oct": (738, 323),
    "nov": (3970, 403),
    "dec": (214, 100),
}
BY_EARLIER_OUTCOME = {
    "failure": (4901, 618),
    "other": (1840, 307),
    "success": (1511, 978),
}


def run(erp, folder, report):
    """Load clients and calls, then read every figure back through the ORM."""
    clients = bank_marketing_load.read(folder / FILE)
    check_file(clients, report)
    with erp.environment() as env:
        partners = bank_marketing_load.load_partners(env, clients)
        user = interactions.manager(env)
        masters = bank_marketing_load.load_masters(env)
        env.cr.commit()
        manager = env(user=user.id)
        bank_marketing_load.load_calls(manager, clients, partners, masters, report)
    with erp.environment() as env:
        check_calls(env(user=interactions.manager(env).id), masters, report)
        check_earlier(env(user=interactions.manager(env).id), masters, report)
    with erp.environment() as env:
        figures = (BY_KIND, BY_MONTH, BY_EARLIER_OUTCOME)
        bank_marketing_segments.check(env, report, masters, figures)
    with erp.environment() as env:
        interactions.check_statistics(env, report, "c.ref LIKE 'PT-%%'")
        check_last_touch(env, clients, report)


def check_file(clients, report):
    """Check what the ERP does not hold row by row, and the years that were chosen."""
    report.check("rows in the file", CLIENTS, len(clients))
    report.check(
        "contacts in the campaign", CAMPAIGN_CONTACTS, sum(c.contacts for c in clients)
    )
    earlier = sum(c.earlier_contacts for c in clients)
    report.check("earlier contacts", EARLIER_CONTACTS, earlier)
    first, last = min(c.at for c in clients), max(c.at for c in clients)
    report.check(
        "first and last month", "2008-05 2010-11", f"{first:%Y-%m} {last:%Y-%m}"
    )


def check_calls(env, masters, report):
    """Check the last contacts by outcome, kind and month, as a sales manager."""
    everyone = [("campaign_id", "=", masters["campaign"]["now"])]
    yes = [*everyone, ("outcome_id", "=", masters["outcome"]["success"])]
    log = env["crm.interaction"]
    report.check("clients called", CLIENTS, log.search_count(everyone))
    report.check("subscribed", SUBSCRIBED, log.search_count(yes))
    [(seconds,)] = log._read_group(everyone, aggregates=["duration:sum"])
    report.check("talk time, s", TALK_SECONDS, seconds)
    for label, domain, place in (("clients", everyone, 0), ("subscribed", yes, 1)):
        found = counts(log, domain, "medium_id")
        for kind, expected in BY_KIND.items():
            report.check(
                f"{label}, {kind}", expected[place], found[masters["medium"][kind]]
            )
        found = counts(log, domain, "occurred_at:month_number")
        for month, name in enumerate(bank_marketing_load.MONTHS, 1):
            report.check(f"{label}, {name}", BY_MONTH[name][place], found[month])


def check_earlier(env, masters, report):
    """Check the earlier campaign's outcomes, and who subscribed after each."""
    log = env["crm.interaction"]
    earlier = [("campaign_id", "=", masters["campaign"]["earlier"])]
    yes = log.search(
        [
            ("campaign_id", "=", masters["campaign"]["now"]),
            ("outcome_id", "=", masters["outcome"]["success"]),
        ]
    )
    after = [*earlier, ("partner_id", "in", yes.partner_id.ids)]
    report.check(
        "clients with an earlier contact", EARLIER_CLIENTS, log.search_count(earlier)
    )
    all_found, yes_found = (
        counts(log, domain, "outcome_id") for domain in (earlier, after)
    )
    for key, (clients, subscribers) in BY_EARLIER_OUTCOME.items():
        outcome = masters["outcome"][key]
        report.check(f"earlier outcome {key}", clients, all_found[outcome])
        report.check(
            f"earlier outcome {key}, subscribed", subscribers, yes_found[outcome]
        )


def counts(log, domain, groupby):
    """Return {group (id or value): number of rows}."""
    groups = log._read_group(domain, [groupby], ["__count"])
    return Counter({getattr(group, "id", group): count for group, count in groups})


def check_last_touch(env, clients, report):
    """Check the last touch of the first, the middle and the last client."""
    for entry in (clients[0], clients[len(clients) // 2], clients[-1]):
        ref = f"PT-{entry.number:05}"
        partner = env["res.partner"].search([("ref", "=", ref)])
        report.check(
            f"last touch of {ref}", str(entry.at), str(partner.relation_last_touch_at)
        )
