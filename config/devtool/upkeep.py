# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What no checker of others knows: licence headers, and readmes that are up to date."""

from __future__ import annotations

from . import addons, readme

HEADED = (".py", ".js", ".scss", ".xml", ".sh")
HEADER = ("Copyright", "License LGPL-3.0 or later")
FOLDERS = ("addons", "config", "tests", "benchmarks")


def complaints(root):
    """Return what is wrong, a line each."""
    for file in headless(root):
        yield f"{file.relative_to(root)}: its first lines name no copyright and licence"
    for addon in addons.find([root / "addons"]).values():
        for path in readme.stale(addon):
            yield f"{path.relative_to(root)}: is behind its fragments: make readme"


def headless(root):
    """Return the files of ours without the two lines at their top."""
    found = []
    for folder in FOLDERS:
        for file in sorted((root / folder).rglob("*")):
            if file.suffix in HEADED and file.is_file() and "lib" not in file.parts:
                top = "\n".join(file.read_text().splitlines()[:5])
                if top and not all(word in top for word in HEADER):
                    found.append(file)
    return found
