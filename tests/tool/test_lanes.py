# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Tests of addons side by side: shared out, counted together, ended together."""

import subprocess
import sys
import time
from functools import partial
from types import SimpleNamespace

import pytest
from devtool import lanes, runner
from devtool.errors import ToolError
from devtool.runner import Count

PATIENCE = 30
#: Stands for Odoo: says what its last argument says.
PROGRAM = """#!{python}
import sys

stamp = "2026-01-05 08:00:00,000 42"
tests = int(sys.argv[-1])
if tests:
    print(f"{{stamp}} INFO db odoo.addons.crm_x.tests.test_x: Starting TestX.test_x")
    print(f"{{stamp}} ERROR db odoo.tests: FAIL: TestX.test_{{tests}}")
    print("Traceback (most recent call last):")
    print(f"{{stamp}} INFO db odoo.tests.result: 1 failed, 0 error(s) of {{tests}} tests")
"""


@pytest.fixture
def work(tmp_path):
    """Return what a run needs to know, with a program in the place of Odoo."""
    program = tmp_path / "odoo"
    program.write_text(PROGRAM.format(python=sys.executable))
    program.chmod(0o755)
    settings = SimpleNamespace(
        logs=tmp_path / "logs", config=tmp_path, in_ci=True, pictures=""
    )
    return SimpleNamespace(
        settings=settings,
        venv=SimpleNamespace(program=lambda name: tmp_path / name),
        environment=lambda _ours=True: {},
    )


def test_heaviest_first_and_every_name_once():
    weights = {"relationship": 30, "ticket": 13, "marketing": 11, "loyalty": 1}

    assert lanes.share(weights, 2) == [
        ["relationship"],
        ["loyalty", "marketing", "ticket"],
    ]
    assert lanes.share(weights, 1) == [sorted(weights)]


@pytest.mark.parametrize(
    ("wanted", "cores", "expected"), [(8, 1, 1), (8, 2, 2), (8, 64, 2), (1, 2, 1)]
)
def test_lanes_by_cores_two_at_most(wanted, cores, expected):
    assert lanes.count(wanted, cores) == expected


def test_counts_of_both_are_summed_and_each_has_its_log(work, capsys):
    processes = lanes.Processes()
    works = [
        partial(
            runner.lane_of_tests, work, f"db_{tests}", [str(tests)], name, processes
        )
        for name, tests in (("test-a", 5), ("test-b", 7))
    ]

    count = sum(lanes.side_by_side(works, processes), Count())

    assert count == Count(10, 2)
    logs = work.settings.logs
    assert "of 5 tests" in (logs / "test-a.log").read_text()
    assert "of 7 tests" in (logs / "test-b.log").read_text()
    shown = capsys.readouterr().err.splitlines()
    assert "test-a| Traceback (most recent call last):" in shown
    assert any(line.startswith("test-b| ") and "test_7" in line for line in shown)


def test_a_lane_without_a_test_fails(work):
    count = runner.lane_of_tests(work, "db", ["0"], "test-a", lanes.Processes())

    assert count == Count(0, 1)


def test_what_stops_one_lane_ends_the_process_of_the_other():
    processes = lanes.Processes()
    started = time.monotonic()
    codes = []

    def slow():
        command = [sys.executable, "-c", "import time; time.sleep(600)"]
        with subprocess.Popen(command) as process:
            processes.add(process)
            codes.append(process.wait(PATIENCE))

    def broken():
        raise ToolError("no database")

    with pytest.raises(ToolError, match="no database"):
        lanes.side_by_side([slow, broken], processes)

    assert codes == [-15]
    assert time.monotonic() - started < PATIENCE


def test_a_process_that_starts_after_the_end_is_ended():
    processes = lanes.Processes()
    processes.end()
    command = [sys.executable, "-c", "import time; time.sleep(600)"]

    with subprocess.Popen(command) as process:
        processes.add(process)

        assert process.wait(PATIENCE) == -15
