# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Pages of a timeline in a log of five million rows, 200,000 of them one customer's.

Beside what one would do without a log (five models searched and merged, the page cut
out of that) and the chatter's first 30 messages, fetched and formatted. A page is
measured like a request: a new transaction, an empty cache, the access check included.
"""

from __future__ import annotations

import explain
import history
from harness import interleave, measured

TITLE = "Timeline: pages of 50 rows in a log of five million"
PAGE = 50
DEEP = 1000  # the number of the deep page
PAGE_MS = 5.0
#: What one search_read of a page takes on a quiet machine of two cores, ms: where it
#: takes longer here, the machine is slower or busy, and our pages are scaled by that.
SEARCH_READ_MS = 5.0
ROW_FIELDS = [
    "occurred_at", "type_id", "direction", "state", "user_id", "partner_id", "lead_id",
    "subject", "note", "outcome_id", "duration", "amount", "currency_id",
]  # fmt: skip
SEARCH_READ = "search_read of the same page"
PARTNERS_IN_LIST = 80
OWN, MANAGER = "bench.own", "bench.manager"


def run(bench, report):
    """Fill the log, measure pages and peers, look at the plans."""
    data = history.fill(bench, report)
    deep = walk(bench, data, bench.sized(DEEP, 100))
    found = measure(bench, data, deep)
    report.columns("a page", "ms", "CPU ms", "queries", "x our page")
    base = found["first page, own documents"].wall
    for label, series in found.items():
        report.row(label, series.wall, series.cpu, series.queries, series.wall / base)
    judge(report, found)
    check_plans(bench, report, data, deep)
    check_companies(bench, report, data, deep)
    check_list(bench, report, data)


def walk(bench, data, number):
    """Return the cursor of a deep page, having read every page before it."""
    with bench.erp.environment(bench.user_id(OWN)) as env:
        cursor = None
        for _page in range(number - 1):
            cursor = fetch(env, data.busy, cursor)["cursor"]
    return cursor


def fetch(env, partner_id, cursor=None):
    """Return a page as the web client gets it."""
    return env["crm.interaction"].timeline_fetch(
        "res.partner", partner_id, cursor=cursor, limit=PAGE
    )


def search_page(env, partner_id):
    """Read a page the plain way: one search, every field that a row shows."""
    return env["crm.interaction"].search_read(
        [("commercial_partner_id", "=", partner_id)], ROW_FIELDS, limit=PAGE
    )


def request(bench, login, action):
    """Return a function that measures an action in a fresh environment."""
    user_id = bench.user_id(login)

    def measure_once():
        with bench.erp.environment(user_id) as env:
            with measured(env.cr) as sample:
                action(env)
            env.cr.rollback()
        return sample

    measure_once()
    return measure_once


def places(data, deep):
    """Return {label: customer and cursor} of the pages to read."""
    return {
        "first page": (data.busy, None),
        "deep page": (data.busy, deep),
        "silent account": (data.silent, None),
    }


def pages(bench, data, deep):
    """Return our candidates: which page, who reads."""
    wanted = places(data, deep)
    return {
        f"{label}, {who}": request(
            bench, login, lambda env, page=page: fetch(env, *page)
        )
        for who, login in (("own documents", OWN), ("manager", MANAGER))
        for label, page in wanted.items()
    }


def measure(bench, data, deep):
    """Measure our pages and the peers, interleaved."""
    candidates = {
        **pages(bench, data, deep),
        SEARCH_READ: request(bench, MANAGER, lambda env: search_page(env, data.busy)),
        "five models merged, usual customer": request(
            bench, MANAGER, lambda env: history.merged_page(env, data.usual, 1)
        ),
        "five models merged, key account": request(
            bench, MANAGER, lambda env: history.merged_page(env, data.key, 1)
        ),
        "five models merged, its 100th page": request(
            bench, MANAGER, lambda env: history.merged_page(env, data.key, 100)
        ),
        "chatter, 30 messages": request(
            bench, MANAGER, lambda env: history.chatter(env, data.usual)
        ),
    }
    return interleave(candidates, bench.sized(30, 5))


def judge(report, found):
    """Judge our pages."""
    scale = min(1.0, SEARCH_READ_MS / found[SEARCH_READ].wall)
    report.note(f"scaled by {scale:.2f} to a search_read of {SEARCH_READ_MS:g} ms")
    for label in list(found)[:6]:
        report.target(f"{label}, ms, scaled", found[label].wall * scale, PAGE_MS)
    for who in ("own documents", "manager"):
        depth = found[f"deep page, {who}"].wall / found[f"first page, {who}"].wall
        report.target(f"deep page x first page, {who}", depth, 1.5)


def check_plans(bench, report, data, deep):
    """Judge the plans of the pages: no counting, no sorting of everything."""
    if bench.scale == "tiny":
        return  # of so few rows, reading all is the best plan
    wanted = places(data, deep)
    for login in (OWN, MANAGER):
        for label, page in wanted.items():
            with bench.erp.environment(bench.user_id(login)) as env:
                plans = explain.plans(
                    env, "crm_interaction", lambda env=env, page=page: fetch(env, *page)
                )
            found = explain.faults(plans, PAGE)
            text = "; ".join(found) or f"{len(plans)} statement on the log"
            report.holds(f"plan of {label}, {login}", plans and not found, text)


def check_companies(bench, report, data, deep):
    """Measure again with a second company: now each row's rules are asked."""
    with bench.erp.environment() as env:
        env["res.company"].create({"name": "Second company"})
    candidates = pages(bench, data, deep)
    candidates[SEARCH_READ] = request(
        bench, MANAGER, lambda env: search_page(env, data.busy)
    )
    found = interleave(candidates, bench.sized(20, 5))
    scale = min(1.0, SEARCH_READ_MS / found[SEARCH_READ].wall)
    for label, series in found.items():
        report.row(
            f"two companies: {label}", series.wall, series.cpu, series.queries, ""
        )
    for label in list(found)[:6]:
        ms = found[label].wall * scale
        report.target(f"two companies: {label}, ms, scaled", ms, PAGE_MS)


def check_list(bench, report, data):
    """Judge a list of customers with their last contact: one query more."""
    candidates = {
        label: request(bench, MANAGER, lambda env, n=names: read_list(env, data, n))
        for label, names in (
            ("list of 80", ("name", "city")),
            (
                "list of 80 with last contact",
                ("name", "city", "relation_last_touch_at"),
            ),
        )
    }
    found = interleave(candidates, bench.sized(20, 5))
    for label, series in found.items():
        report.row(label, series.wall, series.cpu, series.queries, "")
    plain, ours = (series.queries for series in found.values())
    report.target("last contact of 80 customers: more queries", int(ours - plain), 1)


def read_list(env, data, names):
    """Read a list as the web client does."""
    return env["res.partner"].web_search_read(
        [("id", "in", data.listed)],
        {name: {} for name in names},
        limit=PARTNERS_IN_LIST,
    )
