# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Fixtures of named systems: Salesforce's own files, its tables, cards of many programs.

Each file is given to the import as somebody uploads it: it comes in, or is refused with
the reason; rows are as many as in the file, and a second import changes nothing. What
came in is exported as the list view does, and comes back as it was.
"""

from __future__ import annotations

import csv
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
#: What an export that is to come back holds: the model, its fields, what its rows are.
ROUND_TRIPS = (
    (
        "res.partner",
        "id name is_company parent_id/id phone email street street2 city state_id zip"
        " country_id website vat ref function user_id comment category_id birthdate",
        "odoo_contact",
    ),
    (
        "crm.lead",
        "id name partner_id/id contact_name partner_name email_from phone stage_id"
        " expected_revenue probability date_deadline user_id description city source_id",
        "odoo_lead",
    ),
)
#: Saved by Data Loader with a mark of two bytes before characters of four.
WRONG_MARKS = {
    "csvtext_BOM_UTF32BE.csv": "utf-32-be",
    "csvtext_BOM_UTF32LE.csv": "utf-32-le",
}


def files(folder):
    """Return every file of the formats."""
    return sorted(
        str(path.relative_to(folder))
        for name in FOLDERS
        for path in (folder / name).rglob("*")
        if path.suffix in (".csv", ".vcf")
    )


def run(erp, folder, report):
    names = files(folder)
    report.check("files", 81, len(names))
    taken = 0
    for name in names:
        taken += check_file(erp, folder / name, report)
    report.note(f"{taken} of {len(names)} files came in, the others say what they lack")
    for model, fields, target in ROUND_TRIPS:
        check_round_trip(erp, model, fields, target, report)


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


def check_round_trip(erp, model, names, profile, report):
    """An export of all that came in comes back, as CSV and XLSX, and changes nothing."""
    names = names.split()
    with erp.environment(**QUIET) as env:
        records = imported(env, model)
        report.check(f"{model}: came in", True, len(records) > 0)
        rows = records.export_data(names)["datas"]
        env.cr.commit()
        before = told(env, records, names)
        for kind, content in (
            ("csv", as_csv(names, rows)),
            ("xlsx", as_xlsx(names, rows)),
        ):
            title = f"{model} as {kind}"
            batch = upload(env, [(f"export.{kind}", content)])
            report.check(f"{title}: recognised", profile, batch.file_ids.profile)
            work(batch, "action_check")
            report.check(f"{title}: state", "checked", batch.state)
            report.check(f"{title}: updates", len(records), batch.update_count)
            work(batch, "action_import")
            report.check(f"{title}: imported", len(records), batch.done_count)
            now = told(env, records, names)
            report.check(f"{title}: changed", [], differences(before, now))


def imported(env, model):
    """Return what the files became."""
    rows = env["ir.model.data"].search_read(
        [("module", "=like", "\\_\\_import\\_%"), ("model", "=", model)], ["res_id"]
    )
    return env[model].browse(sorted({row["res_id"] for row in rows})).exists()


def told(env, records, names):
    """Return {id: values} of records, and how many there are, as None."""
    fields = sorted({name.split("/")[0] for name in names} | {"write_date"})
    found = {values["id"]: values for values in records.read(fields, load=None)}
    return found | {None: {"count": env[records._name].search_count([])}}


def differences(before, now):
    """Return the first differences as (id, field, old, new)."""
    return [
        (rid, name, value, now[rid][name])
        for rid, values in before.items()
        for name, value in values.items()
        if now[rid][name] != value
    ][:5]


def as_csv(names, rows):
    """Return rows as core's list export writes them."""
    stream = io.StringIO()
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
    writer.writerow(names)
    for row in rows:
        cells = ["" if cell is False or cell is None else str(cell) for cell in row]
        writer.writerow(f"'{c}" if c.startswith(("=", "-", "+")) else c for c in cells)
    return stream.getvalue().encode()


def as_xlsx(names, rows):
    # known when the addons are
    from odoo.addons.crm_relationship.tools.workbook import write_workbook

    stream = io.BytesIO()
    write_workbook(stream, "Export", names, rows)
    return stream.getvalue()


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
