# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: the guide of a role names menus that this role has."""

import json

import menu_reading
import pytest
from doc_reading import ROOT, Page

SALES, TICKETS, JOURNEYS = (
    "sales_team.group_sale_",
    "crm_ticket_sla.group_crm_ticket_sla_",
    "crm_marketing_auto.group_crm_marketing_auto_",
)
#: The guides and the rights of whoever reads them.
GUIDES = {
    "users/salesperson.md": [f"{SALES}salesman"],
    "vi/salesperson.md": [f"{SALES}salesman"],
    "users/sales-manager.md": [f"{SALES}manager"],
    "users/support-agent.md": [f"{TICKETS}user"],
    "vi/support-agent.md": [f"{TICKETS}user"],
    "users/support-manager.md": [f"{TICKETS}manager"],
    "users/marketer.md": [f"{JOURNEYS}user"],
    "vi/marketer.md": [f"{JOURNEYS}user"],
    "users/data-steward.md": [
        f"{SALES}salesman",
        "crm_relationship.group_data_steward",
    ],
    "vi/import.md": [f"{SALES}salesman", "crm_relationship.group_data_steward"],
}
LOOK = """
import json, pathlib
seen = {{}}
for number, (guide, groups) in enumerate({guides!r}.items()):
    user = env["res.users"].with_context(no_reset_password=True).create({{
        "name": guide, "login": guide,
        "group_ids": [(6, 0, [env.ref(g).id for g in ["base.group_user", *groups]])],
    }})
    menus = env["ir.ui.menu"].with_user(user)
    seen[guide] = [
        menu.complete_name for menu in menus.browse(menus._visible_menu_ids()).sudo()
    ]
pathlib.Path({target!r}).write_text(json.dumps(seen))
"""


@pytest.fixture(scope="module")
def seen(database_with, tmp_path_factory):
    """Return the menus that the readers of each guide see, in both languages."""
    target = tmp_path_factory.mktemp("menus") / "seen.json"
    with database_with("roles", LOOK.format(guides=GUIDES, target=str(target))):
        found = json.loads(target.read_text())
    english = {
        guide: {tuple(name.split("/")) for name in names}
        for guide, names in found.items()
    }
    return {
        guide: paths | menu_reading.in_vietnamese(paths)
        for guide, paths in english.items()
    }


@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_names_menus_that_its_readers_have(guide, seen):
    quoted = {tuple(text.split(" > ")) for text in Page(ROOT / "docs" / guide).quoted}
    apps = {path[0] for path in menu_reading.both()}

    named = {path for path in quoted if len(path) > 1 and path[0] in apps}
    assert named
    assert named - seen[guide] == set()
