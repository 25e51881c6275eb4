# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How the tool speaks: progress on standard error, failures as one line."""

from __future__ import annotations

import sys


class ToolError(Exception):
    """A failure whose single line tells the user what to do next."""


def say(message):
    """Print one line of progress."""
    print(f"==> {message}", file=sys.stderr, flush=True)
