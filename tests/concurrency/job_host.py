# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Processes that run jobs, started and killed by a test. Every wait has an end."""

import os
import queue
import random
import signal
import subprocess
import threading
import time
from pathlib import Path

WORKER = Path(__file__).with_name("job_worker.py")
#: Seconds after which something that is waited for does not happen any more.
PATIENCE = 200


class JobHost:
    """Runs processes, and kills one at any time: `with JobHost(work, name) as host`."""

    def __init__(self, work, database):
        self.alive = []
        self.killed = queue.Queue()
        self.lines = queue.Queue()
        self.process = subprocess.Popen(
            [work.venv.python, WORKER, database],
            env=work.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        threading.Thread(target=self._listen, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.kill_all()
        self.process.kill()
        self.process.wait(PATIENCE)

    def _listen(self):
        for line in self.process.stdout:
            self.lines.put(line.split())

    def start(self, count=1, how="start"):
        """Start processes."""
        for _process in range(count):
            print(how, file=self.process.stdin, flush=True)
            pid, _said = self.read("started")
            self.alive.append(pid)

    def read(self, *words):
        """Wait until a process says one of the words; return its pid and the word."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                pid, said = self.lines.get(timeout=max(0, end - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"nobody said {words} in {PATIENCE} s") from None
            assert said != "died", "a process ended by itself"
            if said in words:
                return int(pid), said

    def kill_all(self):
        for pid in list(self.alive):
            self.kill(pid)

    def kill(self, pid=None):
        """Kill a process, any if none is given, at once."""
        pid = pid or random.choice(self.alive)
        self.alive.remove(pid)
        os.kill(pid, signal.SIGKILL)
        self.killed.put(pid)

    def finish(self, is_done):
        """Let the processes run until something holds, asked when one is idle."""
        end = time.monotonic() + PATIENCE
        while not is_done():
            assert time.monotonic() < end, f"not done in {PATIENCE} s"
            self.read("idle")

    @staticmethod
    def finish_at_once(is_done):
        """Wait for what the database does by itself, as when a process is gone."""
        end = time.monotonic() + PATIENCE
        while not is_done():
            assert time.monotonic() < end, f"not done in {PATIENCE} s"
            threading.Event().wait(0.05)
