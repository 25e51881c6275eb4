# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: every route of this addon is listed, and shut to whom it is not for."""

from urllib.parse import urlsplit

from odoo.tests import tagged

from odoo.addons.crm_relationship.tests.route_common import TEXTS, Door, RouteCase

SIGNED = "programs have no session; each request is signed with the key"
TICKET = "/my/tickets/<int:ticket_id>"
RATE = "/tickets/rate/<int:rating_id>/<string:token>"


@tagged("post_install", "-at_install")
class TestRoutes(RouteCase):
    addon = "crm_ticket_sla"
    # what is not found is looked for by core, which knows no zero character
    texts = tuple(text for text in TEXTS if text != "%00")
    table = {
        "GET /my/tickets": Door("login"),
        "GET /my/tickets/page/<int:page>": Door("login"),
        "GET /my/tickets/new": Door("login"),
        "POST /my/tickets/new": Door("login"),
        f"GET {TICKET}": Door("token"),
        f"GET {TICKET}/state": Door("token"),
        f"POST {TICKET}/close": Door("token"),
        f"POST {TICKET}/reopen": Door("token"),
        f"GET {RATE}": Door("token"),
        f"POST {RATE}": Door("token"),
        "GET /tickets/new": Door("anybody"),
        "GET /tickets/new/<int:team_id>": Door("anybody"),
        "POST /tickets/new": Door("anybody"),
        "POST /tickets/new/<int:team_id>": Door("anybody"),
        "POST /tickets/api/v1/tickets": Door("signed", SIGNED),
        "POST /tickets/api/v1/tickets/<string:external_id>/messages": Door(
            "signed", SIGNED
        ),
        "TicketPortal.home": Door("core"),
    }

    def test_every_route_is_in_the_table(self):
        self.check_table()

    def test_what_is_for_logins_is_shut_to_others(self):
        self.check_logins()

    def test_rubbish_is_refused_in_words(self):
        self.check_rubbish()

    def test_forged_tokens_are_all_the_same(self):
        self.check_forged_tokens()

    def test_other_sites_get_nothing_done(self):
        self.check_cross_site()

    def test_no_next_page_leads_out(self):
        """Where somebody is sent on to is on this server."""
        self.authenticate(None, None)
        for path in ("/my/tickets/1", "/my/tickets/1//evil.test"):
            answer = self.asked(path, "GET", params={"redirect": "//evil.test"})
            target = urlsplit(answer.headers.get("Location", ""))
            self.assertIn(target.netloc, ("", urlsplit(self.base_url()).netloc))

    def test_a_request_of_a_program_that_is_too_large_is_not_read(self):
        answer = self.asked(
            "/tickets/api/v1/tickets",
            "POST",
            data=b"{" + b" " * 300_000,
            headers={"Content-Type": "application/json"},
        )
        self.assertEqual(answer.status_code, 413)
