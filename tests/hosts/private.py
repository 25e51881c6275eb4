# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A PostgreSQL server of a run's own: crashed, restarted and removed at will.

Unlike the development server it keeps what it has committed when it is crashed, and it
may have a replica.
"""

import shutil
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from devtool import cluster
from devtool.errors import ToolError
from devtool.files import copy_linked
from devtool.postgres import Server

REPLICA_PORT = "5433"
#: What a crash may not lose; it is the server that crashes, never the machine.
DURABLE = (
    "ALTER SYSTEM SET synchronous_commit = on",
    "ALTER SYSTEM SET full_page_writes = on",
    "ALTER SYSTEM SET wal_level = replica",
    "ALTER SYSTEM SET max_wal_senders = 4",
    "ALTER SYSTEM SET shared_buffers = '128MB'",
)


class PrivateServer:
    """A server of our own: `with PrivateServer(work) as own: Hosts(own.work, ...)`."""

    def __init__(self, work):
        self.outer = work
        self.folder = Path(tempfile.mkdtemp(prefix="hosts-", dir=work.settings.home))
        self.folder.chmod(0o755)  # PostgreSQL may run as another user
        work.settings.logs.mkdir(exist_ok=True)
        (self.folder / "logs").symlink_to(work.settings.logs)  # they stay
        self.settings = replace(work.settings, home=self.folder)
        self.cluster = None

    def __enter__(self):
        try:
            self.cluster = cluster.start(self.settings, self.outer.venv)
            self.work.server.sql(*DURABLE)
            self.restart("fast")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_error):
        for data in self.folder.glob("pgdata-*"):
            self.control("-m", "immediate", "stop", data=data)
        if self.cluster and self.folder not in self.cluster.socket_dir.parents:
            shutil.rmtree(self.cluster.socket_dir, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def work(self):
        """The environment, on this server and with files of its own."""
        place = Server(
            str(self.cluster.socket_dir),
            cluster.PORT,
            cluster.ROLE,
            "",
            self.outer.venv.python,
            self.cluster.programs,
        )
        return replace(self.outer, settings=self.settings, server=place)

    def control(self, *words, data=None):
        """Run pg_ctl on a server of ours."""
        data = data or self.cluster.data
        log = data / "server.log"
        return self.cluster.run("pg_ctl", "-D", data, "-w", "-s", "-l", log, *words)

    def crash(self):
        """Stop the server at once, as when its machine is lost."""
        self.control("-m", "immediate", "stop")

    def start(self):
        """Start the server and let it recover."""
        result = self.control("start")
        if not self.cluster.answers():
            raise ToolError(f"PostgreSQL did not start again: {result.stderr}")

    def restart(self, how="immediate"):
        """Stop the server in one of pg_ctl's ways, and start it."""
        self.control("-m", how, "stop")
        self.start()

    def replicate(self):
        """Start a server that follows this one; return it as a devtool Server."""
        data = self.cluster.data.with_name(f"pgdata-{REPLICA_PORT}")
        place = ["-h", self.cluster.socket_dir, "-p", cluster.PORT, "-U", cluster.ROLE]
        options = [*place, "-D", data, "-R", "-X", "stream", "-c", "fast"]
        data.mkdir(mode=0o700)
        if user := cluster.server_user():
            shutil.chown(data, *user)
        made = self.cluster.run("pg_basebackup", *options)
        if made.returncode:
            raise ToolError(f"no replica: {made.stderr}")
        self.control("-o", f"-p {REPLICA_PORT}", "start", data=data)
        return replace(self.work.server, port=REPLICA_PORT)

    def stop_replica(self):
        """Stop the server that follows."""
        data = self.cluster.data.with_name(f"pgdata-{REPLICA_PORT}")
        self.control("-m", "immediate", "stop", data=data)

    def copy(self, work, origin, name):
        """Copy a database of another server, with its files."""
        target = self.work
        target.server.sql(f'CREATE DATABASE "{name}" TEMPLATE template0')
        programs = self.cluster.programs
        dump = subprocess.Popen(
            [programs / "pg_dump", "--no-owner", "-d", origin],
            env=work.environment(),
            stdout=subprocess.PIPE,
        )
        options = ["-q", "-v", "ON_ERROR_STOP=1", "--single-transaction", "-d", name]
        load = subprocess.run(
            [programs / "psql", *options],
            env=target.environment(),
            stdin=dump.stdout,
            stdout=subprocess.DEVNULL,
        )
        dump.stdout.close()
        if dump.wait() or load.returncode:
            raise ToolError(f"database {origin} cannot be copied")
        files = target.data_dir / "filestore" / name
        copy_linked(work.data_dir / "filestore" / origin, files)
        target.server.sql("ANALYZE", database=name)
