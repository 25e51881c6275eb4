# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""`make lint`: ruff, pylint-odoo, the OCA checks, headers, compose, shells, the docs."""

from __future__ import annotations

import subprocess
import sys

from . import addons, site, venv
from .errors import say

FOLDERS = ("addons", "config", "tests", "benchmarks")
# the order of attributes and the letter case of "utf-8" are the author's
TASTE = ("--disable=xml-tag-position,xml-header-wrong",)
SCRIPTS = ("bash", "sh")


def run(settings):
    """Run every check, even after one failed; return the exit code."""
    tools = venv.for_checks(settings)
    failed = []
    for name, command in commands(settings, tools):
        say(name)
        if subprocess.run(
            [str(part) for part in command], cwd=settings.root
        ).returncode:
            failed.append(name)
    say(f"failed: {', '.join(failed)}" if failed else "lint: clean")
    return 1 if failed else 0


def tidy(settings):
    """Format the code and repair what the checkers can repair."""
    tools = venv.for_checks(settings)
    folders = [name for name in FOLDERS if (settings.root / name).is_dir()]
    found = addons.find([settings.root / "addons"]).values()
    ruff, oca = tools.program("ruff"), tools.program("oca-checks-odoo-module")
    repairs = [
        [ruff, "check", "-q", "--no-cache", "--fix", *folders],
        [ruff, "format", "-q", "--no-cache", *folders],
        [
            oca,
            "--no-verbose",
            "--no-exit",
            "--fix",
            *TASTE,
            *(addon.path for addon in found),
        ],
    ]
    for command in repairs:
        # what it repaired; what is left to a person, make lint tells
        subprocess.run(
            [str(part) for part in command],
            cwd=settings.root,
            stdout=subprocess.DEVNULL,
        )


def commands(settings, tools):
    """Yield (name, command) for what there is to check."""
    root = settings.root
    folders = [name for name in FOLDERS if (root / name).is_dir()]
    yield "ruff check", [tools.program("ruff"), "check", "-q", "--no-cache", *folders]
    options = ["--check", "--output-format=concise", "--no-cache"]
    yield "ruff format", [tools.program("ruff"), "format", *options, *folders]
    yield "headers and readmes", [sys.executable, "config/dev.py", "check_upkeep"]
    yield from _addon_checks(root, tools)
    if (root / "docker-compose.yml").exists():
        options = ["--builtin-schema", "vendor.compose-spec", "docker-compose.yml"]
        yield "compose schema", [tools.program("check-jsonschema"), "-q", *options]
    if (root / "mkdocs.yml").exists():
        yield "docs", site.command(settings)
    for script, shell in sorted(shell_scripts(root)):
        yield f"{shell} -n {script}", [shell, "-n", script]


def _addon_checks(root, tools):
    others = [root / "benchmarks" / "addons", root / "tests" / "addons"]
    found = addons.find([root / "addons", *others])
    paths = [addon.path for addon in found.values()]
    if not paths:
        return
    # a model of many concerns has a file for each of them
    off = "missing-readme,consider-merging-classes-inherited"
    options = ["--rcfile=.pylintrc", f"--disable={off}"]
    yield "pylint-odoo", [tools.program("pylint"), *options, *paths]
    checker = [tools.program("oca-checks-odoo-module")]
    yield "oca-checks-odoo-module", [*checker, *TASTE, *paths]
    catalogues = [file for path in paths for file in sorted(path.glob("i18n/*.po*"))]
    if catalogues:
        yield (
            "oca-checks-po",
            [tools.program("oca-checks-po"), *catalogues],
        )


def shell_scripts(root):
    """Return (path, shell) of the scripts, told by their first line."""
    files = [root / "odoo", root / ".ci" / "run"]
    for folder in FOLDERS:
        files += (root / folder).rglob("*.sh")
    found = []
    for file in files:
        first = file.read_text().splitlines()[:1] if file.is_file() else []
        name = first[0].split("/")[-1].split()[-1] if first else ""
        if name in SCRIPTS:
            found.append((str(file.relative_to(root)), name))
    return found
