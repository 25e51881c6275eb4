# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Mails as servers hand them over, for tests of the intake."""

from datetime import UTC
from email.header import Header
from email.utils import format_datetime
from unittest.mock import patch

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from .common import MONDAY, TicketCase


class MailCase(TicketCase):
    """The support team has the address support@desk.test; nothing is sent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sent = []

        def send_email(_server, message, *_args, **_kwargs):
            cls.sent.append(message)
            return message["Message-Id"]

        for name, value in (
            ("send_email", send_email),
            ("_connect__", lambda *_args, **_kwargs: None),
        ):
            patcher = patch.object(IrMail_Server, name, value)
            patcher.start()
            cls.addClassCleanup(patcher.stop)
        cls.domain = cls.env["mail.alias.domain"].create(
            {
                "name": "desk.test",
                "bounce_alias": "bounce",
                "catchall_alias": "catchall",
            }
        )
        cls.company.alias_domain_id = cls.domain
        cls._give_address(cls.team, "support")
        cls.team_sales = cls.env["crm.ticket.team"].create(
            {"name": "After sales", "manager_id": cls.user_manager.id}
        )
        cls._give_address(cls.team_sales, "aftersales")
        cls.count = 0

    def setUp(self):
        super().setUp()
        self.sent.clear()

    @classmethod
    def _give_address(cls, team, name):
        taken = cls.env["mail.alias"].search([("alias_name", "=", name)])
        taken.alias_name = False
        team.write({"alias_name": name, "alias_domain_id": cls.domain.id})

    def _mail(
        self,
        body="The printer is on fire.",
        sender="Nguyễn Thị Đào <dao@anphat.test>",
        to="support@desk.test",
        subject="Máy in hỏng",
        charset="utf-8",
        at=MONDAY,
        **headers,
    ):
        """Return a raw mail; header names with underscores for dashes."""
        type(self).count += 1
        name, _space, address = sender.rpartition(" ")
        named = f"{Header(name, charset).encode()} {address}" if name else sender
        lines = {
            "Message-Id": f"<{self.count}.{self.id()}@anphat.test>",
            "From": named,
            "To": to,
            "Subject": Header(subject, charset).encode(),
            "Date": format_datetime(at.replace(tzinfo=UTC)),
            "MIME-Version": "1.0",
            "Content-Type": f"text/plain; charset={charset}",
            "Content-Transfer-Encoding": "8bit",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        head = "".join(f"{k}: {v}\r\n" for k, v in lines.items() if v is not None)
        content = body if isinstance(body, bytes) else body.encode(charset)
        return head.encode() + b"\r\n" + content

    def _receive(self, raw=None, at=MONDAY, model=None, values=None, **mail):
        """Hand a mail to the gateway at an instant; return the tickets it made."""
        before = self.env["crm.ticket"].search([])
        with self.at(at):
            self.env["mail.thread"].message_process(
                model, raw or self._mail(at=at, **mail), custom_values=values
            )
        return self.env["crm.ticket"].search([]) - before

    def _answer(self, ticket, body, at, **mail):
        """Receive an answer to the newest mail of a ticket."""
        last = ticket.message_ids.filtered("message_id").sorted("id")[-1:]
        return self._receive(
            body=body,
            at=at,
            **{
                "subject": f"Re: {ticket.name}",
                "In_Reply_To": last.message_id,
                "References": last.message_id,
                **mail,
            },
        )

    def _mails(self, ticket):
        """Return the mails of a ticket, newest first."""
        return ticket.message_ids.filtered(lambda m: m.message_type == "email")

    def _notes(self, ticket):
        """Return the text of the internal notes of a ticket."""
        notes = ticket.message_ids.filtered(lambda m: m.subtype_id.internal)
        return "\n".join(str(note.body) for note in notes)
