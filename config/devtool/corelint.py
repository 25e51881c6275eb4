# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Odoo's lint addon on our addons: what its tests need, and its checks for pylint.

Its pylint test reads all of Odoo besides, which takes half an hour: the same checks are
run on ours alone. What they say wrongly is in `config/core_lint_known.txt`, each with
why; a line that nothing says any more is pointed out. Its test of indexes knows by a list
of its own which are the first key of another index: `TestIndexes` of crm_relationship asks
the database.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter
from pathlib import PurePath

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
KNOWN = "core_lint_known.txt"
SELECTION = "/test_lint,-/test_lint:TestPyLint,-/test_lint:TestIndex"


def environment(work):
    """Return where the addon's tests find pylint's parts."""
    return {"PYTHONPATH": str(_packages(venv.for_checks(work.settings)))}


def run_checkers(work):
    """Run Odoo's own checks for pylint on our addons; return the exit code."""
    say("Odoo's checks for pylint")
    known = read_known(work.settings.config / KNOWN)
    said = Counter(name_of(message) for message in _messages(work))
    unknown, healed = judge(known, said)
    for name in unknown:
        say(f"not in {KNOWN}: {name}")
    for name in healed:
        say(f"{KNOWN} names what nothing says any more: {name}")
    say(f"{said.total() - len(unknown)} known messages")
    return 1 if unknown else 0


def name_of(message):
    """Return `addon/file.py:function:check` of a message of pylint.

    Not its line: a list of lines is wrong after the next commit.
    """
    path = PurePath(message["path"])
    inside = path.parts[path.parts.index("addons") + 1 :]
    return f"{'/'.join(inside)}:{message['obj'] or '-'}:{message['symbol']}"


def judge(known, said):
    """Return what is said more often than it is known, and what is known in vain.

    :param known: ``{name: how often it may be said}``
    :param said: a counter of names
    """
    unknown = sorted((said - known).elements())
    return unknown, sorted(name for name in known if not said[name])


def read_known(path):
    """Return a counter of names; one a line, with a reason, or the file is refused."""
    known = Counter()
    for line in path.read_text().splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        name, _space, reason = line.partition(" ")
        if not reason.strip():
            raise ToolError(f"{path.name}: {name} has no reason")
        known[name] += 1
    return known


def _messages(work):
    tools = venv.for_checks(work.settings)
    found = work.addons().values()
    plugins = _folder(work)
    values = {
        **work.settings.env,
        "PYTHONPATH": os.pathsep.join(map(str, (plugins, work.source.root))),
        "ADDONS_PATH": os.pathsep.join({str(addon.path.parent) for addon in found}),
    }
    command = [tools.program("pylint"), f"--rcfile={os.devnull}", "--score=n"]
    command += ["--disable=all,unknown-option-value", f"--enable={CHECKS}"]
    command += [f"--load-plugins={PLUGINS}", "--bad-functions=input"]
    command += ["--output-format=json", *(addon.path for addon in found)]
    done = subprocess.run(
        [str(part) for part in command], env=values, stdout=subprocess.PIPE, text=True
    )
    try:
        # where a check breaks, pylint says where it writes of it before the list
        return json.loads(done.stdout[done.stdout.index("[\n") :])
    except ValueError:
        raise ToolError(f"pylint did not run: {done.stdout[-500:]}") from None


def _folder(work):
    for folder in work.source.addons:
        if (folder / "test_lint").is_dir():
            return folder / "test_lint" / "tests"
    raise ToolError(f"{work.source.root} has no addon test_lint")


def _packages(environment):
    return next((environment.path / "lib").glob("python*")) / "site-packages"
