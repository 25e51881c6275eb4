# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which failures of Odoo's own tests are ours."""

from pathlib import Path

import pytest
from devtool import core, corelint
from devtool.errors import ToolError
from devtool.testlog import RunLog

STAMP = "2026-01-05 08:00:00,000 42"
ROOT = Path(__file__).resolve().parents[2]


def read(*messages, level="ERROR", logger="odoo.addons.crm.tests.test_lead"):
    """Return what a log of these messages tells."""
    log = RunLog()
    for message in messages:
        log.feed(f"{STAMP} {level} db {logger}: {message}\n")
    return log


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("FAIL: TestLead.test_merge", "/crm:TestLead.test_merge"),
        ("ERROR: TestLead.test_merge", "/crm:TestLead.test_merge"),
        ("FAIL: Subtest TestLead.test_merge (login='x')", "/crm:TestLead.test_merge"),
        ("ERROR: setUpClass (odoo.addons.sale.tests.test_a.TestA)", "/sale:TestA"),
    ],
)
def test_a_failed_test_is_named_as_odoo_selects_it(message, name):
    assert read(message).failures == {name}


def test_a_first_try_and_an_error_of_the_code_are_no_failures():
    # Odoo marks the level of what it tries again
    assert read("FAIL: TestLead.test_merge", level="_ERROR").failures == set()
    assert read("a job failed: TestLead.test_merge").failures == set()


def test_tests_that_started_are_named():
    log = read("Starting TestLead.test_merge ...", level="INFO")

    assert log.started == {"/crm:TestLead.test_merge"}


def test_what_passes_without_us_is_ours_though_it_is_listed():
    verdict = core.judge({"/crm:A.a": "slow"}, {"/crm:A.a"}, {"/crm:A.a"}, set())

    assert verdict.ours == ("/crm:A.a",)
    assert not verdict.known


def test_what_fails_without_us_too_must_be_listed():
    failed = {"/crm:A.a", "/crm:A.b"}

    verdict = core.judge({"/crm:A.a": "no network"}, failed, failed, failed)

    assert (verdict.ours, verdict.known) == ((), ("/crm:A.a",))
    assert verdict.unlisted == ("/crm:A.b",)


def test_a_listed_test_that_passes_is_pointed_out_when_it_ran():
    known = {"/crm:A.a": "x", "/crm:B": "x", "/sale:C.c": "x"}

    verdict = core.judge(known, {"/crm:A.a", "/crm:B.b"}, set(), set())

    assert verdict.healed == ("/crm:A.a", "/crm:B")


def test_a_reason_is_required(tmp_path):
    listed = tmp_path / "known.txt"
    listed.write_text("# comment\n\n/crm:A.a no network\n")
    assert core.read_known(listed) == {"/crm:A.a": "no network"}

    listed.write_text("/crm:A.a\n")
    with pytest.raises(ToolError, match="no reason"):
        core.read_known(listed)


def test_the_committed_list_is_read():
    assert all(
        test.startswith("/") and ":" in test
        for test in core.read_known(ROOT / "config" / "core_known_failures.txt")
    )


def test_special_suites_have_a_database_of_their_own():
    wish = core.Wish(("crm", core.CLICKS, "sale", core.LINT))

    parts = list(wish.parts())

    assert [part.selection for part in parts] == [
        "post_install/crm,post_install/sale",
        "click_all/web",
        corelint.SELECTION,
    ]
    assert [part.arguments for part in parts] == [[], [], ["-i", "test_lint"]]
    assert core.Wish(("crm",), tags="/sale:A").selection == "/sale:A"


def test_failures_are_selected_again():
    failed = ["/web:TestMenusAdmin.test_a", "/web:TestMenusDemo.test_b"]

    assert core.Wish((core.CLICKS,)).named(failed) == (
        "click_all/web:TestMenusAdmin.test_a,click_all/web:TestMenusDemo.test_b"
    )
    assert core.Wish(("crm",)).named(["/crm:A.a"]) == "post_install/crm:A.a"


def test_at_install_tests_run_after_loading_and_not_while():
    # "/crm" alone would run them while the modules after crm are missing
    assert core.Wish(("crm",), at_install=True).selection == "at_install/crm"
