# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .common import TicketCase


@tagged("post_install", "-at_install")
class TestMacro(TicketCase):
    def setUp(self):
        super().setUp()
        self.tag_new, self.tag_old = self.env["crm.ticket.tag"].create(
            [{"name": "Photo asked"}, {"name": "Unclear"}]
        )
        self.macro = self.env["crm.ticket.macro"].create(
            {
                "name": "Ask for a photo",
                "reply": '<p>Dear <t t-out="object.partner_id.name"/>, a photo?</p>',
                "note": '<p>Asked about <t t-out="object.name"/></p>',
                "stage_id": self.stage_wait_customer.id,
                "assign": "me",
                "priority": "2",
                "tag_ids": [Command.set(self.tag_new.ids)],
                "untag_ids": [Command.set(self.tag_old.ids)],
                "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
                "activity_summary": "Look at the photo",
                "activity_days": 3,
            }
        )
        self.tickets = self._create_ticket(
            user=self.user_an, tag_ids=[Command.set(self.tag_old.ids)]
        ) | self._create_ticket(user=self.user_an, partner_id=self.customer.id)

    def _comments(self, ticket):
        comment = self.env.ref("mail.mt_comment")
        return ticket.message_ids.filtered(lambda m: m.subtype_id == comment)

    def test_answer_changes_note_and_activity_in_one_click(self):
        refusals = self.macro.with_user(self.user_an)._apply(self.tickets)

        self.assertFalse(refusals)
        for ticket, name in zip(
            self.tickets, ("Nguyễn Thị Đào", "An Phát"), strict=True
        ):
            self.assertEqual(len(self._comments(ticket)), 1)
            self.assertIn(f"Dear {name}", self._comments(ticket).body)
            self.assertEqual(self._comments(ticket).partner_ids, ticket.partner_id)
            self.assertEqual(ticket.stage_id, self.stage_wait_customer)
            self.assertEqual(ticket.user_id, self.user_an)
            self.assertEqual(ticket.priority, "2")
            self.assertEqual(ticket.tag_ids, self.tag_new)
            self.assertEqual(ticket.activity_ids.summary, "Look at the photo")
            self.assertIn("Asked about Printer", str(ticket.message_ids.mapped("body")))

    def test_a_sender_without_contact_is_answered(self):
        ticket = self._create_ticket(
            user=self.user_an, partner_id=False, email_from="new@customer.test"
        )

        self.macro.with_user(self.user_an)._apply(ticket)

        self.assertEqual(self._comments(ticket).partner_ids.email, "new@customer.test")

    def test_what_it_is_not_for_is_left_out_with_the_reason(self):
        team = self.env["crm.ticket.team"].create(
            {"name": "Secret", "visibility": "members"}
        )
        hidden = self._create_ticket(team_id=team.id)
        nobody = self._create_ticket(user=self.user_an, partner_id=False)
        self.macro.domain = "[('name', 'ilike', 'printer')]"
        other = self._create_ticket(user=self.user_an, name="Scanner")
        tickets = self.tickets | hidden | nobody | other

        refusals = self.macro.with_user(self.user_an)._apply(
            tickets.with_user(self.user_an)
        )

        self.assertEqual(
            {ticket.id: reason for ticket, reason in refusals.items()},
            {
                hidden.id: "You may not change it.",
                nobody.id: "There is nobody to answer.",
                other.id: "The condition is not met.",
            },
        )
        self.assertEqual(self.tickets.mapped("priority"), ["2", "2"])
        self.assertEqual((hidden | nobody | other).mapped("priority"), ["1"] * 3)

    def test_only_macros_of_ones_own_teams_are_offered(self):
        team = self.env["crm.ticket.team"].create({"name": "Other"})
        foreign = self.macro.copy({"team_ids": [Command.set(team.ids)]})
        own = self.macro.copy({"team_ids": [Command.set(self.team.ids)]})

        found = self.env["crm.ticket.macro"].with_user(self.user_an).search([])

        self.assertLessEqual(own | self.macro, found)
        self.assertNotIn(foreign, found)

    def test_preview_shows_what_would_happen_and_the_answer_can_be_edited(self):
        ticket = self.tickets[0].with_user(self.user_an)
        wizard = Form(
            self.env["crm.ticket.macro.wizard"]
            .with_user(self.user_an)
            .with_context(default_ticket_ids=ticket.ids)
        )
        wizard.macro_id = self.macro
        self.assertIn("Dear Nguyễn Thị Đào", wizard.reply)
        self.assertIn("Waiting for customer", wizard.preview)
        self.assertEqual(ticket.stage_id, self.stage_new)
        wizard.reply = "<p>Just send it</p>"

        wizard.save().action_apply()

        self.assertIn("Just send it", self._comments(ticket).body)

    def test_a_wrong_condition_is_refused(self):
        for domain in ("[('nowhere', '=', 1)]", "[(", "__import__('os')"):
            with (
                self.subTest(domain=domain),
                self.assertRaisesRegex(ValidationError, "Condition"),
            ):
                self.macro.domain = domain

    def test_many_tickets_are_changed_by_one_write(self):
        self.macro.write({"reply": False, "note": False, "activity_type_id": False})
        tickets = self.env["crm.ticket"].create(
            [{"name": f"T{n}", "team_id": self.team.id} for n in range(60)]
        )
        self.env.flush_all()
        before = self.env.cr.sql_log_count

        self.macro.with_user(self.user_an)._apply(tickets.with_user(self.user_an))
        self.env.flush_all()

        self.assertLess(self.env.cr.sql_log_count - before, 100)

    def test_canned_replies_are_at_hand(self):
        """Core's shortcuts are for every conversation; agents share theirs."""
        group = self.env.ref("crm_ticket_sla.group_crm_ticket_sla_user")
        canned = self.env["mail.canned.response"]
        canned.with_user(self.user_an).create(
            {"source": "hi", "substitution": "Xin chào", "group_ids": group.ids}
        )

        found = canned.with_user(self.user_binh).search([("source", "=", "hi")])

        self.assertEqual(found.substitution, "Xin chào")


