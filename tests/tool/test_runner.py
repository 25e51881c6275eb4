# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a run of tests is judged by."""

import re

import pytest
from devtool import checks, runner, scripts
from devtool.errors import ToolError
from devtool.runner import Count
from devtool.testlog import RunLog, read_allowed

STAMP = "2026-01-05 08:00:00,000 42"
LOADING = f"{STAMP} INFO db odoo.modules.loading: Loading module crm_x (1/1)\n"
STARTING = (
    f"{STAMP} INFO db odoo.addons.crm_x.tests.test_x: Starting TestX.test_x ...\n"
)
RESULT = f"{STAMP} INFO db odoo.tests.result: 1 failed, 2 error(s) of 10 tests when loading\n"
NO_CHROME = f"{STAMP} WARNING db odoo.tests: Chrome executable not found\n"


def warning(text, logger="odoo.models"):
    """Return a warning's line."""
    return f"{STAMP} WARNING db {logger}: {text}\n"


def read(*lines, allowed=()):
    """Return the state after these lines."""
    log = RunLog([re.compile(pattern) for pattern in allowed])
    for line in lines:
        log.feed(line)
    return log


def test_results_are_summed():
    log = read(RESULT, RESULT)

    assert (log.ran, log.failed) == (20, 6)
    assert runner.judge(log, 1, in_ci=False) == Count(14, 6)


def test_warning_while_loading_fails_the_run():
    log = read(LOADING, warning("a field has no label"))

    assert runner.judge(log, 0, in_ci=False).failed == 1


def test_warning_within_a_test_is_its_own_business():
    assert read(LOADING, STARTING, warning("expected")).complaints == []


def test_warning_of_the_next_module_counts_again():
    assert len(read(STARTING, LOADING, warning("late")).complaints) == 1


def test_allowed_warning_passes(tmp_path):
    allowed = tmp_path / "allowed.txt"
    allowed.write_text("# reason\nknown quirk\n")

    log = RunLog(read_allowed(allowed))
    log.feed(warning("a known quirk of Odoo"))

    assert log.complaints == []


def test_traceback_after_an_error_is_shown():
    log = read()

    assert log.feed(f"{STAMP} ERROR db odoo.tests: FAIL: TestX.test_x\n")
    assert log.feed("Traceback (most recent call last):\n")
    assert not log.feed(LOADING)


@pytest.mark.parametrize(("in_ci", "failed"), [(True, 1), (False, 0)])
def test_skipped_browser_tests_fail_only_in_ci(in_ci, failed):
    log = read(STARTING, NO_CHROME)

    assert runner.judge(log, 0, in_ci).failed == failed


def test_crash_without_a_failed_test_fails():
    assert runner.judge(read(), 1, in_ci=False) == Count(0, 1)


@pytest.mark.parametrize(
    ("count", "code"), [(Count(3, 0), 0), (Count(3, 1), 1), (Count(0, 0), 1)]
)
def test_closing_line_and_exit_code(capsys, count, code):
    assert count.close() == code
    assert capsys.readouterr().out == f"{count.passed} passed, {count.failed} failed\n"


def test_report_of_python_tests_leaves_skipped_ones_out(tmp_path):
    report = tmp_path / "report.xml"
    report.write_text(
        '<testsuites><testsuite tests="9" failures="1" errors="1" skipped="2"/></testsuites>'
    )

    assert runner.read_report(report) == Count(5, 2)


def test_verify_without_data_is_refused(tmp_path):
    with pytest.raises(ToolError, match="no data in .*missing: give its folder"):
        scripts.require_data(tmp_path / "missing")


def test_shell_scripts_are_told_by_their_first_line(tmp_path):
    (tmp_path / ".ci").mkdir()
    (tmp_path / ".ci" / "run").write_text("#!/usr/bin/env bash\n")
    (tmp_path / "odoo").write_text("#!/bin/sh\n")
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "x.sh").write_text("no first line of a script\n")

    assert sorted(checks.shell_scripts(tmp_path)) == [
        (".ci/run", "bash"),
        ("odoo", "sh"),
    ]
