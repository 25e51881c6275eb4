# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Odoo's lint addon on our addons: what its tests need, and its checks for pylint.

Its pylint test reads all of Odoo besides, which takes half an hour: the same checks are
run on ours alone. Its test of indexes knows by a list of its own which are the first key
of another index: `TestIndexes` of crm_relationship asks the database.
"""

from __future__ import annotations

import os
import subprocess

from . import venv
from .errors import ToolError, say

#: As Odoo's TestPyLint asks for them.
CHECKS = (
    "used-before-assignment,undefined-variable,eval-used,unreachable,function-redefined,"
    "sql-injection,missing-gettext,gettext-variable,gettext-placeholders,gettext-repr,"
    "raise-unlink-override"
)
PLUGINS = (
    "_pylint_path_setup,pylint.extensions.bad_builtin,_odoo_checker_sql_injection,"
    "_odoo_checker_gettext,_odoo_checker_unlink_override"
)
SELECTION = "/test_lint,-/test_lint:TestPyLint,-/test_lint:TestIndex"


def environment(work):
    """Return where the addon's tests find pylint's parts."""
    return {"PYTHONPATH": str(_packages(venv.for_checks(work.settings)))}


def run_checkers(work):
    """Run Odoo's own checks for pylint on our addons; return the exit code."""
    tools = venv.for_checks(work.settings)
    found = work.addons().values()
    plugins = _folder(work)
    say("Odoo's checks for pylint")
    values = {
        **work.settings.env,
        "PYTHONPATH": os.pathsep.join(map(str, (plugins, work.source.root))),
        "ADDONS_PATH": os.pathsep.join({str(addon.path.parent) for addon in found}),
    }
    command = [tools.program("pylint"), f"--rcfile={os.devnull}", "--score=n"]
    command += ["--disable=all,unknown-option-value", f"--enable={CHECKS}"]
    command += [f"--load-plugins={PLUGINS}", "--bad-functions=input"]
    command += [addon.path for addon in found]
    return subprocess.run([str(part) for part in command], env=values).returncode


def _folder(work):
    for folder in work.source.addons:
        if (folder / "test_lint").is_dir():
            return folder / "test_lint" / "tests"
    raise ToolError(f"{work.source.root} has no addon test_lint")


def _packages(environment):
    return next((environment.path / "lib").glob("python*")) / "site-packages"
