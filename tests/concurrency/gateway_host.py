# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A server with several processes that takes calls, and providers that call it.

Every wait has an end. Whoever gets no answer sends the event again, as providers do.
"""

import hashlib
import hmac
import http.client
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

WORKER = Path(__file__).with_name("gateway_worker.py")
#: Seconds after which what is waited for does not happen any more.
PATIENCE = 200
TOKEN, SECRET = "crash-token", "crash secret"
#: An account with a known address and secret, for tests and benchmarks only.
ACCOUNT = f"""
import hashlib

account = env["crm.channel.account"].create({{
    "name": "Crash", "kind": "generic", "rate_limit": 60_000, "new_secret": "{SECRET}",
}})
account.sudo().write({{
    "token": "{TOKEN}", "token_digest": hashlib.sha256(b"{TOKEN}").hexdigest(),
}})
env["ir.cron"].search([]).active = False
env.cr.commit()
"""
COUNTS = f"""
    SELECT count(*), count(DISTINCT external_uid),
           count(*) FILTER (WHERE state = 'done'),
           (SELECT count(*) FROM crm_interaction
             WHERE external_uid LIKE 'gateway,' || a.id || ',%'),
           count(*) FILTER (WHERE state = 'error')
      FROM crm_channel_account a LEFT JOIN crm_gateway_event e ON e.account_id = a.id
     WHERE a.token = '{TOKEN}' GROUP BY a.id
"""


class GatewayServer:
    """A server of two HTTP processes and no jobs: `with GatewayServer(...) as server`."""

    def __init__(self, odoo, database, environment, workers=2):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        # without a filter of databases: with one, each call asks for the list of all
        args = ["-d", database, "--workers", workers]
        args += ["--max-cron-threads", 0, "--http-port", self.port, "--gevent-port", 0]
        self.process = subprocess.Popen(
            [odoo, *map(str, args), "--log-level=critical"],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def __enter__(self):
        try:
            self._wait()
        except BaseException:
            self.__exit__()  # nobody else ends it
            raise
        return self

    def _wait(self):
        end = time.monotonic() + PATIENCE
        while send(self.port, 0, "not-a-token") != 404:
            assert time.monotonic() < end, "the server does not answer"
            threading.Event().wait(0.2)

    def __exit__(self, *_error):
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            for pid in self.workers():
                os.kill(pid, signal.SIGKILL)
            self.process.kill()
            self.process.wait(PATIENCE)

    def workers(self):
        """Return the processes that take calls now."""
        pid = self.process.pid
        try:
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        except OSError:
            return []
        return [int(child) for child in children if not self._is_gevent(child)]

    @staticmethod
    def _is_gevent(pid):
        try:
            return b"gevent" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return True

    def kill_worker(self):
        """Kill one of the processes that take calls, at once; whether there was one."""
        workers = self.workers()
        if workers:
            os.kill(workers[0], signal.SIGKILL)
        return bool(workers)


class Processing:
    """The worker behind the gateway: started, killed, and started again."""

    def __init__(self, python, database, environment):
        self.command = [python, WORKER, database]
        self.environment = environment
        self.process = None

    def start(self):
        self.process = subprocess.Popen(
            self.command, env=self.environment, stdout=subprocess.PIPE
        )

    def ready(self):
        """Wait until it works, and no longer than PATIENCE; its end ends the wait."""
        said = self.process.stdout
        heard, _, _ = select.select([said], [], [], PATIENCE)
        assert heard, "the worker does not begin"
        assert said.readline() == b"ready\n", "the worker is gone"

    def kill(self):
        if self.process:
            self.process.kill()
            self.process.wait(PATIENCE)
            self.process.stdout.close()


def prepare(number, token=TOKEN):
    """Return a signed call that tells of an event of this number."""
    body = json.dumps(
        {
            "id": f"e-{number}",
            "type": "call",
            "contact": {"phone": f"09{number:08}"},
            "duration": 60,
        }
    ).encode()
    nonce, now = os.urandom(12).hex(), int(time.time())
    signed = f"{now}.{nonce}.".encode() + body
    signature = hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/json",
        "X-Timestamp": str(now),
        "X-Nonce": nonce,
        "X-Signature": signature,
    }
    return f"/crm_gateway/{token}", body, headers


def send(port, number, token=TOKEN):
    """Tell of an event; return the status of the answer, or None without one."""
    path, body, headers = prepare(number, token)
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        line.request("POST", path, body, headers)
        return line.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        line.close()


class Providers:
    """Threads that tell of events until each was answered with success."""

    def __init__(self, port, count, first=0, threads=4):
        self.port = port
        self.left = list(range(first, first + count))
        self.answered, self.unexpected = [], []
        self.threads = [threading.Thread(target=self._run) for _n in range(threads)]

    def run(self):
        for thread in self.threads:
            thread.start()
        return self

    def wait(self):
        for thread in self.threads:
            thread.join(PATIENCE)
        assert not any(t.is_alive() for t in self.threads), "calls are not answered"

    def _run(self):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                number = self.left.pop()
            except IndexError:
                return
            status = send(self.port, number)
            while status is None and time.monotonic() < end:
                threading.Event().wait(0.05)
                status = send(self.port, number)
            (self.answered if status == 200 else self.unexpected).append(status)


class Caller(Providers):
    """Providers that cost next to nothing: calls as ready bytes over bare sockets.

    Each call has a connection of its own, for the server closes it after one. Whoever
    waits for that instead of counting the answer's bytes waits for 10 ms.
    """

    def __init__(self, port, count, first=0, threads=4):
        super().__init__(port, count, first, threads)
        self.left = [ready(port, number) for number in self.left]

    def _run(self):
        while self.left:
            try:
                call = self.left.pop()
            except IndexError:
                return
            with socket.create_connection(("127.0.0.1", self.port), 30) as line:
                line.sendall(call)
                status = read_status(line)
            (self.answered if status == 200 else self.unexpected).append(status)


def ready(port, number):
    """Return a call as the bytes that are sent."""
    path, body, headers = prepare(number)
    headers |= {"Host": f"127.0.0.1:{port}", "Content-Length": len(body)}
    lines = [f"POST {path} HTTP/1.1", *(f"{n}: {v}" for n, v in headers.items())]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode() + body


def read_status(line):
    """Read an answer to its end; return its status."""
    answer = b""
    while True:
        more = line.recv(4096)
        answer += more
        head, _, body = answer.partition(b"\r\n\r\n")
        length = head.lower().partition(b"content-length:")[2].split(None, 1)
        if not more or (length and len(body) >= int(length[0])):
            return int(answer.split(None, 2)[1])


def main():
    """Tell of events from a process of its own: port, how many, the first number."""
    caller = Caller(*map(int, sys.argv[1:]))
    started, cpu = time.perf_counter(), time.process_time()
    caller.run().wait()
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    print(seconds, len(caller.answered), cpu, flush=True)


if __name__ == "__main__":
    main()
