# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Cuts the line to a server that answers by drips.

The timeout of a socket begins anew with each byte that comes, so that a server which
sends one a minute may hold whoever waits for its answer for days.
"""

from __future__ import annotations

import socket
import threading
from contextlib import suppress


class LineWatch:
    """Give each mail so many seconds: `with LineWatch(sock, 60) as watch`.

    `watch.next()` begins the time of the next mail. After a cut whoever reads the line
    finds it closed.
    """

    def __init__(self, sock: socket.socket | None, seconds: float):
        self._sock, self._seconds = sock, seconds
        self._moved, self._is_over = threading.Event(), False
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> LineWatch:
        self._thread.start()
        return self

    def __exit__(self, *_error):
        self._is_over = True
        self._moved.set()
        self._thread.join()

    def next(self):
        self._moved.set()

    def _look(self):
        while self._moved.wait(self._seconds):
            self._moved.clear()
            if self._is_over:
                return
        if self._sock:
            with suppress(OSError):
                self._sock.shutdown(socket.SHUT_RDWR)
