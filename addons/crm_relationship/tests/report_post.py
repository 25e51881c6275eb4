# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A real mail server on the loopback that keeps what it takes."""

from email import message_from_bytes, policy

from aiosmtpd.controller import Controller


class PostBox(Controller):
    """A mail server at a port of its own; `mails` is what came."""

    def __init__(self):
        self.mails = []
        super().__init__(self, hostname="127.0.0.1", port=0)

    async def handle_DATA(self, server, session, envelope):
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def _trigger_server(self):
        """Read the port that was given; the base class would connect to port 0."""
        self.port = self.server.sockets[0].getsockname()[1]
        return super()._trigger_server()
