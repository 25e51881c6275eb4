# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Visitors who knock at the doors that customers use, over real HTTP."""

from urllib.parse import urlsplit

from odoo import http
from odoo.tests import HttpCase, new_test_user

from .common import TicketCase


class TicketHttpCase(HttpCase, TicketCase):
    """A customer with a portal account, a stranger with another, and nobody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stranger = new_test_user(
            cls.env,
            "tic_stranger",
            groups="base.group_portal",
            name="Stranger",
            email="stranger@other.test",
            lang="en_US",
        )
        cls.me = cls.user_portal.partner_id
        cls.me.parent_id = cls.customer

    def visit_as(self, user=None):
        """Begin a session: of a user, or of a visitor who is not logged in."""
        self.authenticate(user and user.login, user and user.login)

    def get(self, path):
        """Open a page; only the redirection to the visitor's language is followed."""
        answer = self.url_open(path, allow_redirects=False)
        location = answer.headers.get("Location", "")
        if urlsplit(location).path.endswith(urlsplit(path).path):
            return self.url_open(location, allow_redirects=False)
        return answer

    def post(self, path, files=None, csrf=True, **fields):
        """Send a form as the browser of the session does."""
        fields["csrf_token"] = http.Request.csrf_token(self) if csrf else ""
        return self.url_open(path, data=fields, files=files, allow_redirects=False)

    def _my_ticket(self, **values):
        return self._create_ticket(partner_id=self.me.id, **values)

    def _state(self, tickets):
        """Return what a visit may not change."""
        tickets.invalidate_recordset()
        names = ("stage_id", "write_date", "access_token", "reopen_count", "active")
        return [
            [*(ticket[name] for name in names), len(ticket.message_ids)]
            for ticket in tickets
        ]
