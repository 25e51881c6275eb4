# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Online Retail: the customers of a shop come in with two years of invoices as history.

Orders with their lines are for an accounting import; what a CRM has to bring along is
who bought, when, and how much. So the 541,909 lines of the shop become the two files
that its owner would export, a list of customers and a list of invoices, each invoice a
row with its number of lines and its total: one row of a file is one interaction here.
The process is killed at 60 % of the work, within a chunk, and another goes on.
"""

from __future__ import annotations

import contextlib
import csv
import gzip
import io
import re
import subprocess
import sys
import threading
import time
from decimal import Decimal
from pathlib import Path

from erp import QUIET, scalar
from import_files import check_sum, upload, work

from odoo.tools import config

TITLE = "Online Retail as history, killed and resumed"
RETAIL = "online_retail/onlineretail.export.csv.gz"
FILES = (RETAIL,)
LINES, CUSTOMERS, INVOICES, OF_NOBODY = 541_909, 4_372, 25_900, 3_710
ROWS = CUSTOMERS + INVOICES - OF_NOBODY
CHUNK = 500
PATIENCE = 300  # seconds
HOST = Path(__file__).with_name("import_host.py")


def run(erp, folder, report):
    people, bills = read(folder / RETAIL)
    report.check("lines", LINES, sum(bill["lines"] for bill in bills.values()))
    report.check("customers", CUSTOMERS, len(people))
    report.check("invoices", INVOICES, len(bills))
    batch_id = checked(erp, people, bills, report)
    started = time.monotonic()
    chunks = ROWS * 6 // 10 // CHUNK
    killed(erp, chunks)
    done = compare_killed(erp, batch_id, chunks, report)
    with erp.environment(**QUIET) as env:
        env["crm.customer.import"]._run(commit=env.cr.commit)
    spent = time.monotonic() - started
    compare(erp, batch_id, bills, report)
    report.note(f"killed after {done} rows; {ROWS / spent:.0f} rows/s with the restart")


def read(path):
    """Return ({customer: country}, {number: invoice}) of the lines of the shop."""
    people, bills = {}, {}
    with gzip.open(path, "rt", newline="") as stream:
        for row in csv.DictReader(stream):
            customer = row["CustomerID"]
            if customer:
                people.setdefault(customer, row["Country"])
            bill = bills.setdefault(
                row["InvoiceNo"],
                {
                    "customer": customer,
                    "day": row["InvoiceDate"],
                    "lines": 0,
                    "total": 0,
                },
            )
            bill["lines"] += 1
            bill["total"] += Decimal(row["Quantity"]) * Decimal(row["UnitPrice"])
    return people, bills


def as_csv(header, rows):
    stream = io.StringIO()
    csv.writer(stream).writerows([header, *rows])
    return stream.getvalue().encode()


def checked(erp, people, bills, report):
    """Return the id of an import that is checked and set going."""
    customers = as_csv(
        ("Customer ID", "Name", "Note"),
        (
            (customer, f"Customer {customer}", place)
            for customer, place in people.items()
        ),
    )
    invoices = as_csv(
        ("Number", "Customer", "Day", "Text", "Note"),
        (
            (number, b["customer"], b["day"], f"Invoice {number}",
             f"{b['lines']} lines, {b['total']} GBP")
            for number, b in bills.items()
        ),
    )  # fmt: skip
    with erp.environment(**QUIET) as env:
        files = [("customers.csv", customers), ("invoices.csv", invoices)]
        batch = upload(env, files, tz="UTC")
        map_invoices(batch)
        work(batch, "action_check")
        report.check("rows", CUSTOMERS + INVOICES, batch.row_count)
        report.check("rows to import", ROWS, batch.new_count)
        report.check("invoices of nobody", OF_NOBODY, batch.error_count)
        check_sum("Online Retail", batch, report)
        batch.action_import()
        env.cr.commit()
        return batch.id


def map_invoices(batch):
    """Say what the columns of the invoices are: no program writes such a file."""
    file = batch.file_ids.filtered(lambda f: f.name == "invoices.csv")
    file.target = "interaction"
    names = ("code", "parent_code", "at", "subject", "note")
    for column, name in zip(file.column_ids, names, strict=True):
        column.name = name


def killed(erp, chunks):
    """Run the job in a process of its own and kill it within the chunk after so many."""
    command = [sys.executable, HOST, erp.registry.db_name, "--hold", str(chunks)]
    if config["config"]:
        command += ["--config", config["config"]]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        # whatever happens, nobody waits for ever
        watch = threading.Timer(PATIENCE, process.kill)
        watch.start()
        with contextlib.suppress(StopIteration):
            next(line for line in process.stdout if line.strip() == "held")
        watch.cancel()
        process.kill()


def compare_killed(erp, batch_id, chunks, report):
    """What was committed before the kill is there, what was not is not."""
    with erp.environment(**QUIET) as env:
        batch = env["crm.customer.import"].browse(batch_id)
        report.check("state after the kill", "importing", batch.state)
        done = batch.done_count
        report.check("rows after the kill", True, 0.5 * ROWS < done < 0.7 * ROWS)
        report.check("records after the kill", done, sum(counted(env)))
        return done


def compare(erp, batch_id, bills, report):
    """Every customer and every invoice of one is there once."""
    with erp.environment(**QUIET) as env:
        batch = env["crm.customer.import"].browse(batch_id)
        report.check("state", "imported", batch.state)
        report.check("imported", ROWS, batch.done_count)
        report.check("failed", 0, batch.failed_count)
        check_sum("Online Retail, in the end", batch, report)
        people, logged = counted(env)
        report.check("contacts", CUSTOMERS, people)
        report.check("interactions", INVOICES - OF_NOBODY, logged)
        rows = env["crm.interaction"].search_read(
            WANTED, ["subject", "note", "occurred_at"]
        )
        report.check(
            "same invoices", True, wanted(bills) == {told(row) for row in rows}
        )


WANTED = [("external_uid", "like", "interaction\\_"), ("subject", "=like", "Invoice %")]


def counted(env):
    """Return how many customers and invoices there are."""
    people = scalar(
        env,
        "SELECT count(*) FROM res_partner p JOIN ir_model_data d ON d.res_id = p.id"
        " AND d.model = 'res.partner' AND d.module LIKE %s AND d.name ~ '^1[0-9]{4}$'",
        "%\\_sheet\\_\\_",
    )
    return people, env["crm.interaction"].search_count(WANTED)


def told(row):
    """Return (number, lines, day) of an interaction."""
    lines = int(re.match(r"\d+", row["note"])[0])
    return (
        row["subject"].removeprefix("Invoice "),
        lines,
        f"{row['occurred_at']:%Y-%m-%d}",
    )


def wanted(bills):
    return {
        (number, bill["lines"], bill["day"][:10])
        for number, bill in bills.items()
        if bill["customer"]
    }
