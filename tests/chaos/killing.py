# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who is killed, and when; whoever was is started again."""

import os
import signal
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

#: Seconds between two killings.
PAUSE = (4, 14)
#: How often a whole host is killed; else one of its processes.
WHOLE = 0.3


class Killing:
    """Kills hosts and single processes at random, from the main thread."""

    def __init__(self, hosts, random):
        self.hosts, self.random = hosts, random
        self.done, self.started = Counter(), 0
        self.next_at = time.monotonic() + random.uniform(*PAUSE)

    def go_on(self):
        """Start what has ended; kill somebody when it is time."""
        self.started += len(self.hosts.revive())
        if time.monotonic() < self.next_at:
            return
        self.next_at = time.monotonic() + self.random.uniform(*PAUSE)
        name = self.random.choice(self.hosts.names("web") + self.hosts.names("cron"))
        kind = name.rstrip("0123456789")
        if self.random.random() < WHOLE:
            # one that is not up yet is left alone: it would never be
            if children(self.hosts.processes[name].pid):
                self.hosts.kill(name)
                self.hosts.start(name)
                self.done[f"{kind} hosts"] += 1
        else:
            pids = children(self.hosts.processes[name].pid)
            self.done[f"{kind} processes"] += kill_all(
                pids and [self.random.choice(pids)]
            )

    def kill_jobs(self, kind):
        """Kill every process that runs jobs: one of them hands over something."""
        count = 0
        for name in self.hosts.names("cron"):
            count += kill_all(children(self.hosts.processes[name].pid))
        self.done[f"while handing over a {kind}"] += count > 0


def children(pid):
    """Return the processes that a process has started."""
    try:
        path = Path(f"/proc/{pid}/task/{pid}/children")
        return [int(child) for child in path.read_text().split()]
    except OSError:
        return []


def kill_all(pids):
    """Kill processes at once; return how many there were."""
    count = 0
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            count += 1
    return count
