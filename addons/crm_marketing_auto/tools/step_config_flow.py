# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What waits, conditions and splits need to be told."""

from __future__ import annotations

import re
from datetime import date

from .step_checks import (
    is_id,
    is_positive,
    missing,
    number,
    one_of,
    register,
    text,
    wrong,
)

UNITS = ("hours", "days", "weeks", "months")
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


@register("wait")
def _wait(step):
    config = step.config
    mode = config.get("mode")
    if mode not in WAITS:
        yield wrong("mode", mode) if mode else missing("mode")
        return
    at = config.get("at")
    if at not in (None, "", False) and not (
        isinstance(at, str) and CLOCK.fullmatch(at)
    ):
        yield wrong("at", at)
    yield from WAITS[mode](config)


def _duration(config):
    yield from number(config, "amount", least=1, most=5000)
    yield from one_of(config, "unit", UNITS)


def _time(config):
    yield from text(config, "at")


def _weekday(config):
    days = config.get("days")
    if not days:
        yield missing("days")
    elif not isinstance(days, list) or not all(
        isinstance(day, int) and 0 <= day <= 6 for day in days
    ):
        yield wrong("days", days)


def _date(config):
    value = config.get("date")
    lunar = config.get("calendar") == "lunar"
    yield from one_of(config, "calendar", ("solar", "lunar"), "solar")
    if not value:
        yield missing("date")
    elif not _is_date(value, lunar):
        yield wrong("date", value)


def _is_date(value, lunar):
    if lunar:  # a month of the moon has 29 or 30 days
        found = re.fullmatch(r"\d{4}-(\d\d)-(\d\d)", str(value))
        return bool(found) and 1 <= int(found[1]) <= 12 and 1 <= int(found[2]) <= 30
    try:
        date.fromisoformat(str(value))
    except ValueError:
        return False
    return True


def _of_field(config):
    yield from text(config, "field")
    yield from number(config, "offset_days", least=-3650, most=3650, default=0)


def _event(config):
    yield from one_of(config, "kind", ("open", "click", "reply", "interaction"))
    yield from number(config, "max_days", least=1, most=730)
    key = "types" if config.get("kind") == "interaction" else "of"
    if not config.get(key):
        yield missing(key)


WAITS = {
    "duration": _duration,
    "time": _time,
    "weekday": _weekday,
    "date": _date,
    "field": _of_field,
    "event": _event,
}


@register("condition")
def _condition(step):
    mode = step.config.get("mode")
    if mode not in CONDITIONS:
        yield wrong("mode", mode) if mode else missing("mode")
        return
    yield from CONDITIONS[mode](step.config)


def _in_segment(config):
    if not is_id(config.get("segment_id")):
        yield missing("segment_id")


def _domain(config):
    if not isinstance(config.get("domain"), list):
        yield missing("domain")


def _reaction(config):
    yield from text(config, "of")
    yield from one_of(config, "kind", ("open", "click", "reply", "bounce", "optout"))
    yield from number(config, "days", least=0, most=730, default=0)


def _interaction(config):
    if not config.get("types"):
        yield missing("types")
    yield from number(config, "days", least=1, most=3650)


CONDITIONS = {
    "segment": _in_segment,
    "domain": _domain,
    "reaction": _reaction,
    "interaction": _interaction,
}


@register("split")
def _split(step):
    parts = step.config.get("parts")
    if not isinstance(parts, list) or len(parts) < 2:
        yield missing("parts")
        return
    yield from one_of(step.config, "mode", ("random",), "random")
    names = [part.get("name") for part in parts if isinstance(part, dict)]
    if len(names) < len(parts) or not all(names) or len(set(names)) < len(names):
        yield wrong("parts", names)
        return
    for part in parts:
        weight = part.get("weight")
        if weight != 0 and not is_positive(weight):
            yield wrong("weight", weight)
            return
    if not any(part["weight"] for part in parts):
        yield wrong("weight", 0)
