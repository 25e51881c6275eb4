# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Where Odoo comes from, and what is said when it cannot."""

import subprocess
from types import SimpleNamespace

import pytest
from devtool import apt_index, archive, files, shell, source
from devtool.errors import ToolError

LOCKED = "0" * 64 + " pool/main/o/odoo/odoo-19_19.0.0-1_all.deb\n"


def failing(*_command, **_options):
    """Stand for a program that ends badly, as all do without a network."""
    return subprocess.CompletedProcess([], 128, "", "Could not resolve host")


def test_checkout_of_the_user_is_used(make_settings, make_odoo):
    root = make_odoo("19.0")

    found = source.find(make_settings(ODOO_SRC=str(root)))

    assert (found.root, found.origin) == (root, "ODOO_SRC")


def test_wrong_version_is_refused_in_one_line(make_settings, make_odoo):
    settings = make_settings(ODOO_SRC=str(make_odoo("18.0")))

    with pytest.raises(
        ToolError, match=r"is Odoo 18\.0, not 19\.0: check out"
    ) as caught:
        source.find(settings)

    assert "\n" not in str(caught.value)


def test_folder_without_odoo_is_refused(make_settings, tmp_path):
    with pytest.raises(ToolError, match="holds no odoo/release.py"):
        source.find(make_settings(ODOO_SRC=str(tmp_path)))


def test_saas_version_is_not_taken_for_a_series(make_odoo, tmp_path):
    root = make_odoo("19.0")
    (root / "odoo" / "release.py").write_text("version_info = ('saas~19', 1, 0)\n")

    assert source.series_of(root) == "saas~19.1"


@pytest.mark.parametrize(("version", "used"), [("19.0", True), ("18.0", False)])
def test_importable_odoo_is_used_only_if_19(
    make_settings, make_odoo, monkeypatch, version, used
):
    root = make_odoo(version)
    answer = subprocess.CompletedProcess([], 0, f"{root}/odoo\n", "")
    monkeypatch.setattr(source.shell, "run", lambda *_a, **_o: answer)

    found = source.from_interpreter(make_settings())

    assert bool(found) is used


def test_without_a_network_one_line_says_what_to_do(make_settings, monkeypatch):
    settings = make_settings(DEBIAN_MIRROR="http://127.0.0.1:9/debian")
    (settings.config / "odoo.lock").write_text(LOCKED)
    monkeypatch.setattr(archive, "available", lambda: True)
    monkeypatch.setattr(source, "from_interpreter", lambda _settings: None)
    monkeypatch.setattr(files, "require_space", lambda *_args: None)
    monkeypatch.setattr(shell, "run", failing)

    with pytest.raises(ToolError, match="set ODOO_SRC to a checkout") as caught:
        source.find(settings)

    assert "Could not resolve host" in str(caught.value)
    assert not list(settings.home.glob(".tmp.*"))


def test_full_disk_is_noticed_before_unpacking(make_settings, monkeypatch):
    settings = make_settings()
    (settings.config / "odoo.lock").write_text(LOCKED)
    usage = SimpleNamespace(total=10, used=9, free=1)
    monkeypatch.setattr(files.shutil, "disk_usage", lambda _path: usage)
    monkeypatch.setattr(archive, "fetch", pytest.fail)

    with pytest.raises(ToolError, match=r"no disk space: 1\.0 GB needed"):
        archive.unpack(settings, settings.home / "tree")


def test_file_with_a_wrong_hash_is_not_used(make_settings, monkeypatch, tmp_path):
    def download(command, **_options):
        command[-2].write_bytes(b"something else")
        return subprocess.CompletedProcess([], 0, "", "")

    monkeypatch.setattr(archive.shell, "run", download)
    target = tmp_path / "file.deb"

    assert not archive._download("http://127.0.0.1:9/x", target, "0" * 64)
    assert not target.exists()


def test_replacement_of_another_series_is_refused(make_settings, monkeypatch, tmp_path):
    deb = tmp_path / "odoo-19_20.0_all.deb"
    monkeypatch.setattr(apt_index, "download", lambda *_args: deb)
    monkeypatch.setattr(archive, "_version", lambda _deb: "20.0+dfsg-1")

    with pytest.raises(archive.Unreachable, match=r"is 20\.0\+dfsg-1, not 19"):
        archive._replacement(make_settings(), "base", tmp_path / "odoo-19_19.0_all.deb")


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("sources.list", "deb http://mirror.test/debian trixie main\n"),
        ("sources.list", "deb [arch=amd64] http://mirror.test/debian/ trixie main\n"),
        (
            "sources.list.d/debian.sources",
            "Types: deb\nURIs: http://mirror.test/debian/\n",
        ),
    ],
)
def test_archive_is_the_one_apt_uses(tmp_path, file, text):
    (tmp_path / "sources.list.d").mkdir()
    (tmp_path / file).write_text(text)

    assert apt_index.mirror_in_lists(tmp_path) == "http://mirror.test/debian"


def test_security_archive_is_not_taken(tmp_path):
    (tmp_path / "sources.list").write_text(
        "deb http://mirror.test/debian-security x main\n"
    )

    assert apt_index.mirror_in_lists(tmp_path) is None


def test_french_and_vietnamese_are_kept():
    left_out = archive._translations_left_out("fr,vi")

    assert left_out == [
        "--exclude=*/i18n/[!fv]*.po",
        "--exclude=*/i18n/f[!r]*.po",
        "--exclude=*/i18n/v[!i]*.po",
        "--exclude=*/i18n/*.pot",
    ]


def test_public_repository_is_the_last_resort(make_settings, make_odoo, monkeypatch):
    origin = make_odoo("19.0")
    git = ["git", "-C", origin, "-c", "user.name=x", "-c", "user.email=x@example.test"]
    for words in (["init", "-q", "-b", "19.0"], ["add", "."], ["commit", "-qm", "x"]):
        subprocess.run([*git, *words], check=True)
    monkeypatch.setattr(source, "REPOSITORY", origin.as_uri())
    monkeypatch.setattr(source, "CLONE_BYTES", 1)
    monkeypatch.setattr(source, "from_interpreter", lambda _settings: None)
    monkeypatch.setattr(archive, "available", lambda: False)
    settings = make_settings()
    (settings.config / "odoo.lock").write_text(LOCKED)

    found = source.find(settings)

    assert (found.origin, source.series_of(found.root)) == ("repository", "19.0")
    assert source.find(settings) == found
