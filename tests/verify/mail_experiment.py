# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Direct-mail field experiment of 2006: 305,866 people, a control group and three arms.

Source: Gerber, Green and Larimer, American Political Science Review 102(1), 2008. Each
row is a contact that went into one journey; the arm is the letter it got, the control
group the holdout. Whoever responded has a confirmed order after it. The lift report
gives the published rates, differences and z, read by a marketer.
"""

from __future__ import annotations

import bulk
from erp import QUIET, new_user

from odoo import Command
from odoo.tools import SQL

TITLE = "Direct-mail experiment"
FILE = "gotv_mail_experiment/social.export.csv.gz"
FILES = [FILE]
COLUMNS = (
    "sex text, yearofbirth int, primary2004 int, messages text, primary2006 int,"
    " hhsize int"
)
PEOPLE = 305_866
#: people, responded, rate, lift, z, as printed in the data set's README
ARMS = {
    "Control": (191_243, 56_730, "0.296638", "", ""),
    "Civic Duty": (38_218, 12_021, "0.314538", "+0.017899", "6.974"),
    "Hawthorne": (38_204, 12_316, "0.322375", "+0.025736", "10.013"),
    "Neighbors": (38_201, 14_438, "0.377948", "+0.081310", "31.366"),
}
#: the same in the paper: rate in percent, lift and z
PRINTED = {
    "Control": (".2966", "", ""),
    "Civic Duty": (".3145", "+.0179", "6.97"),
    "Hawthorne": (".3224", "+.0257", "10.01"),
    "Neighbors": (".3779", "+.0813", "31.37"),
}
MARKETER = "crm_marketing_auto.group_crm_marketing_auto_user"


def run(erp, folder, report):
    """Load people, arms and outcomes, then read the report."""
    with erp.environment(**QUIET) as env:
        bulk.copy_csv(env.cr, folder / FILE, "voter", COLUMNS)
        [(rows,)] = env.execute_query(SQL("SELECT COUNT(*) FROM voter"))
        report.check("rows in the file", PEOPLE, rows)
        company = env["res.company"].create({"name": "Mail experiment"})
        company.attribution_basis = "order"
        journey = make_journey(env, company)
        load(env, company, journey)
        # the orders of the file, and nothing else, become conversions
        written, gone = env["crm.conversion"]._rebuild(company)
        report.check("conversions", sum(arm[1] for arm in ARMS.values()), written)
        user = new_user(env, "verify.marketer", "base.group_user", MARKETER)
        user.write(
            {"company_ids": [Command.set(company.ids)], "company_id": company.id}
        )
        ids = company.id, journey.id, user.id
    with erp.environment() as env:
        check_report(env(user=ids[2]), ids[1], report)
    with erp.environment() as env:
        again = env["crm.conversion"]._rebuild(env["res.company"].browse(ids[0]))
        report.check("a second rebuild changes nothing", "(0, 0)", str(again))


def make_journey(env, company):
    """Return a journey with a version, whose goal counts for months."""
    journey = env["crm.journey"].create(
        {"name": "Letters of 2006", "company_id": company.id, "goal_days": 120}
    )
    env["crm.journey.version"].create({"journey_id": journey.id})
    return journey


def load(env, company, journey):
    """Make a contact, a participant and, for those who responded, an order a row."""
    env.cr.execute(
        "ALTER TABLE voter ADD COLUMN person int DEFAULT nextval('res_partner_id_seq')"
    )
    person = env["res.partner"].create({"name": "Voter"})
    values = {
        "id": "v.person",
        "commercial_partner_id": "v.person",
        "name": "'Voter ' || v.row",
        "complete_name": "'Voter ' || v.row",
    }
    bulk.insert_like(person, values, "voter v", "v.row")
    participant = env["crm.journey.participant"].create(
        {
            "journey_id": journey.id,
            "version_id": journey.version_ids.id,
            "company_id": company.id,
            "res_model": "res.partner",
            "res_id": person.id,
            "partner_id": person.id,
            "entered_at": "2006-07-15 12:00:00",
        }
    )
    values = {
        "id": "nextval('crm_journey_participant_id_seq')",
        "res_id": "v.person",
        "partner_id": "v.person",
        "arm": "CASE v.messages WHEN 'Control' THEN 'holdout' ELSE v.messages END",
        "state": "CASE v.messages WHEN 'Control' THEN 'holdout' ELSE 'done' END",
    }
    bulk.insert_like(participant, values, "voter v", "v.row")
    participant.unlink()
    load_orders(env, company, person)
    env.cr.execute("ANALYZE crm_journey_participant, res_partner, sale_order")


def load_orders(env, company, person):
    """Let whoever responded order on the day of the election."""
    product = env["product.product"].create({"name": "Vote"})
    order = (
        env["sale.order"]
        .with_company(company)
        .create(
            {
                "partner_id": person.id,
                "company_id": company.id,
                "order_line": [Command.create({"product_id": product.id})],
            }
        )
    )
    values = {
        "id": "nextval('sale_order_id_seq')",
        "name": "'V' || v.row",
        "partner_id": "v.person",
        "state": "'sale'",
        "amount_untaxed": "1",
        "date_order": "TIMESTAMP '2006-08-08 12:00'",
        "access_token": "NULL",
    }
    bulk.insert_like(order, values, "(SELECT * FROM voter WHERE primary2006 = 1) v")


def check_report(env, journey_id, report):
    """Compare the report with what was published, digit by digit."""
    rows = env["crm.journey.lift"].search([("journey_id", "=", journey_id)])
    found = {"Control" if row.arm == "holdout" else row.arm: row for row in rows}
    report.check("arms", ", ".join(sorted(ARMS)), ", ".join(sorted(found)))
    for arm, (people, responded, rate, lift, z) in ARMS.items():
        row = found[arm]
        report.check(f"{arm}: people", people, row.people)
        report.check(f"{arm}: responded", responded, row.converted)
        report.check(f"{arm}: rate", rate, f"{row.rate:.6f}")
        report.check(f"{arm}: rate, printed", PRINTED[arm][0], f"{row.rate:.4f}"[1:])
        if not lift:
            continue
        report.check(f"{arm}: lift", lift, f"{row.lift:+.6f}")
        report.check(f"{arm}: z", z, f"{row.z:.3f}")
        short = f"{row.lift:+.4f}".replace("0.", ".")
        report.check(f"{arm}: lift, printed", PRINTED[arm][1], short)
        report.check(f"{arm}: z, printed", PRINTED[arm][2], f"{row.z:.2f}")
        report.check(f"{arm}: verdict", "better", row.verdict)
        report.check(
            f"{arm}: the interval holds the lift", True, row.low < row.lift < row.high
        )
