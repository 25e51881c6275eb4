# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: whom to call today, why, in which order; and what became of it."""

from datetime import date, timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .standing_common import DAY, NOW, StandingCase

CALL = "mail.mail_activity_data_call"


@tagged("post_install", "-at_install")
class TestCallQueue(StandingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.customer.tier"].search([]).action_archive()
        cls.tier = cls.env["crm.customer.tier"].create(
            {
                "name": "All",
                "domain": "[('orders_count', '>', 0)]",
                "cadence_days": 30,
                "stay_days": 0,
            }
        )
        cls.queue = cls.env["crm.call.queue"]

    def _plan(self, record, days=0, user=None, kind=CALL, summary="Ask"):
        return record.activity_schedule(
            kind, (NOW + days * DAY).date(), summary=summary,
            user_id=(user or self.user_lan).id,
        )  # fmt: skip

    def _rows(self, user=None, domain=()):
        self.env.flush_all()
        self.env.invalidate_all()
        user = user or self.user_lan
        return self.queue.with_user(user).search([("user_id", "=", user.id), *domain])

    def _renew(self, partner, days=0):
        """Do what the refresh job does for a customer."""
        with freeze_time(NOW + days * DAY):
            return self._stand(partner, now=NOW + days * DAY)

    def _customer(self, name, **values):
        return self._create_customer(name, user_id=self.user_lan.id, **values)

    def _due(self, name="Due"):
        """Return a customer of Lan's who is owed a contact."""
        customer = self._customer(name)
        self._bought(40, partner=customer)
        self._log("call", partner=customer, occurred_at=NOW - 35 * DAY)
        self.end_transaction()
        self._renew(customer)
        return customer

    # ------------------------------------------------------------
    # Who is in it, and in which order
    # ------------------------------------------------------------

    def test_the_most_urgent_comes_first(self):
        late, today, tomorrow = (
            self._customer(n) for n in ("Late", "Today", "Tomorrow")
        )
        self._plan(today, 0)
        self._plan(late, -2)
        self._plan(tomorrow, 1)
        self._plan(self.buyer, -5, kind="mail.mail_activity_data_todo")
        waits = self._customer("Waits")
        self._log("call", partner=waits, direction="in", occurred_at=NOW - DAY)
        self.end_transaction()
        self._renew(waits)
        due = self._due()

        rows = self._rows()

        self.assertEqual(
            [(row.partner_id, row.kind) for row in rows],
            [(late, "late"), (waits, "reply"), (today, "today"), (due, "due")],
        )

    def test_a_customer_stands_there_once_with_every_reason(self):
        self._plan(self.person, -1, summary="Promised")
        self._plan(self.customer, 0)
        self._log("call", partner=self.person, direction="in", occurred_at=NOW - DAY)
        self.end_transaction()
        self._renew(self.customer)

        row = self._rows()

        self.assertEqual((row.partner_id, row.kind), (self.customer, "late"))
        self.assertEqual(row.contact_id, self.person)
        self.assertEqual(row.reason, "Promised · Ask · Waits for our reply")

    def test_leads_that_are_nobodys_customer_are_called_too(self):
        lead = self.env["crm.lead"].create(
            {"name": "New", "phone": "0909 123 456", "user_id": self.user_lan.id}
        )
        self._plan(lead)
        row = self._rows()
        self.assertEqual((row.lead_id, row.phone), (lead, "0909 123 456"))
        self.assertEqual(row.action_open()["res_id"], lead.id)

    def test_nobody_is_called_about_a_lost_lead(self):
        lead = self.env["crm.lead"].create(
            {"name": "Lost", "user_id": self.user_lan.id}
        )
        self._plan(lead)
        lead.action_set_lost()
        self.assertFalse(self._rows())

    def test_a_lead_that_comes_back_says_so(self):
        lead = self.env["crm.lead"].create(
            {"name": "Back", "user_id": self.user_lan.id}
        )
        self.env["crm.lead.disqualify"].with_user(self.user_lan).create(
            {
                "lead_ids": lead.ids,
                "recycle_date": date(2026, 6, 8),
                "reason_id": self.env["crm.lost.reason"].create({"name": "Busy"}).id,
            }
        ).action_apply()
        with freeze_time(NOW + 7 * DAY):
            self.env["crm.lead.disqualification"]._recycle_batch()
            row = self._rows()
            self.assertEqual((row.lead_id, row.kind), (lead, "recycled"))
            self.assertIn("Busy", row.reason)

    def test_it_says_how_long_a_call_usually_takes(self):
        for minutes in (2, 4, 30):
            self._log(
                "call", partner=self.buyer, duration=minutes * 60,
                occurred_at=NOW - minutes * DAY,
            )  # fmt: skip
        self._plan(self.buyer)
        self.assertEqual(self._rows().usual_minutes, 4)

    def test_the_queue_takes_a_fixed_number_of_queries(self):
        names = ["kind", "partner_id", "reason", "phone", "usual_minutes", "day"]
        counts = []
        for size in (1, 12):
            for n in range(size):
                self._plan(self._customer(f"C{size}-{n}"), -1)
            self.env.flush_all()
            lan = self.queue.with_user(self.user_lan)
            lan.search_read([], names)  # fills what is cached for good
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = lan.search_read([("user_id", "=", self.user_lan.id)], names)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(len(found), 13)
        self.assertEqual(counts[0], counts[1])

    # ------------------------------------------------------------
    # What is done about it
    # ------------------------------------------------------------

    def test_calling_hands_the_number_over(self):
        self.buyer.phone = "(024) 3822-0188"
        self._plan(self.buyer)
        self.assertEqual(self._rows().action_call()["url"], "tel:02438220188")
        self.buyer.phone = False
        with self.assertRaisesRegex(UserError, "Bình Minh"):
            self._rows().action_call()

    def test_logging_closes_the_call_and_plans_the_next(self):
        activity = self._plan(self.buyer)
        action = self._rows().action_log()
        log = self.env["crm.call.log"].with_user(self.user_lan)
        dialog = log.with_context(**action["context"]).create(
            {
                "minutes": 4.5,
                "note": "Wants a price",
                "step_type_id": self.env.ref(CALL).id,
                "step_date": "2026-06-05",
            }
        )

        dialog.action_apply()

        self.assertFalse(activity.active)
        row = self.env["crm.interaction"].search([("partner_id", "=", self.buyer.id)])
        self.assertEqual(
            (row.note, row.duration, row.user_id), ("Wants a price", 270, self.user_lan)
        )
        self.assertEqual(self.buyer.activity_ids.date_deadline, date(2026, 6, 5))
        self.assertFalse(self._rows())

    def test_a_next_step_without_a_day_is_refused(self):
        self._plan(self.buyer)
        context = self._rows().action_log()["context"]
        dialog = self.env["crm.call.log"].with_user(self.user_lan)
        dialog = dialog.with_context(**context).create(
            {"step_type_id": self.env.ref(CALL).id}
        )
        with self.assertRaisesRegex(UserError, "Next step"):
            dialog.action_apply()

    def test_postponing_moves_the_call(self):
        activity = self._plan(self.buyer, -3)
        self._rows().action_postpone()
        self.assertEqual(activity.date_deadline, date(2026, 6, 2))
        self.assertFalse(self._rows())
        with freeze_time(NOW + DAY):
            self._rows().action_postpone_week()
        self.assertEqual(activity.date_deadline, date(2026, 6, 9))

    def test_postponing_a_reply_plans_a_call(self):
        self._log("call", partner=self.buyer, direction="in", occurred_at=NOW - DAY)
        self.end_transaction()
        self._renew(self.buyer)
        self.assertEqual(self._rows().kind, "reply")

        self._rows().action_postpone()

        self.assertFalse(self._rows())
        self.assertEqual(self.buyer.activity_ids.date_deadline, date(2026, 6, 2))

    def test_logging_a_reply_closes_the_call_that_was_planned_too(self):
        activity = self._plan(self.person, summary="Send the price")
        self._log("call", partner=self.person, direction="in", occurred_at=NOW - DAY)
        self.end_transaction()
        self._renew(self.customer)
        row = self._rows()
        self.assertEqual((row.kind, row.reason), ("reply", "Send the price"))
        self.assertEqual((row.contact_id, row.activity_id), (self.person, activity))

        row.action_done()

        self.assertFalse(activity.active)
        self.assertFalse(self._rows())

    def test_done_logs_the_call(self):
        self._log("call", partner=self.buyer, direction="in", occurred_at=NOW - DAY)
        self.end_transaction()
        self._renew(self.buyer)

        self._rows().action_done()

        self.assertFalse(self._rows())
        rows = self.env["crm.interaction"].search([("partner_id", "=", self.buyer.id)])
        self.assertEqual(rows.mapped("direction"), ["out", "in"])

    # ------------------------------------------------------------
    # Cadence
    # ------------------------------------------------------------

    def _owed(self, customer):
        every = self.env["mail.activity"].with_context(active_test=False)
        return every.search(
            [("crm_key", "like", "contact_due:"), ("res_id", "=", customer.id)]
        )

    def test_a_due_contact_is_one_call_whoever_refreshes_how_often(self):
        customer = self._due()
        self._renew(customer)
        self._renew(customer, 3)
        call = self._owed(customer)
        self.assertEqual(len(call), 1)
        self.assertEqual(
            (call.user_id, call.summary), (self.user_lan, "Contact is due")
        )
        self.assertEqual(call.date_deadline, (NOW - 5 * DAY).date())
        self.assertEqual(self._rows().partner_id, customer)

    def test_a_touch_makes_it_done(self):
        customer = self._due()
        with freeze_time(NOW + DAY):
            self._log("visit", partner=customer)
            self.end_transaction()
        self._renew(customer, 1)
        call = self._owed(customer)
        self.assertFalse(call.active)
        self.assertEqual(call.date_done, (NOW + DAY).date())
        self.assertFalse(self._rows())

    def test_what_is_no_longer_owed_goes_without_being_done(self):
        customer = self._due()
        self.tier.cadence_days = 0
        self._renew(customer, 1)
        self.assertFalse(self._owed(customer))

    def test_a_step_that_is_planned_postpones_it(self):
        customer = self._due()
        self._plan(customer, 10)
        self._renew(customer)
        self.assertFalse(self._owed(customer))

    def test_it_follows_the_customer_to_a_new_owner(self):
        customer = self._due()
        customer.user_id = self.user_minh
        self._renew(customer)
        self.assertEqual(self._owed(customer).user_id, self.user_minh)

    def test_a_tier_may_leave_it_to_the_queue(self):
        self.tier.plans_contact = False
        customer = self._due()
        self.assertFalse(self._owed(customer))
        self.assertEqual(self._rows().kind, "due")

    def test_an_obligation_is_no_next_step(self):
        customer = self._due()
        stat = self._renew(customer)
        self.assertTrue(self._owed(customer))
        self.assertFalse(stat.next_step_at)

    # ------------------------------------------------------------
    # Planned, done, forgotten
    # ------------------------------------------------------------

    def test_planned_calls_become_done_late_or_forgotten(self):
        made, late, gone, future = (
            self._plan(self._customer(f"R{n}"), days)
            for n, days in enumerate((0, -2, -1, 4))
        )
        self._plan(self.buyer, -9, kind="mail.mail_activity_data_todo")
        for activity in (made, late):
            activity.with_user(self.user_lan).action_feedback()
        self.env.flush_all()
        report = self.env["crm.call.report"].with_user(self.user_lan)
        rows = report.search([("user_id", "=", self.user_lan.id)])
        states = {row.id: row.state for row in rows}
        self.assertEqual(
            states,
            {
                made.id: "on_time",
                late.id: "late",
                gone.id: "forgotten",
                future.id: "planned",
            },
        )
        [totals] = report._read_group(
            [("user_id", "=", self.user_lan.id)],
            [],
            [
                "calls:sum",
                "done:sum",
                "done_late:sum",
                "forgotten:sum",
                "done_rate:avg",
            ],
        )
        self.assertEqual(totals[:4], (4, 2, 1, 1))
        self.assertAlmostEqual(totals[4], 200 / 3)

    def test_the_report_can_be_downloaded(self):
        self.assertIn(
            "crm.call.report", self.env["crm.report.export"]._exported_reports()
        )

    # ------------------------------------------------------------
    # Access
    # ------------------------------------------------------------

    def test_everybody_sees_the_own_calls_and_managers_all(self):
        theirs = self._create_customer("Of Minh", user_id=self.user_minh.id)
        self._plan(self.buyer, user=self.user_lan)
        self._plan(theirs, user=self.user_minh)
        self.env.flush_all()
        for model in ("crm.call.queue", "crm.call.report"):
            for user, expected in (
                (self.user_lan, self.buyer),
                (self.user_minh, theirs),
                (self.user_hoa, self.buyer + theirs),
            ):
                rows = self.env[model].with_user(user).search([])
                self.assertEqual(
                    set(rows.partner_id), set(expected), (model, user.name)
                )
            for user in (self.user_employee, self.user_portal):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])

    def test_a_call_with_a_customer_one_may_not_see_is_not_shown(self):
        theirs = self._create_customer("Of Minh", user_id=self.user_minh.id)
        self._plan(theirs, user=self.user_lan)
        self.assertFalse(self._rows())

    def test_another_companys_calls_are_not_shown(self):
        other = self.env["res.company"].create({"name": "Another"})
        self.buyer.company_id = other
        self._plan(self.buyer)
        self.assertFalse(self._rows())


