# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A mail server of the loopback: what is for us goes to Odoo, the rest to mailboxes."""

import asyncio
import email
import queue
import smtplib
import sys
from collections import defaultdict
from email import policy

from aiosmtpd.controller import Controller

PATIENCE = 30  # seconds


class PostOffice:
    """Takes mails by SMTP, and hands those for a domain to Odoo's own mailgate.

    :param gate: command that reads a mail from its standard input
    """

    def __init__(self, domain, port, gate):
        self.domain, self.gate = domain, gate
        self.mailboxes = defaultdict(queue.Queue)
        self.refusals = []
        self.controller = Controller(self, hostname="127.0.0.1", port=port)

    def __enter__(self):
        self.controller.start()
        return self

    def __exit__(self, *_error):
        self.controller.stop()

    async def handle_DATA(self, _server, _session, envelope):
        """Deliver a mail; a permanent failure is told to whoever hands it over."""
        for address in envelope.rcpt_tos:
            if address.endswith(f"@{self.domain}"):
                if failure := await self._hand_over(envelope.content):
                    self.refusals.append(failure)
                    return f"550 {failure}"
            else:
                message = email.message_from_bytes(
                    envelope.content, policy=policy.default
                )
                self.mailboxes[address].put(message)
        return "250 OK"

    async def _hand_over(self, content):
        """Run the mailgate; Odoo may send mails by this server meanwhile."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *map(str, self.gate),
            stdin=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        _out, errors = await process.communicate(content)
        return process.returncode and f"{process.returncode} {errors.decode()}".strip()

    def send(self, message):
        """Send a mail as the mail program of a person does."""
        with smtplib.SMTP("127.0.0.1", self.controller.port, timeout=PATIENCE) as smtp:
            smtp.send_message(message)

    def receive(self, address):
        """Return the next mail in a mailbox, waiting for it."""
        return self.mailboxes[address].get(timeout=PATIENCE)

    def is_empty(self, address):
        return self.mailboxes[address].empty()
