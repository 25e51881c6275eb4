# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a search has found is not asked about again, until something changes it."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .confidential_common import ConfidentialCase

COLUMNS = {
    "complete_name": {},
    "email": {},
    "user_id": {"fields": {"display_name": {}}},
}


@tagged("post_install", "-at_install")
class TestConfidentialKnown(ConfidentialCase):
    def _list(self):
        """Return (queries, names) of Lan's list in a fresh transaction's cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        self.env["res.partner"]._forget_readable()
        partners = self.env["res.partner"].with_user(self.user_lan)
        before = self.env.cr.sql_log_count
        found = partners.web_search_read([], COLUMNS, limit=80)
        names = [values["complete_name"] for values in found["records"]]
        return self.env.cr.sql_log_count - before, names

    def test_a_list_takes_no_more_queries_than_without_confidentiality(self):
        self._create_customer("Lan's", user_id=self.user_lan.id)
        counts = {}
        for setting in ("False", "True"):
            self.configure(customers=setting)
            self._list()  # rules are cached for all transactions
            counts[setting], names = self._list()
            self.assertIn("Lan's", names)

        self.assertNotIn("CANARY company", names)
        self.assertLessEqual(counts["True"], counts["False"])

    def test_it_is_asked_again_after_a_change(self):
        changes = {
            "given away": lambda lead: lead.write({"user_id": self.user_minh.id}),
            "archived": lambda lead: lead.write({"active": False}),
            "deleted": lambda lead: lead.unlink(),
        }
        for name, change in changes.items():
            lead = self.env["crm.lead"].create(
                {
                    "name": "Lan's",
                    "partner_id": self.hidden.id,
                    "user_id": self.user_lan.id,
                }
            )
            mine = self._found(self.user_lan, self.hidden)
            change(lead)
            with self.subTest(change=name):
                self.assertFalse(mine.has_access("read"))

    def _found(self, user, record):
        """Return a record that a user's search has found."""
        mine = record.with_user(user)
        self.assertTrue(mine.search([("id", "=", record.id)]))
        self.assertTrue(mine.has_access("read"))
        return mine

    def test_it_is_asked_again_when_a_rule_changes(self):
        own = self._create_customer("Lan's", user_id=self.user_lan.id)
        mine = self._found(self.user_lan, own)

        rule = self.env["ir.rule"].create(
            {
                "name": "Nobody's",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": [("id", "!=", own.id)],
            }
        )
        self.assertFalse(mine.has_access("read"))
        rule.unlink()
        self.assertTrue(mine.has_access("read"))

    def test_who_may_not_read_contacts_is_refused_what_was_found(self):
        own = self._create_customer("Lan's", user_id=self.user_lan.id)
        mine = self._found(self.user_lan, own)

        self.user_lan.group_ids = [Command.set(self.env.ref("base.group_public").ids)]
        mine.env.invalidate_all()

        with self.assertRaises(AccessError):
            mine.check_access("read")
