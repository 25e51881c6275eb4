# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What each action costs without anybody else: queries, CPU of PostgreSQL and Python.

On a machine that others use too this is steadier than any response time. Databases that
`make load` has filled (KEEP=1), with or without the addons; what an action writes is
rolled back.

    python costs.py DATABASE …
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE))

import fill  # noqa: E402, F401
import views  # noqa: E402
from erp import Erp  # noqa: E402
from figures import table  # noqa: E402
from harness import Backend  # noqa: E402

ROUNDS = 4
OPEN = [("stage_kind", "in", ["new", "open", "wait_customer", "wait_third"])]
NOTE = {"body": "x", "message_type": "comment", "subtype_xmlid": "mail.mt_note"}
PAGE = {"limit": 80, "count_limit": 10_001}


def form(model):
    """Return the action of opening a form."""
    return lambda env, ask: ask.record(model).web_read(ask.spec(model, "form"))


def listed(model, domain=()):
    """Return the action of opening a list."""
    return lambda env, ask: env[model].web_search_read(
        list(domain), ask.spec(model, "list"), **PAGE
    )


def board(model, domain=()):
    """Return the action of opening a board."""
    return lambda env, ask: env[model].web_read_group(
        list(domain),
        ["stage_id"],
        ["__count"],
        auto_unfold=True,
        unfold_read_specification=ask.spec(model, "kanban"),
        unfold_read_default_limit=40,
    )


def of_log(method):
    """Return the action of a part of the timeline."""
    return lambda env, ask: getattr(env["crm.interaction"], method)(
        "res.partner", ask.record("res.partner").id
    )


def dashboard(model, *args):
    """Return the action of opening a dashboard."""
    return lambda env, ask: env[model].figures(*args)


def report(code, period):
    """Return the action of opening a canned report."""
    return lambda env, ask: (
        env["crm.report"].search([("code", "=", code)]).get_report({"period": period})
    )


#: name: role, model that must be there, action
ACTIONS = {
    "contact list": ("sales", "res.partner", listed("res.partner")),
    "contact form": ("sales", "res.partner", form("res.partner")),
    "search a name": (
        *("sales", "res.partner"),
        lambda env, ask: env["res.partner"].name_search("cust", [], "ilike", 8),
    ),
    "pipeline": (
        "sales",
        "crm.lead",
        board("crm.lead", [("type", "=", "opportunity")]),
    ),
    "order form": ("sales", "sale.order", form("sale.order")),
    "post a note": (
        *("sales", "res.partner"),
        lambda env, ask: ask.record("res.partner").message_post(**NOTE),
    ),
    "timeline, page": ("sales", "crm.interaction", of_log("timeline_fetch")),
    "timeline, header": ("sales", "crm.interaction", of_log("timeline_header")),
    "brief": ("sales", "crm.interaction", of_log("brief")),
    "my day": ("sales", "crm.dashboard", dashboard("crm.dashboard", "sales")),
    "team": ("manager", "crm.dashboard", dashboard("crm.dashboard", "manager")),
    "traffic, month": (
        *("manager", "crm.report"),
        report("contact_traffic", "this_month"),
    ),
    "traffic, year": ("manager", "crm.report", report("contact_traffic", "this_year")),
    "ticket list": ("agent", "crm.ticket", listed("crm.ticket", OPEN)),
    "ticket board": ("agent", "crm.ticket", board("crm.ticket", OPEN)),
    "ticket form": ("agent", "crm.ticket", form("crm.ticket")),
    "tickets, figures": (
        *("agent", "crm.ticket"),
        dashboard("crm.ticket.dashboard", 30),
    ),
}


class Asker:
    """What one person asks of one database."""

    def __init__(self, env, kept):
        self.env, self.kept = env, kept

    def spec(self, model, kind):
        """Return what the web client asks for a view."""
        key = self.env.uid, model, kind
        if key not in self.kept:
            answer = self.env[model].get_views([[False, "search"], [False, kind]], {})
            self.kept[key] = views.specification(answer, model, kind)
        return self.kept[key]

    def record(self, model):
        """Return a record that the person sees."""
        key = self.env.uid, model
        if key not in self.kept:
            self.kept[key] = self.env[model].search([], limit=1, offset=3).id
        return self.env[model].browse(self.kept[key])


def main(*databases):
    """Print a table for each database."""
    for database in databases:
        erp, kept, found = Erp(database), {}, []
        with erp.environment() as env:
            known = set(env.registry)
            logins = {
                role: env["res.users"].search([("login", "=", f"load.{role}.0")]).id
                for role in ("sales", "manager", "agent")
            }
        for name, (role, model, action) in ACTIONS.items():
            if model in known:
                turns = [once(erp, logins[role], action, kept) for _ in range(ROUNDS)]
                best = min(turns[1:], key=lambda turn: turn[1] + turn[2])
                found.append((name, best[0], *(f"{ms:.1f}" for ms in best[1:])))
        header = (database, "queries", "PostgreSQL ms", "Python ms")
        print("\n".join(table(header, found)), flush=True)


def once(erp, user_id, action, kept):
    """Return (queries, ms of PostgreSQL, ms of Python) of an action, undone."""
    with erp.environment(user_id) as env:
        asker, backend = Asker(env, kept), Backend(env.cr)
        for model in ("res.partner", "sale.order", "crm.ticket"):
            if model in env and env[model].has_access("read"):
                asker.record(model)  # looked up outside of what is measured
        env.invalidate_all()
        before = env.cr.sql_log_count, backend.seconds(), time.process_time()
        action(env, asker)
        env.flush_all()
        after = env.cr.sql_log_count, backend.seconds(), time.process_time()
        env.cr.rollback()
    queries, sql, python = (b - a for a, b in zip(before, after, strict=True))
    return queries, 1000 * sql, 1000 * python


if __name__ == "__main__":
    main(*sys.argv[1:])
