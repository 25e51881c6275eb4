# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Addons of others that the benchmarks measure ours against."""

from __future__ import annotations

import shutil

from . import shell
from .errors import ToolError, say
from .files import digest, is_done, lock, mark_done


def ensure(work):
    """Return the addons folder of the peers, from the package index.

    :raise ToolError: when the index cannot be read
    """
    pins = work.settings.config / "requirements-peers.txt"
    path = work.settings.home / f"peers-{digest(pins.read_text())}"
    with lock(work.settings.home / "peers.lock"):
        if not is_done(path):
            say("peers of the benchmarks")
            shutil.rmtree(path, ignore_errors=True)
            pip = [work.venv.python, "-m", "pip", "install", "-q"]
            # no dependencies: they name Odoo itself, which is here
            options = ["--disable-pip-version-check", "--no-deps", "--target", path]
            made = shell.run([*pip, *options, "-r", pins], env=work.settings.env)
            if made.returncode:
                raise ToolError(
                    f"the benchmarks' peers cannot be had ({shell.last_line(made)}): "
                    "is this machine online? check pip's index and repeat"
                )
            mark_done(path)
    return path / "odoo" / "addons"
