# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: what the guide for developers shows works."""

import json
import time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.crm_marketing_auto.tests.common_journey import JourneyCase
from odoo.addons.crm_relationship.tests.common import RelationshipCase
from odoo.addons.crm_relationship.tests.import_common import ImportCase
from odoo.addons.crm_relationship.tests.report_common import ReportCase
from odoo.addons.crm_relationship.tools.gateway.call import GatewayCall
from odoo.addons.crm_relationship.tools.gateway.signature import sign
from odoo.addons.crm_ticket_sla.tests.sla_common import SlaCase, wall

SECRET = "a-secret-of-the-door"


@tagged("post_install", "-at_install")
class TestInteractionType(RelationshipCase):
    def test_a_visit_that_took_place_is_on_the_timeline_once(self):
        visit = self.env["crm.showroom.visit"].create(
            {"topic": "Kitchens", "partner_id": self.person.id}
        )
        self.assertFalse(self.logged(visit))

        visit.action_receive()
        visit.action_receive()

        row = self.logged(visit)
        self.assertEqual(row.type_id.code, "showroom_visit")
        self.assertEqual(row.partner_id, self.person)
        self.assertEqual(row.subject, "Kitchens")

    def test_visits_of_before_are_read_by_the_backfill(self):
        visit = self.env["crm.showroom.visit"].create(
            {"topic": "Desks", "partner_id": self.person.id}
        )
        visit.action_receive()
        # as an administrator does, for a reason
        self.logged(visit).with_context(interaction_delete_reason="x").unlink()

        self.backfill("crm.showroom.visit")

        self.assertEqual(self.logged(visit).subject, "Desks")


@tagged("post_install", "-at_install")
class TestSlaMetric(SlaCase):
    def setUp(self):
        super().setUp()
        self._promise(("first_look", 1))

    def _look(self, ticket, text):
        with self.at(wall(text)):
            ticket.action_look()
        return self._clock(ticket, "first_look")

    def test_the_clock_stops_at_the_first_look(self):
        ticket = self._open("06-01 10:00")

        clock = self._look(ticket, "06-01 10:30")
        self._look(ticket, "06-01 16:00")

        self.assertEqual((clock.clock, clock.outcome), ("stopped", "met"))
        self.assertEqual(clock.consumed, 1800)

    def test_a_look_that_comes_late_is_a_miss(self):
        ticket = self._open("06-01 10:00")

        self.assertEqual(self._look(ticket, "06-01 11:01").outcome, "missed")

    def test_a_ticket_that_is_closed_before_ends_the_clock_until_it_is_reopened(self):
        ticket = self._open("06-01 10:00")

        self._move(ticket, "06-01 10:15", "solved")
        self.assertEqual(self._clock(ticket, "first_look").outcome, "cancelled")
        self._move(ticket, "06-01 11:15", "open")

        self.assertEqual(self._look(ticket, "06-01 11:30").outcome, "met")

    def test_a_promise_made_later_asks_whether_it_was_reached_already(self):
        self.policies.search([]).active = False
        seen, unseen = self._open("06-01 10:00"), self._open("06-01 10:00")
        self._look(seen, "06-01 10:10")

        policy = self._promise(("first_look", 4))
        policy._apply_to_open()
        self._run_recounts("06-01 12:00")

        self.assertFalse(self._clock(seen, "first_look"))
        self.assertEqual(self._clock(unseen, "first_look").clock, "running")


@tagged("post_install", "-at_install")
class TestJourneyStep(JourneyCase):
    def test_everybody_at_the_step_gets_a_visit(self):
        people = self._create_people(3)
        config = {"topic": "Spring collection", "days": 3}
        journey = self._create_journey({"invite": ("showroom", config)})

        self._enrol(journey, people)
        self._drain()

        visits = self.env["crm.showroom.visit"].search(
            [("partner_id", "in", people.ids)]
        )
        self.assertEqual(visits.partner_id, people)
        self.assertEqual(set(visits.mapped("topic")), {"Spring collection"})
        self.assertEqual(set(self._traces(journey).mapped("made_id")), set(visits.ids))

    def test_a_step_without_a_topic_is_named_before_publishing(self):
        with self.assertRaises(UserError):
            self._create_journey({"invite": ("showroom", {})})


@tagged("post_install", "-at_install")
class TestChannel(RelationshipCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.account = cls.env["crm.channel.account"].create(
            {"name": "Door", "kind": "kiosk", "new_secret": SECRET}
        )

    def _send(self, told, nonce):
        """Call the address as the screen does; return (status, answer)."""
        body, now = json.dumps(told).encode(), fields.Datetime.now()
        at = int(time.time())
        headers = {
            "content-type": "application/json",
            "x-timestamp": str(at),
            "x-nonce": nonce,
            "x-signature": sign(SECRET, at, nonce, body),
        }
        call = GatewayCall("POST", headers=headers, body=body, received_at=now)
        status, _kind, answer = self.account._gateway_receive(self.account.token, call)
        return status, json.loads(answer)

    def test_a_visitor_with_a_known_number_is_on_the_timeline_once(self):
        visit = {"id": "v-1", "phone": "0912 345 678", "topic": "Kitchens"}

        answers = [self._send(visit, f"nonce-{n}-of-two") for n in (1, 2)]
        # as the worker does
        event = self.env["crm.gateway.event"]._claim(fields.Datetime.now())
        event._process()
        self.end_transaction()

        self.assertEqual([status for status, _answer in answers], [200, 200])
        row = event.ensure_one()._result()
        self.assertEqual(row.partner_id, self.person)
        self.assertEqual(row.type_id.code, "showroom_visit")

    def test_a_call_without_a_number_is_refused_by_name(self):
        status, answer = self._send({"id": "v-2"}, "nonce-of-v-2")

        self.assertEqual((status, answer["error"]["code"]), (422, "phone"))


@tagged("post_install", "-at_install")
class TestImportProfile(ImportCase):
    def test_a_guest_book_is_recognised_and_imported(self):
        guests = (
            "Guest No,Guest,Reached at,Looks for\n7,Trần Bình,0987 654 321,A desk\n"
        )

        batch = self.imported(("guests.csv", guests))

        self.assertEqual(batch.file_ids.profile, "guest_book")
        guest = self.env["res.partner"].search([("name", "=", "Trần Bình")])
        self.assertEqual(guest.phone_ids.key, "+84987654321")


@tagged("post_install", "-at_install")
class TestReport(ReportCase):
    def test_visits_are_counted_by_colleague_as_whoever_asks_may_see(self):
        for customer, user in (
            (self.customer, self.user_lan),
            (self.minhs, self.user_minh),
        ):
            self.env["crm.showroom.visit"].create(
                {"topic": "Kitchens", "partner_id": customer.id, "user_id": user.id}
            ).action_receive()

        table = self.build("showroom_visits", period="today")["By colleague"]

        self.assertCells(table, "Lan", Visits=1, Customers=1)
        self.assertCells(table, None, Visits=2)
        self.assertEqual(self.opened(table, "Lan").partner_id, self.customer)
