# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: what the documentation points to is there."""

import ast
import re
from types import SimpleNamespace
from urllib.parse import unquote

import film
import menu_reading
import pytest
import site_hooks
from doc_reading import ROOT, Page, pages

ALL = pages()
#: The guides of users, one for each role.
ROLES = [
    page
    for page in (*pages("docs/users"), *pages("docs/vi"))
    if page.path.name != "index.md"
]
#: Buttons of Odoo itself.
OF_CORE = {"New", "Send message", "Mới", "Gửi tin"}
HOUSE = re.compile(r"\b(?:addons|benchmarks|config|docs|tests)/[\w./-]*\w")
#: What commands make, and what stands for several.
NOT_KEPT = re.compile(r"^(?:addons/crm_$|benchmarks/results/last|docs/images)")


def names(page):
    return str(page)


@pytest.mark.parametrize("page", ALL, ids=names)
def test_links_lead_somewhere(page):
    broken = []
    for target in page.links:
        path, _hash, anchor = target.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        file = (page.path.parent / unquote(path)).resolve() if path else page.path
        if not file.exists():
            broken.append(target)
        elif anchor and unquote(anchor) not in Page(file).anchors:
            broken.append(target)

    assert broken == []


def made():
    """Return the names of the pictures that the browser tests make."""
    source = (ROOT / "addons/crm_relationship/tests/browser.py").read_text()
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and node.targets[0].id == "PICTURES":
            return {f"{name}.png" for name in ast.literal_eval(node.value)}
    raise AssertionError("PICTURES is not in tests/browser.py")


def test_pictures_are_made_by_the_browser_tests():
    shown = {path.resolve() for page in ALL for path in page.pictures}

    strange = {
        path.name
        for path in shown
        if path.parent == ROOT / "docs/images" and path.name not in made() | {film.NAME}
    }

    assert strange == set()
    assert {f"{name}.png" for name in film.FRAMES} <= made()


def test_every_picture_is_shown():
    shown = {path.resolve() for page in ALL for path in page.pictures}
    kept = set((ROOT / "docs").rglob("*.png")) | set((ROOT / "docs").rglob("*.webp"))

    assert kept - shown == set()


@pytest.mark.parametrize("page", ALL, ids=names)
def test_commands_of_make_exist(page):
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))

    named = re.findall(r"(?:^\s*|&& )make ([a-z][a-z-]*)", page.code, re.MULTILINE)
    assert set(named) - targets == set()


@pytest.mark.parametrize("page", ALL, ids=names)
def test_files_that_are_named_exist(page):
    named = {path for path in HOUSE.findall(page.code) if not NOT_KEPT.match(path)}
    homes = (ROOT, page.path.parents[1])  # a readme speaks of its addon's files

    lost = {p for p in named if not any((home / p).exists() for home in homes)}
    assert lost == set()


def test_tests_that_are_named_exist():
    sources = [*ROOT.glob("addons/*/tests/*.py"), *ROOT.glob("tests/**/*.py")]
    classes = {
        name
        for path in sources
        for name in re.findall(r"^class (Test\w+)", path.read_text(), re.MULTILINE)
    }
    named = {
        (str(page), name)
        for page in ALL
        for name in re.findall(r"`(Test[A-Z]\w+)[`.]", page.text)
    }

    assert {(page, name) for page, name in named if name not in classes} == set()


@pytest.fixture(scope="module")
def menus():
    return menu_reading.both()


@pytest.mark.parametrize("page", ALL, ids=names)
def test_menus_exist(page, menus):
    """A path may begin in the middle of the menu: *Reporting > Retention*."""
    parts = {path[i:j] for path in menus for i in range(len(path)) for j in range(i, 9)}
    ours = {name for path in menus for name in path}
    quoted = {tuple(text.split(" > ")) for text in page.quoted if " > " in text}

    assert {path for path in quoted if path[0] in ours} - parts == set()


@pytest.mark.parametrize("page", ROLES, ids=names)
def test_buttons_exist(page):
    """In the guides of the roles, what is bold is a word of the screen."""
    english, vietnamese = menu_reading.words()
    bold = {
        " ".join(text.split()) for text in re.findall(r"\*\*([^*]+)\*\*", page.text)
    }

    known = vietnamese if "vi" in page.path.parts else english
    assert bold - known - OF_CORE == set()


def test_both_languages_give_the_same_commands():
    def blocks(name):
        text = (ROOT / name).read_text()
        return re.findall(r"^    \S.*$", text, re.MULTILINE)

    assert blocks("README.md") == blocks("README.vi.md")


def test_both_languages_show_the_same_pictures():
    def shown(name):
        return [path.name for path in Page(ROOT / name).pictures]

    assert shown("README.md") == shown("README.vi.md")


def test_the_site_names_files_of_the_repository_that_are_no_pages():
    page = SimpleNamespace(file=SimpleNamespace(src_uri="developers/index.md"))
    text = (
        "[the clock](../../addons/x/clock.py), [law](../admin/law.md), ![p](../a.png)"
    )

    shown = site_hooks.on_page_markdown(text, page=page)

    assert shown == (
        "the clock (`addons/x/clock.py`), [law](../admin/law.md), ![p](../a.png)"
    )


def test_the_list_of_changes_names_the_versions_of_the_manifests():
    told = dict(
        re.findall(r"\(`(crm_\w+)` (19[\d.]+)\)", (ROOT / "CHANGELOG.md").read_text())
    )
    title = re.search(r"^## \D*(19[\d.]+\d)", (ROOT / "CHANGELOG.md").read_text(), re.M)

    assert told
    assert title[1] == told["crm_relationship"]
    for name, version in told.items():
        manifest = (ROOT / "addons" / name / "__manifest__.py").read_text()
        assert ast.literal_eval(manifest[manifest.index("{") :])["version"] == version
