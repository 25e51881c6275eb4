# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What each kind of step needs to be told, and what is missing or wrong.

The plain questions are in step_checks.py; waits, conditions and splits, which have more
to be told than others, in step_config_flow.py.
"""

from __future__ import annotations

from collections.abc import Mapping

from . import step_config_flow  # noqa: F401 - registers its kinds
from .step_checks import (
    CHECKS,
    KINDS,
    Fault,
    ids,
    is_id,
    is_positive,
    missing,
    number,
    one_of,
    register,
    text,
    wrong,
)

__all__ = [
    "CHECKS",
    "KINDS",
    "SAFE_FIELDS",
    "WEBHOOK_FIELDS",
    "Fault",
    "check",
    "register",
]
OWNERS = ("journey", "salesperson", "round_robin")
ON_SKIP = ("next", "exit")
ON_ERROR = ("stop", "next")
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


def check(step) -> list[Fault]:
    """Return what is wrong with a step of a known kind."""
    return [*_common(step.config), *CHECKS[step.kind](step)]


def _common(config):
    yield from one_of(config, "on_skip", ON_SKIP, "next")
    yield from one_of(config, "on_error", ON_ERROR, "stop")


@register("mail", "sms", "goal", "exit")
def _nothing(step):
    return ()


@register("chat")
def _chat(step):
    if not is_id(step.config.get("account_id")):
        yield missing("account_id")
    yield from text(step.config, "text")
    template = step.config.get("template_id")
    if template not in (None, "", False) and not (
        isinstance(template, str) and template.isascii() and template.isdigit()
    ):
        yield wrong("template_id", template)


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
        elif not is_positive(line.get("quantity", 1)):
            yield wrong("quantity", line.get("quantity"))


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
