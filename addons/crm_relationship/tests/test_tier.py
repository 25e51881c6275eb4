# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: tiers follow their rules, or the person who knew better, and are dated."""

from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .standing_common import DAY, NOW, StandingCase


@tagged("post_install", "-at_install")
class TestTier(StandingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.customer.tier"].search([]).action_archive()
        cls.big, cls.small = cls.env["crm.customer.tier"].create(
            [
                {
                    "name": "Big",
                    "sequence": 1,
                    "domain": "[('revenue_365', '>=', 1000)]",
                    "cadence_days": 14,
                    "stay_days": 60,
                },
                {
                    "name": "Small",
                    "sequence": 2,
                    "domain": "[('orders_count', '>', 0)]",
                    "cadence_days": 90,
                    "stay_days": 0,
                },
            ]
        )

    def _give(self, tier, until, user=None, partner=None):
        wizard = (
            self.env["crm.customer.tier.give"]
            .with_user(user or self.user_lan)
            .create(
                {
                    "partner_id": (partner or self.buyer).id,
                    "tier_id": tier.id,
                    "until": until,
                    "reason": "Opens three hotels",
                }
            )
        )
        wizard.action_apply()

    def test_the_first_tier_that_fits_is_the_customers(self):
        self.assertFalse(self._stand().tier_id)
        self._bought(5)
        self.assertEqual(self._stand().tier_id, self.small)
        self._bought(4, price=2000.0)

        stat = self._stand()

        self.assertEqual(stat.tier_id, self.big)
        self.assertEqual(stat.tier_since, NOW)
        changes = self._changes("tier")
        self.assertEqual(changes.tier_id.mapped("name"), ["Small", "Big"])
        self.assertFalse(changes.user_id)

    def test_a_customer_stays_before_falling(self):
        order = self._bought(5, price=2000.0)
        self._stand()
        self._bought(3)
        order.state = "cancel"

        self.assertEqual(self._stand(now=NOW + 59 * DAY).tier_id, self.big)
        self.assertEqual(self._stand(now=NOW + 61 * DAY).tier_id, self.small)

    def test_nobody_waits_before_rising(self):
        self.small.stay_days = 365
        self._bought(5)
        self._stand()
        self._bought(4, price=2000.0)

        self.assertEqual(self._stand().tier_id, self.big)

    def test_a_person_decides_until_a_date(self):
        self._bought(5)
        self._stand()

        self._give(self.big, date(2026, 8, 31))

        self.assertEqual(self._stat().tier_id, self.big)
        change = self._changes("tier")[-1]
        self.assertEqual(change.user_id, self.user_lan)
        self.assertEqual(change.reason, "Opens three hotels")
        self.assertEqual(change.old_tier_id, self.small)
        self.assertEqual(len(self._changes("tier")), 2)
        last_day, day_after = NOW + timedelta(days=91), NOW + timedelta(days=92)
        self.assertEqual(self._stand(now=last_day).tier_id, self.big)
        self.assertEqual(self._stand(now=day_after).tier_id, self.small)

    def test_the_rules_decide_again_when_a_person_says_so(self):
        self.big.stay_days = 0
        self._bought(5)
        self._give(self.big, date(2026, 8, 31))

        self._give(self.env["crm.customer.tier"], False)

        self.assertEqual(self._stat().tier_id, self.small)

    def test_a_tier_in_the_past_is_refused(self):
        with self.assertRaisesRegex(UserError, "Until"):
            self._give(self.big, date(2026, 5, 31))
        with self.assertRaisesRegex(UserError, "Until"):
            self._give(self.big, False)
        self.assertFalse(self._changes("tier"))

    def test_the_dialog_opens_on_the_customer(self):
        wizard = Form(
            self.env["crm.customer.tier.give"].with_context(
                active_model="res.partner", active_id=self.buyer.id
            )
        )

        self.assertEqual(wizard.partner_id, self.buyer)

    def test_unreadable_conditions_are_refused(self):
        for domain in ("[('nothing', '=', 1)]", "revenue > 5", "[("):
            with self.assertRaisesRegex(ValidationError, "Conditions"):
                self.small.domain = domain

    def test_a_tier_is_given_in_a_company_of_ones_own(self):
        other = self.env["res.company"].create({"name": "Another"})
        give = (
            self.env["crm.customer.tier.give"]
            .with_user(self.user_lan)
            .create(
                {
                    "partner_id": self.buyer.id,
                    "company_id": other.id,
                    "reason": "Not mine to say",
                }
            )
        )
        with self.assertRaises(AccessError):
            give.action_apply()

    def test_a_tier_of_another_company_is_nobodys_here(self):
        other = self.env["res.company"].create({"name": "Another"})
        self.big.company_id = other
        self._bought(5, price=2000.0)

        self.assertEqual(self._stand().tier_id, self.small)

    def test_contact_is_due_by_the_cadence(self):
        self._bought(5)
        self._log("call", partner=self.buyer, occurred_at=NOW - 30 * DAY)
        self.end_transaction()

        self.assertEqual(self._stand().contact_due_at, (NOW + 60 * DAY).date())

        self.buyer.activity_schedule(
            "mail.mail_activity_data_call", (NOW + 70 * DAY).date()
        )
        self.assertEqual(self._stand().contact_due_at, (NOW + 70 * DAY).date())

    def test_a_lost_customer_is_owed_no_contact(self):
        self._bought(900)

        stat = self._stand()

        self.assertEqual(stat.lifecycle, "lost")
        self.assertFalse(stat.contact_due_at)

    def test_who_may_not_edit_the_customer_gives_no_tier(self):
        with self.assertRaises(AccessError):
            self._give(self.big, date(2026, 8, 31), user=self.user_employee)

    def test_history_shows_what_the_customer_shows(self):
        theirs = self._create_customer("Of Minh", user_id=self.user_minh.id)
        self._bought(5)
        self._bought(5, partner=theirs)
        for partner in (self.buyer, theirs):
            self._stand(partner)
        changes = self.env["crm.partner.change"]

        found = changes.with_user(self.user_lan).search([("kind", "=", "tier")])

        self.assertIn(self.buyer, found.partner_id)
        self.assertNotIn(theirs, found.partner_id)
        hoa = changes.with_user(self.user_hoa).search([("kind", "=", "tier")])
        self.assertLessEqual(self.buyer + theirs, hoa.partner_id)
        with self.assertRaises(AccessError):
            changes.with_user(self.user_portal).search([])
        with self.assertRaises(AccessError):
            found.with_user(self.user_manager).write({"reason": "x"})

    def test_salespeople_read_tiers_and_managers_write_them(self):
        self.assertTrue(self.big.with_user(self.user_lan).name)
        with self.assertRaises(AccessError):
            self.big.with_user(self.user_lan).cadence_days = 1
        self.big.with_user(self.user_manager).cadence_days = 10
        with self.assertRaises(AccessError):
            self.big.with_user(self.user_portal).read(["name"])
