# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the documentation says, read from its Markdown: links, anchors, spans, code."""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("addons/*/readme/*.md")]
)
FENCE = re.compile(r"^[ \t]*```.*?^[ \t]*```", re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"(?:\A|\n[ \t]*\n)((?:(?: {4}|\t)[^\n]*\n?)+)")
SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"(!?)\[(?:[^\[\]]|!\[[^\]]*\]\([^)]*\))*\]\(([^)\s]+)\)")
PICTURE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} +(.+?)\s*$", re.MULTILINE)
EMPHASIS = re.compile(r"(?<![*\w])\*([^*\n][^*]*)\*(?!\*)")


@dataclass(frozen=True)
class Page:
    """A page of the documentation."""

    path: Path

    def __str__(self):
        return str(self.path.relative_to(ROOT))

    @property
    def text(self):
        return self.path.read_text()

    @property
    def prose(self):
        """The text without blocks of code."""
        return FENCE.sub("", self.text)

    @property
    def links(self):
        """Targets of links, and of pictures, as written."""
        prose = SPAN.sub("", self.prose)
        found = [target for _mark, target in LINK.findall(prose)]
        return sorted({*found, *PICTURE.findall(prose)})

    @property
    def pictures(self):
        return [self.path.parent / path for path in PICTURE.findall(self.prose)]

    @property
    def anchors(self):
        """The anchors of its headings, as GitHub and the site make them."""
        return {slug(heading) for heading in HEADING.findall(self.prose)}

    @property
    def code(self):
        """Spans and blocks of code, one text."""
        parts = [*FENCE.findall(self.text), *SPAN.findall(self.prose)]
        return "\n".join([*parts, *INDENTED.findall(self.prose)])

    @property
    def quoted(self):
        """What stands in italics: names of menus, buttons and pages."""
        prose = SPAN.sub("", self.prose).replace("**", "")
        return [" ".join(text.split()) for text in EMPHASIS.findall(prose)]


def slug(heading):
    """Return the anchor of a heading.

    >>> slug("Shopee, Lazada: `orders`")
    'shopee-lazada-orders'
    """
    words = re.sub(r"[^\w\- ]", "", heading.lower())
    return words.strip().replace(" ", "-")


def pages(under=""):
    """Return the pages, or those of a folder."""
    return [Page(path) for path in PAGES if path.is_relative_to(ROOT / under)]
