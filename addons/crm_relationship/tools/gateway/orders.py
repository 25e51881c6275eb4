# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Orders of shops and marketplaces as signed JSON."""

from __future__ import annotations

import math
import re
from datetime import datetime, timedelta
from typing import NamedTuple

from .call import RawEvent, Refused
from .payload import text
from .people import Person, read_person, read_time

MAX_ORDERS = 200
#: How far clocks may go ahead: a state of later than that has not been.
AHEAD = timedelta(days=1)
#: States in which nothing was, or stays, bought.
CANCELLED = re.compile(r"cancel|refund|return|fail|void|huỷ|hủy|trả", re.IGNORECASE)
#: What was returned in part is bought all the same.
_PARTLY = re.compile(r"partial|một phần", re.IGNORECASE)
#: Marketplaces hide numbers and addresses of buyers.
_HIDDEN = re.compile(r"[*•xX]{2,}")


class Order(NamedTuple):
    """An order as a shop tells it, now."""

    shop: str
    number: str
    status: str
    person: Person
    amount: float
    currency: str
    at: datetime | None
    updated_at: datetime | None
    lines: tuple[str, ...]
    buyer: str

    @property
    def uid(self) -> str:
        """Return what the order is known by: a number is of its shop."""
        return f"order,{self.shop},{self.number}"

    @property
    def is_cancelled(self) -> bool:
        """Tell whether nothing is bought."""
        return is_cancelled(self.status)


def is_cancelled(status: str) -> bool:
    """Tell whether nothing is bought in a state.

    >>> is_cancelled("Đã hủy"), is_cancelled("partially_refunded")
    (True, False)
    """
    return bool(CANCELLED.search(status)) and not _PARTLY.search(status)


def read_orders(body: dict, zone: str) -> list[RawEvent]:
    """Return the orders of a body as events: one for each state of an order.

    :raise Refused: naming the field that is wrong

    >>> body = {"shop": "S", "order": 5, "status": "paid", "customer": {"name": "Lan"}}
    >>> [(e.external_uid, e.order_key) for e in read_orders(body, "UTC")]
    [('order,S,5,paid,', 'order,S,5')]
    """
    orders = body.get("orders", [body])
    if not isinstance(orders, list) or len(orders) > MAX_ORDERS:
        raise Refused(422, "orders", f"orders: a list of {MAX_ORDERS} at most.")
    events = []
    for at, payload in enumerate(orders):
        order = _checked(payload, f"orders[{at}].", zone)
        stamp = text(payload.get("updated_at"), 40)
        uid = text(payload.get("id"), 150) or f"{order.uid},{order.status},{stamp}"
        events.append(RawEvent("order", uid, payload, order.uid))
    return events


def _checked(payload, place, zone):
    if not isinstance(payload, dict):
        raise Refused(422, "orders", f"{place[:-1]}: an object.")
    for name in ("shop", "order"):
        if not text(payload.get(name)):
            raise Refused(422, name, f"{place}{name}: required.")
    amount = payload.get("amount")
    if amount is not None and read_amount(amount) is None:
        raise Refused(422, "amount", f"{place}amount: a number such as 150000.5.")
    for name in ("at", "updated_at"):
        if payload.get(name) is not None and not read_time(payload[name], zone):
            raise Refused(422, name, f"{place}{name}: such as 2026-01-31T09:00:00Z.")
    return read_order(payload, zone)


def read_order(payload: dict, zone: str) -> Order:
    """Return an order.

    >>> order = read_order({"shop": "S", "order": "5", "amount": "15.5",
    ...     "customer": {"phone": "09****678", "email": "a@b.test"}}, "UTC")
    >>> order.amount, order.person.phone, order.person.email
    (15.5, '', 'a@b.test')
    """
    customer = payload.get("customer")
    person = read_person(customer)
    person = person._replace(
        phone="" if _HIDDEN.search(person.phone) else person.phone,
        email="" if _HIDDEN.search(person.email.partition("@")[0]) else person.email,
    )
    buyer = text(customer.get("id"), 80) if isinstance(customer, dict) else ""
    return Order(
        shop=text(payload.get("shop"), 60),
        number=text(payload.get("order"), 80),
        status=text(payload.get("status"), 40),
        person=person,
        amount=read_amount(payload.get("amount")) or 0.0,
        currency=text(payload.get("currency"), 3).upper(),
        at=read_time(payload.get("at"), zone),
        updated_at=read_time(payload.get("updated_at"), zone),
        lines=tuple(_lines(payload.get("lines"))),
        buyer=buyer,
    )


def state_time(payload: dict, zone: str, received_at: datetime) -> datetime | None:
    """Return of when the state of an order is; None when that is not to be believed.

    >>> told = datetime(2026, 3, 1)
    >>> state_time({"updated_at": "2026-03-01T09:00:00Z"}, "UTC", told)
    datetime.datetime(2026, 3, 1, 9, 0)
    >>> state_time({"updated_at": "2099-01-01T00:00:00Z"}, "UTC", told)
    """
    at = read_time(payload.get("updated_at"), zone)
    return at if at and at <= received_at + AHEAD else None


def read_amount(value) -> float | None:
    """Return an amount of money; None when it is none.

    >>> read_amount("1e400"), read_amount(True), read_amount("12.50")
    (None, None, 12.5)
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        amount = float(value)
    except (ValueError, OverflowError):
        return None
    return amount if math.isfinite(amount) and abs(amount) < 1e15 else None


def _lines(lines):
    for line in lines[:50] if isinstance(lines, list) else ():
        if isinstance(line, dict):
            name = text(line.get("name"), 100) or text(line.get("sku"), 60)
            count = text(line.get("quantity"), 12)
            yield " × ".join(filter(None, (count, name)))
