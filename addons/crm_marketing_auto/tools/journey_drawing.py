# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a drawing that comes from the editor has to be before it can be kept.

A drawing may be unfinished: what keeps it from being published is said by
journey_graph. Here only what could not be stored, or shown again, is refused:
``{"entry": uid or False, "steps": [{"uid", "kind", "name", "config", "branches",
"mailing_id", "x", "y"}]}``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

UID = re.compile(r"[A-Za-z0-9_-]{1,40}")
MAX_STEPS = 500
MAX_NAME = 200


class DrawingError(ValueError):
    """Why a drawing is refused.

    :param code: see crm.journey.version._refuse_drawing
    :param step: the name of the step, or its uid; None: the drawing as a whole
    """

    def __init__(self, code: str, step: str | None = None, value: Any = None):
        super().__init__(code, step, value)
        self.code, self.step, self.value = code, step, value


def check(drawing: Any, kinds: Collection[str]) -> list[dict]:
    """Return the steps of a drawing, whole; raise where it cannot be kept."""
    steps = drawing.get("steps") if isinstance(drawing, Mapping) else None
    if not isinstance(steps, list):
        raise DrawingError("no_drawing")
    if len(steps) > MAX_STEPS:
        raise DrawingError("too_many", value=MAX_STEPS)
    whole = [_check_step(step, kinds) for step in steps]
    uids = [step["uid"] for step in whole]
    for step in whole:
        if uids.count(step["uid"]) > 1:
            raise DrawingError("twice", step["name"])
        for target in step["branches"].values():
            if target not in uids:
                raise DrawingError("leads_nowhere", step["name"], target)
    if drawing.get("entry") and drawing["entry"] not in uids:
        raise DrawingError("no_entry", value=drawing["entry"])
    return whole


def _check_step(step, kinds):
    if not isinstance(step, Mapping):
        raise DrawingError("no_step", value=step)
    uid = step.get("uid")
    if not isinstance(uid, str) or not UID.fullmatch(uid):
        raise DrawingError("no_uid", value=uid)
    name = step.get("name") or ""
    label = name if isinstance(name, str) and name.strip() else uid
    if step.get("kind") not in kinds:
        raise DrawingError("unknown_kind", label, step.get("kind"))
    config, branches = step.get("config") or {}, step.get("branches") or {}
    if not isinstance(config, Mapping):
        raise DrawingError("no_config", label)
    if not isinstance(branches, Mapping):
        raise DrawingError("no_branches", label)
    mailing_id = step.get("mailing_id") or False
    if not isinstance(mailing_id, int):
        raise DrawingError("no_content", label, mailing_id)
    return {
        "uid": uid,
        "kind": step["kind"],
        "name": label.strip()[:MAX_NAME],
        "config": dict(config),
        "branches": {str(way): target for way, target in branches.items() if target},
        "mailing_id": mailing_id,
        "x": _whole(step.get("x"), label),
        "y": _whole(step.get("y"), label),
    }


def _whole(value, label):
    if value is None:
        return 0
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not is_number or not abs(value) < 10**7:
        raise DrawingError("no_place", label, value)
    return round(value)
