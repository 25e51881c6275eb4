# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Hosts of one database: web hosts behind a proxy, and hosts of scheduled jobs."""

import shutil
import tempfile
import urllib.error
import urllib.request
from functools import partial
from pathlib import Path

from devtool.errors import ToolError
from devtool.workspace import free_port

from . import proxy
from .process import Process, wait_until

#: Seconds within which a host is healthy, on a machine that is busy with others.
PATIENCE = 240
SHARED = ("filestore", "sessions")
#: A cron host is ready when it listens for jobs, which it does in this database.
LISTENS = """
    SELECT 1 FROM pg_stat_activity
    WHERE datname = 'postgres' AND application_name = 'hosts-{name}'
"""


class Hosts:
    """Web hosts `web1`..., cron hosts `cron1`..., and `proxy`; see the package.

    :param work: environment that Odoo runs in (devtool's Workspace)
    :param options: options of every Odoo process, such as ("--log-level=warn",)
    :param environment: further variables of every process
    """

    def __init__(
        self, work, database, http=2, workers=2, cron=2, options=(), environment=()
    ):
        self.work, self.database = work, database
        self.options = ["--log-level=warn", *options]
        self.environment = {**work.environment(), **dict(environment)}
        self.folder = Path(tempfile.mkdtemp(prefix="hosts-"))
        self.ports, self.processes = {}, {}
        for n in range(1, http + 1):
            self._add_web(f"web{n}", workers)
        for n in range(1, cron + 1):
            self._add(f"cron{n}", "odoo-cron.conf", [])
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        if http:
            self._add_proxy()

    # -- what there is

    def _add_web(self, name, workers):
        page, bus = self.ports[name] = free_port(), free_port()
        options = [f"--http-port={page}", f"--gevent-port={bus}"]
        options += ["--http-interface=127.0.0.1", f"--workers={workers}"]
        self._add(name, "odoo-workers.conf", options)

    def _add(self, name, configuration, options):
        work, server = self.work, self.work.server
        folders = [*work.addons_dirs, *work.source.addons]
        command = [work.venv.program("odoo")]
        command += ["-c", work.settings.config / configuration]
        command += ["--addons-path", ",".join(map(str, folders))]
        command += ["--data-dir", self._data_dir(name)]
        command += ["--db_host", server.host, "--db_port", server.port]
        command += ["-r", server.user, "-d", self.database]
        command += ["--db_app_name", f"hosts-{name}"]
        command += ["--db-filter", f"^{self.database}$", *options, *self.options]
        variables = dict(self.environment)
        if server.password:
            variables["PGPASSWORD"] = server.password
        log = self.log(name)
        self.processes[name] = Process(name, command, variables, log)

    def _add_proxy(self):
        pages, buses = zip(*self.ports.values(), strict=True)
        folder = self.folder / "proxy"
        made = proxy.make(self.work, folder, self.port, pages, buses, self.log("proxy"))
        self.processes["proxy"] = made

    def _data_dir(self, name):
        """Make a host's folder: files and sessions are those of all hosts."""
        folder = self.folder / name
        folder.mkdir()
        for part in SHARED:
            shared = self.work.data_dir / part
            shared.mkdir(parents=True, exist_ok=True)
            (folder / part).symlink_to(shared)
        return folder

    def log(self, name):
        """Return the path of a host's log, which stays when all is over."""
        logs = self.work.settings.logs
        return logs / f"{self.database}-{name}.log"

    def names(self, kind=""):
        """Return the names of the processes, of a kind (web, cron, proxy) or of all."""
        return [name for name in self.processes if name.startswith(kind)]

    # -- life

    def __enter__(self):
        try:
            for name in self.processes:
                self.log(name).unlink(missing_ok=True)
                self.start(name)
            self.wait()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_error):
        for process in reversed(self.processes.values()):
            process.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self, name):
        """Start a process that does not run. Only the main thread may."""
        self.processes[name].start()

    def kill(self, name):
        """Kill a host with all its workers, at once."""
        self.processes[name].kill()

    def stop(self, name):
        """Let a host end as an administrator does."""
        self.processes[name].stop()

    def restart(self, name):
        """Kill a host, start it, and wait until it is healthy."""
        self.kill(name)
        self.start(name)
        self.wait(name)

    def revive(self):
        """Start what has ended by itself, as a supervisor does; return the names."""
        ended = [n for n, process in self.processes.items() if not process.is_running()]
        for name in ended:
            self.start(name)
        return ended

    def wait(self, *names, seconds=PATIENCE):
        """Wait until processes (all, if none is named) are healthy."""
        for name in names or self.processes:
            wait_until(
                partial(self.is_healthy, name), partial(self._describe, name), seconds
            )

    def _describe(self, name):
        process = self.processes[name]
        return f"{name} is healthy ({process.log})\n{process.tail()}"

    def is_healthy(self, name):
        """Tell whether a process does its work; fail when it has ended."""
        process = self.processes[name]
        assert process.is_running(), f"{name} ended by itself:\n{process.tail()}"
        if name.startswith("cron"):
            return self._listens(name)
        port = self.port if name == "proxy" else self.ports[name][0]
        url = f"http://127.0.0.1:{port}/web/health?db_server_status=1"
        try:
            with urllib.request.urlopen(url, timeout=20) as answer:
                return answer.status == 200
        except (OSError, urllib.error.HTTPError):
            return False

    def _listens(self, name):
        try:
            return bool(self.work.server.sql(LISTENS.format(name=name)))
        except ToolError:
            return False
