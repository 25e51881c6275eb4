# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""`make docs`: the documentation as a site; a broken link fails it."""

from __future__ import annotations

import subprocess

from . import venv
from .errors import say

FOLDER = "build/docs"
#: Material prints a notice about the next MkDocs with every run.
QUIET = ("env", "NO_MKDOCS_2_WARNING=1")


def run(settings):
    """Build the site; return the exit code."""
    code = subprocess.run(command(settings), cwd=settings.root).returncode
    if not code:
        say(f"python3 -m http.server --directory {FOLDER}")
    return code


def command(settings):
    """Return the command that builds the site, to be run in the checkout."""
    program = str(venv.for_docs(settings).program("mkdocs"))
    return [*QUIET, program, "build", "--strict", "--site-dir", FOLDER]
