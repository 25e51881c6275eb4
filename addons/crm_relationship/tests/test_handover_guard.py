# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from lxml import etree

from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import new_test_user, tagged

from .handover_common import HandoverCase


@tagged("post_install", "-at_install")
class TestHandoverGuard(HandoverCase):
    """Nobody disappears with customers; who may hand over, and who sees what."""

    def test_case_e23_archiving_by_button_is_refused_with_the_way_out(self):
        with self.assertRaises(RedirectWarning) as refused:
            self.user_lan.action_archive()

        message, action_id, _label, context = refused.exception.args
        self.assertIn("Lan still looks after customers", message)
        self.assertIn("leads and opportunities", message)
        action = self.env.ref("crm_relationship.crm_handover_action_new")
        self.assertEqual(action_id, action.id)
        self.assertEqual(context, {"default_user_id": self.user_lan.id})
        self.assertTrue(self.activity.exists())
        self.assertTrue(self.user_lan.active)

    def test_case_e23_archiving_by_write_is_refused(self):
        with self.assertRaises(RedirectWarning):
            self.user_lan.write({"active": False})
        self.assertTrue(self.user_lan.active)

    def test_case_e23_deleting_is_refused(self):
        with self.assertRaises(RedirectWarning):
            self.user_lan.unlink()
        self.assertEqual(self.customer.user_id, self.user_lan)

    def test_case_e23_deleting_who_was_archived_long_ago_is_refused(self):
        # archived before there was a guard
        self.env.cr.execute(
            "UPDATE res_users SET active = FALSE WHERE id = %s", [self.user_lan.id]
        )
        self.user_lan.invalidate_recordset()
        with self.assertRaises(RedirectWarning):
            self.user_lan.unlink()

        self._done()

        self.assertEqual(self.customer.user_id, self.user_minh)

    def test_case_e23_an_activity_or_meeting_alone_is_enough(self):
        user = new_test_user(self.env, "rel_alone", groups="base.group_user")
        self.customer.activity_schedule("mail.mail_activity_data_call", user_id=user.id)
        with self.assertRaisesRegex(RedirectWarning, "1 planned activities"):
            user.action_archive()

    def test_case_e23_who_may_not_hand_over_is_told_all_the_same(self):
        admin = new_test_user(
            self.env, "rel_settings", groups="base.group_user,base.group_erp_manager"
        )
        with self.assertRaises(UserError) as refused:
            self.user_lan.with_user(admin).action_archive()
        self.assertNotIsInstance(refused.exception, RedirectWarning)

    def test_case_e23_after_the_handover_all_three_ways_are_open(self):
        self._done()
        with self.subTest("button"):
            self.user_lan.action_archive()
            self.assertFalse(self.user_lan.active)
        self.user_lan.active = True
        with self.subTest("write"):
            self.user_lan.write({"active": False})
        self.user_lan.active = True
        with self.subTest("delete"):
            self.env["crm.handover"]._open_counts(self.user_lan)
            self.user_lan._unlink_except_with_customers()

    def test_who_has_nothing_open_is_archived_as_ever(self):
        self.user_thu.action_archive()
        self.assertFalse(self.user_thu.active)

    def test_case_e09_who_gave_customers_away_sees_them_no_more(self):
        call = self._log(partner=self.customer, subject="Of long ago")
        self.customer.message_subscribe(self.user_lan.partner_id.ids)
        interactions = self.env["crm.interaction"].with_user(self.user_lan)
        self.assertIn(call, interactions.search([]))

        self._done(reason="portfolio")

        rows = interactions.search([("commercial_partner_id", "=", self.customer.id)])
        self.assertFalse(rows)
        with self.assertRaises(AccessError):
            self.lead.with_user(self.user_lan).read(["name"])
        mine = self.env["mail.activity"].search([("user_id", "=", self.user_lan.id)])
        self.assertFalse(mine)
        self.assertNotIn(self.user_lan.partner_id, self.customer.message_partner_ids)
        self.assertIn(call, interactions.with_user(self.user_minh).search([]))

    # ------------------------------------------------------------
    # Who may, and who sees
    # ------------------------------------------------------------

    def test_only_managers_hand_over(self):
        for user in (self.user_lan, self.user_hoa, self.user_employee):
            with self.assertRaises(AccessError):
                self.env["crm.handover"].with_user(user).create(
                    {"user_id": self.user_minh.id}
                )
        handover = self._prepare()
        with self.assertRaises(AccessError):
            handover.with_user(self.user_minh).action_preview()

    def test_a_successor_sees_what_became_his_and_nothing_before(self):
        handover = self._start(self.user_minh, self.user_thu, method="round_robin")
        lines = self.env["crm.handover.line"].with_user(self.user_minh)
        self.assertFalse(lines.search([("handover_id", "=", handover.id)]))

        self._work(handover)

        mine = lines.search([("handover_id", "=", handover.id)])
        self.assertTrue(mine)
        self.assertEqual(mine.to_user_id, self.user_minh)
        # opens the page, and the list of those who are his
        view = self.env.ref("crm_relationship.crm_handover_view_form")
        opened = handover.with_user(self.user_minh)
        arch = opened.get_view(view.id)["arch"]
        names = {node.get("name") for node in etree.fromstring(arch).iter("field")}
        [values] = opened.read(names & opened._fields.keys())
        self.assertEqual(values["line_count"], len(mine))
        self.assertTrue(values["is_successor"])
        self.assertTrue(opened.action_open_lines()["context"]["search_default_mine"])
        with self.assertRaises(AccessError):
            mine.write({"to_user_id": self.user_thu.id})
        self.assertFalse(self.env["crm.handover"].with_user(self.user_lan).search([]))
        with self.assertRaises(AccessError):
            self.env["crm.handover.item"].with_user(self.user_minh).search([])

    def test_another_company_sees_and_moves_nothing(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        theirs = self._create_customer(
            "Of elsewhere", user_id=self.user_lan.id, company_id=False
        )
        self.user_lan.company_ids |= company
        theirs.company_id = company
        stranger = new_test_user(
            self.env,
            "rel_stranger",
            groups="sales_team.group_sale_manager",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )

        handover = self._done()

        self.assertEqual(theirs.user_id, self.user_lan)
        self.assertFalse(self._line(handover, theirs))
        self.assertFalse(self.env["crm.handover"].with_user(stranger).search([]))
        with self.assertRaises(AccessError):
            handover.with_user(stranger).read(["state"])

    def test_a_successor_of_another_company_is_refused(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.user_thu.write(
            {"company_ids": [(6, 0, company.ids)], "company_id": company.id}
        )
        with self.assertRaisesRegex(UserError, "no active colleague"):
            self._prepare(self.user_thu).action_preview()