@tagged("post_install", "-at_install")
class TestMassChange(TicketCase):
    def test_taking_tickets_reports_those_left_out(self):
        team = self.env["crm.ticket.team"].create(
            {"name": "Secret", "visibility": "members"}
        )
        hidden = self._create_ticket(team_id=team.id)
        mine = self._create_ticket(user=self.user_an)

        action = (mine | hidden).with_user(self.user_an).action_assign_me()

        self.assertEqual(mine.user_id, self.user_an)
        self.assertNotEqual(hidden.user_id, self.user_an)
        self.assertEqual(action["params"]["title"], "Tickets changed: 1")
        self.assertIn(hidden.number, action["params"]["message"])

    def test_closing_with_a_message_tells_each_customer_once(self):
        tickets = self._create_ticket(user=self.user_an)
        tickets |= self._create_ticket(user=self.user_an, partner_id=self.customer.id)
        nobody = self._create_ticket(user=self.user_an, partner_id=False)
        wizard = self.env["crm.ticket.mass.wizard"].with_user(self.user_an)

        action = wizard.create(
            {
                "ticket_ids": (tickets | nobody).ids,
                "stage_id": self.stage_solved.id,
                "message": "<p>The outage is over.</p>",
            }
        ).action_apply()

        self.assertEqual(set(tickets.mapped("stage_kind")), {"solved"})
        self.assertEqual(nobody.stage_kind, "new")
        for ticket in tickets:
            told = ticket.message_ids.filtered(lambda m: "outage" in m.body)
            self.assertEqual(told.partner_ids, ticket.partner_id)
        self.assertIn("nobody to answer", action["params"]["message"])

    def test_people_and_teams_of_other_companies_are_left_out(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        team = self.env["crm.ticket.team"].create(
            {"name": "Elsewhere", "company_id": company.id, "calendar_id": False}
        )
        self.user_an.company_ids |= company
        ticket = self._create_ticket(user=self.user_an)
        other = self._create_ticket(team_id=team.id).with_env(ticket.env)
        both = (ticket | other).with_context(
            allowed_company_ids=(self.company | company).ids
        )

        moved = both._mass_change({"team_id": team.id})
        given = both._mass_change({"user_id": self.user_binh.id})

        self.assertIn("another company", moved[ticket])
        self.assertIn("does not work", given[other])
        self.assertEqual(ticket.team_id, self.team)
        self.assertEqual(ticket.user_id, self.user_binh)
