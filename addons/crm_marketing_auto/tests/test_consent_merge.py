# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise (E19): of what merged contacts said about being written to, no wins."""

from datetime import timedelta

from odoo import fields
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestConsentMerge(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kept, cls.twin = cls.env["res.partner"].create(
            [
                {"name": "Mai", "email": "mai@one.test", "phone": "+84905111001"},
                {"name": "Mai", "email": "mai@two.test"},
            ]
        )
        cls.consents = cls.env["crm.consent"]
        cls.now = fields.Datetime.now()

    def _say(self, partner, state, days, channel="mail", purpose="marketing"):
        return self.consents._record(
            partner.email_normalized,
            channel,
            state,
            partner_id=partner.id,
            purpose=purpose,
            at=self.now - timedelta(days=days),
        )

    def _merge(self):
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge((self.kept + self.twin).ids, self.kept)

    def _verdict(self, channel="mail"):
        identity = self.kept.email_normalized
        return self.env["crm.send.gate"]._would_admit_one(self.kept, channel, identity)

    def test_case_e19_an_older_no_of_a_merged_contact_holds(self):
        self._say(self.twin, "withdrawn", 30)
        self._say(self.kept, "given", 2)
        self.assertTrue(self._verdict().allowed, "before: it is another person")

        self._merge()

        self.assertFalse(self._verdict().allowed)
        last = self.consents.search([("identity", "=", "mai@one.test")], limit=1)
        self.assertEqual((last.state, last.partner_id), ("withdrawn", self.kept))

    def test_nobody_said_no_and_all_stays(self):
        self._say(self.twin, "given", 30)
        self._say(self.kept, "given", 2)
        rows = self.consents.search_count([])

        self._merge()

        self.assertEqual(self.consents.search_count([]), rows)
        self.assertTrue(self._verdict().allowed)

    def test_a_no_to_one_purpose_is_none_to_another(self):
        self._say(self.twin, "withdrawn", 30, purpose="care")
        self._say(self.kept, "given", 2)

        self._merge()

        self.assertTrue(self._verdict().allowed)
