# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What people do all day, call by call as the web client does it.

Each function is one action. The first part needs Odoo alone and runs with and without
the addons; with them a contact's page has the timeline and the brief besides.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta

PAGE, BATCH = 80, 40
COUNT_LIMIT = 10_001
WORDS = ("an", "ng", "cust", "load 1", "tran", "co", "minh 2", "le", "thu")


# ------------------------------------------------------------
# With and without the addons
# ------------------------------------------------------------


def read_list(user, model, domain, name, **kwargs):
    """Open a list, at some page of it; remember what it shows."""
    asked = user.specification(model, "list")
    with user.action(name):
        found = user.call(
            model,
            "web_search_read",
            domain=domain,
            specification=asked,
            limit=PAGE,
            offset=random.choice((0, 0, 0, PAGE, 2 * PAGE)),
            count_limit=COUNT_LIMIT,
            **kwargs,
        )
    ids = [row["id"] for row in found["records"]]
    if ids:
        user.kept[model] = ids
    return ids


def pick(user, model):
    """Return a record of the list that the user saw last."""
    return random.choice(user.kept.get(model) or [0])


def board(user, model, groupby, domain, name, progress):
    """Open a kanban with its columns, cards and progress bars."""
    asked = user.specification(model, "kanban")
    field, colors = progress
    with user.action(name):
        groups, _bar = user.together(
            lambda: user.call(
                model,
                "web_read_group",
                domain=domain,
                groupby=[groupby],
                aggregates=["__count"],
                auto_unfold=True,
                unfold_read_specification=asked,
                unfold_read_default_limit=BATCH,
            ),
            lambda: user.call(
                model,
                "read_progress_bar",
                domain=domain,
                group_by=groupby,
                progress_bar={"field": field, "colors": colors},
            ),
        )
    cards = [
        row["id"] for group in groups["groups"] for row in group.get("__records") or ()
    ]
    if cards:
        user.kept[model] = cards
    return groups["groups"]


def open_form(user, model, record, name, *besides):
    """Open a form; what it loads by itself is loaded at once."""
    asked = user.specification(model, "form")
    with user.action(name):
        [row] = user.call(model, "web_read", [record], specification=asked)
        user.together(
            lambda: chatter(user, model, record), *(one(record) for one in besides)
        )
    return row


def chatter(user, model, record):
    """Read a record's newest messages."""
    thread = {"thread_model": model, "thread_id": record}
    fetch = {"fetch_params": {"limit": 30}}
    return user.ask("/mail/thread/messages", {**thread, **fetch}, "messages")


def open_order(user):
    """Open an order."""
    open_form(user, "sale.order", pick(user, "sale.order"), "order form")


def search_name(user):
    """Type a part of a name where a contact is chosen."""
    with user.action("search a name"):
        user.call(
            "res.partner", "name_search", random.choice(WORDS), [], "ilike", limit=8
        )


def search_list(user):
    """Search a list of contacts by a word, with its number."""
    word = random.choice(WORDS)
    domain = [("complete_name", "ilike", word)]
    asked = user.specification("res.partner", "list")
    with user.action("search contacts"):
        user.call(
            "res.partner",
            "web_search_read",
            domain=domain,
            specification=asked,
            limit=PAGE,
            count_limit=COUNT_LIMIT,
        )


def post_note(user, model, record, name):
    """Write a note on a record."""
    data = {
        "body": "Asked for the drawing of the second hall.",
        "message_type": "comment",
        "subtype_xmlid": "mail.mt_note",
    }
    post(user, model, record, data, name)


def post(user, model, record, data, name):
    """Post a message on a record."""
    params = {"thread_model": model, "thread_id": record, "post_data": data}
    with user.action(name):
        user.ask("/mail/message/post", params, "post")


# ------------------------------------------------------------
# With the addons
# ------------------------------------------------------------


def timeline(user, model):
    """Return what a form with a timeline loads besides."""
    log = "crm.interaction"
    fetch = {"filters": {}, "cursor": False, "limit": 50}

    def rows(record):
        page = user.call(log, "timeline_fetch", model, record, **fetch)
        user.kept["cursor"] = model, record, page["cursor"]

    return (
        lambda record: lambda: user.call(log, "timeline_header", model, record),
        lambda record: lambda: rows(record),
        lambda record: lambda: user.call(log, "brief", model, record),
    )


def scroll(user):
    """Read further down in the timeline that is open."""
    model, record, cursor = user.kept.get("cursor") or ("", 0, False)
    if not cursor:
        return
    with user.action("scroll the timeline"):
        page = user.call(
            "crm.interaction",
            "timeline_fetch",
            model,
            record,
            filters={},
            cursor=cursor,
            limit=50,
        )
    user.kept["cursor"] = model, record, page["cursor"]


def log_call(user):
    """Log a call on a contact, every third time with a next step."""
    if "call_type" not in user.kept:
        user.doing = "load a view"
        header = user.call(
            "crm.interaction", "timeline_header", *user.kept["cursor"][:2]
        )
        user.kept["call_type"] = next(
            kind["id"] for kind in header["types"] if kind["code"] == "call"
        )
        user.kept["activity_type"] = header["activity_types"][0]["id"]
    values = {
        "type_id": user.kept["call_type"],
        "direction": "out",
        "duration": 240,
        "subject": "Asked when the offer is needed",
    }
    tomorrow = (datetime.now() + timedelta(days=1)).date()
    step = {
        "activity_type_id": user.kept["activity_type"],
        "date_deadline": str(tomorrow),
        "summary": "Send the offer",
    }
    person = pick(user, "res.partner")
    with user.action("log a call"):
        user.call(
            "crm.interaction",
            "timeline_log",
            "res.partner",
            person,
            values,
            next_step=step if random.random() < 0.33 else None,
        )


def figures(user, model, name, *args):
    """Open a dashboard."""
    with user.action(name):
        user.call(model, "figures", *args)


def open_report(user):
    """Open one of the canned reports of a sales manager."""
    if "reports" not in user.kept:
        user.doing = "open a report"
        user.kept["reports"] = user.call(
            "crm.report", "search_read", [("code", "in", REPORTS)], ["code"]
        )
    report = random.choice(user.kept["reports"])
    with user.action(f"report {report['code']}"):
        user.call("crm.report", "get_report", [report["id"]], {"period": "this_month"})


REPORTS = ["contact_traffic", "revenue", "pipeline", "productivity", "receivables"]


def drag(user, groups):
    """Move a card of the board that is open to another of its columns."""
    columns = [group["stage_id"][0] for group in groups if not group.get("__fold")]
    card = pick(user, "crm.ticket")
    if not card or not columns:
        return
    asked = user.specification("crm.ticket", "kanban")
    with user.action("drag a ticket"):
        user.call(
            "crm.ticket",
            "web_save",
            [card],
            {"stage_id": random.choice(columns)},
            specification=asked,
        )


def answer(user):
    """Answer a ticket to its customer, by mail."""
    ticket = pick(user, "crm.ticket")
    thread = {"thread_model": "crm.ticket", "thread_id": ticket}
    user.doing = "answer a ticket"
    people = user.ask("/mail/thread/recipients", thread, "recipients")
    data = {
        "body": "The part leaves today; it is with you on Thursday.",
        "message_type": "comment",
        "subtype_xmlid": "mail.mt_comment",
        "partner_ids": [person["id"] for person in people if person.get("id")],
    }
    post(user, "crm.ticket", ticket, data, "answer a ticket")
