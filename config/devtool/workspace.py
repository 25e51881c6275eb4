# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A ready environment: Odoo's source, its Python, its server, its configuration."""

from __future__ import annotations

import os
import socket
import subprocess
from dataclasses import dataclass

from . import addons, postgres, source, venv
from .errors import ToolError
from .files import digest, write_text

CONFIGURATION = """; written by the development tool: changes here are lost
[options]
addons_path = {addons_path}
data_dir = {data_dir}
db_host = {host}
db_port = {port}
db_user = {user}
http_interface = 127.0.0.1
"""


@dataclass(frozen=True)
class Workspace:
    """Everything a job needs, resolved."""

    settings: object
    source: source.Source
    venv: venv.Venv
    server: postgres.Server
    peers: tuple = ()

    @property
    def data_dir(self):
        """The folder of file stores."""
        return self.settings.home / "data"

    @property
    def addons_dirs(self):
        """Our folders that hold an addon; the benchmarks' peers come last."""
        folders = [
            *self.settings.addons_dirs,
            self.settings.root / "benchmarks" / "addons",
            *self.peers,
        ]
        return [
            folder for folder in folders if any(folder.glob(f"*/{addons.MANIFEST}"))
        ]

    def addons(self):
        """Return the suite's addons by name."""
        return addons.find(self.settings.addons_dirs)

    def configuration(self, ours=True):
        """Write Odoo's configuration file and return its path."""
        folders = [*(self.addons_dirs if ours else []), *self.source.addons]
        text = CONFIGURATION.format(
            addons_path=",".join(map(str, folders)),
            data_dir=self.data_dir,
            host=self.server.host,
            port=self.server.port,
            user=self.server.user,
        )
        if self.server.password:
            text += f"db_password = {self.server.password}\n"
        path = self.settings.home / "conf" / f"odoo-{digest(text)}.conf"
        if not path.exists():
            write_text(path, text, mode=0o600)
        return path

    def environment(self, ours=True):
        """Return the variables under which Odoo and its helpers run."""
        values = {**self.settings.env, **self.server.environment}
        folders = [self.venv.path / "bin", self.server.programs]
        path = [str(folder) for folder in folders if folder]
        values["PATH"] = os.pathsep.join([*path, values.get("PATH", os.defpath)])
        values["ODOO_RC"] = str(self.configuration(ours))
        values["ODOO_DEV_HOME"] = str(self.settings.home)
        values.pop("DATABASE_URL", None)
        return values

    def odoo(self, *args, ours=True, log=None, **options):
        """Run Odoo to its end; its output goes to the log file when one is given."""
        options.setdefault("env", self.environment(ours))
        command = [self.venv.program("odoo"), *args]
        if log is None:
            return subprocess.run(command, **options).returncode
        log.parent.mkdir(parents=True, exist_ok=True)
        with open(log, "a") as stream:
            options.update(stdout=stream, stderr=subprocess.STDOUT)
            return subprocess.run(command, **options).returncode

    def shell(self, database, code, log, ours=True):
        """Run Python code in Odoo's shell on a database."""
        args = ("shell", "-d", database, "--no-http", "--log-level=warn")
        return self.odoo(*args, ours=ours, log=log, input=code, text=True)


def prepare(settings):
    """Return a workspace, setting up what is missing."""
    os.umask(0o022)
    tree = source.find(settings)
    environment = venv.for_odoo(settings, tree)
    return Workspace(
        settings, tree, environment, postgres.connect(settings, environment)
    )


def free_port():
    """Return a port of the loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def require_port(port):
    """Stop when another program serves this port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise ToolError(
                f"port {port} is taken: stop what serves it, "
                f"or choose another: ODOO_PORT={port + 1} make demo"
            ) from error
