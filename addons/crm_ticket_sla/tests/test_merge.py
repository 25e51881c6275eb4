# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import MONDAY, TicketCase


@tagged("post_install", "-at_install")
class TestMerge(TicketCase):
    def setUp(self):
        super().setUp()
        self.tag = self.env["crm.ticket.tag"].create({"name": "Fire"})
        self.target = self._create_ticket(user=self.user_an, name="Printer on fire")
        self.source = self._create_ticket(
            user=self.user_an,
            name="It burns",
            partner_id=self.customer.id,
            email_cc='"Fire brigade" <fire@city.test>',
            tag_ids=[Command.set(self.tag.ids)],
        )

    def _comment(self, ticket, body="Still burning"):
        return ticket.message_post(
            body=body, message_type="comment", subtype_xmlid="mail.mt_comment"
        )

    def _fill(self, ticket):
        """Give a ticket some of everything that moves."""
        product = self.env["product.product"].create({"name": "Printer"})
        ticket.product_id = product
        comment = self._comment(ticket)
        note = ticket._message_log(body="He called")
        attachment = self.env["ir.attachment"].create(
            {"name": "fire.txt", "raw": b"x", "res_model": ticket._name}
            | {"res_id": ticket.id}
        )
        activity = ticket.activity_schedule(user_id=self.user_an.id, summary="Call")
        time = self.env["crm.ticket.time"].create(
            {"ticket_id": ticket.id, "minutes": 20}
        )
        ticket.message_subscribe(self.user_binh.partner_id.ids)
        return comment | note, attachment, activity, time

    def test_case_63_a_merged_ticket_stands_for_the_last_one(self):
        one, two, three = (self._create_ticket(name=name) for name in "ABC")
        one.merged_into_id, two.merged_into_id = two, three

        self.assertEqual(one._merge_target(), three)
        self.assertEqual(three._merge_target(), three)

    def test_case_63_a_circle_keeps_the_reply_on_the_addressed_ticket(self):
        one, two = (self._create_ticket(name=name) for name in "AB")
        one.merged_into_id, two.merged_into_id = two, one

        self.assertEqual(one._merge_target(), one)
        self.assertEqual(two._merge_target(), two)

    def test_case_69_everything_goes_on_with_the_target(self):
        messages, attachment, activity, time = self._fill(self.source)

        self.source.with_user(self.user_an)._merge_into(self.target)

        self.assertLessEqual(messages, self.target.message_ids)
        self.assertEqual(attachment.res_id, self.target.id)
        self.assertEqual(activity.res_id, self.target.id)
        self.assertEqual(time.ticket_id, self.target)
        self.assertEqual(self.target.product_id.name, "Printer")
        self.assertEqual(self.target.tag_ids, self.tag)
        self.assertIn("fire@city.test", self.target.email_cc)
        self.assertIn(self.user_binh.partner_id, self.target.message_partner_ids)
        self.assertIn(self.customer, self.target.message_partner_ids)

    def test_case_69_source_is_out_of_work_and_says_where_it_went(self):
        self.source.with_user(self.user_an)._merge_into(self.target)

        self.assertEqual(self.source.stage_kind, "cancelled")
        self.assertFalse(self.source.active)
        self.assertEqual(self.source._merge_target(), self.target)
        self.assertIn(self.target.number, self.source.message_ids[0].body)

    def test_case_69_customer_gets_at_most_one_mail(self):
        self.source.partner_id = self.person
        sources = self.source | self._create_ticket(name="Smoke")
        mails = self.env["mail.mail"].search_count([])

        sources.with_user(self.user_an)._merge_into(self.target)
        silent = self.env["mail.mail"].search_count([]) - mails
        self.assertEqual(silent, 0)
        other = self._create_ticket(name="Smoke again", user=self.user_an)
        mails = self.env["mail.notification"].search_count(
            [("res_partner_id", "=", self.person.id)]
        )
        other._merge_into(self.target, tell_customer=True)

        told = self.env["mail.notification"].search_count(
            [("res_partner_id", "=", self.person.id)]
        )
        self.assertEqual(told - mails, 1)
        self.assertIn(other.number, self.target.message_ids[0].body)

    def test_case_69_undo_gives_everything_back(self):
        messages, attachment, activity, time = self._fill(self.source)
        following = self.target.message_partner_ids
        merge = self.source.with_user(self.user_an)._merge_into(self.target)
        later = self._comment(self.target, "After the merge")

        merge.action_undo()

        self.assertLessEqual(messages, self.source.message_ids)
        self.assertNotIn(later, self.source.message_ids)
        self.assertEqual(attachment.res_id, self.source.id)
        self.assertEqual(activity.res_id, self.source.id)
        self.assertEqual(time.ticket_id, self.source)
        self.assertEqual(self.target.message_partner_ids, following)
        self.assertFalse(self.target.product_id or self.target.tag_ids)
        self.assertFalse(self.target.email_cc)
        self.assertEqual(self.source.stage_id, self.stage_new)
        self.assertTrue(self.source.active)
        self.assertFalse(self.source.merged_into_id or self.source.closed_at)
        self.assertEqual(self.source.reopen_count, 0)

    def test_undo_twice_is_refused(self):
        merge = self.source.with_user(self.user_an)._merge_into(self.target)
        merge.action_undo()

        with self.assertRaisesRegex(UserError, "is undone"):
            merge.action_undo()

    def test_a_merged_ticket_stays_closed(self):
        self.source.with_user(self.user_an)._merge_into(self.target)

        with self.assertRaisesRegex(ValidationError, "undo the merge"):
            self.source.stage_id = self.stage_open

    def test_merges_are_undone_in_reverse(self):
        last = self._create_ticket(user=self.user_an)
        merge = self.source.with_user(self.user_an)._merge_into(self.target)
        self.target.with_user(self.user_an)._merge_into(last)

        with self.assertRaisesRegex(UserError, "undo that merge first"):
            merge.action_undo()

    def test_another_serial_number_of_another_product_stays(self):
        printer, press = self.env["product.product"].create(
            [{"name": "Printer", "tracking": "serial"}, {"name": "Press"}]
        )
        self.source.lot_id = self.env["stock.lot"].create(
            {"name": "SN1", "product_id": printer.id}
        )
        self.target.product_id = press

        self.source.with_user(self.user_an)._merge_into(self.target)

        self.assertFalse(self.target.lot_id)

    def test_what_is_merged_already_is_refused(self):
        self.source.with_user(self.user_an)._merge_into(self.target)
        other = self._create_ticket(user=self.user_an)

        for ticket, target in ((self.source, other), (other, self.source)):
            with (
                self.subTest(ticket=ticket),
                self.assertRaisesRegex(UserError, "merged into .* already"),
            ):
                ticket._merge_into(target)
        with self.assertRaisesRegex(UserError, "other than the merged ones"):
            other._merge_into(other)

    def test_another_company_is_refused(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        team = self.env["crm.ticket.team"].create(
            {"name": "Elsewhere", "company_id": company.id, "calendar_id": False}
        )
        other = self._create_ticket(team_id=team.id)
        self.user_an.company_ids |= company

        here = self.source.with_user(self.user_an).with_context(
            allowed_company_ids=self.company.ids
        )
        with self.assertRaises(AccessError):
            here._merge_into(other.with_env(here.env))
        both = self.source.with_user(self.user_an).with_context(
            allowed_company_ids=[self.company.id, company.id]
        )
        with self.assertRaisesRegex(UserError, "another company"):
            both._merge_into(other)
        self.assertTrue(self.source.active)

    def test_tickets_of_a_hidden_team_are_refused(self):
        team = self.env["crm.ticket.team"].create(
            {"name": "Secret", "visibility": "members"}
        )
        hidden = self._create_ticket(team_id=team.id)

        with self.assertRaises(AccessError):
            self.source.with_user(self.user_an)._merge_into(hidden)
        with self.assertRaises(AccessError):
            hidden.with_user(self.user_an)._merge_into(self.target)

    def test_a_hundred_messages_move_at_the_cost_of_one(self):
        tickets = self.env["crm.ticket"].create([{"name": f"T{n}"} for n in range(2)])
        one, many = tickets
        self._comment(one)
        for _n in range(50):
            self._comment(many)
        self.env.flush_all()
        counts = []
        for ticket in (one, many):
            before = self.env.cr.sql_log_count
            ticket._merge_into(self.target)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)

        self.assertLess(counts[1], counts[0] + 10)

    def test_wizard_proposes_the_open_ticket_that_came_first(self):
        self._create_ticket(at=MONDAY - timedelta(hours=1)).stage_id = self.stage_solved
        late = self._create_ticket(
            at=MONDAY + timedelta(hours=1), user=self.user_an, name="Printer in fire"
        )
        wizard = Form(
            self.env["crm.ticket.merge.wizard"]
            .with_user(self.user_an)
            .with_context(default_ticket_ids=late.ids)
        )

        self.assertEqual(wizard.target_id, self.target)
        self.assertFalse(wizard.other_customer)
        wizard.save().action_merge()

        self.assertEqual(late.merged_into_id, self.target)

    def test_planned_messages_move_too(self):
        planned = self.env["mail.scheduled.message"].create(
            {
                "model": "crm.ticket",
                "res_id": self.source.id,
                "body": "Tomorrow",
                "author_id": self.user_an.partner_id.id,
                "scheduled_date": fields.Datetime.now() + timedelta(days=1),
            }
        )

        self.source.with_user(self.user_an)._merge_into(self.target)

        self.assertEqual(planned.res_id, self.target.id)
