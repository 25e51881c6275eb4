# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Handing over 20,000 customers with what hangs on them, beside the bare UPDATEs.

Each customer has an opportunity and a planned activity, every second one a quotation,
and the leaver follows them all. The floor gives the same records to somebody else by
one UPDATE a table: no preview, no rule who gets what, no line on the timelines, no way
back. Both commit; ours commits every batch.
"""

from __future__ import annotations

from dataclasses import dataclass

from erp import QUIET, new_user
from harness import measured
from history import add

from odoo.tools import SQL

TITLE = "Handover: 20,000 customers"
LIMIT_S = 300.0
SALES = ("base.group_user", "sales_team.group_sale_salesman")
TABLES = {
    "res_partner": "user_id",
    "crm_lead": "user_id",
    "sale_order": "user_id",
    "mail_activity": "user_id",
}


@dataclass(frozen=True)
class People:
    """Ids of users."""

    leaver: int
    successors: list
    floor: int


def run(bench, report):
    """Make the customers, hand them over and back, judge the time."""
    count = bench.sized(20_000, 1_000)
    people = fill(bench, count)
    ours = hand_over(bench, report, people)
    floor = sum(bare(bench, people).values())
    report.columns("step", "customers", "seconds", "customers/s", "floor s")
    for step, seconds in ours.items():
        report.row(step, count, seconds, count / seconds, floor)
    report.target(f"{count:,} customers, seconds", sum(ours.values()), LIMIT_S)


def fill(bench, count):
    """Add the customers and their documents by SQL; return who has them."""
    with bench.erp.environment(**QUIET) as env:
        leaver, floor, *successors = (
            new_user(env, f"bench.{name}", *SALES)
            for name in ("leaver", "floor", "next", "other")
        )
        people = People(leaver.id, [user.id for user in successors], floor.id)
    first = bench.add_customers(count, "Handed over", user_id=people.leaver)[0]
    with bench.erp.environment(**QUIET, interaction_capture_disable=True) as env:
        customer = env["res.partner"].browse(first)
        lead = env["crm.lead"].create(
            {
                "name": "Of a customer",
                "type": "opportunity",
                "partner_id": first,
                "user_id": people.leaver,
            }
        )
        order = env["sale.order"].create(
            {"partner_id": first, "user_id": people.leaver}
        )
        call = customer.activity_schedule(
            "mail.mail_activity_data_call", user_id=people.leaver
        )
        env["mail.followers"].search([("res_model", "=", "crm.lead")]).unlink()
        customer.message_subscribe(
            env["res.users"].browse(people.leaver).partner_id.ids
        )
        follower = customer.message_follower_ids
        env.flush_all()
        multiply(env, count, lead, order, call, follower)
    return people


def multiply(env, count, lead, order, call, follower):
    """Give every customer what the first one has; every second one a quotation."""
    nth = f"{lead.partner_id.id} + n"
    partner = f"{lead.partner_id.id} + 2 * n"
    customers = dict.fromkeys(
        ("partner_id", "partner_invoice_id", "partner_shipping_id"), partner
    )
    add(lead, count - 1, {"partner_id": nth})
    add(order, count // 2 - 1, {"name": "'HO' || n", **customers})
    add(call, count - 1, {"res_id": nth})
    add(follower, count - 1, {"res_id": nth})
    for table in (*TABLES, "mail_followers"):
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))


def hand_over(bench, report, people):
    """Return the seconds of each step, as the job takes them."""
    with bench.erp.environment() as env:
        handover = env["crm.handover"].create(
            {
                "user_id": people.leaver,
                "method": "capacity",
                "successor_ids": [
                    (0, 0, {"user_id": user}) for user in people.successors
                ],
            }
        )
        env.cr.commit()
        with measured(env.cr) as preview:
            handover.action_preview()
            env.cr.commit()
        handover.action_start()
        move = work(env, handover)
        report.holds("nothing is left with the leaver", not left(env, people.leaver))
        report.holds("every customer is told", handover.progress == 100.0)
        handover.action_undo()
        undo = work(env, handover)
        report.note(f"taking everything back: {undo:.0f} s")
    return {"preview": preview.wall / 1000, "hand over": move}


def work(env, handover):
    """Do what the job does; return the seconds."""
    env.cr.commit()
    with measured(env.cr) as sample:
        while handover._step():
            env.cr.commit()
        env.cr.commit()
    return sample.wall / 1000


def left(env, user_id):
    """Return how many records are still a user's."""
    return sum(
        env.execute_query(
            SQL(
                "SELECT count(*) FROM %s WHERE %s = %s",
                SQL.identifier(table),
                SQL.identifier(column),
                user_id,
            )
        )[0][0]
        for table, column in TABLES.items()
    )


def bare(bench, people):
    """Return the seconds of one UPDATE for each table."""
    seconds = {}
    with bench.erp.environment() as env:
        for table, column in TABLES.items():
            with measured(env.cr) as sample:
                env.cr.execute(
                    SQL(
                        "UPDATE %(table)s SET %(column)s = %(new)s"
                        " WHERE %(column)s = %(old)s",
                        table=SQL.identifier(table),
                        column=SQL.identifier(column),
                        new=people.floor,
                        old=people.leaver,
                    )
                )
                env.cr.commit()
            seconds[table] = sample.wall / 1000
    return seconds
