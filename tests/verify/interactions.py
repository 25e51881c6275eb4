# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What every data set asks of the interaction log: backfill, timelines, statistics."""

from __future__ import annotations

import time
from decimal import Decimal

from erp import new_user, scalar

MANAGER = "sales_team.group_sale_manager"
PAGE = 50


def backfill(erp, report):
    """Read the history of every source to its end, a commit per chunk."""
    with erp.environment() as env:
        before, started = rows(env), time.monotonic()
        read_history(env)
        seconds = time.monotonic() - started
        report.note(f"backfill: {rows(env) - before:,} rows in {seconds:.1f} s")
        sources = env["crm.interaction.backfill"].search([])
        unfinished = [
            f"{s.name}: {s.error or s.state}" for s in sources if s.state != "done"
        ]
        report.check(
            "backfill: unfinished sources", "none", ", ".join(unfinished) or "none"
        )


def check_second_backfill(erp, report):
    """Check that reading the whole history again adds nothing."""
    with erp.environment() as env:
        before = rows(env)
        read_history(env)
        report.check("rows added by a second backfill", 0, rows(env) - before)


def read_history(env):
    """Let every source begin anew, and run it to its end."""
    sources = env["crm.interaction.backfill"]
    sources._run(commit=env.cr.commit)  # what the installation planned
    sources.search([]).action_restart()
    sources._run(commit=env.cr.commit)


def rows(env):
    """Return the number of rows of the whole log."""
    return scalar(env, "SELECT count(*) FROM crm_interaction")


def of_type(env, code):
    """Return the interactions of a type, by its code."""
    return env["crm.interaction"].search([("type_id.code", "=", code)])


def manager(env):
    """Return a sales manager who is nobody else, made on first use."""
    login = "verify.manager"
    user = env["res.users"].search([("login", "=", login)])
    return user or new_user(env, login, "base.group_user", MANAGER)


def check_timelines(env, report, totals):
    """Page through customers' timelines as a sales manager and add them up.

    :param totals: {customer reference: sum of the confirmed orders, company currency}
    """
    env = env(user=manager(env))
    code = {t.id: t.code for t in env["crm.interaction.type"].search([])}
    for ref, amount in totals.items():
        partner = env["res.partner"].search([("ref", "=", ref)])
        seen, pages = read_timeline(env, partner)
        orders = [row for row in seen if code[row["type_id"]] == "order_confirmed"]
        total = sum(Decimal(str(row["amount"])) for row in orders)
        report.check(f"timeline of {ref}, {pages} pages: confirmed, GBP", amount, total)
        check_order_of_rows(env, report, partner, seen)


def read_timeline(env, partner):
    """Return every row of a partner's timeline, page by page, and the page count."""
    seen, cursor, pages = [], None, 0
    while cursor is not False:
        page = env["crm.interaction"].timeline_fetch(
            "res.partner", partner.id, cursor=cursor, limit=PAGE
        )
        seen += page["rows"]
        cursor = page["cursor"]
        pages += 1
    return seen, pages


def check_order_of_rows(env, report, partner, seen):
    """Check that the pages hold each of the customer's rows once, newest first."""
    ids = [row["id"] for row in seen]
    places = [(row["at"], row["id"]) for row in seen]
    count = env["crm.interaction"].search_count(
        [("commercial_partner_id", "=", partner.id)]
    )
    orders = env["sale.order"].search_count(
        [("partner_id", "=", partner.id), ("state", "in", ("sale", "cancel"))]
    )
    report.check(f"timeline of {partner.ref}: rows, each once", count, len(set(ids)))
    report.check(f"timeline of {partner.ref}: rows are its orders", orders, len(ids))
    sound = places == sorted(places, reverse=True)
    report.check(f"timeline of {partner.ref}: newest first", True, sound)


def check_statistics(env, report, partners):
    """Refresh the customers' statistics and compare with the log itself.

    :param partners: SQL condition on `c`, the commercial partners of this data set.
    """
    started = time.monotonic()
    env["crm.partner.stat"]._cron_refresh()
    report.note(f"statistics refreshed in {time.monotonic() - started:.1f} s")
    customers = f"""
        SELECT count(DISTINCT (i.commercial_partner_id, i.company_id))
          FROM crm_interaction i JOIN res_partner c ON c.id = i.commercial_partner_id
         WHERE {partners}"""
    rows_kept = f"""
        SELECT count(*) FROM crm_partner_stat s
          JOIN res_partner c ON c.id = s.partner_id WHERE {partners}"""
    report.check(
        "customers with statistics", scalar(env, customers), scalar(env, rows_kept)
    )
    report.check(
        "last touch differs from the log", 0, scalar(env, LAST_TOUCH % partners)
    )


#: Customers whose last touch is not the last thing that happened and was human.
LAST_TOUCH = """
    SELECT count(*) FROM crm_partner_stat s JOIN res_partner c ON c.id = s.partner_id
      LEFT JOIN (
        SELECT i.commercial_partner_id, i.company_id, max(i.occurred_at) AS at
          FROM crm_interaction i JOIN crm_interaction_type t ON t.id = i.type_id
          LEFT JOIN crm_interaction_outcome o ON o.id = i.outcome_id
         WHERE t.counts_as_touch AND i.state = 'done' AND i.actor_type <> 'system'
           AND o.happened IS NOT FALSE AND i.occurred_at <= now() AT TIME ZONE 'UTC'
      GROUP BY i.commercial_partner_id, i.company_id
      ) l ON l.commercial_partner_id = s.partner_id AND l.company_id = s.company_id
     WHERE s.last_touch_at IS DISTINCT FROM l.at AND %s"""
