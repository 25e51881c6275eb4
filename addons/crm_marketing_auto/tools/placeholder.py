# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A message whose only moving parts are fields of its receiver, cut into pieces once.

What a marketer writes is mostly the same for everybody. Cut at its placeholders, it is
put together for each receiver without being parsed again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

_PLACEHOLDER = re.compile(
    r"""<(\w+)\s+t-out=\s*(["'])([\w.]+)\2\s*(?:/>|>\s*([^<>]*?)\s*</\1>)"""
)


class Placeholder(NamedTuple):
    """A field of the receiver; `default` is shown where it is empty."""

    tag: str
    path: tuple[str, ...]
    default: str

    def show(self, text: str) -> str:
        """Return the text in its element; `t` is none.

        >>> Placeholder("b", ("name",), "").show("Lan"), Placeholder("t", (), "").show("x")
        ('<b>Lan</b>', 'x')
        """
        return text if self.tag.lower() == "t" else f"<{self.tag}>{text}</{self.tag}>"


def pieces(html: str) -> list[str | Placeholder]:
    """Return the constant texts and the placeholders between them, in order.

    >>> pieces('<p>Dear <t t-out="object.name">friend</t>!</p>')
    ['<p>Dear ', Placeholder(tag='t', path=('name',), default='friend'), '!</p>']
    """
    found, end = [], 0
    for match in _PLACEHOLDER.finditer(html):
        tag, _quote, path, default = match.groups()
        found.append(html[end : match.start()])
        found.append(Placeholder(tag, tuple(path.split(".")[1:]), default or ""))
        end = match.end()
    return [*found, html[end:]]


def fill(parts: list[str | Placeholder], value: Callable[[Placeholder], str]) -> str:
    """Return the message of one receiver.

    :param value: gives the escaped text of a placeholder
    """
    return "".join(
        part if isinstance(part, str) else part.show(value(part)) for part in parts
    )
