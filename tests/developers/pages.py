# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Code blocks of pages in Markdown, and those that show a file of this repository.

``python tests/developers/pages.py`` puts the files as they are now into the pages.
"""

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
SHOWING = ROOT / "docs" / "developers" / "extension-points.md"
#: The licence stands in each file and would say nothing on a page.
HEADER = re.compile(
    r"\A(# Copyright.*\n# License.*\n|(<\?xml.*\n)?<!-- Copyright[^>]*-->\n)"
)
BLOCK = re.compile(
    r"^(?:<!-- account: (?P<account>\w+) -->\n\n)?"
    r'```(?P<language>\w+)(?: title="(?P<title>[^"]+)")?\n(?P<code>.*?)^```$',
    re.MULTILINE | re.DOTALL,
)


class Block(NamedTuple):
    """A piece of code on a page, and what it prints."""

    language: str
    title: str
    account: str
    code: str
    prints: str | None


def blocks(page):
    """Return the code blocks of a page; a block of text is what the one before prints."""
    found = []
    for match in BLOCK.finditer(page):
        language, title, account, code = match.group(
            "language", "title", "account", "code"
        )
        if language == "text":
            found[-1] = found[-1]._replace(prints=code)
        else:
            found.append(Block(language, title or "", account or "", code, None))
    return found


def shown(path):
    """Return a file as a page shows it."""
    return HEADER.sub("", path.read_text())


def refreshed(page):
    """Return a page with the files that it shows as they are now."""

    def replace(match):
        path = ROOT / (match["title"] or "-")
        if not path.is_file():
            return match[0]
        return match[0].replace(f"\n{match['code']}```", f"\n{shown(path)}```")

    return BLOCK.sub(replace, page)


if __name__ == "__main__":
    SHOWING.write_text(refreshed(SHOWING.read_text()))
