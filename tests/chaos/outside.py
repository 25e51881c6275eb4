# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The world around the hosts: a mail server, a provider of chats, callers, a person.

The mail server and the provider may ask, while they have taken something and have not
yet said so, that whoever handed it over be killed.
"""

import http.client
import json
import queue
import random
import threading
import time
import xmlrpc.client
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from concurrency.gateway_host import send

#: Seconds for which a killing that was asked for is waited.
LONGEST = 15
#: Calls that find no host, or a dying one, are made again after so many seconds.
AGAIN = 0.3
CALLERS = 3


class Deaths:
    """Who takes something asks here for the death of whoever hands it over."""

    def __init__(self, seed, chance):
        self.asked, self.chance = queue.Queue(), chance
        self.random, self.is_over = random.Random(seed), False

    def maybe(self, kind):
        """Ask for it, by chance, and wait until it is done."""
        if self.is_over or self.random.random() >= self.chance:
            return
        done = threading.Event()
        self.asked.put((kind, done))
        done.wait(LONGEST)


class Provider(ThreadingHTTPServer):
    """Takes chats and web calls; remembers how often each key came."""

    daemon_threads = True

    def __init__(self, deaths):
        super().__init__(("127.0.0.1", 0), Taking)
        self.deaths, self.taken = deaths, {"chat": Counter(), "hook": Counter()}
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.shutdown()
        self.server_close()


class Taking(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        kind = self.path.strip("/")
        self.server.taken[kind][self.headers["Idempotency-Key"]] += 1
        self.server.deaths.maybe(kind)
        answer = b'{"id": "taken"}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def handle_one_request(self):
        try:
            super().handle_one_request()
        except OSError:
            self.close_connection = True  # the caller was killed

    def log_message(self, *_args):
        pass


class Callers:
    """Threads that tell of events through the proxy, again until one is taken."""

    def __init__(self, port):
        self.port, self.numbers = port, iter(range(10**9))
        self.lock, self.is_over = threading.Lock(), False
        self.taken, self.refused, self.repeated = [], Counter(), 0
        self.threads = [
            threading.Thread(target=self._run, daemon=True) for _n in range(CALLERS)
        ]

    def start(self):
        for thread in self.threads:
            thread.start()
        return self

    def stop(self, seconds):
        """Let each caller end with the event that it is telling of."""
        self.is_over = True
        for thread in self.threads:
            thread.join(seconds)
        assert not any(t.is_alive() for t in self.threads), "calls are not answered"

    def _run(self):
        while not self.is_over:
            with self.lock:
                number = next(self.numbers)
            while (status := send(self.port, number)) != 200:
                self.refused[status] += 1
                self.repeated += 1
                time.sleep(AGAIN)
            self.taken.append(number)
            time.sleep(0.05)


class Person:
    """Somebody who works through the proxy and tries again when nothing comes back."""

    def __init__(self, url, database, login="admin", password="admin"):
        self.database, self.login, self.password = database, login, password
        self.common = xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/common")
        self.models = xmlrpc.client.ServerProxy(
            f"{url}/xmlrpc/2/object", allow_none=True
        )
        self.uid = None

    def try_to(self, model, method, *args, **kwargs):
        """Call a method; return (whether an answer came, the answer)."""
        try:
            self.uid = self.uid or self.common.authenticate(
                self.database, self.login, self.password, {}
            )
            who = (self.database, self.uid, self.password)
            return True, self.models.execute_kw(*who, model, method, args, kwargs)
        except xmlrpc.client.Fault as fault:
            return False, fault.faultString
        except (OSError, http.client.HTTPException, xmlrpc.client.Error) as error:
            return False, str(error)


class Importer(threading.Thread):
    """A person who imports files one after the other, whatever is killed."""

    def __init__(self, person, names):
        super().__init__(daemon=True)
        self.person, self.names, self.failure = person, names, None
        self.presses = Counter()

    def run(self):
        for name in self.names:
            while not self._is_done(name):
                time.sleep(2)

    def _is_done(self, name):
        """Press the button that fits the state; the state says whether it worked."""
        model = "crm.customer.import"
        domain = [("name", "=", name)]
        answered, rows = self.person.try_to(model, "search_read", domain, ["state"])
        if not answered:
            return False
        [row] = rows
        button = {"uploaded": "action_check", "checked": "action_import"}
        if row["state"] in button:
            self.person.try_to(model, button[row["state"]], [row["id"]])
            self.presses[row["state"]] += 1
        elif row["state"] == "failed":
            self.failure = json.dumps(row)
            return True
        return row["state"] in ("done", "partly", "imported")
