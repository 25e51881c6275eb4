# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a secret is read by nobody, goes into no copy, and is compared in silence."""

import ast
import re

from security import code_reading

SECRET = re.compile(r"(^|_)(secret|token|password|api_key)$|webhook_url$|^recording$")
#: Parts of addresses: whoever may set up a caller reads them to enter them there.
ADDRESSES = ("hook_token", "token")
#: Comparisons of what is named so, that tell nobody anything.
COMPARED = {
    # which of the account's own tokens a provider refused, both ours
    "crm_relationship/models/crm_channel_token.py",
    # whether a request that was signed says the same as when it came first
    "crm_ticket_sla/models/crm_ticket_api_entry.py",
}


def secret_fields():
    """Yield (path, name, keywords) of fields that are called like secrets."""
    for path, _model, node in code_reading.classes():
        for statement in node.body:
            is_field = (
                isinstance(statement, ast.Assign)
                and isinstance(statement.targets[0], ast.Name)
                and ast.unparse(statement.value).startswith("fields.Char(")
            )
            if is_field and SECRET.search(statement.targets[0].id):
                said = {
                    key.arg: ast.unparse(key.value) for key in statement.value.keywords
                }
                yield path, statement.targets[0].id, said


def is_stored(path, name, said):
    """Tell whether a field holds a secret: not a box it is typed in, or shown in once."""
    is_typed = name.startswith("new_") or "compute" in said
    return not is_typed and not path.endswith("crm_ticket_api_key.py")


def test_secrets_are_for_nobody_and_stay_out_of_copies():
    wrong = []
    for path, name, said in filter(lambda found: is_stored(*found), secret_fields()):
        if "groups" not in said and name not in ADDRESSES:
            wrong.append(f"{path} {name}: for everybody")
        # an address is copied with what it is an address of, a recording never is
        if said.get("copy") != "False" and name not in ("webhook_url", "recording"):
            wrong.append(f"{path} {name}: copied")
    assert not wrong


def test_a_neutralised_copy_has_none():
    for path, name, _said in filter(lambda found: is_stored(*found), secret_fields()):
        addon = path.split("/", 1)[0]
        script = (code_reading.ADDONS / addon / "data" / "neutralize.sql").read_text()
        assert re.search(rf"\b{name} = NULL", script), f"{path} {name}"


def test_what_is_sent_is_compared_in_constant_time():
    """No `==` tells by its time how much of a token was right."""
    words = re.compile(r"token|secret|signature|password|digest|hmac", re.IGNORECASE)
    wrong = set()
    for path, tree in code_reading.modules():
        for _function, node in code_reading.walk(tree):
            if not isinstance(node, ast.Compare):
                continue
            if not isinstance(node.ops[0], (ast.Eq, ast.NotEq)):
                continue
            sides = [node.left, *node.comparators]
            if any(isinstance(s, ast.Constant) for s in sides):
                continue
            if any(words.search(ast.unparse(side)) for side in sides):
                wrong.add(f"{path}: {ast.unparse(node)}")
    assert {line for line in wrong if line.split(":")[0] not in COMPARED} == set()
