# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is known of a run: the code, the day, the machine; nothing that names one."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def commit():
    """Return the commit that is measured, marked when files differ from it."""
    found = _git("rev-parse", "--short=10", "HEAD")
    places = ("addons", "benchmarks", ":!benchmarks/results")
    changed = found and _git("status", "--porcelain", "--", *places)
    return f"{found or 'unknown'}{' with changes' if changed else ''}"


def _git(*arguments):
    try:
        return subprocess.run(
            ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def today():
    """Return the day in UTC."""
    return datetime.now(UTC).date().isoformat()


def facts(env):
    """Return the machine's size and what runs on it; the load tells who else does."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    env.cr.execute("SHOW server_version")
    return {
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(memory / 2**30),
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "postgresql": env.cr.fetchone()[0].split()[0],
    }
