# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Exports of Facebook and Google Ads: rows of cells in, cost by campaign and day out.

A *header* is looked for in the first lines, for some exports begin with a title. A file
whose header is not understood is refused whole (`HeaderError`); a row that is not, is
kept with its line, field and reason (`Rejected`), and the others count. Rows of one
campaign and day are added up: a report may be broken down by ad, device or country.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from .spend_columns import KNOWN, bracket, fold, other_report
from .spend_values import BadValue, day, day_order, decimal_mark, number

#: Lines in which the header is looked for.
TITLE_LINES = 12
MILLION = Decimal(1_000_000)
TOTALS = ("total", "gesamt", "summe", "tong", "totaal", "totale")


class HeaderError(ValueError):
    """A file that is refused whole; `code` says why, `details` what of.

    :param line: where it was found, from 1 on
    :param report: what else the file is, see other_report
    """

    def __init__(self, code: str, details: str = "", line=None, report=None):
        super().__init__(f"{code}: {details}")
        self.code = code
        self.details = details
        self.line = line
        self.report = report


@dataclass(frozen=True)
class Rejected:
    """A row that could not be read."""

    line: int
    field: str
    code: str
    cells: tuple


@dataclass
class Spend:
    """What one campaign cost on one day."""

    account: str
    campaign: str
    name: str
    level: str  # campaign or ad
    day: date
    currency: str
    cost: Decimal = Decimal(0)
    impressions: int = 0
    clicks: int = 0
    lines: list[int] = field(default_factory=list)

    @property
    def key(self):
        """Return what is unique within a company and platform."""
        return self.account, self.campaign, self.day


@dataclass
class SpendFile:
    """What a file says."""

    platform: str
    header: tuple
    header_line: int
    spends: dict = field(default_factory=dict)
    rejected: list[Rejected] = field(default_factory=list)
    rows: int = 0
    currency: str = ""


def parse(
    lines: Iterable[Sequence],
    platform: str | None = None,
    currency: str | None = None,
    account: str = "",
    order: str | None = None,
    no_decimals: Sequence[str] = ("VND", "JPY", "KRW", "CLP", "IDR"),
) -> SpendFile:
    """Read an export.

    :param lines: the cells of every line, text or values
    :param platform: facebook or google; None: by its columns
    :param currency: what the account pays in; a file that says otherwise is refused
    :param account: the account, where the file does not say it
    :param order: dmy or mdy, where the days alone do not tell
    """
    lines = [tuple(line) for line in lines]
    at, columns = _header(lines)
    header = lines[at]
    body = [
        (n, cells)
        for n, cells in enumerate(lines[at + 1 :], at + 2)
        if any(str(cell or "").strip() for cell in cells) and not _is_total(cells)
    ]
    found = SpendFile(platform or _platform(columns), header, at + 1, rows=len(body))
    found.currency = _currency(header, columns, body, currency)
    reader = _Reader(columns, body, found.currency, account, order, no_decimals)
    for line, cells in body:
        try:
            spend = reader.spend(cells)
        except _BadCell as error:
            found.rejected.append(Rejected(line, error.field, error.code, cells))
            continue
        total = found.spends.setdefault(spend.key, spend)
        if total is not spend:
            total.cost += spend.cost
            total.impressions += spend.impressions
            total.clicks += spend.clicks
        total.lines.append(line)
    return found


def _header(lines):
    """Return the index of the header and {field: column}."""
    best, best_at = {}, 0
    for at, cells in enumerate(lines[:TITLE_LINES]):
        columns = {}
        for n, cell in enumerate(cells):
            name = KNOWN.get(fold(str(cell or "")))
            if name:
                columns.setdefault(name, n)
        if len(columns) > len(best):
            best, best_at = columns, at
    if not best:
        raise HeaderError("no_header", report=other_report(lines[0] if lines else ()))
    missing = [name for name in ("day",) if name not in best]
    if not {"cost", "micros"} & best.keys():
        missing.append("cost")
    if not {"campaign_id", "campaign", "ad_id"} & best.keys():
        missing.append("campaign")
    if missing:
        report = other_report(lines[best_at])
        raise HeaderError("missing", ", ".join(missing), best_at + 1, report)
    return best_at, best


def _platform(columns):
    return "google" if "micros" in columns else "facebook"


def _is_total(cells):
    first = next((str(cell) for cell in cells if str(cell or "").strip()), "")
    return fold(first.split(":")[0]) in TOTALS


def _currency(header, columns, body, wanted):
    """Return the currency of the file; refuse two, or another than the account's."""
    said = set()
    if "currency" in columns:
        cells = (_cell(row, columns["currency"]) for _line, row in body)
        said = {str(cell).strip().upper() for cell in cells if str(cell or "").strip()}
    in_brackets = "cost" in columns and bracket(str(header[columns["cost"]]))
    if in_brackets:
        said.add(in_brackets)
    bad = [code for code in said if not re.fullmatch("[A-Z]{3}", code)]
    if bad:
        raise HeaderError("no_currency", ", ".join(sorted(bad)))
    if len(said) > 1:
        raise HeaderError("currencies", ", ".join(sorted(said)))
    if said and wanted and said != {wanted}:
        raise HeaderError("other_currency", f"{said.pop()}, {wanted}")
    if not said and not wanted:
        raise HeaderError("currency_unknown")
    return said.pop() if said else wanted


def _cell(cells, n):
    return cells[n] if n < len(cells) else None


class _BadCell(Exception):
    def __init__(self, name, code):
        super().__init__(name)
        self.field = name
        self.code = code


class _Reader:
    """Reads rows once the columns, the marks and the order of days are known."""

    def __init__(self, columns, body, currency, account, order, no_decimals):
        self.columns = columns
        self.account = account
        self.currency = currency
        self.order = order or day_order(self._column(body, "day"))
        if not self.order:
            raise HeaderError("day_order")
        self.cost = "micros" if "micros" in columns else "cost"
        has_decimals = currency not in no_decimals
        self.marks = {
            name: decimal_mark(
                self._column(body, name), has_decimals and name == "cost"
            )
            for name in ("cost", "micros", "impressions", "clicks")
            if name in columns
        }

    def _column(self, body, name):
        return [_cell(cells, self.columns[name]) for _line, cells in body]

    def _text(self, cells, name):
        if name not in self.columns:
            return ""
        value = _cell(cells, self.columns[name])
        # a spreadsheet keeps long ids as numbers
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return str(value if value is not None else "").strip()

    def _number(self, cells, name):
        if name not in self.columns:
            return Decimal(0)
        try:
            return number(_cell(cells, self.columns[name]), self.marks[name])
        except BadValue as error:
            raise _BadCell(name, error.code) from error

    def spend(self, cells):
        """Return the spend of a row."""
        name = self._text(cells, "campaign")
        campaign = self._text(cells, "campaign_id") or name
        level = "campaign"
        if not campaign:
            campaign, level = self._text(cells, "ad_id"), "ad"
        if not campaign:
            raise _BadCell("campaign", "empty")
        try:
            at = day(_cell(cells, self.columns["day"]), self.order)
        except BadValue as error:
            raise _BadCell("day", error.code) from error
        if _cell(cells, self.columns[self.cost]) in (None, ""):
            raise _BadCell("cost", "empty")
        cost = self._number(cells, self.cost)
        return Spend(
            account=self._text(cells, "account") or self.account,
            campaign=campaign,
            name=name,
            level=level,
            day=at,
            currency=self.currency,
            cost=cost / MILLION if self.cost == "micros" else cost,
            impressions=int(self._number(cells, "impressions")),
            clicks=int(self._number(cells, "clicks")),
        )
