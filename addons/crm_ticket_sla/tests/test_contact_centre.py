# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a call that the contact centre lost is one ticket, until somebody calls back."""

from datetime import timedelta

from odoo import Command
from odoo.tests import tagged

from .common import MONDAY, TicketCase


@tagged("post_install", "-at_install")
class TestContactCentre(TicketCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.env["crm.channel.account"].create(
            {"name": "Hotline", "kind": "call_generic"}
        )
        cls.account.extension_ids = [
            Command.create({"extension": "101", "user_id": cls.user_an.id})
        ]
        cls.person.user_id = cls.user_salesman
        cls.team.has_missed_call_tickets = True

    def hear(self, event, minutes=0, call="1", **data):
        """Take an event; return the interaction of its call."""
        at = MONDAY + timedelta(minutes=minutes)
        data = {"call": call, "event": event, "phone": "0912345678", **data}
        with self.at(at):
            said = self.account._gateway_read_call("record", data, at)
            return self.env["crm.call"]._take(self.account, said).interaction_id

    def tickets(self):
        return self.env["crm.ticket"].search([("partner_id", "=", self.person.id)])

    def test_lost_call_is_one_ticket_however_often_it_is_told(self):
        self.hear("ring", extension="101")
        self.assertFalse(self.tickets(), "it still rings")
        for _time in range(2):
            row = self.hear("record", 1, status="NO ANSWER")

        ticket = self.tickets()
        self.assertEqual((len(ticket), ticket.interaction_id), (1, row))
        self.assertNotIn("Called again", str(ticket.message_ids.mapped("body")))
        self.assertFalse(self.person.activity_ids, "the ticket is what is to be done")

        self.hear("record", 9, call="2", status="ABANDON")
        self.assertEqual(self.tickets(), ticket)
        bodies = str(ticket.message_ids.mapped("body"))
        self.assertEqual(bodies.count("Called again"), 1)

    def test_calling_back_solves_what_nobody_began(self):
        row = self.hear("record", status="NO ANSWER")

        self.hear("record", 30, call="2", direction="outbound", extension="101",
                  status="ANSWERED", talk=60)  # fmt: skip

        self.assertEqual(self.tickets().stage_kind, "solved")
        self.assertTrue(row.call_returned_at)

    def test_ticket_that_somebody_works_on_stays_theirs(self):
        self.hear("record", status="NO ANSWER")
        self.tickets().stage_id = self.stage_open

        self.hear("record", 30, call="2", direction="outbound", extension="101",
                  status="ANSWERED", talk=60)  # fmt: skip

        self.assertEqual(self.tickets().stage_kind, "open")

    def test_team_that_wants_no_tickets_leaves_it_to_the_owner(self):
        self.team.has_missed_call_tickets = False

        self.hear("record", status="NO ANSWER")

        self.assertFalse(self.tickets())
        self.assertEqual(self.person.activity_ids.user_id, self.user_salesman)

    def test_card_shows_open_tickets_and_makes_one(self):
        old = self._create_ticket(name="Máy in kẹt giấy", partner_id=self.person.id)
        self.hear("answer", extension="101")
        call = self.env["crm.call"].search([("account_id", "=", self.account.id)])
        cards = self.env["crm.interaction"].with_user(self.user_an)

        with self.at(MONDAY):
            card = cards.call_card(call.id)
        self.assertEqual([item["id"] for item in card["more"][0]["items"]], old.ids)
        self.assertEqual([action["key"] for action in card["actions"]], ["ticket"])

        opened = cards.call_do(call.id, "ticket")

        ticket = self.env["crm.ticket"].browse(opened["res_id"])
        self.assertEqual(ticket.interaction_id, call.interaction_id)
