# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta

import psycopg2

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import RelationshipCase

AT = "2026-03-02 08:00:00"


class LogCase(RelationshipCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.call = cls._type("call")
        cls.todo = cls.env.ref("mail.mail_activity_data_todo")
        cls.tomorrow = str(fields.Date.today() + timedelta(days=1))
        cls.foreign = cls._create_customer("Foreign", user_id=cls.user_minh.id)
        cls.foreign_person = cls.env["res.partner"].create(
            {"name": "Foreign person", "parent_id": cls.foreign.id}
        )

    def log(self, record=None, next_step=None, user=None, **values):
        record = record if record is not None else self.customer
        answer = (
            self.env["crm.interaction"]
            .with_user(user or self.user_lan)
            .timeline_log(
                record._name, record.id, {"type_id": self.call.id, **values}, next_step
            )
        )
        return self.env["crm.interaction"].browse(answer["id"])

    def footprint(self):
        """Return what a refused call must leave as it was."""
        self.env.flush_all()
        self.env.invalidate_all()
        return [
            self.env[model].with_context(active_test=False).search_count([])
            for model in (
                "crm.interaction", "mail.activity", "calendar.event", "mail.message",
                "crm.interaction.revision",
            )
        ]  # fmt: skip


@tagged("post_install", "-at_install")
class TestLog(LogCase):
    def test_everything_that_was_said_is_kept(self):
        outcome = self.env["crm.interaction.outcome"].search([], limit=1)
        row = self.log(
            direction="in",
            occurred_at=AT,
            duration=125,
            outcome_id=outcome.id,
            subject="  Hỏi giá ",
            note="Khách cần 20 bàn\nTrước Tết",
            promise="Gửi báo giá",
            promise_date="2026-03-05",
            partner_id=self.person.id,
        )
        self.assertRecordValues(
            row,
            [
                {
                    "type_id": self.call.id,
                    "direction": "in",
                    "actor_type": "customer",
                    "state": "done",
                    "occurred_at": datetime(2026, 3, 2, 8),
                    "duration": 125,
                    "outcome_id": outcome.id,
                    "subject": "Hỏi giá",
                    "note": "Khách cần 20 bàn\nTrước Tết",
                    "promise": "Gửi báo giá",
                    "promise_date": fields.Date.to_date("2026-03-05"),
                    "partner_id": self.person.id,
                    "commercial_partner_id": self.customer.id,
                    "user_id": self.user_lan.id,
                    "company_id": self.company.id,
                    "lead_id": False,
                    "origin_model": False,
                }
            ],
        )

    def test_little_is_enough(self):
        before = fields.Datetime.now()
        row = self.log(subject="", note=False, promise=None, duration=0)
        self.assertEqual(row.direction, self.call.default_direction)
        self.assertGreaterEqual(row.occurred_at, before.replace(microsecond=0))
        self.assertFalse(row.subject)

    def test_lead_and_its_contact(self):
        row = self.log(self.lead)
        self.assertEqual((row.lead_id, row.partner_id), (self.lead, self.person))
        stranger = self.env["crm.lead"].create(
            {
                "name": "Unknown",
                "user_id": self.user_lan.id,
                "phone": "(091) 222-3344",
            }
        )
        row = self.log(stranger)
        self.assertFalse(row.partner_id)
        self.assertEqual(row.contact_value, "+84912223344")

    def test_statistics_are_up_to_date_at_once(self):
        self.log(direction="in", next_step=self._activity())
        self.env.invalidate_all()
        customer = self.customer.with_user(self.user_lan)
        self.assertEqual(customer.relation_count_30, 1)
        self.assertTrue(customer.relation_waiting_reply)
        self.assertTrue(customer.relation_last_touch_at)
        self.assertEqual(str(customer.relation_next_step_at.date()), self.tomorrow)

    def _activity(self, **values):
        return {
            "activity_type_id": self.todo.id,
            "date_deadline": self.tomorrow,
            "summary": "Call back",
            **values,
        }

    def _meeting(self, **values):
        return {
            "meeting": True,
            "start": f"{self.tomorrow} 02:00:00",
            "stop": f"{self.tomorrow} 03:00:00",
            "name": "Showroom",
            **values,
        }

    def test_contact_and_activity_in_one_save(self):
        for record in (self.customer, self.lead):
            with self.subTest(record=record._name):
                row = self.log(record, self._activity())
                activity = self.env["mail.activity"].search(
                    [("res_model", "=", record._name), ("res_id", "=", record.id)]
                )
                self.assertRecordValues(
                    activity,
                    [
                        {
                            "activity_type_id": self.todo.id,
                            "summary": "Call back",
                            "user_id": self.user_lan.id,
                            "automated": False,
                        }
                    ],
                )
                self.assertEqual(str(activity.date_deadline), self.tomorrow)
                self.assertEqual(str(row.next_step_at.date()), self.tomorrow)
                self.assertFalse(row.revision_ids)

    def test_contact_and_activity_for_a_colleague(self):
        self.log(next_step=self._activity(user_id=self.user_hoa.id))
        self.assertEqual(self.customer.activity_ids.user_id, self.user_hoa)

    def test_contact_and_meeting_in_one_save(self):
        row = self.log(self.lead, self._meeting())
        meeting = self.env["calendar.event"].search([("interaction_id", "=", row.id)])
        self.assertRecordValues(
            meeting,
            [
                {
                    "name": "Showroom",
                    "opportunity_id": self.lead.id,
                    "user_id": self.user_lan.id,
                }
            ],
        )
        self.assertEqual(meeting.partner_ids, self.person + self.user_lan.partner_id)
        self.assertEqual(row.next_step_at, meeting.start)
        upcoming = (
            self.env["crm.interaction"]
            .with_user(self.user_lan)
            .timeline_header("crm.lead", self.lead.id)["upcoming"]
        )
        self.assertEqual([item["title"] for item in upcoming], ["Showroom"])

    def test_meeting_with_a_lead_is_to_come_on_its_timeline(self):
        lead = self.env["crm.lead"].create(
            {"name": "Cold", "type": "lead", "user_id": self.user_lan.id}
        )
        self.log(lead, self._meeting())
        upcoming = (
            self.env["crm.interaction"]
            .with_user(self.user_lan)
            .timeline_header("crm.lead", lead.id)["upcoming"]
        )
        self.assertEqual([item["title"] for item in upcoming], ["Showroom"])

    def test_next_step_needs_no_right_to_correct(self):
        """With no days to edit, logging with a next step is still one save."""
        self.env["ir.config_parameter"].set_param(
            "crm_relationship.correction_days", "0"
        )
        row = self.log()
        with self.assertRaises(UserError):
            self.env.cr.execute(
                "UPDATE crm_interaction SET create_date = create_date - interval '1 min'"
            )
            self.env.invalidate_all()
            row.with_user(self.user_lan).subject = "x"
        self.assertTrue(self.log(next_step=self._activity()).next_step_at)

    def test_bad_values_name_their_field_and_change_nothing(self):
        future = str(fields.Datetime.now() + timedelta(days=1))[:19]
        cases = [
            ({"type_id": False}, "Type"),
            ({"type_id": "call"}, "Type"),
            ({"type_id": 10**7}, "Type"),
            ({"type_id": 10**12}, "Type"),
            ({"type_id": [self.call.id]}, "Type"),
            ({"type_id": self._type("order_confirmed").id}, "Type"),
            ({"type_id": self._type("mail_in").id}, "Type"),
            ({"direction": "sideways"}, "Direction"),
            ({"direction": ["in"]}, "Direction"),
            ({"direction": 5}, "Direction"),
            ({"occurred_at": future}, "Date"),
            ({"occurred_at": "yesterday"}, "Date"),
            ({"occurred_at": "2026-02-30 08:00:00"}, "Date"),
            ({"occurred_at": "2026-02-03T08:00:00+07:00"}, "Date"),
            ({"occurred_at": 20260203}, "Date"),
            ({"occurred_at": True}, "Date"),
            ({"occurred_at": ["2026-02-03"]}, "Date"),
            ({"duration": -1}, "Duration"),
            ({"duration": "ten"}, "Duration"),
            ({"duration": "600"}, "Duration"),
            ({"duration": 1.5}, "Duration"),
            ({"duration": True}, "Duration"),
            ({"duration": 10**12}, "Duration"),
            ({"outcome_id": 10**7}, "Outcome"),
            ({"outcome_id": "good"}, "Outcome"),
            ({"subject": {"a": 1}}, "Subject"),
            ({"note": 5}, "Note"),
            ({"promise": ["x"]}, "Promise"),
            ({"promise_date": "soon"}, "Promised for"),
            ({"promise_date": 7}, "Promised for"),
            ({"partner_id": self.foreign_person.id}, "Contact"),
            ({"partner_id": self.user_minh.partner_id.id}, "Contact"),
            ({"partner_id": 10**7}, "Contact"),
            ({"partner_id": "Đào"}, "Contact"),
            ({"activity_id": 10**7}, "Planned activity"),
            ({"activity_id": "x"}, "Planned activity"),
        ]
        before = self.footprint()
        for values, field in cases:
            with self.subTest(values=values):
                with self.assertRaises(ValidationError) as raised:
                    self.log(**values)
                self.assertTrue(
                    str(raised.exception).startswith(field), raised.exception
                )
                self.assertEqual(self.footprint(), before)

    def test_bad_next_step_logs_nothing_at_all(self):
        """Both or neither."""
        other_model = self.env["mail.activity.type"].create(
            {"name": "Of orders", "res_model": "sale.order"}
        )
        gone = (
            self.env["res.users"]
            .with_context(no_reset_password=True)
            .create({"name": "Gone", "login": "rel_gone", "active": False})
        )
        steps = [
            self._activity(date_deadline=False),
            self._activity(date_deadline="soon"),
            self._activity(date_deadline=5),
            self._activity(date_deadline=["2030-01-01"]),
            self._activity(activity_type_id=False),
            self._activity(activity_type_id=10**7),
            self._activity(activity_type_id="todo"),
            self._activity(activity_type_id=other_model.id),
            self._activity(user_id=10**7),
            self._activity(user_id="Lan"),
            self._activity(user_id=self.user_portal.id),
            self._activity(user_id=gone.id),
            self._meeting(start=False),
            self._meeting(stop="later"),
            self._meeting(start=5),
            self._meeting(stop=f"{self.tomorrow} 01:00:00"),
            "tomorrow",
            ["x"],
            5,
        ]
        before = self.footprint()
        for step in steps:
            with self.subTest(step=step):
                with self.assertRaises(ValidationError) as raised:
                    self.log(next_step=step)
                self.assertIn("Next step", str(raised.exception))
                self.assertEqual(self.footprint(), before)

    def test_values_that_are_none_are_refused(self):
        for values in (None, {}, [], "x", 5):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self.env["crm.interaction"].timeline_log(
                    "res.partner", self.customer.id, values
                )

    def test_nothing_but_what_a_person_says_gets_through(self):
        row = self.log(
            user_id=self.user_minh.id,
            state="failed",
            actor_type="system",
            origin_model="sale.order",
            origin_id=1,
            origin_event="confirmed",
            external_uid="x",
            amount=5.0,
            company_id=99,
            commercial_partner_id=self.foreign.id,
        )
        self.assertRecordValues(
            row,
            [
                {
                    "user_id": self.user_lan.id,
                    "state": "done",
                    "actor_type": "staff",
                    "origin_model": False,
                    "origin_event": False,
                    "external_uid": False,
                    "amount": 0.0,
                    "commercial_partner_id": self.customer.id,
                }
            ],
        )

    def test_foreign_customers_are_refused(self):
        before = self.footprint()
        for record in (self.foreign, self.foreign_person):
            with self.assertRaises(AccessError):
                self.log(record)
        self.assertEqual(self.footprint(), before)

    # ------------------------------------------------------------
    # Completing a planned activity
    # ------------------------------------------------------------

    def _plan(self, record, user=None):
        return record.activity_schedule(
            "mail.mail_activity_data_call",
            summary="Planned call",
            user_id=(user or self.user_lan).id,
        )

    def test_completing_a_planned_activity_logs_one_row(self):
        for record in (self.customer, self.person, self.lead, self._create_order()):
            with self.subTest(record=record._name):
                activity = self._plan(record)
                rows = self.codes(self.customer)
                row = self.log(activity_id=activity.id, note="They want blue desks")
                self.assertFalse(activity.active)
                self.assertEqual(activity.state, "done")
                self.assertIn("They want blue desks", record.message_ids[0].body)
                self.assertEqual(self.codes(self.customer), [*rows, "call"])
                self.assertTrue(row.exists())

    def test_reading_the_history_again_adds_no_second_row(self):
        activity = self._plan(self.lead)
        self.log(self.lead, activity_id=activity.id, note="Done")
        before = self.codes(self.customer)
        self.backfill("mail.message")
        self.assertEqual(self.codes(self.customer), before)

    def test_activities_of_other_customers_are_not_completed(self):
        hidden = self.env["crm.lead"].create(
            {
                "name": "Hidden",
                "type": "opportunity",
                "partner_id": self.person.id,
                "user_id": self.user_minh.id,
            }
        )
        mine_elsewhere = self._create_customer("Other", user_id=self.user_lan.id)
        done = self._plan(self.customer)
        done.action_feedback()
        activities = [
            self._plan(self.foreign, self.user_minh),
            self._plan(self.foreign, self.user_lan),
            self._plan(hidden, self.user_minh),
            self._plan(mine_elsewhere),
            done,
        ]
        self.end_transaction()
        before = self.footprint()
        for activity in activities:
            with self.subTest(document=activity.res_name):
                with self.assertRaises(ValidationError) as raised:
                    self.log(activity_id=activity.id)
                self.assertIn("Planned activity", str(raised.exception))
        self.assertEqual(self.footprint(), before)
        self.assertTrue(all(a.active for a in activities[:-1]))

    # ------------------------------------------------------------
    # Promises
    # ------------------------------------------------------------

    def test_promise_is_kept_once_by_any_colleague_of_the_customer(self):
        row = self.log(promise="Send samples", user=self.user_hoa)
        timeline = self.env["crm.interaction"].with_user(self.user_lan)
        self.assertIs(timeline.promise_keep(row.id), True)
        kept_at = row.promise_kept_at
        self.assertTrue(kept_at)
        timeline.promise_keep(row.id)
        self.assertEqual(row.promise_kept_at, kept_at)
        for user in (self.user_minh, self.user_accountant, self.user_employee):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.env["crm.interaction"].with_user(user).promise_keep(row.id)


@tagged("post_install", "-at_install")
class TestForgery(LogCase):
    """What a salesperson may not write through the API."""

    def _create(self, user=None, context=None, **values):
        return (
            self.env["crm.interaction"]
            .with_user(user or self.user_lan)
            .with_context(**(context or {}))
            .create({"type_id": self.call.id, "partner_id": self.person.id, **values})
        )

    FORGERIES = [
        {"origin_model": "sale.order", "origin_id": 1, "origin_event": "confirmed"},
        {"origin_event": "confirmed"},
        {"origin_id": 7},
        {"external_uid": "call-1"},
        {"state": "failed"},
        {"state": "corrected"},
    ]

    def test_system_fields_are_refused_at_creation(self):
        row = self._log("note")
        for values in [*self.FORGERIES, {"correction_of_id": row.id}]:
            with self.subTest(values=values), self.assertRaises(UserError):
                self._create(**values)

    def test_system_fields_are_refused_as_defaults_of_the_context(self):
        for values in self.FORGERIES:
            context = {f"default_{name}": value for name, value in values.items()}
            with self.subTest(values=values), self.assertRaises(UserError):
                self._create(context=context)
        row = self._create(context={"default_actor_type": "system"})
        self.assertEqual(row.actor_type, "staff")
        with self.assertRaises(UserError):
            self._create(context={"default_user_id": self.user_minh.id})

    def test_a_forged_row_cannot_block_the_real_one(self):
        order = self._create_order()
        with self.assertRaises(UserError):
            self._create(
                origin_model="sale.order", origin_id=order.id, origin_event="confirmed"
            )
        order.action_confirm()
        self.assertEqual(len(self.logged(order, "confirmed")), 1)

    def test_actor_and_customer_follow_from_the_row(self):
        row = self._create(actor_type="system", commercial_partner_id=self.foreign.id)
        self.assertEqual(row.actor_type, "staff")
        self.assertEqual(row.commercial_partner_id, self.customer)
        self.assertEqual(self._create(direction="in").actor_type, "customer")

    def test_colleagues_do_not_speak_for_each_other(self):
        for user_id in (self.user_minh.id, self.user_manager.id, False):
            with self.subTest(user=user_id), self.assertRaises(UserError):
                self._create(user_id=user_id)
            with self.subTest(user=user_id), self.assertRaises(UserError):
                self._create(user=self.user_hoa, user_id=user_id)
        row = self._create(user=self.user_manager, user_id=self.user_minh.id)
        self.assertEqual(row.user_id, self.user_minh)

    def test_system_types_are_not_logged_by_hand(self):
        for code in ("order_confirmed", "mail_in", "payment_received"):
            with self.subTest(code=code), self.assertRaises(ValidationError):
                self._create(type_id=self._type(code).id)
        row = self._create()
        with self.assertRaises(ValidationError):
            row.type_id = self._type("order_confirmed")

    def test_rows_are_not_planted_on_foreign_customers(self):
        with self.assertRaises(AccessError):
            self._create(partner_id=self.foreign_person.id)
        row = self._create()
        with self.assertRaises(AccessError):
            row.partner_id = self.foreign_person
        foreign_lead = self.env["crm.lead"].create(
            {
                "name": "Foreign",
                "partner_id": self.foreign.id,
                "user_id": self.user_minh.id,
            }
        )
        with self.assertRaises(AccessError):
            self._create(lead_id=foreign_lead.id)
        with self.assertRaises(AccessError):
            row.lead_id = foreign_lead

    def test_a_row_is_of_one_customer(self):
        """A lead of somebody else's would keep the row readable for its owner."""
        other = self._create_customer("Other", user_id=self.user_lan.id)
        lead = self.env["crm.lead"].create(
            {"name": "Other", "partner_id": other.id, "user_id": self.user_lan.id}
        )
        with self.assertRaises(ValidationError):
            self._create(lead_id=lead.id)
        row = self._create()
        with self.assertRaises(ValidationError):
            row.lead_id = lead
        system = self.env["crm.interaction"].create(
            {
                "type_id": self._type("order_confirmed").id,
                "partner_id": self.person.id,
                "origin_model": "sale.order",
                "origin_id": 5,
                "origin_event": "confirmed",
            }
        )
        with self.assertRaises(ValidationError):
            system.with_user(self.user_lan).lead_id = lead
        system.with_user(self.user_lan).lead_id = self.lead
        self.assertEqual(system.lead_id, self.lead)

    def test_what_is_written_once_stays(self):
        row = self._create()
        for values in (
            *self.FORGERIES,
            {"user_id": self.user_minh.id},
            {"company_id": 1},
            {"commercial_partner_id": self.foreign.id},
            {"actor_type": "system"},
            {"amount": 5.0},
            {"correction_of_id": row.id},
            {"revision_ids": [Command.clear()]},
            {"create_uid": self.user_minh.id},
            {"create_date": "2020-01-01 00:00:00"},
            {"team_id": False},
        ):
            with self.subTest(values=values), self.assertRaises(UserError):
                row.write(values)

    def test_revisions_are_not_planted(self):
        with self.assertRaises(AccessError):
            self._create(
                revision_ids=[
                    Command.create({"field_label": "x", "user_id": self.user_lan.id})
                ]
            )

    def test_a_copy_is_no_system_row(self):
        system = self.env["crm.interaction"].create(
            {
                "type_id": self.call.id,
                "partner_id": self.person.id,
                "state": "failed",
                "origin_model": "sale.order",
                "origin_id": 5,
                "origin_event": "confirmed",
                "external_uid": "uid",
                "user_id": self.user_lan.id,
            }
        )
        copied = system.with_user(self.user_lan).copy()
        self.assertRecordValues(
            copied,
            [{"origin_model": False, "external_uid": False, "state": "done"}],
        )

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_what_slips_through(self):
        with self.assertRaises(psycopg2.errors.CheckViolation):
            self._create(duration=-1)
        values = {
            "type_id": self.call.id,
            "partner_id": self.person.id,
            "origin_model": "sale.order",
            "origin_id": 5,
            "origin_event": "confirmed",
        }
        self.env["crm.interaction"].create(values)
        with self.assertRaises(psycopg2.errors.UniqueViolation):
            self.env["crm.interaction"].create(values)
