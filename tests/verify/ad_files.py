# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Fixtures of named connectors: every file of Meta's ads and of Mailchimp.

Each is given to the import as a marketer gives it. Meta's spend by ad and day becomes ad
spend; Mailchimp's members, campaigns, activity and opt-outs become contacts, campaigns,
touches and opt-outs. The same file a second time changes nothing, and the sums are those
of the file. What is something else is refused whole, with the file and the reason, and
leaves nothing behind. Two customers have the addresses of two members.
"""

from __future__ import annotations

import base64
import csv
from decimal import Decimal
from pathlib import Path

from erp import QUIET

from odoo.exceptions import UserError

TITLE = "Meta and Mailchimp files"
FOLDERS = ("crm_formats/fivetran_facebook_ads", "crm_formats/fivetran_mailchimp")
#: Meta's spend by ad and day: rows
SPEND = {"facebook_ads_basic_ad_data.csv": 10}


def files(folder):
    """Return every file of the formats."""
    return sorted(
        str(path.relative_to(folder))
        for name in FOLDERS
        for path in (folder / name).glob("*.csv")
    )


#: Mailchimp: what is in it, rows, new, rejected; in an order in which members come first
HISTORY = {
    "member.csv": ("members", 9),
    "campaign.csv": ("campaigns", 1),
    "automation.csv": ("campaigns", 2),
    "automation_email.csv": ("campaigns", 2),
    "campaign_recipient_activity.csv": ("activity", 17),
    "automation_recipient_activity.csv": ("activity", 8),
    "unsubscribe.csv": ("unsubscribes", 1),
}


def run(erp, folder, report):
    """Give each file to the import."""
    report.check("files", 24, len(files(folder)))
    with erp.environment(**QUIET) as env:
        company = env["res.company"].create({"name": "Ad files"})
        company.currency_id = env.ref("base.USD")
        paths = {Path(name).name: folder / name for name in files(folder)}
        for name in SPEND:
            check_spend(env, company, paths.pop(name), report)
        for name, expected in HISTORY.items():
            check_history(env, company, paths.pop(name), expected, report)
        check_left(env, folder, report)
        for path in paths.values():
            check_refused(env, company, path, report)
        env.cr.commit()


def check_history(env, company, path, expected, report):
    """A file of Mailchimp imports, and once."""
    kind, rows = expected
    if kind == "activity":
        add_customers(env, path)
    runs = []
    for _time in range(2):
        run = make_run(env, company, path, "crm.mailing.import")
        run.action_import()
        runs.append(run)
    first, second = runs
    report.check(f"{path.name}: what it is", kind, first.kind)
    report.check(f"{path.name}: rows", rows, first.row_count)
    said = bool(first.rejected) == bool(first.rejected_count)
    report.check(f"{path.name}: rejected rows come back", True, said)
    report.check(f"{path.name}: new the second time", 0, second.new_count)
    if kind == "activity":
        with open(path, newline="") as stream:
            clicks = [row for row in csv.DictReader(stream) if row["action"] == "click"]
        known = {
            contact.external_uid.partition(":")[2]
            for contact in env["mailing.contact"].search(
                [("external_uid", "!=", False)]
            )
        }
        expected = len(
            {tuple(r.values())[:4] for r in clicks if r["member_id"] in known}
        )
        report.check(f"{path.name}: touches", expected, first.new_count)


def add_customers(env, path):
    """Make a customer of every member that clicked."""
    with open(path, newline="") as stream:
        uids = {f"mailchimp:{row['member_id']}" for row in csv.DictReader(stream)}
    for contact in env["mailing.contact"].search([("external_uid", "in", list(uids))]):
        env["res.partner"].create({"name": contact.email, "email": contact.email})


def check_left(env, folder, report):
    """Whoever left there is opted out here."""
    with open(folder / FOLDERS[1] / "member.csv", newline="") as stream:
        rows = list(csv.DictReader(stream))
    left = {row["email_address"] for row in rows if row["status"] != "subscribed"}
    found = env["mailing.subscription"].search(
        [("list_id.name", "like", "Mailchimp"), ("opt_out", "=", True)]
    )
    report.check(
        "members that left", sorted(left), sorted(set(found.contact_id.mapped("email")))
    )


def make_run(env, company, path, model="crm.ad.spend.import"):
    """Return the import of a file."""
    values = {
        "content": base64.b64encode(path.read_bytes()),
        "filename": path.name,
        "company_id": company.id,
    }
    if model == "crm.ad.spend.import":
        values["currency_id"] = company.currency_id.id
    return env[model].create(values)


def check_spend(env, company, path, report):
    """A spend file imports, once, and sums to what it says."""
    with open(path, newline="") as stream:
        lines = list(csv.DictReader(stream))
    spends = env["crm.ad.spend"]
    mine = [("company_id", "=", company.id)]
    before = spends.search(mine)
    run = make_run(env, company, path)
    run.action_import()
    new = spends.search(mine) - before
    report.check(f"{path.name}: rows", SPEND[path.name], run.row_count)
    report.check(f"{path.name}: rejected", 0, run.rejected_count)
    total = sum(Decimal(line["spend"]) for line in lines)
    report.check(
        f"{path.name}: cost", total, Decimal(str(round(sum(new.mapped("cost")), 2)))
    )
    for ours, theirs in (
        ("impressions", "impressions"),
        ("clicks", "inline_link_clicks"),
    ):
        expected = sum(int(line[theirs]) for line in lines)
        report.check(f"{path.name}: {ours}", expected, sum(new.mapped(ours)))
    again = make_run(env, company, path)
    again.action_import()
    report.check(
        f"{path.name}: changed by the second import",
        0,
        again.new_count + again.changed_count,
    )


def check_refused(env, company, path, report):
    """Another file is refused with its name and the reason, and nothing is left."""
    mine = [("company_id", "=", company.id)]
    before = env["crm.ad.spend"].search_count(mine)
    mailchimp = FOLDERS[1] in str(path)
    model = "crm.mailing.import" if mailchimp else "crm.ad.spend.import"
    run = make_run(env, company, path, model)
    try:
        run.action_import()
        said = "imported"
    except UserError as error:
        said = str(error)
    good = path.name in said and ("column" in said or "No line" in said)
    report.check(
        f"{path.name}: refused with the reason", "refused", "refused" if good else said
    )
    after = env["crm.ad.spend"].search_count(mine)
    report.check(f"{path.name}: left behind", before, after)
