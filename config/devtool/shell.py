# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Running other programs."""

from __future__ import annotations

import shutil
import subprocess


def run(command, **options):
    """Run a program quietly and return its result (text, both streams kept)."""
    options.setdefault("stdin", subprocess.DEVNULL if "input" not in options else None)
    if options["stdin"] is None:
        del options["stdin"]
    return subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, **options
    )


def succeeds(command, **options):
    """Tell whether a program exists, runs and ends well."""
    try:
        return run(command, **options).returncode == 0
    except OSError:
        return False


def last_line(result):
    """Return the last thing a program said, for an error message."""
    lines = (result.stderr or result.stdout or "").strip().splitlines()
    return lines[-1].strip() if lines else f"exit code {result.returncode}"


def which(name, path=None):
    """Return where a program is, or None."""
    return shutil.which(name, path=path)
