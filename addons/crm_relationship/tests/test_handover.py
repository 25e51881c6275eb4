# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .handover_common import HandoverCase


@tagged("post_install", "-at_install")
class TestHandover(HandoverCase):
    """What moves, to whom, and what it says of it."""

    def test_preview_says_who_gets_what_and_moves_nothing(self):
        handover = self._prepare()

        handover.action_preview()

        line = self._line(handover, self.customer)
        self.assertEqual(handover.state, "previewed")
        self.assertEqual(line.to_user_id, self.user_minh)
        self.assertTrue(line.is_customer)
        self.assertEqual(
            (
                line.lead_count,
                line.order_count,
                line.activity_count,
                line.meeting_count,
            ),
            (1, 1, 1, 1),
        )
        self.assertEqual(line.pipeline, self.lead.expected_revenue)
        self.assertEqual(line.quoted, self.quotation.amount_untaxed)
        self.assertTrue(self._line(handover, self.loose_lead))
        self.assertFalse(self._line(handover, self.foreign))
        self.assertEqual(handover.customer_count, 2)
        self.assertEqual(self.customer.user_id, self.user_lan)

    def test_case_e23_everything_open_moves_and_nothing_is_lost(self):
        self.lead.message_subscribe(self.user_lan.partner_id.ids)

        handover = self._done()

        self.assertEqual(handover.state, "done")
        for record in (
            self.customer, self.person, self.other, self.lead, self.loose_lead,
            self.quotation, self.activity, self.meeting,
        ):  # fmt: skip
            self.assertEqual(record.user_id, self.user_minh, record)
        self.assertEqual(self.quotation.order_line.salesman_id, self.user_minh)
        self.assertTrue(self.activity.active)
        self.assertEqual(self.activity.summary, "Ring them")
        followers = self.lead.message_partner_ids
        self.assertIn(self.user_minh.partner_id, followers)
        self.assertNotIn(self.user_lan.partner_id, followers)

    def test_case_e23_meetings_change_organizer_and_nobody_is_invited_again(self):
        mails = self.env["mail.mail"].search_count([])
        former = self.meeting.attendee_ids.filtered(
            lambda a: a.partner_id == self.user_lan.partner_id
        )
        token = former.access_token

        self._done()

        people = self.person | self.user_minh.partner_id
        self.assertEqual(self.meeting.partner_ids, people)
        self.assertEqual(self.meeting.attendee_ids.partner_id, people)
        attendee = self.meeting.attendee_ids.filtered(
            lambda a: a.partner_id == self.user_minh.partner_id
        )
        self.assertEqual(attendee.common_name, "Minh")
        self.assertNotEqual(attendee.access_token, token)
        sent = self.env["mail.mail"].search([], limit=20, order="id desc")
        sent = sent[: self.env["mail.mail"].search_count([]) - mails]
        self.assertNotIn(self.person, sent.recipient_ids)

    def test_private_meetings_and_personal_todos_stay(self):
        private = self._meet(self.person, privacy="private")
        todo = self.env["mail.activity"].create(
            {
                "summary": "Buy flowers",
                "user_id": self.user_lan.id,
                "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
            }
        )

        self._done()

        self.assertEqual(private.user_id, self.user_lan)
        self.assertEqual(todo.user_id, self.user_lan)

    def test_what_is_over_keeps_who_did_it(self):
        past = self._meet(self.person, days=-3)
        won = self.lead.copy({"user_id": self.user_lan.id})
        won.action_set_won()
        call = self._log(partner=self.customer).sudo()

        self._done()

        self.assertEqual(past.user_id, self.user_lan)
        self.assertEqual(won.user_id, self.user_lan)
        self.assertEqual(call.user_id, self.user_lan)

    def test_orders_not_invoiced_move_when_asked(self):
        confirmed = self._create_order()
        confirmed.action_confirm()

        self._done(order_scope="quotations")
        self.assertEqual(confirmed.user_id, self.user_lan)

        self._done(order_scope="uninvoiced")
        self.assertEqual(confirmed.user_id, self.user_minh)

    def test_the_team_follows_where_the_successor_is_not_in_it(self):
        teams = self.env["crm.team"].create(
            [
                {"name": "Hanoi", "member_ids": [(4, self.user_lan.id)]},
                {"name": "Hue", "member_ids": [(4, self.user_minh.id)]},
            ]
        )
        self.lead.team_id = teams[0]

        handover = self._done()
        self.assertEqual(self.lead.team_id, teams[1])

        handover.action_undo()
        self._work(handover)
        self.assertEqual(self.lead.team_id, teams[0])

    def test_each_timeline_tells_it_once(self):
        handover = self._done()

        rows = self.logged(self._line(handover, self.customer), "handed_over")
        self.assertEqual(len(rows), 1)
        self.assertEqual(rows.partner_id, self.customer)
        self.assertEqual(rows.type_id.code, "handover")
        self.assertIn("from Lan to Minh: Leaves the company", rows.subject)
        self.assertIn("Ask for the blue chairs.", rows.subject)
        self.assertEqual(rows.user_id, self.user_manager)
        of_lead = self.logged(self._line(handover, self.loose_lead), "handed_over")
        self.assertEqual(of_lead.lead_id, self.loose_lead)

    def test_each_successor_hears_of_it_once(self):
        handover = self._done(self.user_minh, self.user_thu, method="round_robin")

        notices = self.env["mail.message"].search(
            [
                ("model", "=", "crm.handover"),
                ("res_id", "=", handover.id),
                ("message_type", "=", "user_notification"),
            ]
        )
        people = (self.user_minh | self.user_thu).partner_id
        self.assertEqual(notices.notified_partner_ids, people)
        self.assertEqual(len(notices), 2)
        self.assertEqual(handover.activity_ids.user_id, self.user_minh | self.user_thu)

    def test_an_introduction_is_planned_by_the_rhythm_of_the_tier(self):
        tier = self.env["crm.customer.tier"].create(
            {"name": "Of the test", "cadence_days": 3, "company_id": self.company.id}
        )
        handover = self._prepare(has_introduction=True, introduction_days=10)
        handover.action_preview()
        self._line(handover, self.customer).sudo().tier_id = tier
        handover.action_start()

        self._work(handover)

        def days(customer):
            call = customer.activity_ids
            self.assertEqual(call.user_id, self.user_minh)
            return (call.date_deadline - call.create_date.date()).days

        self.assertEqual(days(self.other) - days(self.customer), 7)

    def test_an_introduction_is_in_the_language_of_the_successor(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.user_minh.lang = "vi_VN"
        handover = self._prepare(has_introduction=True)
        handover.action_preview()
        handover.action_start()

        self._work(handover)

        call = self.customer.activity_ids
        self.assertIn("Hãy tự giới thiệu", call.summary)

    def test_a_line_may_get_another_successor_or_stay(self):
        handover = self._prepare(self.user_minh, self.user_thu)
        handover.action_preview()
        self._line(handover, self.customer).to_user_id = self.user_thu
        self._line(handover, self.other).action_exclude()
        handover.action_preview()  # keeps what was chosen
        self.assertEqual(self._line(handover, self.customer).to_user_id, self.user_thu)
        handover.action_start()

        self._work(handover)

        self.assertEqual(self.customer.user_id, self.user_thu)
        self.assertEqual(self.lead.user_id, self.user_thu)
        self.assertEqual(self.other.user_id, self.user_lan)

    def test_bad_input_is_refused_with_what_is_wrong(self):
        with self.assertRaisesRegex(
            ValidationError, "cannot take over from themselves"
        ):
            self._prepare(self.user_lan)
        nobody = self._prepare()
        nobody.successor_ids.unlink()
        with self.assertRaisesRegex(UserError, "say who takes over"):
            nobody.action_preview()
        handover = self._prepare()
        with self.assertRaisesRegex(UserError, "already Draft"):
            handover.action_start()
        handover.action_preview()
        line = self._line(handover, self.customer)
        with self.assertRaisesRegex(ValidationError, "not among the successors"):
            line.to_user_id = self.user_thu
        handover.action_start()
        with self.assertRaisesRegex(UserError, "make another handover"):
            handover.method = "tier"
        with self.assertRaisesRegex(UserError, "lines stay as they are"):
            line.action_exclude()
        with self.assertRaisesRegex(UserError, "is kept"):
            handover.unlink()

    def test_case_e25_capacity_is_respected_overflow_reported_nobody_orphaned(self):
        customers = self.env["res.partner"].create(
            [
                {"name": f"C{n}", "is_company": True, "user_id": self.user_lan.id}
                for n in range(5)
            ]
        )
        handover = self._prepare(self.user_minh, self.user_thu, method="round_robin")
        # Minh has one already
        handover.successor_ids.write({"capacity": 3})

        handover.action_preview()

        minh, thu = handover.successor_ids.sorted("sequence")
        self.assertEqual((minh.load, thu.load), (1, 0))
        self.assertEqual(minh.given_count + thu.given_count, 7)
        self.assertEqual(handover.overflow_count, 2)
        self.assertTrue(all(line.to_user_id for line in handover.line_ids))
        handover.action_start()
        self._work(handover)
        owners = (customers | self.customer | self.other).mapped("user_id")
        self.assertEqual(owners, self.user_minh | self.user_thu)

    def test_case_e25_split_by_province(self):
        hanoi, hue = self.env["res.country.state"].search(
            [("country_id.code", "=", "VN")], limit=2
        )
        self.customer.state_id, self.other.state_id = hanoi, hue
        handover = self._prepare(self.user_minh, self.user_thu, method="province")
        minh, thu = handover.successor_ids.sorted("sequence")
        minh.province_ids, thu.province_ids = hue, hanoi

        handover.action_preview()

        self.assertEqual(self._line(handover, self.customer).to_user_id, self.user_thu)
        self.assertEqual(self._line(handover, self.other).to_user_id, self.user_minh)

    def test_other_successors_need_another_preview(self):
        handover = self._prepare()
        handover.action_preview()

        handover.successor_ids.capacity = 5

        self.assertEqual(handover.state, "draft")

    def test_the_picture_tells_capacity_and_revenue(self):
        handover = self._prepare()
        handover.successor_ids.capacity = 2
        handover.action_preview()

        [row] = handover.picture

        self.assertEqual((row["load"], row["given"], row["capacity"]), (1, 2, 2))
        self.assertEqual(row["overflow"], 1)
