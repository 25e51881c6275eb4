# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: who writes is found once, and only those see a chat who may."""

import time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tests import tagged

from .conversation_common import ConversationCase
from .provider_shapes import MESSENGER, PAGE


@tagged("post_install", "-at_install")
class TestConversationPeople(ConversationCase):
    # ------------------------------------------------------------
    # Who it is
    # ------------------------------------------------------------

    def test_a_number_in_the_chat_suggests_whose_it_is(self):
        chat = self.says("Số em 0912 345 678 ạ").with_user(self.user_hoa)
        self.assertEqual(chat.suggested_partner_id, self.person)
        self.assertFalse(chat.partner_id, "an agent confirms it")
        self.assertFalse(self.contacts(chat).partner_id)

        chat.action_link_suggested()

        self.assertEqual(chat.handle_id.partner_id, self.person)
        self.assertEqual(self.contacts(chat).partner_id, self.person)
        self.says("Em là Đào")
        self.assertEqual(chat.message_ids[0].author_id, self.person)

    def test_a_number_of_two_customers_suggests_nobody(self):
        self._create_customer("Other", phone="0912345678")
        chat = self.says("Số em 0912345678").with_user(self.user_hoa)

        self.assertFalse(chat.suggested_partner_id)
        with self.assertRaises(UserError):
            chat.action_link_suggested()

    def test_a_lead_is_made_once(self):
        self.facebook(MESSENGER["referral"])
        chat = self.says("Báo giá giúp em").with_user(self.user_hoa)
        first = chat.action_create_lead()
        second = chat.action_create_lead()

        self.assertEqual(first["res_id"], second["res_id"])
        self.assertEqual(chat.lead_id.campaign_id.name, "Khuyến mãi tháng 5")
        self.assertEqual(self.contacts(chat).lead_id, chat.lead_id)

    def test_strangers_who_write_become_leads_where_it_is_wanted(self):
        self.says("Chào shop")
        self.assertFalse(self.chats.search([]).lead_id)
        (self.account | self.oa).unknown_as_lead = True
        team = self.env["crm.team"].create({"name": "Chats"})
        self.oa.team_id = team

        chat = self.says_by_zalo("Chào shop, số em 0987 111 222")
        lead = chat.lead_id

        self.assertEqual((lead.team_id, lead.user_id), (team, self.env["res.users"]))
        self.assertEqual((lead.type, lead.phone), ("lead", "+84987111222"))
        self.assertEqual(self.contacts(chat).lead_id, lead)
        self.says_by_zalo("Còn hàng không?")
        self.assertEqual(chat.lead_id, lead)

    def test_who_may_be_a_customer_becomes_no_lead(self):
        self.account.unknown_as_lead = True

        chat = self.says("Số em 0912 345 678 ạ")

        self.assertFalse(chat.lead_id)
        self.assertEqual(
            chat.with_user(self.user_hoa).suggested_partner_id, self.person
        )

    def test_a_typed_address_joins_nobody_to_the_lead_of_somebody_else(self):
        self.account.unknown_as_lead = True
        lead = self.env["crm.lead"].create(
            {
                "name": "Prospect of Lan",
                "email_from": "prospect@lead.test",
                "phone": "0977 111 333",
                "user_id": self.user_lan.id,
            }
        )

        for text in ("Em là prospect@lead.test", "Số em 0977111333"):
            chat = self.says(text)

            self.assertFalse(chat.lead_id, "an agent finds out who it is")
            self.assertFalse(self.contacts(chat).lead_id)
        self.assertFalse(
            self.env["crm.lead"].search(
                [("email_normalized", "=", "prospect@lead.test"), ("id", "!=", lead.id)]
            )
        )

    def test_an_address_that_is_typed_later_changes_no_lead(self):
        self.account.unknown_as_lead = True
        theirs = self.env["crm.lead"].create(
            {"name": "Prospect", "email_from": "prospect@lead.test"}
        )
        chat = self.says("Chào shop")
        own = chat.lead_id

        self.says("Em là prospect@lead.test")

        self.assertTrue(own)
        self.assertEqual(chat.lead_id, own)
        self.assertNotEqual(own, theirs)

    def test_a_lead_that_is_lost_is_followed_by_another(self):
        self.account.unknown_as_lead = True
        now = time.time()
        chat = self.says("Chào shop", at=now - 36 * 3600)
        first = chat.lead_id
        first.action_set_lost()

        self.says("Lần nữa ạ", at=now)

        self.assertTrue(first)
        self.assertNotEqual(chat.lead_id, first)

    # ------------------------------------------------------------
    # Who sees it
    # ------------------------------------------------------------

    def test_a_stranger_is_everybodys_until_somebody_answers(self):
        chat = self.says("Chào shop")
        self.assertTrue(chat.with_user(self.user_lan).has_access("read"))
        self.answer(chat, "Chào chị", self.user_minh)

        self.assertTrue(chat.with_user(self.user_minh).has_access("read"))
        lan = chat.with_user(self.user_lan)
        self.assertFalse(lan.search([("id", "=", chat.id)]))
        self.assertFalse(lan.handle_id.search([("id", "=", chat.handle_id.id)]))
        with self.assertRaises(AccessError):
            lan.message_post(body="x")
        self.assertFalse(chat.with_user(self.user_employee).has_access("read"))

    def test_nobody_writes_what_the_system_says(self):
        chat = self.says("Chào shop").with_user(self.user_hoa)
        with self.assertRaises(UserError):
            chat.write({"last_in_at": Datetime.now()})
        with self.assertRaises(AccessError):
            self.account.with_user(self.user_manager).read(["access_token"])

    def test_open_inboxes_are_told_ids_only(self):
        chat = self.says("Bí mật")
        self.env["bus.bus"].search([]).unlink()
        self.says("Rất bí mật")
        told = self.env["bus.bus"].search([]).mapped("message")

        mine = [text for text in told if "crm.conversation/changed" in text]
        self.assertTrue(mine)
        self.assertIn(str(chat.id), mine[0])
        self.assertNotIn("mật", "".join(mine))
        self.assertIn(PAGE, str(self.stored()[0].payload))

    def test_what_was_said_is_not_changed(self):
        chat = self.says("Chào shop")
        self.answer(chat, "Dạ")
        note = chat.with_user(self.user_hoa).message_post(
            body="Khách quen", message_type="comment", subtype_xmlid="mail.mt_note"
        )
        said = chat.message_ids.filtered(lambda m: m.preview == "Dạ")
        with self.assertRaises(UserError):
            chat.with_user(self.user_hoa)._message_update_content(said, body="Không")
        chat.with_user(self.user_hoa)._message_update_content(note, body="Khách mới")

        self.assertEqual(said.preview, "Dạ")

    def test_a_page_is_told_what_became_of_its_answers(self):
        chat = self.says("Chào shop")
        self.answer(chat, "Dạ")
        self.deliver()
        states = chat.with_user(self.user_hoa).chat_states()

        self.assertEqual(states[0]["chat_state"]["state"], "sent")
        self.assertEqual(states[1]["chat_state"], {"direction": "in"})
        with self.assertRaises(AccessError):
            chat.with_user(self.user_lan).chat_states()
