# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: what another mailing tool knows comes over once, and who left stays left."""

import base64
import csv
import io

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .earnings_common import EarningsCase

MEMBERS = [
    ["id", "list_id", "email_address", "status", "merge_fname", "merge_lname"],
    ["a1", "L1", "lan@example.com", "subscribed", "Lan", ""],
    ["a2", "L1", "left@example.com", "unsubscribed", "", ""],
    ["a3", "L1", "none", "subscribed", "", ""],
    ["a4", "L1", "dead@example.com", "cleaned", "", ""],
]
CLICKS = [
    ["action", "campaign_id", "member_id", "timestamp", "url"],
    ["click", "c1", "a1", "2026-03-01 10:00:00", "https://example.com"],
    ["open", "c1", "a1", "2026-03-01 09:00:00", ""],
    ["click", "c1", "zz", "2026-03-01 10:00:00", "https://example.com"],
    ["click", "c1", "a1", "soon", ""],
]


@tagged("post_install", "-at_install")
class TestMailingImport(EarningsCase):
    def _run(self, rows):
        file = io.StringIO()
        csv.writer(file).writerows(rows)
        run = self.env["crm.mailing.import"].create(
            {
                "content": base64.b64encode(file.getvalue().encode()),
                "filename": "export.csv",
                "company_id": self.company.id,
            }
        )
        run.with_user(self.marketer).action_import()
        return run

    def test_members_become_contacts_once_and_those_who_left_stay_so(self):
        run = self._run(MEMBERS)
        self.assertEqual(
            (run.kind, run.new_count, run.rejected_count), ("members", 3, 1)
        )
        self.assertEqual(self._run(MEMBERS).new_count, 0)

        contacts = self.env["mailing.contact"].search(
            [("external_uid", "like", "mailchimp:a")]
        )
        opted_out = {c.email: c.subscription_ids.opt_out for c in contacts}
        self.assertEqual(
            opted_out,
            {
                "lan@example.com": False,
                "left@example.com": True,
                "dead@example.com": True,
            },
        )

        rows = self.env["crm.consent"].search(
            [("identity", "=", "left@example.com"), ("list_id", "=", False)]
        )
        self.assertEqual((rows.state, rows.source), ("withdrawn", "import"))
        self.assertIn("unsubscribed", rows.proof)
        self.env["crm.consent"]._record(
            "left@example.com", "mail", "given", source="preference_page"
        )
        self._run(MEMBERS)
        last = self.env["crm.consent"].search(
            [("identity", "=", "left@example.com"), ("list_id", "=", False)], limit=1
        )
        self.assertEqual(last.state, "given", "the same file changes nothing")

        # who left by a campaign stays left when the members come again
        self._run(
            [
                ["campaign_id", "member_id", "list_id", "timestamp"],
                ["c1", "a1", "L1", "2026-03-02 10:00:00"],
            ]
        )
        self._run(MEMBERS)
        self.assertEqual(set(contacts.subscription_ids.mapped("opt_out")), {True})

    def test_clicks_of_customers_are_touches_of_the_campaign(self):
        self.lan.email = "lan@example.com"
        self._run(MEMBERS)
        self._run([["id", "title"], ["c1", "Tet 2026"]])

        run = self._run(CLICKS)

        self.assertEqual((run.new_count, run.same_count, run.rejected_count), (1, 1, 2))
        touch = self.env["crm.touchpoint"].search([("partner_id", "=", self.lan.id)])
        self.assertEqual((touch.kind, touch.campaign_id), ("mail_click", self.campaign))
        self.assertEqual(str(touch.at), "2026-03-01 10:00:00")
        self.assertEqual(self._run(CLICKS).new_count, 0)

    def test_another_file_is_refused_whole(self):
        with self.assertRaisesRegex(ValidationError, "neither members nor"):
            self._run([["id", "name"], ["1", "x"]])
