# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the web client asks of a view's records, told by the view itself.

Reads the answer of `get_views`: a field of the view is asked for, of a link the name,
of lines what the list within the field shows.
"""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

LINES = ("one2many", "many2many")
PAGE = 40
NEVER = ("1", "True")


def specification(answer, model, kind):
    """Return what `web_read` and its kin are asked for a view of a model."""
    arch = ElementTree.fromstring(answer["views"][kind]["arch"])
    fields = {name: info["fields"] for name, info in answer["models"].items()}
    return _fields_of(arch, model, fields)


def _fields_of(node, model, fields):
    found = {}
    for child in node:
        if child.tag != "field":
            found |= _fields_of(child, model, fields)
            continue
        name = child.get("name")
        known = fields.get(model, {}).get(name)
        if known:
            found[name] = _asked(child, known, fields)
    return found


def _asked(node, known, fields):
    kind, is_shown = known["type"], node.get("invisible") not in NEVER
    if kind in ("many2one", "reference"):
        return {"fields": {"display_name": {}} if is_shown else {}}
    if kind in LINES and is_shown:
        lists = [child for child in node if child.tag in ("list", "kanban")]
        if lists:
            inner = _fields_of(lists[0], known["relation"], fields)
            return {"fields": inner, "limit": PAGE}
        return {"fields": {"display_name": {}}, "limit": PAGE}
    return {}
