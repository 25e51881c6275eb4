# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the demo updates and refuses, and which databases are swept away."""

import os
from types import SimpleNamespace

import pytest
from devtool import database, demo
from devtool.errors import ToolError


class FakeServer:
    """A server that answers what it is told and keeps what it is asked."""

    programs = "/somewhere"

    def __init__(self, *rows):
        self.rows = list(rows)
        self.statements = []

    def sql(self, *statements, database="postgres"):
        self.statements += statements
        return self.rows


@pytest.fixture
def make_work(make_settings):
    """Return a workspace on a fake server."""

    def make(*rows):
        settings = make_settings()
        return SimpleNamespace(
            settings=settings,
            server=FakeServer(*rows),
            data_dir=settings.home / "data",
            addons=dict,
        )

    return make


@pytest.mark.parametrize(
    ("before", "now", "updated"),
    [
        ({"odoo": "1", "crm_a": "1"}, {"odoo": "1", "crm_a": "1"}, None),
        ({"odoo": "1", "crm_a": "1"}, {"odoo": "1", "crm_a": "2"}, "crm_a"),
        ({"odoo": "1"}, {"odoo": "1", "crm_a": "1"}, "crm_a"),
        ({"odoo": "1", "crm_a": "1"}, {"odoo": "2", "crm_a": "1"}, "base"),
        ({}, {"odoo": "1", "crm_a": "1"}, "base"),
    ],
)
def test_demo_updates_what_changed(make_work, monkeypatch, before, now, updated):
    calls = []
    monkeypatch.setattr(
        database.Databases, "install", lambda _self, *args: calls.append(args)
    )

    demo._update(database.Databases(make_work()), "demo", before, now)

    # name, modules, log, "-u", what to update
    assert [call[4] for call in calls] == ([updated] if updated else [])


@pytest.mark.parametrize(
    ("asked", "exists", "spoken"),
    [
        (None, False, "en_US"),  # the words of the README and the guides
        ("vi_VN", False, "vi_VN"),
        (None, True, None),  # what people chose meanwhile stays
        ("vi_VN", True, "vi_VN"),
    ],
)
def test_the_staff_of_the_demo_speak_the_language_of_the_guides(
    make_work, monkeypatch, asked, exists, spoken
):
    work = make_work([None])
    work.settings.env.update({"DEMO_LANG": asked} if asked else {})
    addon = SimpleNamespace(name="crm_a", is_for_tests=False, fingerprint=lambda: "1")
    work.addons = lambda: {"crm_a": addon}
    work.source = SimpleNamespace(key="1")
    said = []
    work.shell = lambda _name, code, _log: said.append(code)
    monkeypatch.setattr(database.Databases, "exists", lambda *_args: exists)
    monkeypatch.setattr(demo, "_create", lambda *_args: None)
    monkeypatch.setattr(demo, "_update", lambda *_args: None)

    demo.prepare(work)

    assert [spoken in code for code in said] == ([True] if spoken else [])


def test_a_language_that_the_demo_lacks_is_an_error(make_work):
    work = make_work()
    work.settings.env["DEMO_LANG"] = "fr_FR"

    with pytest.raises(ToolError, match="DEMO_LANG=fr_FR is none of vi_VN, en_US"):
        demo._language(work)


def test_demo_data_that_does_not_load_is_an_error(make_work):
    work = make_work(["crm_a", "ValueError: no such field"])

    with pytest.raises(ToolError, match="demo data of crm_a does not load"):
        demo.refuse_failures(work, "demo")


def test_logins_are_read_without_comments(make_work):
    work = make_work()
    (work.settings.config / "demo_logins.txt").write_text("# who\nadmin / admin\n\n")

    assert demo.logins(work) == ["admin / admin"]


def test_only_databases_of_dead_runs_are_swept(make_work):
    dead = 2**22 + 1  # above the largest process number of Linux
    names = ["demo", "tpl_1", f"test_{os.getpid()}", f"test_{dead}", f"kept_{dead}"]
    work = make_work(*([name] for name in names))

    database.Databases(work).sweep()

    dropped = [text for text in work.server.statements if text.startswith("DROP")]
    assert dropped == [f'DROP DATABASE IF EXISTS "test_{dead}" WITH (FORCE)']
