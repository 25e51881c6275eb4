# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A private PostgreSQL cluster for throw-away data, without root or a port.

The programs are the distribution's where they are installed (13 or newer), else
those in a pinned package from PyPI. PostgreSQL refuses to run as root, so root
runs it as `postgres` or `nobody`.
"""

from __future__ import annotations

import grp
import os
import pwd
import re
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from . import embedded, shell
from .errors import ToolError, say
from .files import digest, lock, require_space

PORT, ROLE = "5432", "odoo"
OLDEST = 13
BYTES = 500_000_000
SOCKET_LIMIT = 85  # a socket's path may have 107 bytes, its own name included
STARTS = 10
PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/usr/bin",
)
CONFIGURATION = """
# throw-away data: speed over durability
listen_addresses = ''
unix_socket_directories = '{socket_dir}'
port = {port}
max_connections = 200
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
shared_buffers = 256MB
max_wal_size = 2GB
checkpoint_timeout = 30min
"""


@dataclass(frozen=True)
class Cluster:
    """Where a private cluster lives and what runs it."""

    programs: Path
    data: Path
    socket_dir: Path
    lock: Path

    def answers(self):
        """Tell whether the server accepts connections."""
        command = [
            self.programs / "pg_isready",
            "-q",
            "-h",
            self.socket_dir,
            "-p",
            PORT,
        ]
        return shell.succeeds(command)

    def run(self, program, *args):
        """Run one of the server's programs as the user it must run as."""
        return shell.run([*as_user(), self.programs / program, *args], cwd="/")


def start(settings, venv):
    """Return the private cluster, made and started where needed."""
    cluster = find(settings, venv)
    if not cluster.answers():
        with lock(cluster.lock):
            if not cluster.answers():
                _make(settings, cluster)
                _start(cluster)
    return cluster


def stop(settings):
    """Stop every private server under the cache folder."""
    for data in settings.home.glob("pgdata-*"):
        if (data / "postmaster.pid").exists():
            say(f"stopping PostgreSQL in {data}")
            programs = Path((data / "programs").read_text().strip())
            command = [
                programs / "pg_ctl",
                "-D",
                data,
                "-s",
                "-m",
                "fast",
                "-w",
                "stop",
            ]
            shell.run([*as_user(), *command], cwd="/")


def find(settings, venv):
    """Return the cluster that fits this machine, whether it exists or not."""
    programs = None
    if settings.env.get("PG_EMBEDDED") != "1":
        programs = installed_programs()
    programs = programs or embedded.programs(settings, venv)
    version = major(programs)
    socket_dir = settings.home / f"run-{version}"
    if len(str(socket_dir)) >= SOCKET_LIMIT:
        name = f"odoo-dev-{digest(socket_dir)}"
        socket_dir = Path(tempfile.gettempdir()) / name
    data = settings.home / f"pgdata-{version}"
    return Cluster(programs, data, socket_dir, settings.home / "postgres.lock")


def installed_programs(places=PLACES):
    """Return the folder of the newest installed server that is new enough."""
    found = []
    for place in places:
        for folder in Path("/").glob(place.lstrip("/")):
            version = major(folder)
            if version and version >= OLDEST:
                found.append((version, folder))
    return max(found)[1] if found else None


def major(folder):
    """Return the major version of the server programs in a folder, or None."""
    if not all((folder / name).exists() for name in ("initdb", "postgres", "pg_ctl")):
        return None
    match = re.search(r"(\d+)", shell.run([folder / "postgres", "-V"]).stdout)
    return int(match[1]) if match else None


def server_user():
    """Return the user and group that root runs PostgreSQL as; None for others."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return user.pw_name, grp.getgrgid(user.pw_gid).gr_name
    raise ToolError("PostgreSQL cannot run as root and there is no user 'nobody'")


def as_user():
    """Return the words that put a command under that user."""
    user = server_user()
    if not user:
        return []
    return ["setpriv", f"--reuid={user[0]}", f"--regid={user[1]}", "--clear-groups"]


def _own(folder):
    user = server_user()
    if user:
        shutil.chown(folder, *user)


def _make(settings, cluster):
    if (cluster.data / "PG_VERSION").exists():
        return
    require_space(settings.home, BYTES)
    say(f"private PostgreSQL {major(cluster.programs)} in {cluster.data}")
    scratch = cluster.data.with_name(f"{cluster.data.name}.new")
    shutil.rmtree(scratch, ignore_errors=True)
    shutil.rmtree(cluster.data, ignore_errors=True)
    scratch.mkdir(mode=0o700)
    _own(scratch)
    if not shell.succeeds([*as_user(), "test", "-w", scratch], cwd="/"):
        raise ToolError(
            f"the user {server_user()[0]}, who must run PostgreSQL, cannot enter "
            f"{settings.home}: set ODOO_DEV_HOME to a folder open to all"
        )
    for locale in ("C.UTF-8", "C"):
        options = ["-U", ROLE, "-A", "trust", "-E", "UTF8", f"--locale={locale}"]
        made = cluster.run("initdb", "-D", scratch, *options, "--no-sync")
        if made.returncode == 0:
            break
    else:
        raise ToolError(f"PostgreSQL's initdb failed: {shell.last_line(made)}")
    values = {"socket_dir": cluster.socket_dir, "port": PORT}
    with open(scratch / "postgresql.conf", "a") as stream:
        stream.write(CONFIGURATION.format(**values))
    (scratch / "programs").write_text(str(cluster.programs))
    scratch.rename(cluster.data)


def _start(cluster):
    cluster.socket_dir.mkdir(mode=0o700, exist_ok=True)
    _own(cluster.socket_dir)
    log = cluster.data / "server.log"
    options = ["-D", cluster.data, "-w", "-s", "-l", log, "start"]
    for _attempt in range(STARTS):
        # after a crash the old server may take a moment to go
        if cluster.run("pg_ctl", *options).returncode == 0 or cluster.answers():
            return
        time.sleep(1)
    lines = log.read_text().splitlines()[-1:] if log.exists() else []
    raise ToolError(f"PostgreSQL did not start ({' '.join(lines)}): see {log}")
