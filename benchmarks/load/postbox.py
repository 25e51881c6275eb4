# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A mail server of the loopback that takes every mail and keeps none."""

from __future__ import annotations

import logging

from aiosmtpd.controller import Controller
from server import free_port


class Mailbox:
    """Counts what it takes: `with Mailbox() as box`."""

    def __init__(self):
        self.port, self.count = free_port(), 0
        logging.getLogger("mail.log").setLevel(logging.WARNING)
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)

    def __enter__(self):
        self.controller.start()
        return self

    def __exit__(self, *_error):
        self.controller.stop()

    async def handle_DATA(self, _server, _session, _envelope):
        """Take a mail."""
        self.count += 1
        return "250 OK"
