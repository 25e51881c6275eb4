# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a customer is shared and delegated; all of it ends by itself."""

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .confidential_common import ConfidentialCase


@tagged("post_install", "-at_install")
class TestConfidentialShare(ConfidentialCase):
    def _share(self, user, **values):
        return (
            self.env["crm.customer.share"]
            .with_user(user)
            .create({"partner_id": self.hidden.id, "reason": "Joint visit", **values})
        )

    def _delegate(self, **values):
        """Minh is away from 1 to 7 July (in Vietnam); Lan stands in."""
        self.user_minh.tz = "Asia/Ho_Chi_Minh"
        return (
            self.env["crm.customer.delegation"]
            .with_user(self.user_minh)
            .create(
                {
                    "user_id": self.user_minh.id,
                    "delegate_id": self.user_lan.id,
                    "date_from": "2026-07-01",
                    "date_to": "2026-07-07",
                    **values,
                }
            )
        )

    # ------------------------------------------------------------
    # Shares
    # ------------------------------------------------------------

    def test_the_owner_shares_for_reading_and_for_editing(self):
        share = self._share(self.user_minh, user_id=self.user_lan.id)

        self.assertTrue(self.sees(self.user_lan, self.hidden))
        self.assertTrue(self.sees(self.user_lan, self.hidden_person))
        hidden = self.hidden.with_user(self.user_lan)
        self.assertFalse(hidden.has_access("write"))
        share.access = "edit"
        self.assertTrue(hidden.has_access("write"))
        with self.assertRaises(AccessError):
            hidden.user_id = self.user_lan
        share.action_end()
        self.assertFalse(self.sees(self.user_lan, self.hidden))

    def test_a_share_with_a_team_is_with_its_members_of_today(self):
        self._share(self.user_minh, team_id=self.team.id)
        self.assertFalse(self.sees(self.user_lan, self.hidden))

        member = self.env["crm.team.member"].create(
            {"crm_team_id": self.team.id, "user_id": self.user_lan.id}
        )
        self.assertTrue(self.sees(self.user_lan, self.hidden))

        member.active = False
        self.assertFalse(self.sees(self.user_lan, self.hidden))

    def test_a_share_begins_and_ends_by_its_days(self):
        self._share(
            self.user_minh,
            user_id=self.user_lan.id,
            date_from="2026-07-01",
            date_to="2026-07-07",
        )

        self.assertFalse(self._sees_at("2026-06-30 12:00:00"))
        self.assertTrue(self._sees_at("2026-07-01 12:00:00"))
        self.assertFalse(self._sees_at("2026-07-08 12:00:00"))

    def test_who_may_share(self):
        for user in (self.user_minh, self.user_hoa, self.user_manager):
            self._share(user, user_id=self.user_lan.id)
        shared = self.env["crm.customer.share"].search([]).with_user(self.user_lan)
        with self.assertRaises(AccessError):
            shared[0].access = "edit"
        with self.assertRaises(AccessError):
            self._share(self.user_lan, user_id=self.user_lan.id)

    def test_nobody_shares_what_they_do_not_see(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.hidden.company_id = elsewhere
        share = {"user_id": self.user_lan.id}

        # the owner and a manager, neither of whom works for that company, and a stranger
        for user in (self.user_minh, self.user_manager, self.user_hoa):
            self.hidden.sudo().mapped("name")  # in the cache: asked nevertheless
            with self.subTest(user=user.name), self.assertRaises(AccessError) as told:
                self._share(user, **share)
            self.assertNotIn("CANARY", str(told.exception))
        self.assertFalse(self.env["crm.customer.share"].search([]))

    def test_nobody_ends_or_widens_a_share_of_what_they_do_not_see(self):
        shared = self._share(self.user_minh, user_id=self.user_hoa.id)
        self.hidden.company_id = self.env["res.company"].create({"name": "Elsewhere"})

        for values in ({"access": "edit"}, {"active": False}):
            with self.assertRaises(AccessError):
                shared.with_user(self.user_manager).write(values)

        self.assertEqual(shared.access, "read")
        self.assertTrue(shared.active)

    def test_a_delegation_does_not_tell_whose_customer_one_names(self):
        for user, hidden in (
            (self.user_lan, self.hidden),
            (self.user_lan, self.orphan),
        ):
            self.env["res.partner"].invalidate_model()
            with self.subTest(hidden=hidden.name), self.assertRaises(AccessError) as no:
                self.env["crm.customer.delegation"].with_user(user).create(
                    {
                        "user_id": user.id,
                        "delegate_id": self.user_hoa.id,
                        "date_from": "2026-07-01",
                        "date_to": "2026-07-07",
                        "scope": "some",
                        "partner_ids": [Command.link(hidden.id)],
                    }
                )
            self.assertNotIn(hidden.name, str(no.exception))
        mine = self.env["crm.customer.delegation"].with_user(self.user_lan)
        mine = mine.create(
            {
                "delegate_id": self.user_hoa.id,
                "date_from": "2026-07-01",
                "date_to": "2026-07-07",
                "scope": "some",
                "partner_ids": [Command.set(self.customer.ids)],
            }
        )
        with self.assertRaises(AccessError):
            mine.partner_ids = [Command.set(self.hidden.ids)]
        self.assertEqual(mine.partner_ids, self.customer)

    def test_sharing_is_written_on_the_customer(self):
        self._share(self.user_minh, user_id=self.user_lan.id).action_end()

        bodies = " ".join(self.hidden.message_ids.mapped("body"))
        self.assertIn("Shared with Lan (See)", bodies)
        self.assertIn("Joint visit", bodies)
        self.assertIn("Sharing with Lan ended", bodies)

    # ------------------------------------------------------------
    # Delegations
    # ------------------------------------------------------------

    def test_case_e26_a_delegation_begins_and_ends_by_date(self):
        self._delegate()

        # Vietnam is seven hours ahead
        self.assertFalse(self._sees_at("2026-06-30 16:59:59"))
        self.assertTrue(self._sees_at("2026-06-30 17:00:00"))
        self.assertTrue(self._sees_at("2026-07-07 16:59:59"))
        self.assertFalse(self._sees_at("2026-07-07 17:00:00"))

    def test_case_e26_what_the_delegate_logs_is_on_behalf(self):
        self._delegate()
        with freeze_time("2026-07-03 05:00:00"):
            row = self._log(partner=self.hidden, user=self.user_lan)
            own = self._log(partner=self.customer, user=self.user_lan)

        self.assertEqual(row.on_behalf_user_id, self.user_minh)
        self.assertFalse(own.on_behalf_user_id)
        with freeze_time("2026-07-08 05:00:00"), self.assertRaises(AccessError):
            self._log(partner=self.hidden, user=self.user_lan)

    def test_case_e26_the_delegate_works_on_open_documents(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "Theirs",
                "partner_id": self.hidden_person.id,
                "user_id": self.user_minh.id,
            }
        )
        order = self._create_order(self.hidden, user_id=self.user_minh.id)
        self._delegate()

        with freeze_time("2026-07-03 05:00:00"):
            for document in (lead, order, order.order_line):
                self.assertTrue(self.sees(self.user_lan, document), document)
            lead.with_user(self.user_lan).write({"priority": "2"})
        with freeze_time("2026-07-08 05:00:00"):
            for document in (lead, order, order.order_line):
                self.assertFalse(self.sees(self.user_lan, document), document)

    def test_who_stands_in_for_nobody_is_asked_for_no_delegations(self):
        """What makes the planner take every list of documents for a large one."""
        documents = ("crm.lead", "sale.order")
        self._delegate()

        def asks(user):
            env = self.env(user=user)
            return [
                "crm_customer_delegation" in env[name]._search([]).select().code
                for name in documents
            ]

        self.assertEqual(asks(self.user_hoa), [False, False])
        self.assertEqual(asks(self.user_lan), [True, True])

    def test_a_delegation_of_chosen_customers(self):
        other = self._create_customer("Other", user_id=self.user_minh.id)
        self._delegate(scope="some", partner_ids=other.ids)

        with freeze_time("2026-07-03 05:00:00"):
            self.assertTrue(self.sees(self.user_lan, other))
            self.assertFalse(self.sees(self.user_lan, self.hidden))
        self.env["crm.customer.share"].create(
            {
                "partner_id": self.customer.id,
                "user_id": self.user_minh.id,
                "reason": "Joint visit",
            }
        )
        with self.assertRaisesRegex(ValidationError, "customers of Minh only"):
            self._delegate(scope="some", partner_ids=self.customer.ids)

    def test_a_delegation_follows_the_customers_owner(self):
        self._delegate()
        self.hidden.user_id = self.user_hoa

        self.assertFalse(self._sees_at("2026-07-03 05:00:00"))

    def test_nobody_delegates_for_somebody_else(self):
        with self.assertRaises(AccessError):
            self.env["crm.customer.delegation"].with_user(self.user_lan).create(
                {
                    "user_id": self.user_minh.id,
                    "delegate_id": self.user_lan.id,
                    "date_from": "2026-07-01",
                    "date_to": "2026-07-07",
                }
            )

    def test_a_delegation_is_written_on_the_customers(self):
        self._delegate()

        bodies = " ".join(self.hidden.message_ids.mapped("body"))
        self.assertIn("Lan stands in for Minh", bodies)

    # ------------------------------------------------------------
    # Another owner
    # ------------------------------------------------------------

    def test_a_customer_that_loses_its_owner_stays_with_the_team(self):
        self.hidden.user_id = False

        self.assertEqual(self.hidden.team_id, self.team)
        self.assertTrue(self.sees(self.user_minh, self.hidden))
        self.assertFalse(self.sees(self.user_lan, self.hidden))

    def test_case_e09_the_former_owner_loses_everything_at_once(self):
        row = self._log(partner=self.hidden, user=self.user_minh)
        attachment = self.env["ir.attachment"].create(
            {
                "name": "offer.txt",
                "raw": b"CANARY",
                "res_model": "res.partner",
                "res_id": self.hidden.id,
            }
        )
        activity = self.hidden.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.user_minh.id
        )
        self.hidden.message_subscribe(self.user_minh.partner_id.ids)
        note = self.hidden.message_post(body="CANARY note")
        self.team.crm_team_member_ids.active = False

        self.hidden.with_user(self.user_manager).user_id = self.user_lan

        for record in (
            self.hidden,
            self.hidden_person,
            row,
            attachment,
            activity,
            note,
        ):
            self.assertFalse(self.sees(self.user_minh, record), record)
        self.assertTrue(self.sees(self.user_lan, row))
        self.assertEqual(activity.user_id, self.user_lan)
        self.assertNotIn(self.user_minh.partner_id, self.hidden.message_partner_ids)
