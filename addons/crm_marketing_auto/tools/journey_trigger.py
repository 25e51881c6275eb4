# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the trigger of a journey needs to be told, and what is wrong with it.

The configuration is a dict; its keys by trigger (`KEYS` has them with their defaults):

- ``segment``: on (enter, leave).
- ``interaction``: types (codes of what happened: an order, a delivery, a rating) or
  reactions (open, click, reply, bounce of a journey's message, of `journey_ids`);
  direction, min_amount, rating_min, rating_max narrow it down.
- ``date``: source says whose date: a field of the record (`field`), the birthday, an
  important date that a salesperson noted (fact), or what happened last (interaction:
  `types`, not if one of `unless` came after it). It is kept `offset_months` and
  `offset_days` later or earlier, every year if `yearly`. So *last order + 30 days*,
  *quotation + 3 days unless ordered*, *delivery + 12 months - 14 days* (the end of a
  warranty) and *end of contract - 60 days* are all dates.
- ``calendar``: a day that everybody has: repeat (yearly, monthly, once), month, day,
  year, or a name (`preset`: tet, mung_1, ram, ...), solar or lunar, with offset_days.
- ``webhook``: match (what the call names the person by), rate_per_minute.
- ``manual``: nothing.

`date` and `calendar` say at what hour (`at`), until when somebody who is found on the
day itself is still let in (`until`), and how many days late it may be (`late_days`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .schedule import seconds

REACTIONS = ("open", "click", "reply", "bounce", "optout")
SOURCES = ("field", "birthday", "fact", "interaction")
MATCHES = ("email", "phone", "ref", "id")
#: Named days of the calendar: what they stand for.
PRESETS = {
    "tet": {"calendar": "lunar", "repeat": "yearly", "month": 1, "day": 1},
    "ong_tao": {"calendar": "lunar", "repeat": "yearly", "month": 12, "day": 23},
    "gio_to": {"calendar": "lunar", "repeat": "yearly", "month": 3, "day": 10},
    "vu_lan": {"calendar": "lunar", "repeat": "yearly", "month": 7, "day": 15},
    "trung_thu": {"calendar": "lunar", "repeat": "yearly", "month": 8, "day": 15},
    "mung_1": {"calendar": "lunar", "repeat": "monthly", "day": 1},
    "ram": {"calendar": "lunar", "repeat": "monthly", "day": 15},
    "new_year": {"calendar": "solar", "repeat": "yearly", "month": 1, "day": 1},
    "women_8_3": {"calendar": "solar", "repeat": "yearly", "month": 3, "day": 8},
    "women_20_10": {"calendar": "solar", "repeat": "yearly", "month": 10, "day": 20},
    "teachers_20_11": {"calendar": "solar", "repeat": "yearly", "month": 11, "day": 20},
}


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: see crm.journey._trigger_fault_text."""

    code: str
    args: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Key:
    """What a key of the configuration may hold.

    :param kind: choice, number, text, texts, ids, hour or flag
    """

    kind: str
    default: Any = None
    choices: tuple = ()
    least: float = 0
    most: float = 10**12


def _choice(*choices: str, default=None) -> Key:
    return Key("choice", default, choices)


def _number(least, most, default=0) -> Key:
    return Key("number", default, least=least, most=most)


CALENDAR = _choice("solar", "lunar", default="solar")
WHEN = {
    "offset_days": _number(-3650, 3650),
    "calendar": CALENDAR,
    "at": Key("hour", "08:00"),
    "until": Key("hour", "20:00"),
    "late_days": _number(0, 30),
}
KEYS: dict[str, dict[str, Key]] = {
    "segment": {"on": _choice("enter", "leave", default="enter")},
    "interaction": {
        "types": Key("texts"),
        "reactions": Key("choices", None, REACTIONS),
        "journey_ids": Key("ids"),
        "direction": _choice("in", "out", "internal"),
        "min_amount": _number(0, 10**15, None),
        "rating_min": _number(1, 5, None),
        "rating_max": _number(1, 5, None),
    },
    "date": {
        "source": _choice(*SOURCES),
        "field": Key("text"),
        "types": Key("texts"),
        "unless": Key("texts"),
        "offset_months": _number(-120, 120),
        "yearly": Key("flag", False),
        "feb29": _choice("02-28", "03-01", default="02-28"),
        **WHEN,
    },
    "calendar": {
        "preset": _choice(*PRESETS),
        "repeat": _choice("yearly", "monthly", "once", default="yearly"),
        "month": _number(1, 12, None),
        "day": _number(1, 31, None),
        "year": _number(1900, 2199, None),
        **WHEN,
    },
    "webhook": {
        "match": _choice(*MATCHES, default="email"),
        "rate_per_minute": _number(1, 6000, 120),
    },
    "manual": {},
}


def settings(trigger: str, config: Mapping | None) -> dict[str, Any]:
    """Return the configuration with its defaults and what a named day stands for.

    >>> settings("calendar", {"preset": "ram"})["day"]
    15
    """
    config = dict(config or {})
    found = {
        name: key.default if config.get(name) is None else config[name]
        for name, key in KEYS[trigger].items()
    }
    if trigger == "calendar":
        found |= PRESETS.get(found["preset"], {})
    return found


def faults(trigger: str, config: Mapping | None) -> list[Fault]:
    """Return what is wrong with the configuration of a trigger; empty: nothing."""
    if trigger not in KEYS:
        return [Fault("unknown_trigger", {"value": trigger})]
    config = config or {}  # an empty JSON field is False
    if not isinstance(config, Mapping):
        return [Fault("wrong", {"key": "trigger_config", "value": str(config)[:80]})]
    found = [
        Fault("unknown_key", {"key": str(name)[:80]})
        for name in config
        if name not in KEYS[trigger]
    ]
    for name, key in KEYS[trigger].items():
        value = config.get(name)
        if value is not None and not CHECKS[key.kind](key, value):
            found.append(Fault("wrong", {"key": name, "value": str(value)[:80]}))
    if not found and trigger in TOGETHER:
        found += TOGETHER[trigger](settings(trigger, config))
    return found


# ------------------------------------------------------------
# One key
# ------------------------------------------------------------


def _is_number(key: Key, value) -> bool:
    plain = isinstance(value, (int, float)) and not isinstance(value, bool)
    whole = key.most > 10**6 or isinstance(value, int)
    return plain and whole and key.least <= value <= key.most


def _is_hour(_key: Key, value) -> bool:
    try:
        seconds(value)
    except (TypeError, ValueError):
        return False
    return not isinstance(value, bool)


def _are_texts(_key: Key, value) -> bool:
    return isinstance(value, list) and all(
        isinstance(item, str) and item.strip() for item in value
    )


def _are_ids(_key: Key, value) -> bool:
    return isinstance(value, list) and all(
        type(item) is int and item > 0 for item in value
    )


CHECKS = {
    "choice": lambda key, value: isinstance(value, str) and value in key.choices,
    "choices": lambda key, value: (
        _are_texts(key, value) and set(value) <= set(key.choices)
    ),
    "number": _is_number,
    "text": lambda _key, value: isinstance(value, str) and bool(value.strip()),
    "texts": _are_texts,
    "ids": _are_ids,
    "hour": _is_hour,
    "flag": lambda _key, value: isinstance(value, bool),
}


# ------------------------------------------------------------
# Keys together
# ------------------------------------------------------------


def _interaction(found) -> list[Fault]:
    faults_ = []
    if not found["types"] and not found["reactions"]:
        faults_.append(Fault("missing", {"key": "types"}))
    low, high = found["rating_min"], found["rating_max"]
    if low is not None and high is not None and low > high:
        faults_.append(Fault("wrong", {"key": "rating_max", "value": str(high)}))
    return faults_


def _date(found) -> list[Fault]:
    needed = {"field": "field", "interaction": "types"}.get(found["source"])
    faults_ = _hours(found)
    if not found["source"]:
        faults_.append(Fault("missing", {"key": "source"}))
    if needed and not found[needed]:
        faults_.append(Fault("missing", {"key": needed}))
    if found["calendar"] == "lunar" and not is_yearly(found):
        faults_.append(Fault("lunar_once", {}))
    return faults_


def _calendar(found) -> list[Fault]:
    faults_ = _hours(found)
    needed = {"yearly": ("month", "day"), "monthly": ("day",)}
    for name in needed.get(found["repeat"], ("year", "month", "day")):
        if found[name] is None:
            faults_.append(Fault("missing", {"key": name}))
    if not faults_ and not _is_day(found):
        text = f"{found['day']}/{found['month'] or '-'}"
        faults_.append(Fault("no_such_day", {"value": text}))
    return faults_


def _hours(found) -> list[Fault]:
    if seconds(found["until"]) > seconds(found["at"]):
        return []
    return [Fault("until_before_at", {"value": str(found["until"])})]


def _is_day(found) -> bool:
    if found["calendar"] == "lunar":
        return found["day"] <= 30
    if found["repeat"] == "monthly":
        return True
    try:
        # a day of every year may be 29 February
        date(
            found["year"] if found["repeat"] == "once" else 2024,
            found["month"],
            found["day"],
        )
    except ValueError:
        return False
    return True


def is_yearly(found: Mapping) -> bool:
    """Tell whether a date comes back every year: a birthday always does."""
    return bool(found["yearly"] or found["source"] == "birthday")


TOGETHER = {"interaction": _interaction, "date": _date, "calendar": _calendar}
