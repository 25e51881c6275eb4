# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What each kind of step needs to be told, and what is missing or wrong.

One function per kind, registered by its name; a satellite that adds a kind registers
its own. A check looks at the step alone: whether a record that it names still exists
is for the model to say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

UNITS = ("hours", "days", "weeks", "months")
OWNERS = ("journey", "salesperson", "round_robin")
ON_SKIP = ("next", "exit")
ON_ERROR = ("stop", "next")
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
#: Fields that a journey may write; besides them those that a company made itself (x_).
SAFE_FIELDS = {
    "res.partner": (
        "color",
        "comment",
        "function",
        "lang",
        "ref",
        "tz",
        "user_id",
        "website",
    ),
    "crm.lead": (
        "color",
        "date_deadline",
        "expected_revenue",
        "lang_id",
        "priority",
        "referred",
        "stage_id",
        "team_id",
        "user_id",
    ),
}
#: What a web call may tell of a person, where the step asks for it.
WEBHOOK_FIELDS = ("city", "email", "lang", "name", "phone", "ref")


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with the configuration of a step."""

    code: str
    args: Mapping[str, Any] = field(default_factory=dict)


#: kind: function of the step that yields faults
CHECKS: dict[str, Callable[[Any], Iterable[Fault]]] = {}
#: The kinds there are; a view of what has been registered.
KINDS = CHECKS.keys()


def register(*kinds: str):
    """Let a function check the steps of some kinds."""

    def decorate(function):
        CHECKS.update(dict.fromkeys(kinds, function))
        return function

    return decorate


def check(step) -> list[Fault]:
    """Return what is wrong with a step of a known kind."""
    return [*_common(step.config), *CHECKS[step.kind](step)]


def missing(key: str) -> Fault:
    """Return the fault that something is not filled in."""
    return Fault("missing", {"key": key})


def wrong(key: str, value: Any) -> Fault:
    """Return the fault that something is filled in that makes no sense."""
    return Fault("wrong", {"key": key, "value": str(value)[:80]})


def ids(config: Mapping, key: str) -> list[Fault]:
    """Check a list of record ids that may not be empty."""
    value = config.get(key)
    if not value:
        return [missing(key)]
    if not isinstance(value, list) or not all(is_id(item) for item in value):
        return [wrong(key, value)]
    return []


def one_of(
    config: Mapping, key: str, values: Iterable[str], default=None
) -> list[Fault]:
    """Check a choice; without a default it has to be made."""
    value = config.get(key, default)
    if value is None:
        return [missing(key)]
    return [] if value in values else [wrong(key, value)]


def text(config: Mapping, key: str) -> list[Fault]:
    """Check a text that may not be blank."""
    value = config.get(key)
    if not value or isinstance(value, str) and not value.strip():
        return [missing(key)]
    return [] if isinstance(value, str) else [wrong(key, value)]


def number(
    config: Mapping, key: str, least=0, most=10_000, default=None
) -> list[Fault]:
    """Check a whole number within bounds."""
    value = config.get(key, default)
    if value is None:
        return [missing(key)]
    whole = isinstance(value, int) and not isinstance(value, bool)
    return [] if whole and least <= value <= most else [wrong(key, value)]


def is_id(value: Any) -> bool:
    """Tell whether a value can be the id of a record."""
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _common(config):
    yield from one_of(config, "on_skip", ON_SKIP, "next")
    yield from one_of(config, "on_error", ON_ERROR, "stop")


@register("mail", "sms", "chat", "goal", "exit")
def _nothing(step):
    return ()


@register("call")
def _call(step):
    yield from text(step.config, "summary")
    yield from number(step.config, "days", default=0, most=365)
    yield from owner(step.config)


def owner(config: Mapping) -> list[Fault]:
    """Check by what role the colleague is found who does something."""
    found = one_of(config, "owner", OWNERS, "journey")
    if config.get("owner") == "round_robin":
        found += ids(config, "user_ids")
    return found


@register("plan")
def _plan(step):
    if not is_id(step.config.get("plan_id")):
        yield missing("plan_id")
    yield from number(step.config, "days", default=0, most=365)


@register("notify")
def _notify(step):
    yield from text(step.config, "text")
    yield from owner(step.config)


@register("field")
def _field(step):
    yield from text(step.config, "field")
    if "value" not in step.config:
        yield missing("value")


@register("tag")
def _tag(step):
    yield from one_of(step.config, "action", ("add", "remove"))
    yield from ids(step.config, "tag_ids")


@register("list")
def _list(step):
    yield from one_of(step.config, "action", ("add", "remove"))
    yield from ids(step.config, "list_ids")


@register("lead")
def _lead(step):
    yield from text(step.config, "name")
    yield from one_of(step.config, "type", ("lead", "opportunity"), "opportunity")
    yield from owner(step.config)


@register("quotation")
def _quotation(step):
    if step.config.get("template_id"):
        if not is_id(step.config["template_id"]):
            yield wrong("template_id", step.config["template_id"])
        return
    lines = step.config.get("lines")
    if not lines:
        yield missing("lines")
        return
    for line in lines if isinstance(lines, list) else [lines]:
        if not isinstance(line, dict) or not is_id(line.get("product_id")):
            yield wrong("lines", line)
        elif not _positive(line.get("quantity", 1)):
            yield wrong("quantity", line.get("quantity"))


def _positive(value):
    plain = isinstance(value, (int, float)) and not isinstance(value, bool)
    return plain and 0 < value < float("inf")


@register("server_action")
def _server_action(step):
    if not is_id(step.config.get("action_id")):
        yield missing("action_id")


@register("webhook")
def _webhook(step):
    if not is_id(step.config.get("account_id")):
        yield missing("account_id")
    unknown = set(step.config.get("fields") or ()) - set(WEBHOOK_FIELDS)
    if unknown:
        yield wrong("fields", ", ".join(sorted(map(str, unknown))))


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
        if weight != 0 and not _positive(weight):
            yield wrong("weight", weight)
            return
    if not any(part["weight"] for part in parts):
        yield wrong("weight", 0)
