# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Databases: templates of Odoo's own modules, built once, and clones of them.

A template is keyed by what makes it (source, environment, modules, demo data,
languages). A clone takes a second: PostgreSQL copies the rows, the file store is
linked, which `createdb -T` alone would leave out.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from dataclasses import dataclass

from . import addons
from .errors import ToolError, say
from .files import copy_linked, digest, lock, require_space

BUNDLES = "env['ir.qweb']._pregenerate_assets_bundles(); env.cr.commit()\n"
BYTES = 400_000_000
TEMPORARY = re.compile(
    r"(?:test|core|verify|benchmarks|restore|chaos|replica)(?:_[a-z]+)?_(\d+)$"
)


def temporary(purpose):
    """Return the name of a database that lives as long as this process."""
    return f"{purpose}_{os.getpid()}"


def _is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


@dataclass(frozen=True)
class Databases:
    """The databases of one workspace."""

    work: object

    def filestore(self, name):
        """Return the folder of a database's files."""
        return self.work.data_dir / "filestore" / name

    def exists(self, name):
        """Tell whether there is a database of this name."""
        return bool(
            self.work.server.sql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'")
        )

    def drop(self, name):
        """Remove a database and its files, whoever is connected."""
        self.work.server.sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        shutil.rmtree(self.filestore(name), ignore_errors=True)

    def clone(self, origin, name):
        """Make a database from a template, replacing one of the same name."""
        self.drop(name)
        copy_linked(self.filestore(origin), self.filestore(name))
        self.work.server.sql(f'CREATE DATABASE "{name}" TEMPLATE "{origin}"')

    def rename(self, name, new_name):
        """Give a complete database its name: it exists whole or not at all."""
        shutil.rmtree(self.filestore(new_name), ignore_errors=True)
        if self.filestore(name).is_dir():
            self.filestore(name).rename(self.filestore(new_name))
        self.work.server.sql(f'ALTER DATABASE "{name}" RENAME TO "{new_name}"')

    def sweep(self):
        """Drop what runs that were killed left behind, on the private server."""
        if not self.work.server.programs:
            return
        for (name,) in self.work.server.sql("SELECT datname FROM pg_database"):
            match = TEMPORARY.match(name)
            if match and not _is_alive(int(match[1])):
                self.drop(name)

    def template(self, demo=False, languages=(), ours=None):
        """Return the template for our addons, building it on first use."""
        ours = self.work.addons() if ours is None else ours
        modules = addons.core_modules(ours)
        work = self.work
        name = "tpl_" + digest(
            work.source.key, work.venv.path, modules, demo, languages
        )
        if not self.exists(name):
            with lock(
                work.settings.home / f"{name}.lock",
                "another command builds this template; waiting",
            ):
                if not self.exists(name):
                    self._build(name, modules, demo, languages)
        return name

    def _build(self, name, modules, demo, languages):
        require_space(self.work.settings.home, BYTES)
        started = time.monotonic()
        kind = "with" if demo else "without"
        say(f"installing Odoo's modules once, {kind} demo data: {', '.join(modules)}")
        new = f"{name}_new"
        self.drop(new)
        log = self.work.settings.logs / f"{name}.log"
        log.unlink(missing_ok=True)
        options = ["--with-demo"] if demo else []
        options += [f"--load-language={','.join(languages)}"] if languages else []
        args = ("-d", new, "-i", ",".join(modules), "--stop-after-init", "--no-http")
        if self.work.odoo(*args, "--log-level=warn", *options, ours=False, log=log):
            raise ToolError(f"Odoo's own modules do not install: see {log}")
        if not demo:  # compiled once here instead of in every run with a browser test
            self.work.shell(new, BUNDLES, log, ours=False)
        self.rename(new, name)
        say(f"template ready in {time.monotonic() - started:.0f} s")

    def prepared(self, origin, modules):
        """Return a copy of a database with addons in it, made on first use; clone it.

        It is keyed by the addons' files. One of this checkout's files of before goes.
        """
        prints = [(name, addon.fingerprint()) for name, addon in modules.items()]
        mine = f"ours_{digest(self.work.settings.root, *modules)}"
        name = f"{mine}_{digest(origin, *prints)}"
        with lock(self.work.settings.home / f"{mine}.lock"):
            if not self.exists(name):
                for (old,) in self.work.server.sql("SELECT datname FROM pg_database"):
                    if old.startswith(mine):
                        self.drop(old)
                self.clone(origin, f"{mine}_new")
                log = self.work.settings.logs / f"{mine}.log"
                self.install(f"{mine}_new", modules, log)
                self.rename(f"{mine}_new", name)
        return name

    def install(self, name, modules, log, *options):
        """Install modules of ours into a database; stop when that fails."""
        args = ("-d", name, "-i", ",".join(modules), "--stop-after-init", "--no-http")
        log.unlink(missing_ok=True)
        if self.work.odoo(*args, "--log-level=warn", *options, log=log):
            tail = "\n".join(log.read_text().splitlines()[-25:])
            raise ToolError(f"the addons do not install ({log}):\n{tail}")
