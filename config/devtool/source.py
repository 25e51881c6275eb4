# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Where Odoo 19 comes from.

In this order: the checkout that ODOO_SRC names, an `odoo` the interpreter can
import, the distribution's package, a clone of the public repository. The user's
own choice is never replaced silently: a wrong version there is an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from . import archive, shell
from .errors import ToolError, say
from .files import digest, is_done, lock, mark_done, new_folder, require_space

SERIES = "19.0"
REPOSITORY = "https://github.com/odoo/odoo.git"
CLONE_BYTES = 3_000_000_000
VERSION = re.compile(r"^version_info\s*=\s*\(\s*['\"]?([\w~]+)['\"]?\s*,\s*(\d+)", re.M)
LOCATE = (
    "import importlib.util as u; s = u.find_spec('odoo');"
    "print(list(s.submodule_search_locations)[0] if s else '')"
)


@dataclass(frozen=True)
class Source:
    """A usable tree of Odoo: the folder that holds the package `odoo`."""

    root: Path
    key: str
    origin: str

    @property
    def addons(self):
        """The folders of Odoo's own addons."""
        folders = [self.root / "odoo" / "addons"]
        # a package keeps a second copy, without static files, in this place
        if (self.root / "addons" / "web" / "static").is_dir():
            folders.append(self.root / "addons")
        return folders


def series_of(root):
    """Return the series of the tree under root, such as '19.0', or None."""
    release = root / "odoo" / "release.py"
    match = release.is_file() and VERSION.search(release.read_text())
    return f"{match[1]}.{match[2]}" if match else None


def find(settings):
    """Return the tree to use, fetching it where needed."""
    return (
        from_checkout(settings)
        or from_interpreter(settings)
        or from_package(settings)
        or from_repository(settings)
    )


def from_checkout(settings):
    """Return the user's checkout; anything but Odoo 19 there is an error."""
    if not settings.env.get("ODOO_SRC"):
        return None
    root = Path(settings.env["ODOO_SRC"]).expanduser().absolute()
    series = series_of(root)
    if series is None:
        raise ToolError(
            f"ODOO_SRC={root} holds no odoo/release.py: give an Odoo 19 checkout"
        )
    if series != SERIES:
        raise ToolError(
            f"ODOO_SRC={root} is Odoo {series}, not {SERIES}: "
            f"check out branch {SERIES} there, or unset ODOO_SRC"
        )
    return Source(root, _key_of_checkout(root), "ODOO_SRC")


def from_interpreter(settings):
    """Return the Odoo 19 that the interpreter imports, if it has one."""
    python = settings.env.get("PYTHON") or "python3"
    try:
        found = shell.run([python, "-c", LOCATE], cwd="/")
    except OSError:
        return None
    if found.returncode or not found.stdout.strip():
        return None
    root = Path(found.stdout.strip()).parent
    series = series_of(root)
    if series == SERIES:
        return Source(root, _key_of_checkout(root), f"{python} imports it")
    if series:
        say(f"{python} imports Odoo {series} from {root}: not {SERIES}, left alone")
    return None


def _key_of_checkout(root):
    commit = shell.run(["git", "-C", root, "rev-parse", "HEAD"]).stdout.strip()
    stamp = commit or (root / "odoo" / "release.py").stat().st_mtime_ns
    return digest("checkout", root, stamp)


def from_package(settings):
    """Return the distribution's package, unpacked, or None without apt."""
    tree = settings.home / f"odoo-{archive.key(settings)}"
    if not is_done(tree):
        if not archive.available():
            return None
        with lock(settings.home / "source.lock"):
            if not is_done(tree):
                try:
                    archive.unpack(settings, tree)
                except archive.Unreachable as error:
                    say(f"{error}; trying the public repository")
                    return None
    done = (tree / ".done").read_text()
    return Source(tree / archive.PACKAGES, digest(tree, done), "package")


def from_repository(settings):
    """Return a shallow clone of the public repository."""
    tree = settings.home / "odoo-git"
    if not is_done(tree):
        with lock(settings.home / "source.lock"):
            if not is_done(tree):
                _clone(settings, tree)
    return Source(tree, _key_of_checkout(tree), "repository")


def _clone(settings, tree):
    require_space(settings.home, CLONE_BYTES)
    advice = f"connect this machine, or set ODOO_SRC to a checkout of branch {SERIES}"
    if not shell.which("git"):
        raise ToolError(f"no Odoo {SERIES} found and no git to fetch it: {advice}")
    say(f"cloning branch {SERIES} of the public repository")
    command = ["git", "clone", "-q", "--depth", "1", "--branch", SERIES, REPOSITORY]
    with new_folder(tree) as scratch:
        env = {**settings.env, "GIT_TERMINAL_PROMPT": "0"}
        result = shell.run([*command, scratch / "tree"], env=env)
        if result.returncode:
            reason = shell.last_line(result)
            raise ToolError(f"Odoo {SERIES} cannot be fetched ({reason}): {advice}")
        for entry in (scratch / "tree").iterdir():
            entry.rename(scratch / entry.name)
        (scratch / "tree").rmdir()
        if series_of(scratch) != SERIES:
            raise ToolError(f"the clone is no Odoo {SERIES}: set ODOO_SRC")
        mark_done(scratch)
