# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The PostgreSQL server: the user's when one is named, else a private one.

PGHOST or DATABASE_URL name a server; it must answer, be version 13 or newer and
offer `unaccent` and `pg_trgm`. The private one listens on a socket only.
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from . import cluster
from .errors import ToolError

OLDEST = 130000
EXTENSIONS = ("unaccent", "pg_trgm")
CHECK = (
    "SELECT current_setting('server_version_num')::int, rolcreatedb OR rolsuper,"
    " (SELECT array_agg(name::text) FROM pg_available_extensions)"
    " FROM pg_roles WHERE rolname = current_user"
)


@dataclass(frozen=True)
class Server:
    """How to reach a server, and the Python that can talk to it."""

    host: str
    port: str
    user: str
    password: str
    python: Path
    programs: Path | None = None

    def sql(self, *statements, database="postgres"):
        """Execute statements, each on its own, and return the last one's rows."""
        connect = {"host": self.host, "port": self.port, "user": self.user}
        connect["dbname"] = database
        if self.password:
            connect["password"] = self.password
        job = json.dumps({"connect": connect, "statements": statements})
        script = Path(__file__).with_name("sql.py")
        result = subprocess.run(
            [self.python, "-I", script], input=job, capture_output=True, text=True
        )
        if result.returncode:
            lines = result.stderr.strip().splitlines() or ["no reason given"]
            raise ToolError(f"PostgreSQL ({self.host}): {lines[-1]}")
        return json.loads(result.stdout)

    @property
    def environment(self):
        """The variables by which libpq finds this server."""
        values = {"PGHOST": self.host, "PGPORT": self.port, "PGUSER": self.user}
        return {**values, "PGPASSWORD": self.password} if self.password else values


def given(env):
    """Return host, port, user and password of the user's server, or None."""
    values = {
        "host": env.get("PGHOST"),
        "port": env.get("PGPORT") or "5432",
        "user": env.get("PGUSER") or "odoo",
        "password": env.get("PGPASSWORD") or "",
    }
    if env.get("DATABASE_URL"):
        url = urlsplit(env["DATABASE_URL"])
        if url.scheme not in ("postgres", "postgresql") or not url.hostname:
            raise ToolError(
                "DATABASE_URL is not understood: "
                "write postgresql://user:password@host:port/postgres"
            )
        parts = (url.hostname, url.port, url.username, url.password)
        for name, part in zip(("host", "port", "user", "password"), parts, strict=True):
            if part:
                values[name] = unquote(str(part))
    return values if values["host"] else None


def connect(settings, venv):
    """Return a server that answers, starting the private one where needed."""
    chosen = given(settings.env)
    if chosen:
        server = Server(**chosen, python=venv.python)
        check(server)
        return server
    private = cluster.start(settings, venv)
    return Server(
        str(private.socket_dir),
        cluster.PORT,
        cluster.ROLE,
        "",
        venv.python,
        private.programs,
    )


def check(server):
    """Stop with one line when the user's server cannot serve Odoo 19."""
    where = f"{server.user}@{server.host}:{server.port}"
    try:
        version, may_create, extensions = server.sql(CHECK)[0]
    except ToolError as error:
        raise ToolError(
            f"no answer from the PostgreSQL at {where} ({str(error).split(': ', 1)[1]}): "
            "start it, correct PGHOST, or unset it to use a private one"
        ) from error
    judge(where, server.user, version, may_create, extensions or [])


def judge(where, user, version, may_create, extensions):
    """Raise the first reason why this server cannot be used."""
    if version < OLDEST:
        raise ToolError(
            f"the PostgreSQL at {where} is version {version // 10000}: Odoo 19 needs 13 "
            "or newer; upgrade it, or unset PGHOST to use a private one"
        )
    if user == "postgres":
        raise ToolError("Odoo refuses the role 'postgres': set PGUSER to another role")
    if not may_create:
        raise ToolError(
            f"the role at {where} may not create databases: ALTER ROLE {user} CREATEDB"
        )
    for name in EXTENSIONS:
        if name not in extensions:
            raise ToolError(
                f"the PostgreSQL at {where} lacks the extension {name}: "
                "install its contrib package (postgresql-contrib)"
            )
