# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The machine's Debian archive, and an apt of our own to ask its signed index.

Nothing of the system's apt is changed: sources, state and cache are ours, while
the machine's own settings (its proxy) stay in force.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from . import shell

KEYRING = "usr/share/keyrings/debian-archive-keyring.gpg"
LISTS = "/etc/apt"


def mirror(settings):
    """Return the archive this machine already uses, without a trailing slash."""
    chosen = settings.env.get("DEBIAN_MIRROR")
    if chosen:
        return chosen.rstrip("/")
    fields = "$(REPO_URI) $(ORIGIN) $(COMPONENT)"
    command = ["apt-get", "indextargets", "--format", fields, "Created-By: Packages"]
    for line in shell.run(command).stdout.splitlines():
        uri, origin, component = (line.split() + ["", ""])[:3]
        if (origin, component) == ("Debian", "main") and "security" not in uri:
            return uri.rstrip("/")
    return mirror_in_lists(Path(LISTS))


def mirror_in_lists(folder):
    """Return the archive named in apt's source lists (no index fetched yet)."""
    files = [folder / "sources.list", *sorted(folder.glob("sources.list.d/*"))]
    for file in files:
        if not file.is_file():
            continue
        text = file.read_text()
        uris = re.findall(r"^deb(?: \[[^\]]*\])? (\S+) ", text, re.M)
        uris += re.findall(r"^URIs:\s*(\S+)", text, re.M)
        for uri in uris:
            if uri.rstrip("/").endswith("/debian"):
                return uri.rstrip("/")
    return None


def download(settings, base, name, folder):
    """Fetch a package's newest version through the signed index, or None."""
    home = settings.home / "apt"
    env = {**settings.env, "APT_CONFIG": str(home / "apt.conf")}
    if not (home / "ready").exists():
        _configure(home, base)
        if shell.run(["apt-get", "-q", "update"], env=env).returncode:
            return None
        (home / "ready").touch()
    suite = "sid" if name.startswith("odoo") else "trixie"
    before = set(folder.glob(f"{name}_*.deb"))
    command = ["apt-get", "-q", "download", f"{name}/{suite}"]
    if shell.run(command, env=env, cwd=folder).returncode:
        return None
    after = set(folder.glob(f"{name}_*.deb"))
    return max(
        after - before or after, key=lambda file: file.stat().st_mtime, default=None
    )


def _configure(home, base):
    for part in ("lists/partial", "archives/partial", "empty"):
        (home / part).mkdir(parents=True, exist_ok=True)
    (home / "status").touch()
    keyring = _keyring(home)
    lines = [
        f"deb [signed-by={keyring}] {base} {suite} main" for suite in ("sid", "trixie")
    ]
    (home / "sources.list").write_text("\n".join(lines) + "\n")
    folders = {
        "Dir::State": home,
        "Dir::State::lists": home / "lists",
        "Dir::State::status": home / "status",
        "Dir::Cache": home,
        "Dir::Cache::archives": home / "archives",
        "Dir::Etc::sourcelist": home / "sources.list",
        "Dir::Etc::sourceparts": home / "empty",
        "Dir::Etc::preferences": "/dev/null",
        "Dir::Etc::preferencesparts": home / "empty",
        "Dir::Etc::trusted": "/dev/null",
        "Dir::Etc::trustedparts": home / "empty",
        "Acquire::Languages": "none",
    }
    if os.geteuid() == 0:
        folders["APT::Sandbox::User"] = "root"
    text = "".join(f'{option} "{value}";\n' for option, value in folders.items())
    (home / "apt.conf").write_text(text)


def _keyring(home):
    """Return Debian's keyring; other distributions carry it as a signed package."""
    system = Path("/") / KEYRING
    if not system.exists():
        shell.run(["apt-get", "-q", "download", "debian-archive-keyring"], cwd=home)
        for deb in home.glob("debian-archive-keyring_*.deb"):
            shell.run(["dpkg", "-x", deb, home / "keyring"])
        return home / "keyring" / KEYRING
    return system
