# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A file of 100,000 customers, three in a hundred of them there twice, as a job does it.

Every row is read, compared with the contacts that are here and with those of the file,
then created with its numbers, mail address, province, birthdate and external id. Beside:
core's import of the same columns (`load`, as its import page calls it), which compares
nothing. Then the same file again, which changes nothing.
Judged by CPU time of both processes; the memory is that of the process, after each chunk.
"""

from __future__ import annotations

import csv
import io
import random

from erp import QUIET
from harness import measured, resident_mb, settle

TITLE = "Import: a file of customers, with duplicates found"
HEADERS = [
    "Customer ID", "Name", "Phone", "Email", "Street", "Province", "Birthdate", "Note",
]  # fmt: skip
CORE = ["id", "name", "phone", "email", "street", "state_id", "comment"]
FAMILY = "Nguyễn Trần Lê Phạm Hoàng Võ Đặng Bùi Đỗ Hồ".split()
MIDDLE = "Thị Văn Minh Ngọc Quốc Đức".split()
GIVEN = "Hoa Tuấn Lan Bình Đào Khánh Yến Mai Nam An Dũng".split()
PLACES = ("Hà Nội", "Hồ Chí Minh", "Đà Nẵng", "Hải Phòng", "Huế")
TWICE = 0.03


def run(bench, report):
    """Import the file, part of it with core, and the file again."""
    count = bench.sized(100_000, 2_000)
    lines = people(count)
    text = io.StringIO()
    csv.writer(text).writerows([HEADERS, *lines])
    settle()
    steps = {"checked": Step(), "imported": Step()}
    with bench.erp.environment(**QUIET) as env:
        batch = upload(env, text.getvalue())
        check_and_import(batch, steps)
        done, doubles = batch.done_count, batch.double_count + batch.existing_count
        whole = [step.sample for step in steps.values()]
    core = by_core(bench, lines[: bench.sized(3_000, 500)])
    again = repeat(bench, text.getvalue())
    show(report, count, whole, core, again)
    report.note(
        f"rows left out as duplicates: {doubles:,} of {count - planted(lines):,}"
    )
    report.holds("every row is imported or left out", done + doubles == count)
    report.target(
        "MB more after the import than after a tenth", steps["imported"].grown(), 40
    )


def show(report, count, whole, core, again):
    """Print the table and judge the targets."""
    report.columns(
        f"{count:,} rows", "ms a row", "CPU ms a row", "rows/s, CPU", "queries"
    )
    ours = sum(sample.cpu for sample in whole) / count
    for label, sample in (
        ("read, compared with all contacts", whole[0]),
        ("imported", whole[1]),
        ("the same file again", again),
    ):
        row(report, label, sample, count)
    sample, rows = core
    row(report, "core's load(), nothing compared", sample, rows)
    report.target("rows a second with duplicate check, by CPU", 1000 / ours, 300, True)
    report.target("x the cost of core's load()", ours / (sample.cpu / rows), 1.0)


def row(report, label, sample, rows):
    cpu = sample.cpu / rows
    report.row(label, sample.wall / rows, cpu, 1000 / cpu, sample.queries / rows)


def people(count):
    """Return rows of customers; a few stand there twice, under another id."""
    chance, lines = random.Random(19), []
    for n in range(count):
        if n > 50 and chance.random() < TWICE:
            lines.append([f"D{n}", *chance.choice(lines)[1:]])
            continue
        name = " ".join(map(chance.choice, (FAMILY, MIDDLE, GIVEN)))
        born = f"{chance.randrange(13, 29)}/0{chance.randrange(1, 9)}/19{60 + n % 40}"
        lines.append(
            [
                f"K{n}", name, f"09{chance.randrange(10**8):08}", f"i{n}@import.test",
                f"{n} Lê Lợi", PLACES[n % len(PLACES)], born, f"Customer since {n % 20}",
            ]
        )  # fmt: skip
    return lines


def planted(lines):
    """Return how many different customers there are."""
    return len({row[3] for row in lines})


class Step:
    """One step of the job: what it cost, and the memory after each of its chunks."""

    def __init__(self):
        self.sample, self.memory = None, []

    def grown(self):
        """Return how much more memory there was in the end than after a tenth."""
        return max(self.memory) - self.memory[len(self.memory) // 10]


def upload(env, text):
    batch = env["crm.customer.import"].create({"name": "Benchmark"})
    batch.attachment_ids = env["ir.attachment"].create(
        {
            "name": "a.csv",
            "raw": text.encode(),
            "res_model": batch._name,
            "res_id": batch.id,
        }
    )
    env.cr.commit()
    return batch


def check_and_import(batch, steps):
    """Press both buttons and do the work, a commit a chunk."""
    for (state, step), press in zip(
        steps.items(), (batch.action_check, batch.action_import), strict=True
    ):
        with measured(batch.env.cr) as step.sample:
            press()
            batch.env.cr.commit()
            batch._run(commit=lambda step=step: committed(batch.env.cr, step))
        batch.env.invalidate_all()
        assert batch.state == state, batch.error or batch.question


def committed(cr, step):
    cr.commit()
    step.memory.append(resident_mb())


def by_core(bench, lines):
    """Import rows as core's page does; return what it cost and how many they were."""
    rows = [
        [f"__bench__.{row[0]}", row[1], row[2], f"c{row[3]}", *row[4:6], row[7]]
        for row in lines
    ]
    with bench.erp.environment(**QUIET, import_file=True) as env:
        places = env["res.country.state"].search(
            [("country_id.code", "=", "VN")], limit=5
        )
        for n, line in enumerate(rows):
            line[5] = places[n % len(places)].name
        with measured(env.cr) as sample:
            found = env["res.partner"].load(CORE, rows)
            env.flush_all()
            env.cr.commit()
        assert not found["messages"], found["messages"][:2]
    return sample, len(rows)


def repeat(bench, text):
    """Import the same file again; return what it cost."""
    with bench.erp.environment(**QUIET) as env:
        before = env["res.partner"].search_count([])
        steps = {"checked": Step(), "imported": Step()}
        batch = upload(env, text)
        check_and_import(batch, steps)
        assert batch.new_count == 0, "the same file has something new"
        assert env["res.partner"].search_count([]) == before
        first, second = (step.sample for step in steps.values())
        first.wall, first.cpu = first.wall + second.wall, first.cpu + second.cpu
        first.queries += second.queries
        return first
