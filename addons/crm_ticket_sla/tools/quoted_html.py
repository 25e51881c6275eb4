# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The quoted part of an HTML body: marked, so that it can be folded, never removed.

The mark is the attribute by which the message views of the web client and the portal
fold a quote behind a button. Quotes that mail programs wrap in elements of their own
arrive marked; what is found here are those that only their text gives away.
"""

from __future__ import annotations

from lxml import etree, html

from .quoted_text import quote_starts, split

MARK = "data-o-mail-quote"
#: Longer bodies stay as they are: no person wrote them.
LONGEST = 1_000_000
BREAKING = frozenset(
    "address article blockquote br center dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre"
    " section table td tr ul".split()
)
VISIBLE = frozenset("img table video hr".split())


def fold(body: str | None) -> str:
    """Return the body with its quoted part marked."""
    root = parsed(body)
    if root is None:
        return body or ""
    text = plain_text(root)
    if text is not None:
        parts = split(text)
        if not parts.new or not parts.rest:
            return body
        return written(_pre(parts.new), _pre(parts.rest, is_quote=True))
    block = _innermost(root)
    index = _first_quoted(block)
    if index is None:
        return body
    for element in block[index:]:
        element.set(MARK, "1")
    return inner(root)


def new_part(body: str | None) -> str:
    """Return the body without its quoted part; all of it when it is only that."""
    folded = fold(body)
    root = parsed(folded)
    if root is None:
        return folded
    for element in root.xpath(f"//*[@{MARK}='1']"):
        parent = element.getparent()
        if parent is not None:
            remove(element, parent)
    while (
        len(root)
        and not _says_something(root[-1])
        and not (root[-1].tail or "").strip()
    ):
        root.remove(root[-1])
    return inner(root) if _says_something(root) else folded


def parsed(body):
    if not body or not body.strip() or len(body) > LONGEST:
        return None
    try:
        return html.fragment_fromstring(str(body), create_parent="div")
    except (etree.ParserError, ValueError, AssertionError):
        return None


def plain_text(root):
    """Return the text of a body that came as plain text; None: it is HTML."""
    if len(root) != 1 or root[0].tag != "pre" or len(root[0]):
        return None
    if (root.text or "").strip() or (root[0].tail or "").strip():
        return None
    return root[0].text or ""


def _innermost(root):
    """Return the element whose children are the paragraphs of the mail."""
    block = root
    while len(block) == 1 and block[0].tag in ("div", "span", "center", "section"):
        if (block.text or "").strip() or (block[0].tail or "").strip():
            break
        block = block[0]
    return block


def lines_of(body: str | None) -> list[str]:
    """Return the lines of a body as text; those of quotes are marked by ``>``."""
    root = parsed(body)
    if root is None:
        return []
    text = plain_text(root)
    if text is not None:
        return text.replace("\r\n", "\n").split("\n")
    return [line.strip() for line in _lines(_innermost(root))[0]]


def _lines(block):
    """Return the lines of a block, and for each the index of its child; -1: none."""
    lines, owners = (block.text or "").split("\n"), []
    owners += [-1] * len(lines)
    for index, child in enumerate(block):
        found = "".join(_texts(child, "> " if child.tag == "blockquote" else ""))
        found = (found + (child.tail or "")).split("\n")
        lines += found
        owners += [index] * len(found)
    return lines, owners


def _first_quoted(block):
    """Return the index of the child from which on all is quoted; None: no quote."""
    lines, owners = _lines(block)
    start = quote_starts([line.strip() for line in lines])
    if start is None:
        return None
    index = owners[start]
    # a child in which something new is said as well stays whole
    begins = owners.index(index)
    if any(line.strip() for line in lines[begins:start]):
        index += 1
    return index if 0 <= index < len(block) else None


def _texts(element, prefix):
    """Give the text of an element, a line for each block in it."""
    if not isinstance(element.tag, str):
        return
    if element.tag in BREAKING:
        yield "\n" + prefix
    yield (element.text or "").replace("\n", " ")
    for child in element:
        yield from _texts(child, prefix)
        yield (child.tail or "").replace("\n", " ")
    if element.tag in BREAKING and element.tag != "br":
        yield "\n"


def remove(element, parent):
    """Remove an element but not the text behind it."""
    tail = element.tail or ""
    previous = element.getprevious()
    if previous is not None:
        previous.tail = (previous.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def _says_something(element):
    if "".join(element.itertext()).strip():
        return True
    return element.tag in VISIBLE or any(e.tag in VISIBLE for e in element.iter())


def _pre(text, is_quote=False):
    element = etree.Element("pre")
    element.text = text
    if is_quote:
        element.set(MARK, "1")
    return element


def written(*elements):
    return "\n".join(etree.tostring(e, encoding="unicode") for e in elements)


def inner(root):
    """Return the HTML inside an element."""
    text = html.tostring(root, encoding="unicode")
    return text[text.index(">") + 1 : text.rindex("</")]