@tagged("post_install", "-at_install")
class TestOverlap(StandingCase):
    """Promise: whoever is busy already is warned of, and told no more than allowed."""

    def _meet(self, start, stop, user=None, people=(), **values):
        user = user or self.user_lan
        return (
            self.env["calendar.event"]
            .with_user(user)
            .create(
                {
                    "name": "Visit An Phát",
                    "user_id": user.id,
                    "start": NOW + timedelta(hours=start),
                    "stop": NOW + timedelta(hours=stop),
                    "partner_ids": [
                        Command.set([user.partner_id.id, *(p.id for p in people)])
                    ],
                    **values,
                }
            )
        )

    def test_two_meetings_at_a_time_are_warned_of(self):
        self._meet(1, 2)
        self.assertIn("Visit An Phát", self._meet(1.5, 3).overlap_note)
        self.assertFalse(self._meet(3, 4).overlap_note)
        self.assertFalse(self._meet(1, 2, user=self.user_minh).overlap_note)

    def test_it_is_a_warning_before_saving(self):
        self._meet(1, 2)
        new = (
            self.env["calendar.event"]
            .with_user(self.user_lan)
            .new(
                {
                    "start": NOW + timedelta(hours=1),
                    "stop": NOW + timedelta(hours=2),
                    "user_id": self.user_lan.id,
                    "partner_ids": [Command.set(self.user_lan.partner_id.ids)],
                }
            )
        )
        self.assertIn("Lan: Visit An Phát", new.overlap_note)

    def test_free_declined_and_archived_do_not_count(self):
        self._meet(1, 2, show_as="free")
        declined = self._meet(
            1, 2, user=self.user_minh, people=self.user_lan.partner_id
        )
        declined.attendee_ids.filtered(
            lambda a: a.partner_id == self.user_lan.partner_id
        ).state = "declined"
        self._meet(1, 2).active = False
        self.assertFalse(self._meet(1, 2).overlap_note)
        self._meet(5, 6)
        self.assertFalse(self._meet(5, 6, show_as="free").overlap_note)

    def test_a_whole_day_is_that_of_the_colleague(self):
        self.user_lan.tz = "Asia/Ho_Chi_Minh"
        day = {"allday": True, "start_date": "2026-06-02", "stop_date": "2026-06-02"}
        self._meet(24, 34, name="Fair", **day)
        # 2 June in Vietnam lasts from 17:00 of the 1st to 17:00 of the 2nd
        self.assertFalse(self._meet(7, 8).overlap_note)  # 16 to 17 of the 1st
        self.assertIn("Fair", self._meet(7.5, 8.5).overlap_note)
        self.assertIn("Fair", self._meet(31, 31.5).overlap_note)
        self.assertFalse(self._meet(32, 33).overlap_note)

    def test_private_meetings_are_only_busy(self):
        self._meet(1, 2, user=self.user_minh, name="Doctor", privacy="private")
        note = self._meet(1, 2, people=self.user_minh.partner_id).overlap_note
        self.assertIn("Minh", note)
        self.assertNotIn("Doctor", note)
        mine = self._meet(5, 6, name="Doctor", privacy="private")
        self.assertTrue(mine)
        self.assertIn("Doctor", self._meet(5, 6).overlap_note)

    def test_planning_a_meeting_in_a_log_warns(self):
        self._meet(24, 25)
        step = {
            "meeting": True,
            "start": str(NOW + timedelta(hours=24)),
            "stop": str(NOW + timedelta(hours=25)),
        }
        log = self.env["crm.interaction"].with_user(self.user_lan)
        values = {"type_id": self._type("call").id}
        result = log.timeline_log("res.partner", self.buyer.id, values, step)
        self.assertIn("Visit An Phát", result["warning"])
        step.update(
            start=str(NOW + timedelta(hours=30)), stop=str(NOW + timedelta(hours=31))
        )
        result = log.timeline_log("res.partner", self.buyer.id, values, step)
        self.assertNotIn("warning", result)
