# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A program that runs beside us, in a process group of its own, with a log."""

import os
import shutil
import signal
import subprocess
import time

#: Seconds after which a process that was told to end is killed.
PATIENCE = 20


def wait_until(holds, describe, seconds, pause=0.1):
    """Wait until something holds; fail, and describe, when it takes longer."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s: {describe()}")
        time.sleep(pause)


class Process:
    """A program and all that it starts: ended together, whatever happens to us."""

    def __init__(self, name, command, environment, log):
        self.name, self.log, self.environment = name, log, environment
        # ends with the thread that starts it, even when that is killed
        bound = ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []
        self.command = [*bound, *map(str, command)]
        self.process = None

    @property
    def pid(self):
        return self.process.pid if self.is_running() else None

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def start(self):
        """Start it, from the main thread; it goes on with its log."""
        assert not self.is_running(), f"{self.name} runs already"
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with open(self.log, "ab") as stream:
            self.process = subprocess.Popen(
                self.command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def kill(self):
        """Kill it and all its children at once, as a lost host."""
        if self.process:
            self._signal(signal.SIGKILL)
            self.process.wait(PATIENCE)

    def stop(self):
        """Let it end by itself, and kill what does not."""
        if self.is_running():
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                pass
        self.kill()

    def tail(self, lines=15):
        """Return the last lines of its log."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def _signal(self, number):
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            pass  # the whole group is gone
