# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta

from odoo import Command
from odoo.tests import freeze_time, tagged

from .common import RelationshipCase

NOW = datetime(2026, 6, 1, 9, 0)  # a Monday
HOUR = timedelta(hours=1)


class MeetingCase(RelationshipCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "dont_notify": True})

    def setUp(self):
        super().setUp()
        self.clock = self.enterContext(freeze_time(NOW))
        self.end_transaction()

    def _meet(self, start=NOW + HOUR, hours=1, people=None, user=None, **values):
        """Return a meeting with the customer's contact, as lan plans it."""
        user = user or self.user_lan
        people = self.person if people is None else people
        meeting = (
            self.env["calendar.event"]
            .with_user(user)
            .create(
                {
                    "name": "Choose the wood",
                    "start": start,
                    "stop": start + timedelta(hours=hours),
                    "partner_ids": [Command.set((people | user.partner_id).ids)],
                    "user_id": user.id,
                    **values,
                }
            )
        )
        self.end_transaction()
        return meeting.with_user(self.env.user)

    def _run_job(self):
        self.end_transaction()
        cron = self.env.ref("crm_relationship.ir_cron_meetings_held")
        with self.enter_registry_test_mode():
            self.assertIs(cron.method_direct_trigger(), True)

    def _held(self, meeting):
        self._run_job()
        return self.logged(meeting)


