# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, fields
from odoo.tests import tagged

from odoo.addons.crm_relationship.tests.common import RelationshipCase


@tagged("post_install", "-at_install")
class TestLivechat(RelationshipCase):
    def _create_chat(self, visitor):
        return self.env["discuss.channel"].create(
            {
                "name": "Visitor",
                "channel_type": "livechat",
                "livechat_operator_id": self.user_lan.partner_id.id,
                "channel_member_ids": [
                    Command.create(
                        {
                            "partner_id": self.user_lan.partner_id.id,
                            "livechat_member_type": "agent",
                        }
                    ),
                    Command.create(
                        {"partner_id": visitor.id, "livechat_member_type": "visitor"}
                    ),
                ],
            }
        )

    def test_ended_chat_is_on_the_visitors_timeline(self):
        chat = self._create_chat(self.person)
        self.assertFalse(self.logged(chat))

        chat.livechat_end_dt = fields.Datetime.now()

        row = self.logged(chat)
        self.assertEqual(row.type_id.code, "livechat")
        self.assertEqual(row.partner_id, self.person)
        self.assertEqual(row.commercial_partner_id, self.customer)
        self.assertEqual(row.user_id, self.user_lan)
        self.assertEqual(row.direction, "in")

    def test_chat_that_led_to_a_lead_is_on_the_leads_timeline(self):
        chat = self._create_chat(self.person)
        self.lead.origin_channel_id = chat

        chat.livechat_end_dt = fields.Datetime.now()

        self.assertEqual(self.logged(chat).lead_id, self.lead)

    def test_chat_opened_and_ended_again_is_a_second_contact(self):
        chat = self._create_chat(self.person)
        chat.livechat_end_dt = fields.Datetime.now()
        self.end_transaction()
        chat.livechat_end_dt = False

        chat.livechat_end_dt = fields.Datetime.now()

        events = self.logged(chat).mapped("origin_event")
        self.assertEqual(events, ["ended", "ended#2"])

    def test_chats_of_before_are_backfilled_once(self):
        chat = self._create_chat(self.person).with_context(
            interaction_capture_disable=True
        )
        chat.livechat_end_dt = fields.Datetime.now()
        self.assertFalse(self.logged(chat))

        Backfill = self.env["crm.interaction.backfill"]
        for _repetition in range(2):
            Backfill._run()
            Backfill.search([]).action_restart()

        self.assertEqual(self.logged(chat).mapped("origin_event"), ["ended"])

    def _rate(self, chat, value):
        return self.env["rating.rating"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("discuss.channel"),
                "res_id": chat.id,
                "partner_id": self.person.id,
                "rated_partner_id": self.user_lan.partner_id.id,
                "rating": value,
                "consumed": True,
            }
        )

    def test_the_rating_stands_on_the_row_of_the_chat(self):
        before, after = self._create_chat(self.person), self._create_chat(self.person)
        self._rate(before, 5)
        before.livechat_end_dt = fields.Datetime.now()
        after.livechat_end_dt = fields.Datetime.now()
        self.end_transaction()

        rating = self._rate(after, 1)
        self.end_transaction()

        self.assertEqual(self.logged(before).subject, "Visitor · 5/5")
        self.assertEqual(self.logged(after).subject, "Visitor · 1/5")
        self.assertFalse(self.logged(rating), "one contact is one row")

    def test_the_row_leads_to_the_transcript_for_who_may_read_it(self):
        chat = self._create_chat(self.person)
        chat.message_post(body="Xin chào", message_type="comment")
        chat.livechat_end_dt = fields.Datetime.now()

        row = self.logged(chat).with_user(self.user_lan)
        action = row.action_open_origin()

        self.assertEqual((action["res_model"], action["res_id"]), (chat._name, chat.id))
        self.assertFalse(row.note, "the text stays in the chat")
