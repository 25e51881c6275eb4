# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: what can be pressed or seen has a name for who does not see it.

A button or link that shows an icon alone has a title or an aria-label, and a picture
has an alt (an empty one says that it only decorates).
"""

from pathlib import Path
from xml.etree import ElementTree

import pytest

ADDONS = Path(__file__).resolve().parents[2] / "addons"
FOLDERS = ("static/src", "views", "wizards", "report")
# what the server or the client writes there later
WRITTEN = {"t-out", "t-esc", "t-raw", "t-field", "t-call", "t-slot"}
# nodes of a view whose text is the record's
FILLED = {"field", "widget"}
PREFIXES = ("", "t-att-", "t-attf-")


def says(node, *names):
    """Return whether one of these attributes is there, written or computed."""
    return any(node.get(f"{prefix}{name}") for prefix in PREFIXES for name in names)


def speaks(node):
    """Return whether something inside the node reads as words.

    What hides on a narrow screen (d-none) does not: there the icon stands alone.
    """
    if (node.text or "").strip() or WRITTEN & set(node.attrib):
        return True
    for child in node:
        hidden = "d-none" in child.get("class", "").split()
        named = child.tag in FILLED or says(child, "title", "aria-label", "alt")
        if (child.tail or "").strip() or not hidden and (named or speaks(child)):
            return True
    return False


def pressed(node):
    """Return whether people press the node; a locator of another view is none."""
    kinds = ("button", "a")
    tag = node.tag in kinds or node.get("role") == "button"
    return tag and not node.get("position")


def nameless(root):
    """Return the start of each node under `root` that lacks a name."""
    missing = []
    for node in root.iter():
        named = says(node, "title", "aria-label", "aria-labelledby", "data-tooltip")
        # a button of a view shows its string
        named = named or node.get("string") or node.get("t-att")
        silent = pressed(node) and not named and not speaks(node)
        unseen = node.tag == "img" and not any(
            f"{p}alt" in node.attrib for p in PREFIXES
        )
        if silent or unseen:
            missing.append(ElementTree.tostring(node, encoding="unicode")[:120])
    return missing


@pytest.mark.parametrize("addon", sorted(path.name for path in ADDONS.iterdir()))
def test_whatever_shows_an_icon_or_a_picture_has_a_name(addon):
    missing = [
        f"{path.relative_to(ADDONS)}: {node}"
        for folder in FOLDERS
        for path in sorted((ADDONS / addon / folder).glob("**/*.xml"))
        for node in nameless(ElementTree.fromstring(path.read_bytes()))
    ]
    assert missing == []


@pytest.mark.parametrize(
    ("markup", "faults"),
    [
        ('<button><i class="fa fa-bell"/></button>', 1),
        ('<button name="action_call" type="object" icon="fa-phone"/>', 1),
        ('<a href="#"><i class="fa fa-bell"/><b class="d-none">Bell</b></a>', 1),
        ('<span role="button"><i class="fa fa-bell"/></span>', 1),
        ('<img src="a.png"/>', 1),
        ('<a href="#"><img src="a.png"/></a>', 2),
        ('<button title="Bell"><i class="fa fa-bell"/></button>', 0),
        ('<button t-att-aria-label="name"><i class="fa fa-bell"/></button>', 0),
        ('<button><i class="fa fa-bell"/> Bell</button>', 0),
        ('<button><i class="fa fa-bell"/><t t-esc="name"/></button>', 0),
        ('<button icon="fa-phone"><field name="calls"/></button>', 0),
        ('<button name="action_call" position="attributes"/>', 0),
        ('<img src="a.png" alt=""/>', 0),
        ('<img t-att-alt="name"/>', 0),
    ],
)
def test_the_search_for_what_has_no_name_finds_a_planted_fault(markup, faults):
    assert len(nameless(ElementTree.fromstring(f"<div>{markup}</div>"))) == faults
