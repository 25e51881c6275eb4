# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: what anybody may call with ids of their own choice asks who they are.

Methods of models without an underscore are open to every login, over RPC. One that
goes on with the system's rights asks first for the rights of whoever calls; one that
does not is listed in `reviewed/rpc.txt` with why it needs not.
"""

import ast

from security import code_reading

SUDO = ("sudo(", "SUPERUSER_ID", "su=True")
#: Questions for the rights of whoever calls, in ours and in core.
ASKS = (
    "check_access(", "has_access(", "_filtered_access(", "has_group(", "_is_admin(",
    "_browse_checked(", "_timeline_record(", "_call_checked(", "_check_may_undo(",
    "_check_steward(", "_check_leader(", "_check_marketer(", "_check_waives(",
    "_check_undo(", "_to_decide(", "_check_allowed(", "_check_administrator(",
)  # fmt: skip


def public_methods():
    """Yield (path, name, source) of what can be called over RPC."""
    for path, model, node in code_reading.classes():
        for method in node.body:
            if not isinstance(method, ast.FunctionDef) or method.name[0] == "_":
                continue
            if not any("private" in ast.unparse(d) for d in method.decorator_list):
                yield path, f"{model}.{method.name}", ast.unparse(method)


def test_who_goes_on_as_the_system_asks_first_or_is_reviewed():
    found = set()
    for path, name, source in public_methods():
        goes_on = [source.index(word) for word in SUDO if word in source]
        asked = [source.index(word) for word in ASKS if word in source]
        if goes_on and not (asked and min(asked) < max(goes_on)):
            found.add(f"{path} {name}")

    new, gone = code_reading.compare(found, "rpc")
    assert not new, "ask for the rights of the caller, or list why that is not needed"
    assert not gone, "these are listed and there no more"


def test_nothing_that_runs_a_statement_is_open():
    """A method that takes SQL, code or a model's name and a method is private."""
    words = ("condition", "sql", "query", "statement", "code", "method")
    wrong = []
    for path, model, node in code_reading.classes():
        for method in node.body:
            if isinstance(method, ast.FunctionDef) and method.name[0] != "_":
                names = [argument.arg for argument in method.args.args]
                wrong += [f"{path} {model}.{method.name}"] * bool(
                    set(names) & set(words)
                )
    allowed = {
        # the code of a short link in its address
        "crm_marketing_auto/models/mailing_trace_reactions.py link.tracker.click.add_click"
    }
    assert set(wrong) <= allowed
