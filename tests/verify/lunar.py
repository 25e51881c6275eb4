# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The Vietnamese lunar calendar from 2000 to 2050, day by day."""

from __future__ import annotations

import csv
from datetime import date, timedelta

TITLE = "Vietnamese lunar calendar, 2000 to 2050"
TET = "vietnam/lunar/tet_2000_2050.csv"
MONTHS = "vietnam/lunar/vn_lunar_month_starts_2000_2050.csv"
FILES = [TET, MONTHS]


def run(erp, folder, report):
    """Compare Tết, every month with its leap flag, and the way back of every day."""
    from odoo.addons.crm_marketing_auto.tools import lunar

    new_years = read(folder / TET)
    same = [
        row for row in new_years if lunar.tet(int(row["year"])) == _day(row["tet_vn"])
    ]
    report.check("first days of Tet that agree", len(new_years), len(same))
    chinese = {
        int(row["year"])
        for row in new_years
        if lunar.tet(int(row["year"])) != _day(row["chinese_new_year"])
    }
    report.check("years in which the Chinese day is another", {2007, 2030}, chinese)
    months = read(folder / MONTHS)
    ours = {
        (year, month.month, month.leap): date.fromordinal(month.start)
        for year in range(2000, 2051)
        for month in lunar.months(year)
    }
    theirs = {
        (
            int(row["lunar_year"]),
            int(row["lunar_month"]),
            row["is_leap"] == "1",
        ): _day(row["first_day_gregorian"])
        for row in months
    }
    report.check("lunar months", len(theirs), len(ours))
    report.check("leap months", 19, sum(leap for _year, _month, leap in ours))
    report.check("lunar months that differ", 0, len(theirs.items() ^ ours.items()))
    first, last = min(theirs.values()), max(theirs.values())
    days = [first + timedelta(days=ahead) for ahead in range((last - first).days)]
    lost = [day for day in days if lunar.to_solar(*lunar.to_lunar(day)) != day]
    report.check("days that are not found back", 0, len(lost))


def read(path):
    """Return the rows of a CSV file, as dicts."""
    with open(path, encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _day(text):
    return date.fromisoformat(text)
