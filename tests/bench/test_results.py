# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The file and the table of the benchmarks."""

import json

import results
from report import Report

MACHINE = {
    "cores": 2,
    "memory_gb": 8,
    "load": 0.5,
    "python": "3.12.1",
    "postgresql": "16.2",
}
ORDER = ["create", "segment", "chats"]


def run(name, commit, got=1.5, stopped=False):
    """Return a run of one area."""
    report = Report()
    report.begin(name, name.title())
    report.columns("a row", "ms", "x | bare")
    report.row("ours", 12.3456, 2)
    report.target("x bare", got, 2.0)
    report.note("a note")
    if stopped:
        report.stop(RuntimeError("gone"))
    report.end(commit=commit, date="2026-01-05", seconds=3, machine=MACHINE)
    return report.areas


def test_a_part_takes_the_place_of_its_areas_only():
    before = {**run("segment", "old"), **run("create", "old")}

    merged = results.merge(before, run("segment", "new"), ORDER)

    assert {name: area["commit"] for name, area in merged.items()} == {
        "create": "old",
        "segment": "new",
    }
    assert list(merged) == ["create", "segment"]


def test_an_area_that_stopped_keeps_what_was_measured():
    merged = results.merge(
        run("segment", "old"), run("segment", "new", stopped=True), ORDER
    )

    assert merged["segment"]["commit"] == "old"


def test_an_area_that_is_gone_goes():
    assert results.merge(run("removed", "old"), {}, ORDER) == {}


def test_what_is_written_is_read_again(tmp_path):
    file = tmp_path / "results" / "small.json"
    areas = run("segment", "new")

    results.write(file, "small", areas, ORDER)

    assert results.read(file) == areas
    assert json.loads(file.read_text())["scale"] == "small"
    assert results.read(tmp_path / "none.json") == {}


def test_table_tells_commit_target_figures_and_what_was_not_run(tmp_path):
    file = tmp_path / "small.json"
    results.write(file, "small", run("segment", "abc123", got=2.5), ORDER)

    text = file.with_suffix(".md").read_text()

    assert "| segment | 0 | 1 | abc123 | 2026-01-05 |" in text
    assert "| chats | | | not run at this size | |" in text
    assert "| x bare | 2.5 | <= 2 | **missed** |" in text
    assert "| a row | ms | x \\| bare |" in text
    assert "| ours | 12.3 | 2 |" in text
    assert "Commit abc123, 2026-01-05: 3 s by the clock, 2 cores" in text
    assert results.missed(run("segment", "abc123", got=2.5)) == [
        "segment: x bare: 2.5, target <= 2"
    ]
