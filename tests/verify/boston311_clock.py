# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Every case of Boston by the arithmetic alone: due dates and verdicts.

A due date is compared with the one that the rule of its type gives. Verdicts are
compared twice: on the promise that the city made, whatever it rests on, and on our own
due date where it is the city's.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from boston311_cases import CLOSING, HOLIDAYS, LATE, OPENING, ZONE

from odoo.addons.crm_ticket_sla.tools.calendar_windows import (
    Leave,
    Schedule,
    always,
    build,
    whole_days,
)
from odoo.addons.crm_ticket_sla.tools.sla_ledger import START, STOP, Event, apply, begin
from odoo.addons.crm_ticket_sla.tools.sla_segment import MET, MISSED
from odoo.addons.crm_ticket_sla.tools.sla_state import state_of
from odoo.addons.crm_ticket_sla.tools.working_days import Target

YEARS = (2015, 2016)
#: When the files were taken, as found in them: nothing is promised between the two.
EXTRACTED = datetime(2016, 1, 13, 3, 54)
OPEN_LATE, OPEN_IN_TIME = 7009, 712
ALWAYS = {None: always()}


def check(cases, report):
    """Check the due dates and verdicts of all types."""
    office, every_day = calendars()
    judged = contradicted = own = own_contradicted = 0
    for kind, found in cases.items():
        target, calendar = Target(days=kind.days), office if kind.working else every_day
        check_file(kind, found, report)
        promised = [case for case in found if case.promised]
        dues = [calendar.due(target, case.opened) for case in promised]
        pairs = zip(promised, dues, strict=True)
        same = [(case, due) for case, due in pairs if case.is_due(due)]
        share = Decimal(100 * len(same)) / len(promised)
        report.at_least(
            f"{kind.name}: due dates, %", Decimal(kind.share), round(share, 2)
        )
        closed = [case for case in promised if case.is_judged]
        judged += len(closed)
        contradicted += sum(verdict(c, c.promised) != expected(c) for c in closed)
        ours = [(case, due) for case, due in same if case.is_judged]
        own += len(ours)
        own_contradicted += sum(verdict(c, due) != expected(c) for c, due in ours)
    total = sum(len(found) for found in cases.values())
    report.check("cases", 47673, total)
    report.check("closed cases with promise and verdict", 27296 + 12374, judged)
    report.check("verdicts contradicted, on the city's promise", 0, contradicted)
    report.check("verdicts contradicted, on our due date", 0, own_contradicted)
    report.note(f"our due date is the city's for {own:,} of the closed cases")
    check_open(cases, report)


def calendars():
    """Return (office days, every day), without any record."""
    rows = [
        {"dayofweek": str(day), "hour_from": OPENING, "hour_to": CLOSING}
        for day in range(5)
    ]
    holidays = [Leave(*whole_days(day, day, ZONE), calendar_id=1) for day in HOLIDAYS]
    office = build(Schedule(ZONE, tuple(rows), id=1), holidays, YEARS)
    rows = [
        {"dayofweek": str(day), "hour_from": 0.0, "hour_to": 24.0} for day in range(7)
    ]
    return office, build(Schedule(ZONE, tuple(rows), id=2), [], YEARS)


def check_file(kind, found, report):
    """Check that a file was read whole."""
    closed = [case for case in found if case.closed and case.promised]
    in_time = sum(case.closed <= case.promised for case in closed)
    got = (len(found), sum(bool(case.promised) for case in found))
    got += (in_time, len(closed) - in_time)
    figures = (kind.cases, kind.promised, kind.in_time, kind.late)
    # one row for all four: what differs is printed in full
    report.check(f"{kind.name}: the file is whole", True, figures == got or got)


def expected(case):
    """Return the outcome that the city's verdict stands for."""
    return MISSED if case.verdict == LATE else MET


def verdict(case, due):
    """Return the outcome of a clock that is due at an instant.

    Two cases were closed before they were opened: they are over when they begin.
    """
    stop = Event(case.closed, STOP)
    return apply(clock(case, due), stop, ALWAYS)[-1].outcome


def clock(case, due):
    """Return the ledger of a case whose promise ends at an instant."""
    target = Target(seconds=int((due - case.opened).total_seconds()))
    return begin(Event(case.opened, START, target=target))


def check_open(cases, report):
    """Check what was late and what was not when the files were taken."""
    outcomes = [
        (case.verdict, state_of(clock(case, case.promised), ALWAYS, EXTRACTED).outcome)
        for found in cases.values()
        for case in found
        if case.promised and case.verdict and not case.closed
    ]
    late = sum(outcome == MISSED for _verdict, outcome in outcomes)
    report.check("open cases late when the files were taken", OPEN_LATE, late)
    report.check("open cases still in time", OPEN_IN_TIME, len(outcomes) - late)
    wrong = sum((verdict == LATE) != (got == MISSED) for verdict, got in outcomes)
    report.check("open cases whose verdict differs", 0, wrong)
