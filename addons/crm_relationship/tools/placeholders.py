# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Texts with placeholders such as ``{{customer}}``, filled with plain values.

Nothing is evaluated: a placeholder is a name out of a list, its value is put in as
escaped text, and what a value contains is never looked at again.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from html import escape

PLACEHOLDER = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


def names(text: str) -> list[str]:
    """Return the names of the placeholders in a text, each once.

    >>> names("Dear {{ customer }}, {{order}} and {{customer}}")
    ['customer', 'order']
    """
    return list(dict.fromkeys(PLACEHOLDER.findall(text or "")))


def unknown(text: str, known: Collection[str]) -> list[str]:
    """Return the placeholders of a text that are not in the list.

    >>> unknown("{{customer}} {{object.env}}", {"customer"})
    ['object.env']
    """
    return [name for name in names(text) if name not in known]


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return an HTML text with its placeholders filled.

    A value with an ``__html__`` method is markup that was made to be put in; any
    other is escaped. A name that is not among the values becomes nothing.

    >>> fill("<p>{{ a }} {{b}}</p>", {"a": "<b>&{{b}}"})
    '<p>&lt;b&gt;&amp;{{b}} </p>'
    """
    return PLACEHOLDER.sub(lambda found: _html(values.get(found[1])), text or "")


def _html(value) -> str:
    if value is None or value is False:
        return ""
    if hasattr(value, "__html__"):
        return str(value.__html__())
    return escape(str(value)).replace("\n", "<br/>")
