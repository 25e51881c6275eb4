# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the site of the documentation does otherwise than GitHub: see mkdocs.yml.

Links to files of the repository that are no pages work on GitHub. The site names the file.
"""

import posixpath
import re

LINK = re.compile(r"(?<!!)\[([^\]]+)\]\(((?:\.\./)+[^)#\s]+)\)")


def on_page_markdown(markdown, page, **_more):
    """Replace links that leave docs/ by the file's path in the repository."""
    folder = posixpath.dirname(f"docs/{page.file.src_uri}")

    def named(link):
        path = posixpath.normpath(posixpath.join(folder, link[2]))
        inside = path.startswith("docs/")
        return link[0] if inside else f"{link[1]} (`{path}`)"

    return LINK.sub(named, markdown)
