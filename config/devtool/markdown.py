# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The Markdown of our fragments, read into blocks.

A *block* is (kind, content): a text; a heading (level, text); code [language, lines...];
a table of rows of cells; a list (mark, items), whose items are lists of blocks.
"""

from __future__ import annotations

import re

ITEM = re.compile(r"(?P<mark>[-*]|\d+\.)\s+")
INLINE = re.compile(
    r"`(?P<code>[^`]+)`|\*\*(?P<bold>.+?)\*\*|\*(?P<slanted>[^*\s][^*]*?)\*"
    r"|\[(?P<label>[^\]]+)\]\((?P<url>[^)\s]+)\)"
)


def blocks(lines):
    """Return the blocks of lines of Markdown.

    >>> blocks(["# A", "", "b", "c", "", "- d", "  e", "- f"])
    [('heading', (1, 'A')), ('text', 'b c'), ('list', ('-', [[('text', 'd e')], [('text', 'f')]]))]
    """
    found, at = [], 0
    while at < len(lines):
        line = lines[at]
        if not line.strip():
            at += 1
            continue
        if line.startswith("```"):
            reader = _read_fence
        elif line.startswith("#"):
            reader = _read_heading
        elif line.startswith("    "):
            reader = _read_indented
        elif line.startswith("|"):
            reader = _read_table
        elif ITEM.match(line):
            reader = _read_list
        else:
            reader = _read_text
        block, at = reader(lines, at)
        found.append(block)
    return found


def _read_fence(lines, at):
    end = next(n for n in range(at + 1, len(lines)) if lines[n].startswith("```"))
    return ("code", (lines[at][3:].split() or [""])[0:1] + lines[at + 1 : end]), end + 1


def _read_heading(lines, at):
    level = len(lines[at]) - len(lines[at].lstrip("#"))
    return ("heading", (level, lines[at].strip("# "))), at + 1


def _read_indented(lines, at):
    end = _first(lines, at, lambda line: line.strip() and not line.startswith("    "))
    code = [line[4:] for line in lines[at:end]]
    while not code[-1].strip():
        code.pop()
    return ("code", ["", *code]), end


def _read_table(lines, at):
    end = _first(lines, at, lambda line: not line.startswith("|"))
    rows = [
        [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
        for line in lines[at:end]
    ]
    return ("table", [rows[0], *rows[2:]]), end


def _read_list(lines, at):
    """Return a list: what is indented below an item is part of it."""
    mark = ITEM.match(lines[at])["mark"]
    ordered = mark[0].isdigit()
    items = []
    while at < len(lines):
        item = ITEM.match(lines[at])
        if not item or item["mark"][0].isdigit() != ordered:
            break
        width = item.end()
        end = _first(lines, at + 1, lambda line: line.strip() and line[0] != " ")
        inner = [
            lines[at][width:],
            *(_outdented(line, width) for line in lines[at + 1 : end]),
        ]
        items.append(blocks(inner))
        at = end
    return ("list", (mark, items)), at


def _outdented(line, width):
    return line[min(width, len(line) - len(line.lstrip())) :]


def _read_text(lines, at):
    end = _first(
        lines, at, lambda line: not line.strip() or line[0] in "|#" or ITEM.match(line)
    )
    end = max(end, at + 1)
    return ("text", " ".join(line.strip() for line in lines[at:end])), end


def _first(lines, at, holds):
    return next((n for n in range(at, len(lines)) if holds(lines[n])), len(lines))


def within(text, plain, marked):
    """Return a line with its plain and its marked parts written."""
    parts, at = [], 0
    for found in INLINE.finditer(text):
        parts.append(plain(text[at : found.start()]))
        parts.append(marked(found, text[: found.start()][-1:], text[found.end() :][:1]))
        at = found.end()
    return "".join([*parts, plain(text[at:])])
