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
