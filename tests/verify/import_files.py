# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Fixtures of named systems: Salesforce's own files, its tables, cards of many programs.

Each file is given to the import as somebody uploads it: it comes in, or is refused with
the reason; rows are as many as in the file, and a second import changes nothing. Then
the customers of Online Retail come in with their invoices as history: the job is killed
at 60 % and goes on.
"""

from __future__ import annotations

import csv
import gzip
import io
import re

from erp import QUIET

TITLE = "Files of other systems"
FOLDERS = (
    "crm_formats/salesforce_dataloader_samples",
    "crm_formats/salesforce_dataloader_testdata",
    "crm_formats/fivetran_salesforce",
    "crm_formats/vcard",
)
RETAIL = "online_retail/onlineretail.export.csv.gz"
#: Saved by Data Loader with a mark of two bytes before characters of four.
WRONG_MARKS = {
    "csvtext_BOM_UTF32BE.csv": "utf-32-be",
    "csvtext_BOM_UTF32LE.csv": "utf-32-le",
}


class Killed(BaseException):
    """The process is gone."""


def files(folder):
    """Return every file of the formats, and the invoices."""
    found = [
        str(path.relative_to(folder))
        for name in FOLDERS
        for path in (folder / name).rglob("*")
        if path.suffix in (".csv", ".vcf")
    ]
    return [*sorted(found), RETAIL]


def run(erp, folder, report):
    names = files(folder)[:-1]
    report.check("files", 81, len(names))
    taken = 0
    for name in names:
        taken += check_file(erp, folder / name, report)
    report.note(f"{taken} of {len(names)} files came in, the others say what they lack")
    check_history(erp, folder / RETAIL, report)


def check_file(erp, path, report):
    """A file comes in with all its rows, once, or asks what its rows are."""
    for again in (False, True):
        with erp.environment(**QUIET) as env:
            batch = upload(env, [(path.name, path.read_bytes())])
            if batch.question:
                report.check(f"{path.name}: says why", True, bool(batch.question))
                return 0
            before = env["res.partner"].search_count([])
            work(batch, "action_check")
            if batch.state == "mapped":
                report.check(f"{path.name}: asks", True, bool(batch.question))
                return 0
            work(batch, "action_import")
            report.check(f"{path.name}: state", "imported", batch.state)
            if again:
                report.check(f"{path.name}: new the second time", 0, batch.new_count)
                same = before == env["res.partner"].search_count([])
                report.check(f"{path.name}: no contact more", True, same)
            else:
                report.check(f"{path.name}: rows", rows_of(path), batch.row_count)
                report.check(f"{path.name}: failed", 0, batch.failed_count)
                check_sum(path.name, batch, report)
    return 1


def check_sum(name, batch, report):
    """Verdicts, blank and header lines add up to the lines of the file."""
    verdicts = ("new", "update", "double", "existing", "owned", "error", "skipped")
    rows = sum(batch[f"{verdict}_count"] for verdict in verdicts)
    lines = rows + batch.blank_count + batch.header_count + batch.continued_count
    report.check(f"{name}: lines", batch.line_count, lines)


def rows_of(path):
    """Count the rows of a file without the import."""
    data = path.read_bytes()
    if path.suffix == ".vcf":
        # a card within a card is a part of it
        cards = re.findall(rb"(?im)^(BEGIN|END):VCARD", data)
        depth = count = 0
        for word in cards:
            depth += 1 if word.upper() == b"BEGIN" else -1
            count += depth == 0
        return count
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    if path.name in WRONG_MARKS:
        data, encoding = data[2:], WRONG_MARKS[path.name]
    rows = list(csv.reader(io.StringIO(data.decode(encoding, "replace"), newline="")))
    return sum(any(cell.strip() for cell in row) for row in rows) - 1


def upload(env, contents, **values):
    """Return an import of (name, bytes)."""
    batch = env["crm.customer.import"].create({"name": contents[0][0], **values})
    batch.attachment_ids = env["ir.attachment"].create(
        [
            {"name": name, "raw": raw, "res_model": batch._name, "res_id": batch.id}
            for name, raw in contents
        ]
    )
    return batch


def work(batch, action, commit=None):
    """Press a button and do the job's work."""
    getattr(batch, action)()
    batch.env.cr.commit()
    batch._run(commit=commit or batch.env.cr.commit)
    batch.env.cr.commit()
    batch.env.invalidate_all()


# ------------------------------------------------------------
# A history, killed on its way
# ------------------------------------------------------------


def check_history(erp, path, report):
    """Customers and invoices of Online Retail, killed at 60 %, are all there once."""
    customers, invoices = retail(path)
    with erp.environment(**QUIET) as env:
        batch = upload(
            env,
            [
                ("customers.csv", customers.encode()),
                ("invoices.csv", invoices.encode()),
            ],
            tz="UTC",
        )
        map_invoices(batch)
        work(batch, "action_check")
        report.check(
            "Online Retail: customers and invoices", 4372 + 25_900, batch.row_count
        )
        report.check("Online Retail: invoices of nobody", 3710, batch.error_count)
        batch.action_import()
        env.cr.commit()
        batch_id, chunks = batch.id, (4372 + 22_190) * 6 // 10 // 500
    killed_after(erp, chunks)
    with erp.environment(**QUIET) as env:
        batch = env["crm.customer.import"].browse(batch_id)
        done = batch.done_count
        report.check("Online Retail: killed on the way", True, 0 < done < 26_562)
        env["crm.customer.import"]._run(commit=env.cr.commit)
        env.invalidate_all()
        report.check("Online Retail: state", "imported", batch.state)
        report.check("Online Retail: imported", 26_562, batch.done_count)
        check_sum("Online Retail", batch, report)
        logged = env["crm.interaction"].search_count(
            [
                ("external_uid", "like", "interaction_"),
                ("subject", "=like", "Invoice %"),
            ]
        )
        report.check("Online Retail: interactions", 22_190, logged)


def killed_after(erp, chunks):
    """Run the job until so many chunks are committed; what is begun is lost."""
    left = [chunks]
    try:
        with erp.environment(**QUIET) as env:

            def commit():
                env.cr.commit()
                left[0] -= 1
                if not left[0]:
                    raise Killed

            env["crm.customer.import"]._run(commit=commit)
    except Killed:
        return


def map_invoices(batch):
    """Say what the columns of the invoices are: no program writes such a file."""
    file = batch.file_ids.filtered(lambda f: f.name == "invoices.csv")
    file.target = "interaction"
    names = ("code", "parent_code", "at", "subject")
    for column, name in zip(file.column_ids, names, strict=True):
        column.name = name


def retail(path):
    """Return (customers, invoices) of the set as CSV."""
    people, bills = {}, {}
    with gzip.open(path, "rt", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["CustomerID"]:
                people.setdefault(row["CustomerID"], row["Country"])
            number = row["InvoiceNo"]
            bills.setdefault(number, (row["CustomerID"], row["InvoiceDate"]))
    customers, invoices = io.StringIO(), io.StringIO()
    writer = csv.writer(customers)
    writer.writerow(["Customer ID", "Name", "Note"])
    writer.writerows((cid, f"Customer {cid}", place) for cid, place in people.items())
    writer = csv.writer(invoices)
    writer.writerow(["Number", "Customer", "Day", "Text"])
    writer.writerows(
        (number, cid, day, f"Invoice {number}") for number, (cid, day) in bills.items()
    )
    return customers.getvalue(), invoices.getvalue()
