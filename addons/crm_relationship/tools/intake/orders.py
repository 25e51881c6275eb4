# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Rows of an order export as the order that a shop's signed call would tell.

A row is a line of an order; what is of the order as a whole stands in all of its rows, or
in the first. Both ways in, the file's and the call's, end in the same reader.
"""

from __future__ import annotations

import re

from ..gateway.orders import is_cancelled
from ..gateway.payload import text
from ..names_vn import is_vietnamese
from .cells import number
from .values import Issue

#: What a row says of when; the last of them is the moment of the state.
MOMENTS = ("at", "changed_at", "cancelled_at")
#: What a spreadsheet made of a long number.
_SPOILT = re.compile(r"^\d+(?:[.,]\d+)?[eE]\+\d+$")


def finish_line(found, plan) -> None:
    """Say which order a row is of; without that it is none."""
    values = found.fields
    order = " ".join(str(values.get("order") or "").split())
    if found.has_error:
        pass
    elif not order:
        found.issues.append(Issue("", "order_missing", {}))
    elif _SPOILT.match(order):
        found.issues.append(Issue("", "order_spoilt", {"value": order}))
    elif not values.get("shop"):
        found.issues.append(Issue("", "shop_missing", {}))
    values["order"] = order
    first, last = values.pop("first_name", ""), values.pop("last_name", "")
    if not values.get("name") and (first or last):
        parts = (first, last)
        if is_vietnamese(f"{last} {first}"):
            parts = (last, first)
        values["name"] = " ".join(filter(None, parts))


def money(cell: str, header: str, currency: str) -> float:
    """Return an amount; in dong a point is never of decimals.

    >>> money("500.000", "Tổng (VND)", ""), money("500.000", "Total", "USD")
    (500000.0, 500.0)
    """
    is_dong = currency == "VND" or "VND" in header.upper()
    return number(f"{cell} ₫" if is_dong and cell.strip()[-1:].isdigit() else cell)


def order_moments(row: dict) -> list:
    """Return the moments that a row names: of the order and of its states.

    >>> from datetime import datetime
    >>> order_moments({"at": (datetime(2026, 3, 2, 1), True), "changed_at": None})
    [datetime.datetime(2026, 3, 2, 1, 0)]
    """
    return [row[name][0] for name in MOMENTS if row.get(name)]


def order_payload(rows: list[dict]) -> dict:
    """Return an order as a shop's call tells it, from the values of its rows.

    The last moment that a row names is that of the state; a row without any is as old as
    the order.

    >>> from datetime import datetime
    >>> at = (datetime(2026, 3, 2, 1), True)
    >>> line = {"shop": "S", "order": "5", "status": "paid", "at": at, "name": "Lan"}
    >>> told = order_payload([{**line, "product": "Desk", "line_amount": 20.0},
    ...                       {**line, "product": "Desk", "line_amount": 20.0}])
    >>> told["lines"], told["amount"], told["at"]
    ([{'name': 'Desk', 'sku': '', 'quantity': '2'}], 40.0, '2026-03-02T01:00:00Z')
    """
    bought = [row for row in rows if not _is_off(row)] or rows
    moments = [moment for row in rows for moment in order_moments(row)]
    total = _first(bought, "total") or _first(rows, "total")
    amounts = [row["line_amount"] for row in bought if row.get("line_amount")]
    return {
        "shop": text(_first(rows, "shop"), 60),
        "order": text(_first(rows, "order"), 80),
        "status": _status(bought),
        "at": _stamp(next(iter(_first(rows, "at") or ()), None)),
        "updated_at": _stamp(max(moments, default=None)),
        "amount": total if total is not None else sum(amounts) or None,
        "currency": text(_first(rows, "currency"), 3),
        "customer": {
            "id": text(_first(rows, "buyer"), 80),
            "name": _first(rows, "name") or "",
            "phone": next(iter(_first(rows, "phone") or ()), ""),
            "email": next(iter(_first(rows, "email") or ()), ""),
        },
        "lines": _lines(bought),
    }


def _first(rows, name):
    """Return the first value that a row has."""
    return next((row[name] for row in rows if row.get(name)), None)


def _is_off(row):
    return bool(row.get("cancelled_at")) or is_cancelled(text(row.get("status"), 40))


def _status(rows):
    status = text(_first(rows, "status"), 40)
    if _first(rows, "cancelled_at") and not is_cancelled(status):
        return text(f"{status} cancelled", 40)
    return status


def _stamp(moment):
    return f"{moment:%Y-%m-%dT%H:%M:%S}Z" if moment else None


def _lines(rows):
    """Return the lines, those of the same thing as one."""
    counts: dict[tuple, float] = {}
    for row in rows:
        name = text(row.get("product"), 100)
        kind = text(row.get("variation"), 60)
        sku = text(row.get("sku"), 60)
        if name or sku:
            key = (f"{name} ({kind})" if name and kind else name, sku)
            counts[key] = counts.get(key, 0) + (row.get("quantity") or 1)
    return [
        {"name": name, "sku": sku, "quantity": f"{count:g}"}
        for (name, sku), count in counts.items()
    ]
