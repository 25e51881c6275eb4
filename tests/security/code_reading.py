# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The source of our addons, read: where what is called, and by which argument."""

import ast
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import NamedTuple

ADDONS = Path(__file__).resolve().parents[2] / "addons"
LISTS = Path(__file__).resolve().parent / "reviewed"


class Place(NamedTuple):
    """A node of the source, in the function around it."""

    path: str
    function: str
    node: ast.AST

    def __str__(self):
        return f"{self.path} {self.function}"


@cache
def modules():
    """Return (path, tree) of each module that is installed: no tests, no demo."""
    found = []
    for file in sorted(ADDONS.rglob("*.py")):
        path = file.relative_to(ADDONS)
        if not {"tests", "demo", "migrations"} & set(path.parts):
            found.append((str(path), ast.parse(file.read_text())))
    return found


def walk(node, name=""):
    """Yield (name of the function or class around, node) of all below a node."""
    for child in ast.iter_child_nodes(node):
        inside = name
        if isinstance(child, (ast.FunctionDef, ast.ClassDef)):
            inside = f"{name}.{child.name}".lstrip(".")
        yield inside, child
        yield from walk(child, inside)


def calls(*names):
    """Yield the Place of each call of functions or methods of these names."""
    for name in names:
        yield from _calls().get(name, ())


@cache
def _calls():
    found = defaultdict(list)
    for path, tree in modules():
        for function, node in walk(tree):
            if isinstance(node, ast.Call):
                found[called(node)].append(Place(path, function or "-", node))
    return found


def called(call):
    """Return the name of the function or method that is called."""
    return getattr(call.func, "attr", None) or getattr(call.func, "id", "")


def classes():
    """Yield (path, name of the model, class) of each class of a model."""
    for path, tree in modules():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and (model := model_of(node)):
                yield path, model, node


def model_of(node):
    """Return the name of the model that a class is of, or extends."""
    said = {
        statement.targets[0].id: statement.value.value
        for statement in node.body
        if isinstance(statement, ast.Assign)
        and isinstance(statement.targets[0], ast.Name)
        and isinstance(statement.value, ast.Constant)
    }
    return said.get("_name") or said.get("_inherit")


def reviewed(name):
    """Return {place: why} of a list of what somebody has read and found harmless."""
    lines = (LISTS / f"{name}.txt").read_text().splitlines()
    pairs = (line.split(" # ", 1) for line in lines if line and line[0] != "#")
    return {place.strip(): why.strip() for place, why in pairs}


def compare(found, name):
    """Return what is not reviewed, and what is listed and gone: both should be none."""
    known = reviewed(name)
    return sorted(set(found) - set(known)), sorted(set(known) - set(found))
