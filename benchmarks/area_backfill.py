# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Backfill: the history of orders and mails, beside a bare INSERT ... SELECT.

The floor writes the same rows into a bare table with the same columns, indexes and
foreign keys, from the same records: no rule about what counts, no statistics, no
bookkeeping. Both take the same ranges of ids in turn, a transaction each.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from erp import QUIET
from harness import measured, resident_mb
from history import add

from odoo.tools import SQL

TITLE = "Backfill: rows a second"
CUSTOMERS = 2000
WARM_CHUNKS = 2  # memory is compared with what these took
GROWTH_MB = 16.0
COLUMNS = (
    "partner_id, commercial_partner_id, type_id, direction, actor_type, state,"
    " occurred_at, duration, user_id, team_id, company_id, subject, amount, currency_id,"
    " origin_model, origin_id, origin_event, create_uid, create_date, write_uid, write_date"
)
ORDERS = """
    SELECT p.id, p.commercial_partner_id, %s, 'in', 'customer', 'done', o.date_order, 0,
           o.user_id, o.team_id, o.company_id, o.name, o.amount_total, o.currency_id,
           'sale.order', o.id, 'confirmed', 1, now(), 1, now()
      FROM sale_order o JOIN res_partner p ON p.id = o.partner_id
     WHERE o.id > %s AND o.id <= %s AND o.state = 'sale'"""
MAILS = """
    SELECT p.id, p.commercial_partner_id, %s, 'in', 'customer', 'done', m.date, 0,
           o.user_id, NULL, o.company_id, m.subject, NULL, NULL,
           'mail.message', m.id, 'received', 1, now(), 1, now()
      FROM mail_message m JOIN sale_order o ON o.id = m.res_id
      JOIN res_partner p ON p.id = m.author_id
     WHERE m.id > %s AND m.id <= %s AND m.model = 'sale.order'
       AND m.message_type = 'email'"""


@dataclass
class Comparison:
    """What the backfill and the floor took for the same ranges."""

    rows: int = 0
    ours: float = 0.0  # ms
    floor: float = 0.0  # ms
    ours_cpu: float = 0.0  # ms
    floor_cpu: float = 0.0  # ms
    memory: list[float] = field(default_factory=list)  # MB after each chunk


def run(bench, report):
    """Make a history, read it, judge speed and memory."""
    count = bench.sized(60_000, 5_000)
    fill(bench, count)
    report.columns(
        "kind of record", "rows", "rows/s", "floor rows/s", "share", "CPU share"
    )
    memory = []
    for model, code, floor in (
        ("sale.order", "order_confirmed", ORDERS),
        ("mail.message", "mail_in", MAILS),
    ):
        found = compare(bench, model, code, floor)
        memory += found.memory
        share, cpu_share = found.floor / found.ours, found.floor_cpu / found.ours_cpu
        ours, bare = (found.rows / ms * 1000 for ms in (found.ours, found.floor))
        report.row(model, found.rows, ours, bare, share, cpu_share)
        report.target(f"{model}: share of the floor's speed", share, 0.5, True)
    growth = max(memory) - memory[min(WARM_CHUNKS, len(memory)) - 1]
    report.target("memory grown while reading, MB", max(growth, 0.0), GROWTH_MB)


def fill(bench, count):
    """Add confirmed orders and a mail from the customer on each, by SQL."""
    partners = bench.add_customers(CUSTOMERS, "History")
    with bench.erp.environment(**QUIET, interaction_capture_disable=True) as env:
        env["crm.interaction.backfill"]._run(commit=env.cr.commit)
        order = env["sale.order"].create({"partner_id": partners[0]})
        order.state = "sale"
        mail = env["mail.message"].create(
            {
                "model": "sale.order",
                "res_id": order.id,
                "message_type": "email",
                "subtype_id": env.ref("mail.mt_comment").id,
                "author_id": partners[0],
                "subject": "A question about the order",
                "body": "<p>When will it arrive?</p>",
            }
        )
        moment = "timestamp '2020-01-01' + n * interval '20 minutes'"
        partner = f"{partners[0]} + mod(n, {CUSTOMERS})"  # ids were given in one go
        customer = {
            "partner_id": partner,
            "partner_invoice_id": partner,
            "partner_shipping_id": partner,
        }
        values = {
            "name": "'B' || n",
            "date_order": moment,
            "amount_total": "n",
            **customer,
        }
        first = add(order, count, values)
        values = {"res_id": f"{first} + n - 1", "author_id": partner, "date": moment}
        add(mail, count, values)
        # those of other areas are read again, by both
        env.cr.execute(SQL("DELETE FROM crm_interaction"))
        order.state = "cancel"
        order.unlink()
        for table in ("sale_order", "mail_message"):
            env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))


def compare(bench, model, code, floor):
    """Read one source chunk by chunk, each followed by the floor on the same ids."""
    found = Comparison()
    with bench.erp.environment() as env:
        kind = env["crm.interaction.type"].search([("code", "=", code)]).id
        source = env["crm.interaction.backfill"].search([("model", "=", model)])
        source.action_restart()
        env.cr.commit()
        while source.state != "done":
            high, before = source.next_id, source.logged
            with measured(env.cr) as ours:
                source._step()
                env.cr.commit()
            low, rows = source.next_id, source.logged - before
            statement = f"INSERT INTO bench_interaction ({COLUMNS}) {floor}"
            with measured(env.cr) as bare:
                env.cr.execute(statement, [kind, low, high])
                same = env.cr.rowcount
                env.cr.commit()
            if same != rows:
                raise RuntimeError(
                    f"{model} {low}-{high}: {rows} rows, the floor {same}"
                )
            found.rows += rows
            found.ours += ours.wall
            found.floor += bare.wall
            found.ours_cpu += ours.cpu
            found.floor_cpu += bare.cpu
            found.memory.append(resident_mb())
    return found
