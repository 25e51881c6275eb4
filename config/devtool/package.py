# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""`make package`: a wheel and a zip of each addon, with the same files."""

from __future__ import annotations

import zipfile
from pathlib import PurePosixPath

from . import addons, shell, venv
from .errors import ToolError, say

#: Where a wheel has its addon.
INSIDE = PurePosixPath("odoo", "addons")


def run(settings):
    """Build every addon into dist/; what was there of before goes."""
    folder = settings.root / "dist"
    for old in [*folder.glob("*.whl"), *folder.glob("*.zip")]:
        old.unlink()
    built = build(settings, folder)
    for path in built:
        say(f"{path.relative_to(settings.root)}  {path.stat().st_size // 1024} KiB")
    return 0


def build(settings, folder):
    """Build wheels and zips into a folder; return them, sorted.

    What git knows of an addon is packed, so that nobody's leftovers are.
    """
    tools = venv.for_packaging(settings)
    found = addons.find([settings.root / "addons"]).values()
    command = [tools.python, "-m", "pip", "wheel", "-q", "--disable-pip-version-check"]
    command += ["--no-build-isolation", "--no-deps", "--no-index", "-w", folder]
    # the version is the manifest's: no commits are counted into it
    values = {**settings.env, "WHOOL_POST_VERSION_STRATEGY_OVERRIDE": "none"}
    paths = [addon.path for addon in found]
    made = shell.run([str(part) for part in (*command, *paths)], env=values)
    if made.returncode:
        raise ToolError(f"the wheels cannot be built: {shell.last_line(made)}")
    wheels = sorted(folder.glob("*.whl"))
    return sorted([*wheels, *map(_zip, wheels)])


def _zip(wheel):
    """Make the zip of a wheel: the addon alone, to be unpacked into an addons path."""
    with zipfile.ZipFile(wheel) as source:
        names = [
            n for n in source.namelist() if PurePosixPath(n).is_relative_to(INSIDE)
        ]
        addon = PurePosixPath(names[0]).parts[len(INSIDE.parts)]
        version = wheel.name.split("-")[1]
        path = wheel.with_name(f"{addon}-{version}.zip")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
            for name in names:
                inner = PurePosixPath(name).relative_to(INSIDE)
                target.writestr(str(inner), source.read(name))
    return path
