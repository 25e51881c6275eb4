# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: an amount is shown with its currency.

The web client takes the symbol from the record: a view that shows an amount without
reading its currency shows a bare number.
"""

import ast
from pathlib import Path
from xml.etree import ElementTree

ADDONS = Path(__file__).resolve().parents[2] / "addons"
VIEWS = {"form", "list", "kanban"}


def assigned(body):
    """Return what the statements of a class or a call give to names."""
    return {
        statement.targets[0].id: statement.value
        for statement in body
        if isinstance(statement, ast.Assign)
        and isinstance(statement.targets[0], ast.Name)
    }


def currency(value):
    """Return the currency field of an amount; None of another field."""
    if not isinstance(value, ast.Call):
        return None
    if not ast.unparse(value.func).endswith("Monetary"):
        return None
    given = {word.arg: word.value for word in value.keywords}
    named = given.get("currency_field")
    return named.value if named else "currency_id"


def amounts():
    """Return the amounts of each model of ours, with their currency fields."""
    found = {}
    for folder in ("models", "report", "wizards"):
        for path in sorted(ADDONS.glob(f"*/{folder}/*.py")):
            classes = (
                node
                for node in ast.walk(ast.parse(path.read_text()))
                if isinstance(node, ast.ClassDef)
            )
            for names in map(assigned, (node.body for node in classes)):
                model = names.get("_name") or names.get("_inherit")
                if isinstance(model, ast.Constant):
                    pairs = {key: currency(value) for key, value in names.items()}
                    own = {key: value for key, value in pairs.items() if value}
                    found.setdefault(model.value, {}).update(own)
    return found


def shown(view):
    """Return the fields of a view, without those of the lists inside it."""
    names = set()
    for node in view:
        if node.tag not in VIEWS:
            names |= {node.get("name")} if node.tag == "field" else set()
            names |= shown(node)
    return names


def bare(record, found):
    """Return the amounts that a view shows without their currency."""
    parts = {part.get("name"): part for part in record.findall("field")}
    if "arch" not in parts or "model" not in parts or "inherit_id" in parts:
        return []
    # the lists inside a form are of other models
    view = next((node for node in parts["arch"] if node.tag in VIEWS), None)
    if view is None:
        return []
    names = shown(view)
    own = found.get(parts["model"].text, {})
    return sorted(name for name in names & set(own) if own[name] not in names)


def test_each_view_reads_the_currency_of_the_amounts_that_it_shows():
    found = amounts()
    missing = [
        f"{path.relative_to(ADDONS)}: {record.get('id')}: {', '.join(names)}"
        for folder in ("views", "report", "wizards")
        for path in sorted(ADDONS.glob(f"*/{folder}/*.xml"))
        for record in ElementTree.fromstring(path.read_bytes()).iter("record")
        if record.get("model") == "ir.ui.view" and (names := bare(record, found))
    ]
    assert found["crm.interaction"]["amount"] == "currency_id"
    assert missing == []
