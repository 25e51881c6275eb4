# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Menus and words of the addons, as people read them in English and in Vietnamese."""

from functools import cache

import polib
from doc_reading import ROOT
from lxml import etree

ADDONS = ROOT / "addons"
ROOTS = (
    "crm_relationship.crm_relationship_menu_root",
    "crm_ticket_sla.crm_ticket_sla_menu_root",
    "crm_marketing_auto.crm_marketing_auto_menu_root",
)


def paths():
    """Return the path of each menu below our apps: a tuple of names."""
    menus, actions = _menus(), _actions()

    def path(xml_id):
        menu = menus.get(xml_id)
        if menu is None:
            return ()  # of core
        name = menu.get("name") or actions.get(menu.get("action"))
        return (*path(menu.get("parent")), name)

    found = {xml_id: path(xml_id) for xml_id in menus}
    apps = {found[root][0] for root in ROOTS}
    return {names for names in found.values() if names[0] in apps}


def both():
    """Return the paths in both languages."""
    english = paths()
    return english | in_vietnamese(english)


def in_vietnamese(names):
    """Return every way in which these paths may read in Vietnamese."""
    words = _vietnamese()
    ways = set()
    for path in names:
        translated = [()]
        for name in path:
            translated = [(*t, w) for t in translated for w in words.get(name, {name})]
        ways.update(translated)
    return ways


def words():
    """Return the words of the screen in English, and in Vietnamese."""
    translations = _vietnamese()
    return set(translations), set().union(*translations.values())


def _full(addon, xml_id):
    return xml_id if not xml_id or "." in xml_id else f"{addon}.{xml_id}"


def _elements(tag):
    for path in sorted(ADDONS.glob("*/*/*.xml")):
        for element in etree.parse(path).iter(tag):
            yield path.relative_to(ADDONS).parts[0], element


def _menus():
    """Return {xml id: name, parent, action} of all menu items."""
    menus = {}
    for addon, item in _elements("menuitem"):
        above = item.getparent()
        parent = item.get("parent") or (above.tag == "menuitem" and above.get("id"))
        menu = menus.setdefault(_full(addon, item.get("id")), {})
        given = {
            "name": item.get("name"),
            "parent": _full(addon, parent or None),
            "action": _full(addon, item.get("action")),
        }
        menu.update({key: value for key, value in given.items() if value})
    return menus


def _actions():
    names = {}
    for addon, record in _elements("record"):
        name = record.find("field[@name='name']")
        if record.get("model", "").startswith("ir.actions.") and name is not None:
            names[_full(addon, record.get("id"))] = name.text
    return names


@cache
def _vietnamese():
    words = {}
    for path in sorted(ADDONS.glob("*/i18n/vi.po")):
        for entry in polib.pofile(str(path)):
            words.setdefault(entry.msgid, set()).add(entry.msgstr or entry.msgid)
    return words
