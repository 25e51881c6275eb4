# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Boston 311: 47,673 requests to a city that promises a due date for each.

The calendar and the rule of each type are those of the data set's README, found there
by fitting; what the rules do not give are due dates that the city set by hand.
"""

from __future__ import annotations

from typing import NamedTuple

TITLE = "Boston 311, 2015"
FOLDER = "boston311_2015"


class Kind(NamedTuple):
    """A type of request, and what the README says about its file.

    :param days: of the promise: working days, or days of the calendar
    :param share: of the due dates that this rule gives, per cent
    """

    name: str
    days: int
    working: bool
    cases: int
    promised: int
    in_time: int  # closed, and the city says so
    late: int  # closed, and TARGET_DT says so
    share: str

    @property
    def file(self):
        """Return the path of its file in the data folder."""
        return f"{FOLDER}/{self.name}.csv.gz"


KINDS = (
    Kind("Building Inspection Request", 3, True, 4961, 4961, 1334, 3199, "100.00"),
    Kind("CE Collection", 1, True, 4929, 4929, 4572, 351, "99.78"),
    Kind(
        "General Comments For a Program or Policy",
        10,
        True,
        4840,
        4840,
        2079,
        413,
        "99.94",
    ),
    Kind("Sign Repair", 10, True, 4825, 4815, 3816, 765, "99.54"),
    Kind("Graffiti Removal", 45, True, 4284, 4284, 3395, 472, "90.97"),
    Kind("Sidewalk Repair (Make Safe)", 1, True, 4170, 4170, 1643, 1966, "92.57"),
    Kind("Request for Recycling Cart", 15, True, 2971, 2971, 2071, 899, "85.93"),
    Kind("Abandoned Vehicles", 12, True, 2607, 2606, 2150, 433, "90.60"),
    Kind("Unsatisfactory Living Conditions", 120, False, 2595, 2595, 944, 19, "99.96"),
    Kind("Traffic Signal Inspection", 1, False, 2263, 2263, 1027, 1071, "99.16"),
    Kind("Rodent Activity", 30, False, 2171, 2171, 1322, 422, "100.00"),
    Kind("Ground Maintenance", 5, True, 1880, 1680, 1294, 263, "99.58"),
    Kind("Equipment Repair", 5, True, 1728, 1702, 789, 726, "98.35"),
    Kind("Unsafe Dangerous Conditions", 1, False, 1429, 1429, 98, 1110, "100.00"),
    Kind("Heat - Excessive  Insufficient", 30, False, 1324, 1324, 344, 54, "100.00"),
    Kind("Recycling Cart Return", 5, True, 528, 528, 355, 173, "97.35"),
    Kind("Abandoned Building", 5, True, 168, 168, 63, 79, "100.00"),
)
FILES = [kind.file for kind in KINDS]


def run(erp, folder, report):
    """Judge every case by the arithmetic alone, then thousands as tickets."""
    # the addons can be imported only now that the database is open
    import boston311_cases
    import boston311_clock
    import boston311_tickets

    cases = {kind: boston311_cases.read(folder / kind.file) for kind in KINDS}
    boston311_clock.check(cases, report)
    boston311_tickets.check(erp, cases, report)
