# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The server under load: its processes, what each of them costs, what its log says."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import time
import urllib.request
from collections import defaultdict
from pathlib import Path
from statistics import median

PATIENCE = 300  # seconds until it answers
CLOCK = os.sysconf("SC_CLK_TCK")
PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 2**20
#: path, status, queries, seconds in SQL, seconds in Python
LINE = re.compile(r'"\w+ (\S+) HTTP[^"]*" (\d+) - (\d+) ([\d.]+) ([\d.]+)')


class Server:
    """Odoo with some HTTP workers and one process of jobs: `with Server(…)`."""

    def __init__(self, odoo, database, workers, log, mailbox, cron=1):
        self.log, self.port = log, free_port()
        args = ["-d", database, "--db-filter", f"^{database}$", "--workers", workers]
        args += ["--max-cron-threads", cron, "--http-port", self.port]
        args += ["--gevent-port", free_port(), "--logfile", log]
        args += ["--smtp", "127.0.0.1", "--smtp-port", mailbox.port]
        # a worker that is restarted in the middle would be a figure of its own
        args += ["--limit-request", 10**6, "--limit-time-real", 600]
        log.unlink(missing_ok=True)
        self.command = [str(odoo), *map(str, args)]

    def __enter__(self):
        self.process = subprocess.Popen(
            self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.__exit__()
                raise RuntimeError(f"the server does not answer: see {self.log}")
            time.sleep(0.5)
        return self

    def __exit__(self, *_error):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            for pid in self.processes():
                _kill(pid)
            self.process.kill()
            self.process.wait(20)

    @property
    def url(self):
        """The address of the server."""
        return f"http://127.0.0.1:{self.port}"

    def _answers(self):
        try:
            with urllib.request.urlopen(f"{self.url}/web/login", timeout=60):
                return True
        except OSError:
            return False

    def processes(self):
        """Return the ids of its workers of every kind."""
        pid = self.process.pid
        try:
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text()
        except OSError:
            return []
        return [int(child) for child in children.split()]


def _kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def free_port():
    """Return a port of the loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Meter:
    """CPU seconds and memory of groups of processes while something runs.

    Asked again and again, for connections come and go: what a process used until it
    was seen last counts.
    """

    def __init__(self, **groups):
        self.groups = groups
        self.first, self.last, self.memory = {}, {}, defaultdict(dict)

    def look(self):
        """Look at every process of every group."""
        for name, pids_of in self.groups.items():
            for pid in pids_of():
                if (used := cpu_seconds(pid)) is not None:
                    self.first.setdefault((name, pid), used)
                    self.last[name, pid] = used
                    kept = self.memory[name]
                    kept[pid] = max(kept.get(pid, 0), resident_mb(pid))

    def seconds(self):
        """Return {group: CPU seconds used since the first look}."""
        found = dict.fromkeys(self.groups, 0.0)
        for key, used in self.last.items():
            found[key[0]] += used - self.first[key]
        return found


def cpu_seconds(pid):
    """Return the CPU seconds of a process, None for one that is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / CLOCK


def resident_mb(pid):
    """Return the memory of a process that no other shares, in MB."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    found = re.findall(r"^(?:Private_\w+): +(\d+) kB", text, re.MULTILINE)
    return sum(map(int, found)) / 1024


def read_log(path):
    """Return ({action and call: medians}, seconds of each, errors) of a server's log."""
    found, errors = defaultdict(list), 0
    for line in path.read_text(errors="replace").splitlines():
        # a statement that met another's is repeated by Odoo: nobody sees it
        is_error = " ERROR " in line or " CRITICAL " in line
        errors += is_error and "odoo.sql_db: bad query" not in line
        match = LINE.search(line)
        if match and "load=" in match[1]:
            path_text, _, action = match[1].partition("?load=")
            name = path_text.replace("/web/dataset/call_kw/", "")
            name = re.sub(r"/\d+", "/N", name)
            action = re.split(r"[&#]", action)[0].replace("_", " ")
            found[action, name].append(tuple(map(float, match.groups()[2:])))
    calls, seconds = {}, []
    for (action, name), rows in found.items():
        seconds += [row[1] + row[2] for row in rows]
        queries, sql, python = (median(column) for column in zip(*rows, strict=True))
        calls[f"{action}: {name}"] = {
            "count": len(rows),
            "queries": int(queries),
            "sql_ms": round(1000 * sql, 1),
            "python_ms": round(1000 * python, 1),
        }
    return calls, seconds, errors


def machine_seconds():
    """Return the CPU seconds that all processes of the machine have used."""
    fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    user, nice, system, _idle, _wait, irq, soft = map(int, fields[:7])
    return (user + nice + system + irq + soft) / CLOCK
