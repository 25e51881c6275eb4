# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Years of history: a log of millions of rows, and the documents behind a timeline.

*busy* has the most rows of the log; *silent* had as many until contact ended, four
fifths of the way: a plan that walks the whole log by date finds it late. *usual* and
*key* have documents in five models, 40 and 2,000 each: what a timeline without a log
has to search and merge.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import bulk
from bench import without_indexes
from erp import QUIET

from odoo.tools import SQL

from odoo.addons.mail.tools.discuss import Store

PAGE = 50
MESSAGES = 30
USUAL, KEY = 40, 2000  # documents a model
#: model: (field of the customer, field of the instant, what a row of a timeline shows)
FIVE_MODELS = {
    "sale.order": (
        "partner_id",
        "date_order",
        ("name", "state", "amount_total", "user_id"),
    ),
    "account.move": ("partner_id", "create_date", ("name", "state", "amount_total")),
    "mail.message": ("author_id", "date", ("subject", "message_type", "author_id")),
    "calendar.event": ("partner_ids", "start", ("name", "duration", "user_id")),
    "crm.lead": ("partner_id", "create_date", ("name", "stage_id", "user_id")),
}


@dataclass(frozen=True)
class History:
    """Ids of the customers to read."""

    busy: int
    silent: int
    usual: int
    key: int
    listed: list


def fill(bench, report):
    """Make the history; return its customers."""
    started = time.monotonic()
    rows = bench.sized(5_000_000, 300_000)
    of_busy = bench.sized(200_000, 20_000)
    owner = bench.user_id("bench.own")
    busy, silent, usual, key = bench.add_customers(4, "Key account", user_id=owner)
    others = bench.add_customers(bench.sized(20_000, 2_000), "Customer")
    with bench.erp.environment() as env:
        fill_log(env, rows, rows // of_busy, (busy, silent), others, owner)
    with bench.erp.environment(**QUIET, interaction_capture_disable=True) as env:
        for partner_id, count in ((usual, USUAL), (key, KEY)):
            add_documents(env, env["res.partner"].browse(partner_id), count)
        for model in FIVE_MODELS:
            env.cr.execute(SQL("ANALYZE %s", SQL.identifier(env[model]._table)))
    with bench.erp.environment() as env:
        listed = others[:80]
        env["crm.partner.stat"]._refresh({(i, env.company.id) for i in listed})
    report.note(f"{rows:,} rows in {time.monotonic() - started:.0f} s")
    return History(busy, silent, usual, key, listed)


def fill_log(env, rows, every, accounts, others, owner):
    """Add the rows of the log: seven of ten from orders, the rest calls.

    :param every: the busy account has each n-th row, the silent one the row after it
    """
    types = dict(
        env["crm.interaction.type"]
        .search([("code", "in", ("call", "order_confirmed"))])
        .mapped(lambda t: (t.code, t.id))
    )
    busy, silent = accounts
    with without_indexes(env.cr, "crm_interaction"):
        env.cr.execute(
            SQL(
                """
                INSERT INTO crm_interaction (partner_id, commercial_partner_id, type_id,
                    direction, actor_type, state, occurred_at, duration, user_id,
                    company_id, subject, amount, currency_id, origin_model, origin_id,
                    origin_event, create_uid, create_date, write_uid, write_date)
                SELECT c, c, CASE WHEN d THEN %(order)s ELSE %(call)s END,
                       CASE WHEN n %% 3 = 0 THEN 'in' ELSE 'out' END, 'staff', 'done', at,
                       CASE WHEN d THEN 0 ELSE 60 + n %% 600 END, %(owner)s, %(company)s,
                       'Row ' || n, CASE WHEN d THEN n %% 9000 END,
                       CASE WHEN d THEN %(currency)s END,
                       CASE WHEN d THEN 'bench.order' END, CASE WHEN d THEN n END,
                       CASE WHEN d THEN 'confirmed' END, 1, at, 1, at
                  FROM (SELECT n, n %% 10 < 7 AS d,
                               timestamp '2015-01-01' + n * interval '60 seconds' AS at,
                               CASE WHEN n %% %(every)s = 0 THEN %(busy)s
                                    WHEN n %% %(every)s = 1 AND n < %(rows)s * 0.8
                                    THEN %(silent)s
                                    ELSE %(first)s + (n::bigint * 7919) %% %(others)s END AS c
                          FROM generate_series(1, %(rows)s) n) s
                """,
                order=types["order_confirmed"],
                call=types["call"],
                owner=owner,
                company=env.company.id,
                currency=env.company.currency_id.id,
                every=every,
                busy=busy,
                silent=silent,
                first=others[0],
                others=len(others),
                rows=rows,
            )
        )


def add_documents(env, partner, count):
    """Add a customer's documents in the five models, like one that the ORM made."""
    order = env["sale.order"].create({"partner_id": partner.id})
    invoice = env["account.move"].create(
        {"partner_id": partner.id, "move_type": "out_invoice"}
    )
    lead = env["crm.lead"].create({"name": "Enquiry", "partner_id": partner.id})
    meeting = env["calendar.event"].create(
        {"name": "Visit", "start": "2024-01-01 08:00:00", "stop": "2024-01-01 09:00:00"}
    )
    message = env["mail.message"].create(
        {
            "model": "res.partner",
            "res_id": partner.id,
            "message_type": "email",
            "subtype_id": env.ref("mail.mt_comment").id,
            "author_id": partner.id,
            "subject": "A question",
            "body": "<p>When will it arrive?</p>",
        }
    )
    moment = "timestamp '2020-01-01' + n * interval '7 hours'"
    for record, field in (
        (order, "date_order"),
        (invoice, "create_date"),
        (lead, "create_date"),
        (meeting, "start"),
        (message, "date"),
    ):
        first = add(record, count, {field: moment})
        if record == meeting:
            invite(env, first, count, partner)


def add(record, count, values):
    """Add rows like a record; return the first id."""
    cr, table = record.env.cr, SQL.identifier(record._table)
    cr.execute(SQL("SELECT max(id) + 1 FROM %s", table))
    first = cr.fetchone()[0]
    numbers = f"generate_series(1, {int(count)}) n"
    bulk.insert_like(record, {"id": f"{first} + n - 1", **values}, numbers, "n")
    sequence = f"{record._table}_id_seq"
    cr.execute(SQL("SELECT setval(%s, (SELECT max(id) FROM %s))", sequence, table))
    return first


def invite(env, first, count, partner):
    """Make the customer an attendee of the meetings."""
    env.cr.execute(
        "INSERT INTO calendar_event_res_partner_rel (calendar_event_id, res_partner_id)"
        " SELECT n, %s FROM generate_series(%s, %s) n",
        [partner.id, first, first + count - 1],
    )


def merged_page(env, partner_id, number):
    """Return a page of a timeline without a log: search five models, merge, cut."""
    rows = []
    for model, (partner, moment, names) in FIVE_MODELS.items():
        found = env[model].search_read(
            [(partner, "in", [partner_id])],
            [moment, *names],
            order=f"{moment} desc, id desc",
            limit=number * PAGE,
        )
        rows += [(row[moment], model, row) for row in found]
    rows.sort(key=lambda row: (row[0], row[1], row[2]["id"]), reverse=True)
    return rows[(number - 1) * PAGE : number * PAGE]


def chatter(env, partner_id):
    """Return what the chatter of a customer fetches first."""
    partner = env["res.partner"].browse(partner_id)
    partner.check_access("read")
    messages = env["mail.message"]._message_fetch(None, thread=partner, limit=MESSAGES)
    return Store().add(messages["messages"]).get_result()
