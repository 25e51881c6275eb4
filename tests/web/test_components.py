# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: each component has a hoot test, and each picture of the guides a tour."""

import ast
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

ADDONS = Path(__file__).resolve().parents[2] / "addons"
COMPONENT = re.compile(r"^(?:export )?class (\w+) extends (?!Error\b)\w", re.MULTILINE)
TEMPLATE = re.compile(r"static template = \"([\w.]+)\"")
CLASS = re.compile(r"\bo_\w+")
PICTURE = re.compile(r"\bpicture\(\s*\"([\w-]+)\"")


def sources(addon, pattern):
    """Return the text of the files of an addon, by path."""
    return {path: path.read_text() for path in sorted((ADDONS / addon).glob(pattern))}


def classes_by_template(addon):
    """Return what only one template draws, by the template's name."""
    drawn = {}
    for text in sources(addon, "static/src/**/*.xml").values():
        for template in ElementTree.fromstring(text).iter("t"):
            if name := template.get("t-name"):
                markup = ElementTree.tostring(template, encoding="unicode")
                drawn[name] = set(CLASS.findall(markup))
    return {
        name: {
            one
            for one in found
            if not any(one in others for key, others in drawn.items() if key != name)
        }
        for name, found in drawn.items()
    }


def untested(addon):
    """Return the components that no hoot test names, nor anything that they draw."""
    tests = "\n".join(sources(addon, "static/tests/**/*.test.js").values())
    words = set(re.findall(r"\w+", tests))
    drawn = classes_by_template(addon)
    missing = []
    for path, text in sources(addon, "static/src/**/*.js").items():
        own = set().union(*(drawn.get(name, set()) for name in TEMPLATE.findall(text)))
        names = COMPONENT.findall(text)
        if names and not own & words:
            missing += [
                f"{path.relative_to(ADDONS)}: {name}"
                for name in names
                if name not in words
            ]
    return missing


@pytest.mark.parametrize("addon", sorted(path.name for path in ADDONS.iterdir()))
def test_each_component_has_a_hoot_test(addon):
    assert untested(addon) == []


def test_each_picture_is_taken_by_one_tour_and_named_once():
    tree = ast.parse((ADDONS / "crm_relationship/tests/browser.py").read_text())
    declared = next(
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and node.targets[0].id == "PICTURES"
    )
    taken = [
        name
        for text in sources("", "*/static/tests/tours/*.js").values()
        for name in PICTURE.findall(text)
    ]
    english = [name for name in declared if not name.startswith("vi-")]
    assert sorted(taken) == sorted(english)
    twins = {name.removeprefix("vi-") for name in declared if name.startswith("vi-")}
    assert twins <= set(english)
