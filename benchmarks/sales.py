# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Customers of some years: a log, orders with a line each, and invoices."""

from __future__ import annotations

import time

from bench import without_indexes
from erp import QUIET
from history import add

from odoo import Command
from odoo.tools import SQL

PRODUCTS = 60
#: Of the log, in hundreds: calls, meetings, mails of the system, and the rest orders.
LOG = """
    INSERT INTO crm_interaction (partner_id, commercial_partner_id, type_id, direction,
        actor_type, state, occurred_at, duration, user_id, company_id, outcome_id, subject,
        create_uid, create_date, write_uid, write_date)
    SELECT c, c, CASE WHEN n %% 10 < 5 THEN %(call)s WHEN n %% 10 < 7 THEN %(meeting)s
            ELSE %(order)s END, CASE WHEN n %% 3 = 0 THEN 'in' ELSE 'out' END,
        CASE WHEN n %% 10 < 7 THEN 'staff' ELSE 'system' END, 'done', at,
        CASE WHEN n %% 10 < 7 THEN 60 + n %% 900 ELSE 0 END, %(user)s, %(company)s,
        CASE WHEN n %% 10 < 7 THEN (%(outcomes)s)[1 + n %% %(outcome_count)s] END,
        'Row ' || n, 1, at, 1, at
      FROM (SELECT n, (%(customers)s)[CASE WHEN n %% 100 = 0 THEN 1
                ELSE 1 + (n::bigint * 7919) %% %(customer_count)s END] AS c,
            now()::timestamp(0) - (n::bigint * 104729 %% 94608000) * interval '1 second'
                AS at FROM generate_series(1, %(rows)s) n) s
"""


def fill(bench, report):
    """Return (company id, customer ids) of the history, made on first use."""
    if not hasattr(bench, "sales"):
        bench.sales = make(bench, report)
    return bench.sales


def make(bench, report):
    """Make the customers and their history."""
    started = time.monotonic()
    count = bench.sized(100_000, 5_000)
    owner = bench.user_id("bench.own")
    customers = bench.add_customers(count, "Counted", user_id=owner)
    with bench.erp.environment(**QUIET, interaction_capture_disable=True) as env:
        company = env.company
        fill_log(env, customers, 10 * count, owner)
        orders = fill_orders(env, customers, 2 * count)
        fill_invoices(env, customers, count)
        for table in (
            "res_partner", "crm_interaction", "sale_order", "sale_order_line",
            "account_move", "account_move_line",
        ):  # fmt: skip
            env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
        env.cr.commit()
    report.note(f"{orders:,} orders in {time.monotonic() - started:.0f} s")
    return company.id, customers


def fill_log(env, customers, rows, user_id):
    """Add contacts of three years; one in a hundred is with the first customer."""
    kinds = {
        code: env["crm.interaction.type"].search([("code", "=", code)]).id
        for code in ("call", "meeting", "order_confirmed")
    }
    outcomes = env["crm.interaction.outcome"].search([("happened", "=", True)]).ids
    with without_indexes(env.cr, "crm_interaction"):
        env.cr.execute(
            SQL(
                LOG,
                call=kinds["call"],
                meeting=kinds["meeting"],
                order=kinds["order_confirmed"],
                user=user_id,
                company=env.company.id,
                outcomes=SQL("%s::int[]", outcomes),
                outcome_count=len(outcomes),
                customers=SQL("%s::int[]", customers),
                customer_count=len(customers),
                rows=rows,
            )
        )


def fill_orders(env, customers, count):
    """Let the first half of the customers order, some often and some once."""
    products = env["product.product"].create(
        [
            {"name": f"Counted product {n}", "type": "consu", "standard_price": 60.0}
            for n in range(PRODUCTS)
        ]
    )
    order = env["sale.order"].create(
        {
            "partner_id": customers[0],
            "order_line": [
                Command.create({"product_id": products[0].id, "price_unit": 100.0})
            ],
        }
    )
    line = order.order_line
    order.state = "sale"
    env.flush_all()
    buyer = f"{customers[0]} + mod(n::bigint * n * 31, {len(customers) // 2})::int"
    when = "now()::timestamp(0) - mod(n::bigint * 15485863, 94608000) * interval '1 second'"
    first = add(
        order,
        count,
        {
            "name": "'C' || n",
            "partner_id": buyer,
            "partner_invoice_id": buyer,
            "partner_shipping_id": buyer,
            "date_order": when,
            "amount_untaxed": "50 + mod(n, 997)",
            "amount_total": "50 + mod(n, 997)",
            "margin": "mod(n, 400)",
            "access_token": "NULL",
        },
    )
    add(
        line,
        count,
        {
            "order_id": f"{first} + n - 1",
            "product_id": f"{products[0].id} + mod(n, {PRODUCTS})",
            "order_partner_id": buyer,
            "product_uom_qty": "1 + mod(n, 9)",
            "price_subtotal": "50 + mod(n, 997)",
            "state": "'sale'",
        },
    )
    return count


def fill_invoices(env, customers, count):
    """Bill the customers who ordered, a line a bill, one in ten is not paid yet."""
    receivable, income = env["account.account"].create(
        [
            {
                "name": "Counted receivable",
                "code": "131999",
                "account_type": "asset_receivable",
                "reconcile": True,
            },
            {"name": "Counted income", "code": "511999", "account_type": "income"},
        ]
    )
    journal = env["account.journal"].create(
        {"name": "Counted", "code": "CNT", "type": "sale"}
    )
    partner = env["res.partner"].browse(customers[0])
    partner.property_account_receivable_id = receivable
    product = env["product.product"].search([("name", "=", "Counted product 0")])
    move = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": partner.id,
            "journal_id": journal.id,
            "invoice_line_ids": [
                Command.create(
                    {
                        "product_id": product.id,
                        "price_unit": 100.0,
                        "tax_ids": [],
                        "account_id": income.id,
                    }
                )
            ],
        }
    )
    move.action_post()
    line = move.invoice_line_ids
    env.flush_all()
    buyer = f"{customers[0]} + mod(n::bigint * n * 31, {len(customers) // 2})::int"
    day = "now()::date - mod(n::bigint * 7919, 1095)::int"
    first = add(
        move,
        count,
        {
            "name": "'CNT/' || n",
            "sequence_number": "n",
            "partner_id": buyer,
            "commercial_partner_id": buyer,
            "invoice_date": day,
            "date": day,
            "invoice_date_due": f"{day} + 30",
            "amount_residual_signed": "CASE WHEN mod(n, 10) = 0 THEN 100 ELSE 0 END",
            "access_token": "NULL",
            "payment_reference": "NULL",
        },
    )
    add(
        line,
        count,
        {
            "move_id": f"{first} + n - 1",
            "partner_id": buyer,
            "balance": "-(50 + mod(n, 997))",
            "product_id": f"{product.id} + mod(n, {PRODUCTS})",
            "date": day,
        },
    )
