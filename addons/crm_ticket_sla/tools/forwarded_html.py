# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The mail inside a forwarded one, as HTML: without headers and without comment.

The tree is read as lines, as people see them; every piece of text knows its line, and
every element where it begins and ends. So what stands above a line can be taken out of
the tree, whatever elements it is in. Those around the mail are no quote any more.
"""

from __future__ import annotations

from typing import NamedTuple

from lxml import etree

from . import forwarded
from .quoted_html import BREAKING, VISIBLE, inner, parsed, plain_text, remove, written

#: What makes message views fold an element away.
_QUOTE_ATTRIBUTES = ("class", "id", "type", "cite")
_UNREAD = frozenset(("style", "script", "title"))


class Forward(NamedTuple):
    """A forwarded mail: its sender, what was said about it (text), its body (HTML).

    :param subject: where it is not that of the mail that forwards it
    """

    name: str
    address: str
    comment: str
    body: str
    subject: str = ""


def read(body: str | None, subject: str | None = "") -> Forward | None:
    """Return the mail that a body forwards; None: it forwards none."""
    root = parsed(body)
    if root is None:
        return None
    text = plain_text(root)
    if text is not None:
        return _read_text(text.replace("\r\n", "\n").split("\n"), subject)
    tree = _Tree(root)
    headers = forwarded.find(tree.lines, subject)
    if headers is None:
        return None
    comment = _joined(tree.lines[: headers.start])
    tree.cut(headers.stop)
    return Forward(headers.name, headers.address, comment, inner(root))


def _read_text(lines, subject):
    headers = forwarded.find(lines, subject)
    if headers is None:
        return None
    below = lines[headers.stop :]
    marked = [line for line in below if line.strip()]
    if marked and all(line.startswith(">") for line in marked):
        below = [line.removeprefix(">").removeprefix(" ") for line in below]
    element = etree.Element("pre")
    element.text = "\n".join(below).strip("\n")
    comment = _joined(lines[: headers.start])
    return Forward(headers.name, headers.address, comment, written(element))


def _joined(lines):
    """Return lines as text, with one empty line at most between paragraphs."""
    kept = []
    for line in lines:
        line = " ".join(line.split())
        if line or kept[-1:] != [""]:
            kept.append(line)
    return "\n".join(kept).strip("\n")


class _Tree:
    """A tree of elements as lines of text."""

    def __init__(self, root):
        self.root = root
        self.lines = [""]
        self.pieces = []  # (line, element, "text" or "tail")
        self.spans = []  # (first line, last line, element)
        self._read(root)

    def _read(self, element):
        is_breaking = element.tag in BREAKING
        first = len(self.lines) - 1
        if is_breaking:
            self.lines.append("")
            first += element.tag != "br"
        self._take(element, "text")
        for child in element:
            if isinstance(child.tag, str):
                self._read(child)
            self._take(child, "tail")
        self.spans.append((first, len(self.lines) - 1, element))
        if is_breaking and element.tag != "br":
            self.lines.append("")

    def _take(self, element, where):
        text = getattr(element, where)
        if text and (where == "tail" or element.tag not in _UNREAD):
            self.pieces.append((len(self.lines) - 1, element, where))
            self.lines[-1] += text.replace("\n", " ")

    def cut(self, stop):
        """Take out what stands above a line."""
        for line, element, where in self.pieces:
            if line < stop:
                setattr(element, where, None)
        for first, last, element in self.spans:
            if element is self.root:
                continue
            if last < stop or element.tag == "br" and first < stop:
                remove(element, element.getparent())
            elif first < stop:
                self._unquote(element)
        self._trim()

    def _unquote(self, element):
        if element.tag == "blockquote":
            element.tag = "div"
        for name in element.attrib:
            if name in _QUOTE_ATTRIBUTES or name.startswith("data-o-mail-quote"):
                del element.attrib[name]

    def _trim(self):
        """Take out empty elements above the first that says something."""
        for element in list(self.root.iter()):
            if element is self.root:
                if (element.text or "").strip():
                    return
                continue
            says = (element.text or "").strip() or element.tag in VISIBLE
            if says:
                return
            if len(element) == 0:
                is_last = bool((element.tail or "").strip())
                remove(element, element.getparent())
                if is_last:
                    return
