# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""README.rst and static/description/index.html of an addon, from readme/*.md.

The fragments are those of OCA's tools, in the Markdown that they use: headings,
paragraphs, lists, tables, code; bold, slanted, code and links within a line.
"""

from __future__ import annotations

import ast
import html
import re

from .markdown import INLINE, blocks, within

#: Fragments in the order in which they are read, with their headings; others follow USAGE.
FIRST = ("DESCRIPTION", "CONTEXT", "INSTALL", "CONFIGURE", "USAGE")
LAST = ("DEVELOP", "ROADMAP", "HISTORY", "CONTRIBUTORS")
TITLES = {
    "CONTEXT": "Why",
    "INSTALL": "Installation",
    "CONFIGURE": "Configuration",
    "USAGE": "Usage",
    "DEVELOP": "For developers",
    "ROADMAP": "Known limits",
    "HISTORY": "Changes",
    "CONTRIBUTORS": "Credits",
}
GENERATED = "written from readme/*.md by `make readme`: change those"
UNDERLINES = "=-~^"


def write(addon):
    """Write both files of an addon."""
    for path, text in pages(addon):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def stale(addon):
    """Return the files of an addon that are not what its fragments say."""
    return [
        path
        for path, text in pages(addon)
        if not path.is_file() or path.read_text() != text
    ]


def pages(addon):
    """Return (path, text) of the files that are made of an addon's fragments."""
    manifest = ast.literal_eval((addon.path / "__manifest__.py").read_text())
    sections = list(_sections(addon.path / "readme"))
    index = addon.path / "static" / "description" / "index.html"
    return [
        (addon.path / "README.rst", _rst_page(addon.name, manifest, sections)),
        (index, _html_page(addon.path, manifest, sections)),
    ]


def _sections(folder):
    """Yield (title or nothing, blocks) in the order in which they are read."""
    found = {file.stem: file for file in sorted(folder.glob("*.md"))}
    middle = [name for name in found if name not in FIRST + LAST]
    for name in (*FIRST, *middle, *LAST):
        if name in found:
            title = TITLES.get(name, "" if name == "DESCRIPTION" else name.capitalize())
            yield title, blocks(found[name].read_text().splitlines())


# ------------------------------------------------------------
# README.rst
# ------------------------------------------------------------


def _rst_page(name, manifest, sections):
    lines = [f".. {GENERATED}", ""]
    lines += [*_rst_heading(0, manifest["name"]), f"*{manifest['summary']}.*", ""]
    about = {
        "Technical name": f"``{name}``",
        "Version": manifest["version"],
        "License": manifest["license"],
        "Depends on": ", ".join(f"``{each}``" for each in manifest["depends"]),
    }
    lines += [*(f":{key}: {value}" for key, value in about.items()), ""]
    for title, content in sections:
        lines += _rst_heading(1, title) if title else []
        lines += _rst_blocks(content)
    return "\n".join(lines).rstrip() + "\n"


def _rst_heading(level, title):
    return [title, UNDERLINES[level] * len(title), ""]


def _rst_blocks(content):
    lines = []
    for kind, value in content:
        if kind == "heading":
            lines += _rst_heading(min(value[0], 3), rst(value[1]))
        elif kind == "text":
            lines += [rst(value), ""]
        elif kind == "code":
            lines += ["::", "", *(f"    {line}".rstrip() for line in value[1:]), ""]
        elif kind == "table":
            lines += _rst_table(value)
        else:
            lines += _rst_list(*value)
    return lines


def _rst_list(mark, items):
    lines = []
    for item in items:
        sign = "- " if mark in "-*" else "#. "
        first, *rest = _rst_blocks(item) or [""]
        lines.append(f"{sign}{first}")
        lines += [f"{' ' * len(sign)}{line}".rstrip() for line in rest]
    return [*lines, ""] if lines and lines[-1] else lines


def _rst_table(rows):
    lines = [".. list-table::", "   :header-rows: 1", ""]
    for row in rows:
        for n, cell in enumerate(row):
            lines.append(f"   {'* -' if n == 0 else '  -'} {rst(cell)}".rstrip())
    return [*lines, ""]


def rst(text):
    r"""Return a line in reStructuredText.

    >>> print(rst("Say *why*, `a_b` and [this](https://x.org) of **b**s in x_"))
    Say *why*, ``a_b`` and `this <https://x.org>`__ of **b**\ s in x\_
    """
    return within(text, _rst_plain, _rst_marked)


def _rst_plain(text):
    return re.sub(r"([\\*`|]|_(?!\w))", r"\\\1", text)


def _rst_marked(found, before, after):
    if found["code"]:
        marked = f"``{found['code']}``"
    elif found["bold"]:
        marked = f"**{_unmarked(found['bold'])}**"
    elif found["slanted"]:
        marked = f"*{_unmarked(found['slanted'])}*"
    else:
        marked = f"`{_unmarked(found['label'])} <{found['url']}>`__"
    left = "\\ " if before.isalnum() else ""
    right = "\\ " if after.isalnum() else ""
    return f"{left}{marked}{right}"


def _unmarked(text):
    return _rst_plain(INLINE.sub(lambda m: m[m.lastgroup], text))


# ------------------------------------------------------------
# index.html
# ------------------------------------------------------------


def _html_page(folder, manifest, sections):
    lines = [f"<!-- {GENERATED} -->", '<section class="oe_container">']
    lines += [
        '<div class="oe_row oe_spaced">',
        f"<h1>{html.escape(manifest['name'])}</h1>",
    ]
    lines.append(f"<p><em>{html.escape(manifest['summary'])}.</em></p>")
    if (folder / "static" / "description" / "banner.png").is_file():
        alt = html.escape(manifest["name"])
        lines.append(
            f'<p><img src="banner.png" alt="{alt}" style="max-width: 100%" /></p>'
        )
    for title, content in sections:
        lines += [f"<h2>{html.escape(title)}</h2>"] if title else []
        lines += _html_blocks(content)
    return "\n".join([*lines, "</div>", "</section>"]) + "\n"


def _html_blocks(content):
    lines = []
    for kind, value in content:
        if kind == "heading":
            level = min(value[0] + 1, 6)
            lines.append(f"<h{level}>{_html(value[1])}</h{level}>")
        elif kind == "text":
            lines.append(f"<p>{_html(value)}</p>")
        elif kind == "code":
            code = html.escape("\n".join(value[1:]))
            lines.append(f"<pre><code>{code}</code></pre>")
        elif kind == "table":
            lines += _html_table(value)
        else:
            tag = "ul" if value[0] in "-*" else "ol"
            lines.append(f"<{tag}>")
            for item in value[1]:
                lines += ["<li>", *_html_blocks(item), "</li>"]
            lines.append(f"</{tag}>")
    return lines


def _html_table(rows):
    lines = ['<table class="table">']
    for n, row in enumerate(rows):
        tag = "td" if n else "th"
        cells = "".join(f"<{tag}>{_html(cell)}</{tag}>" for cell in row)
        lines.append(f"<tr>{cells}</tr>")
    return [*lines, "</table>"]


def _html(text):
    return within(text, html.escape, _html_marked)


def _html_marked(found, _before, _after):
    if found["code"]:
        return f"<code>{html.escape(found['code'])}</code>"
    if found["bold"]:
        return f"<strong>{_html(found['bold'])}</strong>"
    if found["slanted"]:
        return f"<em>{_html(found['slanted'])}</em>"
    return f'<a href="{html.escape(found["url"])}">{_html(found["label"])}</a>'
