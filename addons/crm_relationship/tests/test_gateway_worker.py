# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: what a provider told is processed once, in order, whoever dies meanwhile."""

from datetime import timedelta

from odoo.fields import Datetime
from odoo.tests import tagged
from odoo.tools import mute_logger

from .gateway_common import GatewayCase, told


@tagged("post_install", "-at_install")
class TestGatewayWorker(GatewayCase):
    def test_an_event_is_on_the_timeline_once(self):
        self.send(told(subject="Price", direction="out", user="rel_lan"))
        self.send({"events": [told("e-2", contact={"email": "who@where.test"})]})
        events = self.work()
        for event in events:
            event.with_user(self.env.ref("base.user_admin")).action_process_again()
        self.work()

        self.assertEqual(events.mapped("state"), ["done", "done"])
        known, unknown = (e._result() for e in events)
        self.assertEqual(known.partner_id, self.person)
        self.assertEqual((known.duration, known.user_id), (61, self.user_lan))
        self.assertFalse(unknown.partner_id or unknown.user_id)
        self.assertEqual(unknown.contact_value, "who@where.test")
        rows = self.env["crm.interaction"].search(
            [("external_uid", "=like", f"gateway,{self.account.id},%")]
        )
        self.assertEqual(len(rows), 2)

    @mute_logger("odoo.addons.crm_relationship.models.crm_gateway_worker")
    def test_what_fails_is_tried_again_later_and_then_shown(self):
        self.send(told())
        self.patch(
            type(self.account),
            "_gateway_process_generic",
            lambda account, event: account.name.no_such_thing,
        )
        now, waits = Datetime.now(), []
        for _attempt in range(5):
            event = self.events._claim(now)
            event._process()
            waits.append(event.next_try_at and event.next_try_at - Datetime.now())
            now += timedelta(days=1)

        self.assertEqual((event.state, event.attempt), ("error", 5))
        self.assertIn("no_such_thing", event.detail)
        self.assertEqual(sorted(waits[:4]), waits[:4])
        self.assertFalse(self.events._claim(now))

    def test_events_of_one_key_are_processed_in_order(self):
        self.send(
            {
                "events": [
                    told("1"),
                    told("2"),
                    told("3", contact={"phone": "0987654321"}),
                ]
            }
        )
        first = self.events._claim(Datetime.now())

        self.assertEqual(first.mapped("external_uid"), ["1", "3"])
        self.assertFalse(self.events._claim(Datetime.now()))
        for event in first:
            event._process()
        self.assertEqual(self.work().external_uid, "2")

    def test_what_a_dead_worker_held_is_taken_up_and_not_for_ever(self):
        self.send(told())
        event = self.events._claim(Datetime.now())
        event.flush_recordset()
        self.env.cr.execute("UPDATE crm_gateway_event SET claimed_by = '1 1'")
        self.events._free_abandoned(Datetime.now())
        self.assertEqual(event.state, "retry")

        event.write({"state": "processing", "attempt": 5})
        self.events._free_abandoned(Datetime.now())
        self.assertEqual(event.state, "error")

    def test_the_job_processes_what_waits(self):
        self.send({"events": [told(str(n)) for n in range(3)]})
        with self.enter_registry_test_mode():
            self.env.ref("crm_relationship.ir_cron_gateway").method_direct_trigger()

        self.assertEqual(self.stored().mapped("state"), ["done"] * 3)
