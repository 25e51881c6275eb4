# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Odoo from the Debian archive, without installing it and without root.

Files are fetched by path and checked against the hashes in `config/odoo.lock`.
Where the archive has moved on, `apt_index` asks its signed index instead. Only
what runs is unpacked: the translations alone would be three quarters of it.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from . import apt_index, shell
from .errors import ToolError, say
from .files import digest, mark_done, new_folder, require_space, sha256

APT_HELPER = "/usr/lib/apt/apt-helper"
PACKAGES = "usr/lib/python3/dist-packages"
LAYOUT = 3  # raise when what `unpack` makes changes
UNPACKED_BYTES = 1_000_000_000
STUB = "/* not in the Debian package: no background blur in video calls */\n"
ODOO_BIN = (
    "#!/usr/bin/env python3\nimport odoo.cli\n\n"
    'if __name__ == "__main__":\n    odoo.cli.main()\n'
)


class Unreachable(ToolError):
    """The archive gave nothing: another source may."""


def available():
    """Tell whether this machine has what fetching a package takes."""
    return os.access(APT_HELPER, os.X_OK) and shell.which("dpkg-deb") is not None


def key(settings):
    """Return the identity of the tree that `unpack` makes."""
    lock_text = (settings.config / "odoo.lock").read_text()
    return digest(LAYOUT, lock_text, settings.languages)


def read_lock(settings):
    """Return the (sha256, path) pairs of the lock file."""
    lines = (settings.config / "odoo.lock").read_text().splitlines()
    return [tuple(line.split()) for line in lines if line and line[0] != "#"]


def unpack(settings, tree):
    """Fetch the locked packages and lay their files out as one tree."""
    require_space(settings.home, UNPACKED_BYTES)
    say("fetching Odoo 19 and the files its web client links to (135 MB)")
    debs = fetch(settings)
    say("unpacking Odoo")
    with new_folder(tree) as scratch:
        for deb in debs:
            _unpack_one(deb, scratch, settings.languages)
        _complete(scratch)
        mark_done(scratch, "\n".join(deb.name for deb in debs))


def fetch(settings):
    """Return the package files, each verified."""
    folder = settings.home / "debs"
    folder.mkdir(exist_ok=True)
    wanted = [
        (hash_, path, folder / Path(path).name) for hash_, path in read_lock(settings)
    ]
    missing = [entry for entry in wanted if not _verified(entry[2], entry[0])]
    base = apt_index.mirror(settings) if missing else None
    if missing and not base:
        raise Unreachable("no Debian archive in this machine's apt configuration")
    found = {target: target for _hash, _path, target in wanted}
    for hash_, path, target in missing:
        if not _download(f"{base}/{path}", target, hash_):
            found[target] = _replacement(settings, base, target)
    return list(found.values())


def _verified(file, hash_):
    return file.exists() and sha256(file) == hash_


def _download(url, target, hash_):
    sandbox = ["-o", "APT::Sandbox::User=root"] if os.geteuid() == 0 else []
    command = [APT_HELPER, *sandbox, "-q", "download-file", url, target]
    fetched = shell.run([*command, f"SHA256:{hash_}"]).returncode == 0
    if not fetched or not _verified(target, hash_):
        target.unlink(missing_ok=True)
        Path(f"{target}.FAILED").unlink(missing_ok=True)
        return False
    return True


def _replacement(settings, base, target):
    name = target.name.split("_")[0]
    say(f"{name}: the locked version is not in the archive; asking its signed index")
    deb = apt_index.download(settings, base, name, target.parent)
    if deb is None:
        raise Unreachable(f"{name} cannot be fetched from the Debian archive")
    if name.startswith("odoo") and _version(deb).split(".")[0] != "19":
        raise Unreachable(f"the archive's Odoo is {_version(deb)}, not 19")
    say(f"using {deb.name} in place of {target.name}")
    return deb


def _version(deb):
    return shell.run(["dpkg-deb", "-f", deb, "Version"]).stdout.strip()


def _unpack_one(deb, scratch, languages):
    if deb.name.startswith("odoo"):
        # dist-packages/addons is a second copy of the Python files: left out
        chosen = [
            "--wildcards",
            *_translations_left_out(languages),
            f"./{PACKAGES}/odoo/*",
        ]
    else:
        chosen = ["--exclude=./usr/share/doc"]
    with subprocess.Popen(
        ["dpkg-deb", "--fsys-tarfile", deb], stdout=subprocess.PIPE
    ) as reader:
        done = shell.run(["tar", "-x", "-C", scratch, *chosen], stdin=reader.stdout)
        reader.stdout.close()
    if done.returncode or reader.returncode:
        raise ToolError(
            f"cannot unpack {deb.name} ({shell.last_line(done)}): delete it and repeat"
        )


def _translations_left_out(languages):
    """Return tar's exclusions for two-letter languages that are not kept."""
    if languages == "all":
        return []
    kept = re.findall("[a-z]{2}", languages)
    firsts = "".join(sorted({code[0] for code in kept}))
    others = [f"--exclude=*/i18n/[!{firsts}]*.po"]
    for first in firsts:
        seconds = "".join(sorted(code[1] for code in kept if code[0] == first))
        others.append(f"--exclude=*/i18n/{first}[!{seconds}]*.po")
    return [*others, "--exclude=*/i18n/*.pot"]


def _complete(scratch):
    """Add the two files that the package lacks and a checkout has."""
    package = scratch / PACKAGES
    # a web bundle names it: without it every page logs an error
    stub = (
        package
        / "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"
    )
    stub.parent.mkdir(parents=True, exist_ok=True)
    if not stub.exists():
        stub.write_text(STUB)
    # core's own command-line tests call it
    (package / "odoo-bin").write_text(ODOO_BIN)
    dangling = sum(1 for p in scratch.rglob("*") if p.is_symlink() and not p.exists())
    if dangling:
        say(f"warning: {dangling} links of the package lead nowhere")
