# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Export of a list as a workbook, beside core's own of the same records and columns.

Each export runs in a process of its own, forked from this one, so that its peak of
memory is its own: what it takes above what a process that did nothing has. Both read
as a user under record rules. The time is by the clock and without the download, which
is the same.
"""

from __future__ import annotations

import io
import json
import os
import time
import traceback
from pathlib import Path
from statistics import median
from tempfile import TemporaryFile
from types import SimpleNamespace

import openpyxl
from erp import QUIET
from history import add

from odoo import http
from odoo.models import BaseModel
from odoo.sql_db import close_all
from odoo.tools import SQL

from odoo.addons.web.controllers.export import ExcelExport

TITLE = "Export: a list as a workbook"
CUSTOMERS = 2000
FIELDS = (
    *(("name", "char"), ("partner_id", "many2one"), ("contact_name", "char")),
    *(("partner_name", "char"), ("email_from", "char"), ("phone", "char")),
    *(("street", "char"), ("city", "char"), ("country_id", "many2one")),
    *(("user_id", "many2one"), ("team_id", "many2one"), ("stage_id", "many2one")),
    *(("type", "selection"), ("priority", "selection"), ("probability", "float")),
    *(("expected_revenue", "monetary"), ("create_date", "datetime")),
    *(("date_deadline", "date"), ("active", "boolean"), ("company_id", "many2one")),
)
ASKED = [{"name": name, "label": name, "type": kind} for name, kind in FIELDS]
NAMES = [name for name, _kind in FIELDS]
NAME = "Export"
RATIO, MEMORY_MB = 2.2, 100.0


def run(bench, report):
    """Export by both in turn, then very many rows by ours alone."""
    user_id = fill(bench, bench.sized(50_000, 4_000))
    report.columns("export", "rows", "seconds", "CPU s", "peak MB")
    found = {"core": [], "ours": []}
    for _round in range(bench.sized(2, 1)):
        for name, export in (("core", by_core), ("ours", by_us)):
            found[name].append(in_child(bench, user_id, export))
    rows = found["ours"][0]["rows"]
    seconds, peaks, cpu = {}, {}, {}
    for name, runs in found.items():
        seconds[name] = median(run["seconds"] for run in runs)
        cpu[name] = median(run["cpu"] for run in runs)
        peaks[name] = max(run["peak"] for run in runs)
        report.row(name, rows, seconds[name], cpu[name], peaks[name])
    report.holds("both have the same cells", same_cells(bench, user_id))
    ratio = seconds["core"] / seconds["ours"]
    report.target(f"times as fast, {rows:,} rows x {len(FIELDS)}", ratio, RATIO, True)
    report.target("peak of memory, MB", peaks["ours"], MEMORY_MB)
    fill(bench, bench.sized(950_000, 36_000))
    many = in_child(bench, user_id, by_us)
    figures = (many["rows"], many["seconds"], many["cpu"], many["peak"])
    report.row("ours, many rows", *figures)
    report.target(f"peak with {many['rows']:,} rows, MB", many["peak"], MEMORY_MB)


def fill(bench, count):
    """Add leads of many customers; return who exports them."""
    partners = bench.add_customers(CUSTOMERS, "Công ty Export")
    with bench.erp.environment(**QUIET, interaction_capture_disable=True) as env:
        user = env["res.users"].browse(bench.user_id("bench.manager"))
        user.group_ids += env.ref("base.group_allow_export")
        user.tz = "Asia/Ho_Chi_Minh"
        lead = env["crm.lead"].create(
            {
                "name": NAME,
                "partner_id": partners[0],
                "street": "12 phố Huế",
                "city": NAME,
                "country_id": env.ref("base.vn").id,
                "user_id": user.id,
                "date_deadline": "2026-05-06",
                "expected_revenue": 12_500_000,
            }
        )
        values = {
            "name": "'Enquiry <' || n || '> from the fair'",
            "partner_id": f"{partners[0]} + mod(n, {CUSTOMERS})",
            "contact_name": "'Nguyễn Văn ' || n",
            "phone": "'+8491' || 1000000 + n",
            "email_from": "'person' || n || '@example.com'",
            "expected_revenue": "n * 1000.5",
            "create_date": "timestamp '2024-01-01' + n * interval '9 minutes'",
        }
        add(lead, count, values)
        lead.unlink()
        env.cr.execute(SQL("ANALYZE crm_lead"))
        return user.id


def by_core(env, domain):
    """Export as Odoo does: all rows, then all cells, then the file."""
    records = env["crm.lead"].search(domain)
    rows = BaseModel._export_rows(records, [[name] for name in NAMES])
    return len(records), ExcelExport().from_data(ASKED, NAMES, rows)


def our_rows(env, **which):
    """Return the rows of records; the addons are found once there is a database."""
    from odoo.addons.crm_relationship.report.list_rows import ListRows

    return ListRows(env["crm.lead"], [[name] for name in NAMES], **which)


def by_us(env, domain):
    """Export as the addon does."""
    from odoo.addons.crm_relationship.controllers.list_export import StreamedXlsx

    rows = our_rows(env, domain=domain)
    with TemporaryFile() as file:
        StreamedXlsx()._write(file, ASKED, NAMES, rows)
        file.seek(0)
        return rows.count, file.read() if rows.count < 100_000 else b""


def in_child(bench, user_id, export):
    """Run an export in a process of its own; return its rows, seconds and peak."""
    close_all()  # a connection is of one process
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        try:
            answer = json.dumps(measure(bench, user_id, export))
        except BaseException:  # noqa: BLE001 told by whoever waits
            answer = json.dumps({"error": traceback.format_exc()})
        os.write(writer, answer.encode())
        os._exit(0)
    os.close(writer)
    with open(reader, "rb") as pipe:
        found = json.loads(pipe.read())
    os.waitpid(child, 0)
    if "error" in found:
        raise RuntimeError(found["error"])
    return found


def measure(bench, user_id, export):
    """Return what an export took, the memory above what the process had before."""
    with asking(bench, user_id) as env:
        list(our_rows(env, ids=first_ids(env)))
        Path("/proc/self/clear_refs").write_text("5")
        before = status_mb("VmRSS")
        started, used = time.perf_counter(), time.process_time()
        rows, _content = export(env, [("city", "=", NAME)])
        return {
            "rows": rows,
            "seconds": time.perf_counter() - started,
            "cpu": time.process_time() - used,
            "peak": status_mb("VmHWM") - before,
        }


def first_ids(env):
    """Return a few records, to read what is read once in the life of a process."""
    return env["crm.lead"].search([("city", "=", NAME)], limit=10).ids


def same_cells(bench, user_id):
    """Tell whether the files of both hold the same values."""
    domain = [("city", "=", NAME), ("name", "like", "9> from")]
    with asking(bench, user_id) as env:
        cells = []
        for export in (by_core, by_us):
            _rows, content = export(env, domain)
            book = openpyxl.load_workbook(io.BytesIO(content))
            cells.append(list(book.worksheets[0].iter_rows(values_only=True)))
    return cells[0] == cells[1] and len(cells[0]) > 1


class asking:  # noqa: N801 used as a function
    """A request of a user, as far as the exports ask it for its environment."""

    def __init__(self, bench, user_id):
        self.environment = bench.erp.environment(user_id, import_compat=False)

    def __enter__(self):
        env = self.environment.__enter__()
        http._request_stack.push(SimpleNamespace(env=env))
        return env

    def __exit__(self, *error):
        http._request_stack.pop()
        return self.environment.__exit__(*error)


def status_mb(name):
    """Return a figure of this process's memory in MB."""
    text = Path("/proc/self/status").read_text()
    return int(text.split(f"{name}:")[1].split()[0]) / 1024
