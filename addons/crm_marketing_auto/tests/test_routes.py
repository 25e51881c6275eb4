# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: every route of this addon is listed, and shut to whom it is not for."""

from odoo.tests import tagged

from odoo.addons.crm_relationship.tests.route_common import Door, RouteCase

PAGE = "/crm/preferences/<int:partner_id>/<string:token>"


@tagged("post_install", "-at_install")
class TestRoutes(RouteCase):
    addon = "crm_marketing_auto"
    table = {
        f"GET {PAGE}": Door("token"),
        f"POST {PAGE}": Door(
            "token",
            "mailboxes send it for their owner; the signed address is the right",
        ),
        "POST /crm/journey/hook/<string:token>": Door(
            "signed", "programs have no session; each call is signed with the secret"
        ),
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls.env["res.partner"].create(
            {"name": "Lan", "email": "lan@person.test", "phone": "+84 912 345 678"}
        )
        cls.page = cls.env["crm.send.preference"]._url(cls.person)
        cls.page = cls.page[cls.page.index("/crm/") :]

    def _stated(self):
        self.env.invalidate_all()
        return self.env["crm.consent"].search_count(
            [("identity", "in", ["lan@person.test", "+84912345678"])]
        )

    def test_every_route_is_in_the_table(self):
        self.check_table()

    def test_rubbish_is_refused_in_words(self):
        self.check_rubbish()

    def test_forged_tokens_are_all_the_same(self):
        self.check_forged_tokens()

    def test_opening_the_page_changes_nothing(self):
        """Scanners and previews open every link of a mail, some ask for its head."""
        before = self._stated()
        for method in ("GET", "HEAD"):
            answer = self.asked(self.page, method)
            self.assertEqual(answer.status_code, 200)
            self.assertEqual(answer.headers["Cache-Control"], "no-store")
            self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(self._stated(), before)

    def test_the_page_of_one_is_not_the_page_of_another(self):
        other = self.env["res.partner"].create({"name": "Other"})
        url = self.page.replace(f"/{self.person.id}/", f"/{other.id}/")
        forged = self.asked(url, "GET")
        nobody = self.asked(self.page.replace(f"/{self.person.id}/", "/0/"), "GET")
        self.assertEqual((forged.status_code, nobody.status_code), (403, 403))
        self.assertNotIn("Other", forged.text)
        self.assertEqual(self.asked(url, "POST", data={"none": 1}).status_code, 403)

    def test_a_call_that_is_too_large_is_not_read(self):
        answer = self.asked("/crm/journey/hook/a", "POST", data=b"x" * 20_000)
        self.assertEqual(answer.status_code, 413)