@tagged("post_install", "-at_install")
class TestCaptureMeetings(MeetingCase):
    def test_meeting_is_logged_when_it_is_over(self):
        meeting = self._meet(opportunity_id=self.lead.id)
        self.assertFalse(self._held(meeting))

        self.clock.move_to(NOW + HOUR + timedelta(minutes=30))
        self.assertFalse(self._held(meeting))

        self.clock.move_to(NOW + 2 * HOUR)
        row = self._held(meeting)
        self.assertEqual(row.type_id.code, "meeting_held")
        self.assertEqual(row.direction, "out")
        self.assertEqual(row.actor_type, "staff")
        self.assertEqual(row.occurred_at, NOW + HOUR)
        self.assertEqual(row.duration, 3600)
        self.assertEqual(row.user_id, self.user_lan)
        self.assertEqual(row.partner_id, self.person)
        self.assertEqual(row.lead_id, self.lead)
        self.assertEqual(row.subject, "Choose the wood")

    def test_job_logs_a_meeting_once(self):
        meeting = self._meet()
        self.clock.move_to(NOW + 3 * HOUR)

        self._held(meeting)

        self.assertEqual(len(self._held(meeting)), 1)

    def test_meeting_written_down_afterwards_is_logged_at_once(self):
        meeting = self._meet(NOW - timedelta(days=90))

        self.assertEqual(len(self.logged(meeting)), 1)

    def test_attendee_who_declined_was_not_met(self):
        meeting = self._meet()
        meeting.attendee_ids.filtered(
            lambda a: a.partner_id == self.person
        ).do_decline()
        self.clock.move_to(NOW + 3 * HOUR)

        self.assertFalse(self._held(meeting))

    def test_customer_of_the_opportunity_who_declined_was_not_met(self):
        meeting = self._meet(opportunity_id=self.lead.id)
        meeting.attendee_ids.filtered(
            lambda a: a.partner_id == self.person
        ).do_decline()
        self.clock.move_to(NOW + 3 * HOUR)

        self.assertFalse(self._held(meeting))

    def test_customer_of_the_opportunity_was_met_without_invitation(self):
        meeting = self._meet(
            people=self.env["res.partner"], opportunity_id=self.lead.id
        )
        self.clock.move_to(NOW + 3 * HOUR)

        self.assertEqual(self._held(meeting).partner_id, self.person)

    def test_customer_of_the_document_was_met(self):
        documents = self.customer | self.person
        for record in (*documents, self._create_order()):
            meeting = self._meet(
                people=self.env["res.partner"],
                res_model_id=self.env["ir.model"]._get_id(record._name),
                res_id=record.id,
            )
            self.clock.move_to(NOW + 3 * HOUR)

            self.assertEqual(self._held(meeting).commercial_partner_id, self.customer)
            self.clock.move_to(NOW)

    def test_lead_without_customer_was_met(self):
        lead = self.env["crm.lead"].create(
            {"name": "Fair", "partner_id": False, "user_id": self.user_lan.id}
        )
        meeting = self._meet(people=self.env["res.partner"], opportunity_id=lead.id)
        self.clock.move_to(NOW + 3 * HOUR)

        row = self._held(meeting)

        self.assertEqual(row.lead_id, lead)
        self.assertFalse(row.partner_id)

    def test_meeting_among_colleagues_is_not_logged(self):
        meeting = self._meet(people=self.user_minh.partner_id)
        self.clock.move_to(NOW + 3 * HOUR)

        self.assertFalse(self._held(meeting))

    def test_meeting_with_a_colleague_who_left_is_not_logged(self):
        meeting = self._meet(NOW - 5 * HOUR, people=self.user_minh.partner_id)
        self.user_minh.active = False
        self.end_transaction()

        self.backfill("calendar.event")

        self.assertFalse(self._held(meeting))

    def test_two_customers_are_a_row_each_and_two_contacts_are_one(self):
        other = self._create_customer("Bình Minh")
        colleague = self.env["res.partner"].create(
            {"name": "Anh", "parent_id": self.customer.id}
        )
        meeting = self._meet(people=self.person | colleague | other)
        self.clock.move_to(NOW + 3 * HOUR)

        rows = self._held(meeting)

        self.assertEqual(sorted(rows.mapped("origin_event")), ["held", "held#2"])
        self.assertEqual(rows.commercial_partner_id, self.customer | other)

    def test_cancelled_meetings_are_not_logged(self):
        archived, deleted = self._meet(), self._meet()
        archived.active = False
        gone = deleted.id
        deleted.unlink()
        self.clock.move_to(NOW + 3 * HOUR)

        self.assertFalse(self._held(archived))
        self.assertFalse(
            self.env["crm.interaction"].search(
                [("origin_model", "=", "calendar.event"), ("origin_id", "=", gone)]
            )
        )

    def test_each_meeting_of_a_series_is_logged_in_its_turn(self):
        meeting = self._meet(
            recurrency=True,
            rrule_type="daily",
            end_type="count",
            count=3,
            interval=1,
            event_tz="UTC",
        )
        series = meeting.recurrence_id.calendar_event_ids

        self.clock.move_to(NOW + timedelta(days=1, hours=3))

        self.assertEqual(len(series), 3)
        self.assertEqual(len(self._held(series)), 2)

    def test_meeting_moved_to_the_future_is_withdrawn_and_held_later(self):
        meeting = self._meet()
        self.clock.move_to(NOW + 3 * HOUR)
        self.assertEqual(len(self._held(meeting)), 1)

        meeting.write({"start": NOW + 50 * HOUR, "stop": NOW + 51 * HOUR})
        self.assertFalse(self._held(meeting))

        self.clock.move_to(NOW + 52 * HOUR)
        self.assertEqual(self._held(meeting).occurred_at, NOW + 50 * HOUR)

    def test_all_day_meeting_has_no_duration(self):
        meeting = self._meet(
            NOW - timedelta(days=2), allday=True, start_date=NOW, stop_date=NOW
        )
        meeting.write({"start": NOW - timedelta(days=2), "stop": NOW - HOUR * 24})

        self.assertEqual(self._held(meeting).duration, 0)

    def test_private_meeting_shows_no_subject(self):
        """E41"""
        meeting = self._meet(privacy="private")
        self.user_minh.with_user(self.user_minh).calendar_default_privacy = "private"
        by_default = self._meet(user=self.user_minh)
        self.clock.move_to(NOW + 3 * HOUR)

        rows = self._held(meeting | by_default)

        self.assertEqual(len(rows), 2)
        self.assertFalse(any(rows.mapped("subject")))
        self.assertEqual(set(rows.mapped("display_name")), {"Meeting held"})

    def test_meeting_made_private_afterwards_loses_its_subject(self):
        meeting = self._meet()
        self.clock.move_to(NOW + 3 * HOUR)
        row = self._held(meeting)

        meeting.privacy = "private"
        self.end_transaction()

        self.assertFalse(row.subject)

    def test_meeting_belongs_to_the_company_of_its_opportunity(self):
        branch = self.env["res.company"].create({"name": "Branch"})
        self.user_lan.company_ids += branch
        self.lead.write({"team_id": False})
        self.lead.company_id = branch
        meeting = self._meet(opportunity_id=self.lead.id)
        self.clock.move_to(NOW + 3 * HOUR)

        self.assertEqual(self._held(meeting).company_id, branch)

    def test_ended_meeting_of_a_long_absence_is_found_by_the_backfill(self):
        meeting = self._meet()
        self.clock.move_to(NOW + timedelta(days=60))
        self.assertFalse(self._held(meeting))

        self.backfill("calendar.event")

        self.assertEqual(len(self.logged(meeting)), 1)

    def test_future_meeting_is_the_next_step_and_no_touch(self):
        """E37"""
        meeting = self._meet(NOW + timedelta(days=3), opportunity_id=self.lead.id)
        self.refresh_statistics()
        customer = self.customer.with_user(self.user_lan)
        self.assertEqual(customer.relation_next_step_at, meeting.start)
        self.assertFalse(customer.relation_last_touch_at)
        self.assertFalse(customer.relation_last_meeting_at)

        self.clock.move_to(NOW + timedelta(days=4))
        self._run_job()
        self.refresh_statistics()

        self.assertFalse(customer.relation_next_step_at)
        self.assertEqual(customer.relation_last_meeting_at, NOW + timedelta(days=3))
        self.assertEqual(customer.relation_last_touch_at, NOW + timedelta(days=3))

    def test_next_step_follows_the_meeting(self):
        customer = self.customer.with_user(self.user_lan)
        meeting = self._meet(
            NOW + timedelta(days=3),
            people=self.env["res.partner"],
            res_model_id=self.env["ir.model"]._get_id("res.partner"),
            res_id=self.person.id,
        )
        self.refresh_statistics()
        self.assertEqual(customer.relation_next_step_at, NOW + timedelta(days=3))

        moved = NOW + timedelta(days=5)
        meeting.write({"start": moved, "stop": moved + HOUR})
        self.refresh_statistics()
        self.assertEqual(customer.relation_next_step_at, moved)

        meeting.unlink()
        self.refresh_statistics()
        self.assertFalse(customer.relation_next_step_at)

    def test_meeting_that_the_customer_declined_is_no_next_step(self):
        customer = self.customer.with_user(self.user_lan)
        meeting = self._meet(opportunity_id=self.lead.id)
        self.refresh_statistics()
        self.assertEqual(customer.relation_next_step_at, meeting.start)

        meeting.attendee_ids.filtered(
            lambda a: a.partner_id == self.person
        ).do_decline()
        self.refresh_statistics()

        self.assertFalse(customer.relation_next_step_at)

    def test_private_next_step_says_only_when(self):
        self._meet(privacy="private")
        self.refresh_statistics()

        stat = self.env["crm.partner.stat"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertEqual(stat.next_step_at, NOW + HOUR)
        self.assertFalse(stat.next_step_summary)
