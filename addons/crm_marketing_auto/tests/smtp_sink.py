# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A real mail server on the loopback that counts what it takes, or misbehaves."""

from collections import Counter
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller


class Sink:
    """Takes mails; `behave(number, mail)` may return another answer than 250.

    Answers: a text such as "550 no", or "drop" (takes the mail and cuts the line
    before saying so).
    """

    def __init__(self, behave=None):
        self.behave = behave or (lambda number, mail: None)
        self.mails = []
        self.connections = 0

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_DATA(self, server, session, envelope):
        mail = message_from_bytes(envelope.content, policy=policy.default)
        mail.envelope = envelope
        answer = self.behave(len(self.mails), mail)
        if answer and answer != "drop":
            return answer
        self.mails.append(mail)
        if answer == "drop":
            server.transport.abort()
        return "250 OK"

    @property
    def message_ids(self):
        return Counter(mail["Message-Id"] for mail in self.mails)


class SinkServer(Controller):
    """The sink at a port of its own: `with SinkServer(sink) as server`."""

    def __init__(self, sink, port=0):
        super().__init__(sink, hostname="127.0.0.1", port=port)

    def _trigger_server(self):
        """Read the port that was given; the base class would connect to port 0."""
        self.port = self.server.sockets[0].getsockname()[1]
        return super()._trigger_server()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *exc):
        self.stop(no_assert=True)
