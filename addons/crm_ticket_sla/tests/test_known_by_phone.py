# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a number proposes its customer, and gives nobody any right by itself."""

from odoo import Command
from odoo.tests import tagged

from .common import MONDAY
from .common_mail import MailCase

SIGNED = "Máy in hỏng.\n\n--\nĐào - An Phát\nĐT: (+84) 912 345 678\n"
PRIVATE = "Đào Nguyễn <dao.rieng@gmail.test>"


@tagged("post_install", "-at_install")
class TestKnownByPhone(MailCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.me = cls.user_portal.partner_id
        cls.me.write({"parent_id": cls.customer.id, "phone": "0933 444 555"})

    def _contacts(self):
        return self.env["res.partner"].with_context(active_test=False).search_count([])

    def test_signature_of_an_unknown_sender_proposes_the_customer(self):
        contacts = self._contacts()

        ticket = self._receive(body=SIGNED, sender=PRIVATE)

        self.assertEqual(ticket.proposed_partner_id, self.person)
        self.assertEqual(ticket.proposed_phone, "(+84) 912 345 678")
        self.assertEqual(ticket.phone, "(+84) 912 345 678")
        self.assertFalse(ticket.partner_id)
        self.assertEqual(self._contacts(), contacts, "no second contact of them")

    def test_number_in_the_subject_proposes_too(self):
        ticket = self._receive(subject="Gọi lại 0912345678 nhé", sender=PRIVATE)

        self.assertEqual(ticket.proposed_partner_id, self.person)

    def test_second_number_of_a_customer_proposes_too(self):
        self.env["crm.partner.phone"].create(
            {"partner_id": self.person.id, "number": "0977 111 222"}
        )

        ticket = self._receive(subject="Gọi lại 0977.111.222 nhé", sender=PRIVATE)

        self.assertEqual(ticket.proposed_partner_id, self.person)

    def test_proposal_gives_no_right_to_either_side(self):
        theirs = self._create_ticket(partner_id=self.me.id)
        text = SIGNED.replace("912 345 678", "933 444 555")
        ticket = self._receive(body=text, sender=PRIVATE)
        mail = self._mails(ticket)
        portal = self.env["crm.ticket"].with_user(self.user_portal)

        self.assertEqual(ticket.proposed_partner_id, self.me)
        self.assertFalse(mail.author_id, "the message is not the customer's")
        self.assertNotIn(self.me, ticket.message_partner_ids)
        self.assertIn(theirs, portal.search([]))
        self.assertNotIn(ticket, portal.search([]))

        named = self._receive(
            body=text, sender=PRIVATE, subject=f"Re: [{theirs.number}] Máy in"
        )

        self.assertEqual(named.claimed_ticket_id, theirs, "a new, flagged ticket")
        self.assertFalse(self._mails(theirs))

    def test_agent_agrees(self):
        contacts = self._contacts()
        ticket = self._receive(body=SIGNED, sender=PRIVATE)

        ticket.with_user(self.user_an).action_accept_proposal()

        self.assertEqual(ticket.partner_id, self.person)
        self.assertFalse(ticket.proposed_partner_id)
        self.assertFalse(ticket.proposed_phone)
        self.assertIn("dao.rieng@gmail.test", ticket.email_from)
        self.assertEqual(self.person.email, "dao@anphat.test", "nothing was written")
        self.assertEqual(self._contacts(), contacts)

    def test_agent_does_not_agree(self):
        ticket = self._receive(body=SIGNED, sender=PRIVATE)

        ticket.with_user(self.user_an).action_refuse_proposal()

        self.assertEqual(ticket.partner_id.name, "Đào Nguyễn")
        self.assertEqual(ticket.partner_id.email, "dao.rieng@gmail.test")
        self.assertFalse(ticket.proposed_partner_id)

    def test_refused_writer_stays_unknown_where_the_team_wants_so(self):
        self.team.unknown_sender = "leave"
        ticket = self._receive(body=SIGNED, sender=PRIVATE)

        ticket.with_user(self.user_an).action_refuse_proposal()

        self.assertFalse(ticket.partner_id)
        self.assertFalse(ticket.proposed_partner_id)

    def test_address_counts_before_the_number(self):
        other = self.env["res.partner"].create(
            {"name": "Bình", "email": "binh@khac.test", "phone": "0900 111 222"}
        )

        ticket = self._receive(body=SIGNED, sender="Bình <binh@khac.test>")

        self.assertEqual(ticket.partner_id, other)
        self.assertFalse(ticket.proposed_partner_id)

    def test_number_of_two_customers_proposes_nobody(self):
        self.env["res.partner"].create({"name": "Bình", "phone": "0912.345.678"})

        ticket = self._receive(body=SIGNED, sender=PRIVATE)

        self.assertFalse(ticket.proposed_partner_id)
        self.assertEqual(ticket.partner_id.name, "Đào Nguyễn")

    def test_numbers_of_two_customers_propose_nobody(self):
        self.env["res.partner"].create({"name": "Bình", "phone": "0900 111 222"})

        ticket = self._receive(body=f"{SIGNED} 0900 111 222", sender=PRIVATE)

        self.assertFalse(ticket.proposed_partner_id)

    def test_our_own_number_and_quoted_ones_propose_nobody(self):
        self.company.partner_id.phone = "028 3822 1234"
        quoted = "Vẫn lỗi.\n\nOn 1 Jun 2026, An <an@desk.test> wrote:\n> Đào 0912345678"

        ours = self._receive(body="Gọi tôi. 028 3822 1234", sender=PRIVATE)
        theirs = self._receive(body=quoted, sender="Lạ <la@gmail.test>")

        self.assertFalse((ours | theirs).proposed_partner_id)

    def test_customer_of_another_company_is_not_proposed(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.env["res.partner"].create(
            {"name": "Theirs", "phone": "0977 888 999", "company_id": company.id}
        )

        ticket = self._receive(body="Hỏng. 0977888999", sender=PRIVATE)

        self.assertFalse(ticket.proposed_partner_id)

    def test_accepted_customer_brings_their_promises(self):
        tag = self.env["res.partner.category"].create({"name": "VIP"})
        self.person.category_id = [Command.link(tag.id)]
        policies = self.env["crm.sla.policy"]
        policies.search([]).active = False
        policies.create(
            {
                "name": "VIP",
                "company_id": False,
                "partner_category_ids": [Command.link(tag.id)],
                "target_ids": [
                    Command.create({"metric": "resolution", "seconds": 4 * 3600})
                ],
            }
        )
        ticket = self._receive(body=SIGNED, sender=PRIVATE)
        clocks = self.env["crm.ticket.sla"]
        self.assertFalse(clocks.search([("ticket_id", "=", ticket.id)]))

        with self.at(MONDAY.replace(hour=9)):
            ticket.action_accept_proposal()

        clock = clocks.search([("ticket_id", "=", ticket.id)])
        self.assertEqual(clock.deadline_at, MONDAY.replace(hour=12))
