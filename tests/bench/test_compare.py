# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What of two runs of a benchmark is told as worse, and what as broken."""

import pytest
from compare import broken, untrue, whole, worse
from report import Report


def area(*targets, rows=(), stopped=""):
    """Return an area as a report keeps it."""
    report = Report()
    report.begin("segment", "Segments")
    report.columns("what", "ms", "queries")
    for row in rows:
        report.row(*row)
    for label, got, limit, *at_least in targets:
        report.target(label, got, limit, *at_least)
    if stopped:
        report.stop(ValueError(stopped))
    return report.areas


def told(before, now):
    """Return what is told of two lists of targets."""
    return worse(area(*before), area(*now))


@pytest.mark.parametrize("got", [0.5, 1.0, 1.29])
def test_ratio_within_the_noise_is_not_told(got):
    assert told([("x bare", 1.0, 2.0)], [("x bare", got, 2.0)]) == []


def test_ratio_that_grew_is_told_though_its_target_is_met():
    assert told([("x bare", 1.0, 2.0)], [("x bare", 1.5, 2.0)]) == [
        "segment: x bare: 1, now 1.5"
    ]


def test_ratio_that_should_be_large_is_worse_when_it_shrinks():
    before, now = ("x faster", 9.0, 3.0, True), ("x faster", 5.0, 3.0, True)

    assert told([before], [now]) == ["segment: x faster: 9, now 5"]
    assert told([now], [before]) == []


def test_seconds_are_the_machines_until_the_target_is_missed():
    label = "s of CPU for 50,000 open clocks"

    assert told([(label, 1.0, 5.0)], [(label, 4.9, 5.0)]) == []
    assert told([(label, 1.0, 5.0)], [(label, 5.1, 5.0)]) == [
        f"segment: {label}: 1, now 5.1: missed"
    ]


def test_memory_is_told_by_megabytes():
    assert told([("MB that it grew", 1.0, 100)], [("MB that it grew", 9.0, 100)]) == []
    assert told([("MB that it grew", 1.0, 100)], [("MB that it grew", 19.0, 100)])


def test_rates_are_the_machines():
    label = "rows a second with duplicate check, by CPU"

    assert told([(label, 900.0, 300, True)], [(label, 400.0, 300, True)]) == []
    assert (
        told([("mails/s, CPU", 900.0, 300, True)], [("mails/s, CPU", 400.0, 300, True)])
        == []
    )


def test_one_query_more_on_ten_is_told():
    assert told([("queries a row", 10, 20)], [("queries a row", 11, 20)])
    assert (
        told([("queries a row", 0.025, 0.05)], [("queries a row", 0.026, 0.05)]) == []
    )


def test_queries_of_rows_are_compared_whatever_their_labels_count():
    before = area(rows=[("2,000 due", 5.0, 3), ("20,000 due", 5.0, 3)])
    now = area(rows=[("2,100 due", 50.0, 3), ("19,000 due", 5.0, 4)])

    assert worse(before, now) == ["segment: 19,000 due: 3 queries, now 4"]


def test_an_area_that_was_never_run_is_not_compared():
    assert worse({}, area(("x bare", 9.0, 2.0))) == []


def test_broken_is_what_stopped_is_unregistered_or_not_told_any_more():
    before = area(("of 500 clocks, differ", 0, 0), ("x bare", 1.0, 2.0))

    assert broken(before, area(("of 498 clocks, differ", 0, 0)), set(), set()) == [
        "segment does not tell any more: x bare"
    ]
    assert broken(before, area(stopped="no table"), set(), set()) == [
        "segment stopped: ValueError: no table"
    ]
    assert broken({}, area(), set(), set()) == ["segment has no target"]
    assert broken({}, {}, {"area_new", "area_segment"}, {"area_segment"}) == [
        "area_new is in the folder and in no run"
    ]


def test_a_missed_time_is_not_broken():
    slow = area(("x bare", 99.0, 2.0))

    assert broken(area(("x bare", 1.0, 2.0)), slow, set(), set()) == []
    assert untrue(slow) == []


def test_what_should_hold_at_any_size_is_told():
    report = Report()
    report.begin("chats", "Chats")
    report.holds("every message is there", False, 12)

    assert untrue(report.areas) == ["chats: every message is there 12"]
    assert whole({"chats": {}, "calls": {}}, untrue(report.areas)) == ["calls"]
