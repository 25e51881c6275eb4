# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A mail server of the loopback that takes the line and does not answer to the end."""

import socket
import threading
import time
from contextlib import suppress

DRIP = 0.05


class SlowServer:
    """Answers as it should up to a point: `with SlowServer("greeting") as server`.

    :param until: what it does not answer any more: "greeting" or "mail" (it has taken
        one by then)
    :param drips: it sends a byte now and then instead of nothing
    """

    def __init__(self, until, drips=False):
        self.until, self.drips = until, drips
        self.mails = 0
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_error):
        self._over.set()
        self._listener.close()

    def _accept(self):
        with suppress(OSError):
            while True:
                line, _address = self._listener.accept()
                threading.Thread(
                    target=self._converse, args=(line,), daemon=True
                ).start()

    def _converse(self, line):
        with suppress(OSError), line:
            if self.until == "greeting":
                return self._stay(line)
            line.sendall(b"220 ready\r\n")
            is_mail = False
            for text in line.makefile("rb"):
                if is_mail and text == b".\r\n":
                    self.mails += 1
                    return self._stay(line)
                if not is_mail:
                    is_mail = text[:4].upper() == b"DATA"
                    line.sendall(b"354 go on\r\n" if is_mail else b"250 ok\r\n")
        return None

    def _stay(self, line):
        started = time.monotonic()
        while not self._over.wait(DRIP) and time.monotonic() - started < 60:
            if self.drips:
                line.sendall(b"2")
