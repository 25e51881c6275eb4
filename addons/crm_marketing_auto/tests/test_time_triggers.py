# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: what happens with a customer starts a journey, and costs the ERP nothing else."""

from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.crm_relationship.tests.common import RelationshipCase

from .common_journey import JourneyCase

WAIT = {"wait": ("wait", {"mode": "duration", "amount": 1, "unit": "hours"})}


@tagged("post_install", "-at_install")
class TestTimeTriggers(RelationshipCase, JourneyCase):
    def _end(self):
        """End the transaction and read the inbox."""
        self.end_transaction()
        self._pass_enrol()

    def _journey(self, trigger="interaction", steps=None, **config):
        return self._create_journey(
            steps or WAIT, trigger=trigger, trigger_config=config, reentry="each"
        )

    def test_another_trigger_forgets_what_the_former_was_told(self):
        journey = self._create_journey(
            WAIT,
            publish=False,
            trigger="date",
            trigger_config={"source": "birthday", "at": "09:00", "feb29": "03-01"},
        )

        with Form(journey) as form:
            form.trigger = "calendar"

        self.assertEqual(journey.trigger_config, {"at": "09:00"})
        self.assertEqual(journey.reentry, "each")

    def test_an_order_starts_a_journey_of_its_customer(self):
        journey = self._journey(types=["order_confirmed"])
        other = self._journey(types=["payment_received"])

        self._create_order().action_confirm()
        self._end()

        self.assertEqual(self._participants(journey).mapped("res_id"), self.person.ids)
        self.assertFalse(self._participants(other))

    def test_an_order_starts_a_journey_of_its_opportunity(self):
        journey = self._create_journey(
            WAIT,
            trigger="interaction",
            res_model="crm.lead",
            trigger_config={"types": ["order_confirmed"]},
        )

        self._create_order().action_confirm()
        self._end()

        self.assertEqual(self._participants(journey).mapped("res_id"), self.lead.ids)

    def test_only_large_orders(self):
        small = self._journey(types=["order_confirmed"], min_amount=1)
        large = self._journey(types=["order_confirmed"], min_amount=1_000_000)

        self._create_order().action_confirm()
        self._end()

        self.assertEqual(len(self._participants(small)), 1)
        self.assertFalse(self._participants(large))

    def test_what_a_salesperson_logs_starts_a_journey_too(self):
        journey = self._journey(types=["call"], direction="in")

        self._log("call", direction="out")
        self._end()
        self.assertFalse(self._participants(journey))
        self._log("call", direction="in")
        self._end()
        self.assertEqual(len(self._participants(journey)), 1)

    def test_an_unhappy_rating_starts_recovery(self):
        journey = self._journey(types=["rating"], rating_max=2)
        model = self.env["ir.model"]._get_id("res.partner")
        for rating in (5, 1):
            self.env["rating.rating"].create(
                {
                    "res_model_id": model,
                    "res_id": self.person.id,
                    "partner_id": self.person.id,
                    "rating": rating,
                    "consumed": True,
                }
            )
        self._end()

        self.assertEqual(len(self._participants(journey)), 1)

    def test_nothing_is_told_twice_or_to_a_journey_that_is_stopped(self):
        journey = self._journey(types=["order_confirmed"])
        stopped = self._journey(types=["order_confirmed"])
        stopped.action_stop()

        self._create_order().action_confirm()
        self._end()
        events = self.env["crm.journey.event"].search([("kind", "=", "interaction")])
        events._emit(
            "interaction",
            [
                {
                    "journey_id": journey.id,
                    "res_model": event.res_model,
                    "res_id": event.res_id,
                    "event_key": event.event_key,
                }
                for event in events
            ],
        )
        self._end()

        self.assertEqual(len(self._participants(journey)), 1)
        self.assertFalse(self._participants(stopped))

    def test_the_price_of_listening_is_one_statement_however_many_rows(self):
        def statements(count):
            orders = self.env["sale.order"]
            for _n in range(count):
                orders |= self._create_order()
            self.end_transaction()
            orders.action_confirm()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.env.cr.precommit.run()
            return self.env.cr.sql_log_count - before

        statements(1)
        silent, silent_many = statements(1), statements(5)
        journey = self._journey(types=["order_confirmed"])
        statements(1)
        listening, listening_many = statements(1), statements(5)

        # the statement itself, and the waking of the job
        self.assertLessEqual(listening - silent, 6)
        self.assertLessEqual(listening_many - silent_many, 6)
        journey.action_stop()
        statements(1)
        self.assertLessEqual(statements(1), silent)

    def test_entering_a_segment_starts_a_journey_and_leaving_another(self):
        segment = self.env["crm.segment"].create(
            {
                "name": "VIP",
                "rule": {"kind": "fields", "domain": "[('ref', '=', 'VIP')]"},
            }
        )
        unheard = segment.copy({"name": "Nobody listens"})
        (segment | unheard)._refresh()
        enter = self._create_journey(
            WAIT, trigger="segment", segment_id=segment.id, reentry="each"
        )
        leave = self._create_journey(
            WAIT,
            trigger="segment",
            segment_id=segment.id,
            trigger_config={"on": "leave"},
        )
        self._pass_enrol()

        self.person.ref = "VIP"
        (segment | unheard)._refresh()
        self._pass_enrol()
        self.assertEqual(self._participants(enter).mapped("res_id"), self.person.ids)
        self.assertFalse(self._participants(leave))
        self.person.ref = False
        (segment | unheard)._refresh()
        self._pass_enrol()

        self.assertEqual(self._participants(leave).mapped("res_id"), self.person.ids)
        keys = self.env["crm.journey.event"].search([("res_id", "=", self.person.id)])
        self.assertEqual(
            sorted(keys.mapped("kind")), ["segment_enter", "segment_leave"]
        )

    def test_a_wait_for_an_order_ends_with_the_order(self):
        steps = {
            "wait": (
                "wait",
                {
                    "mode": "event",
                    "kind": "interaction",
                    "types": ["order_confirmed"],
                    "max_days": 7,
                },
                {"happened": "yes", "timeout": "no"},
            ),
            "yes": ("exit",),
            "no": ("exit",),
        }
        journey = self._create_journey(steps)
        self.now = self.env.cr.now().replace(microsecond=0, tzinfo=None)
        self._enrol(journey, self.person)
        self._drain()
        self.assertEqual(self._traces(journey, "ready").step_uid, "wait")

        self._create_order().action_confirm()
        self.end_transaction()
        self._drain(seconds=60)

        self.assertEqual(self._traces(journey).mapped("step_uid"), ["wait", "yes"])

    def test_chosen_contacts_are_let_in_by_hand(self):
        marketer = new_test_user(
            self.env,
            "time_marketer",
            groups="crm_marketing_auto.group_crm_marketing_auto_user,"
            "sales_team.group_sale_salesman_all_leads",
        )
        journey = self._journey("manual")
        wizard = (
            self.env["crm.journey.enrol"]
            .with_user(marketer)
            .with_context(active_model="res.partner", active_ids=self.person.ids)
            .create({"journey_id": journey.id})
        )

        first, again = wizard.action_apply(), wizard.action_apply()

        self.assertEqual(first["params"]["type"], "success")
        self.assertEqual(again["params"]["type"], "success")  # at every occurrence
        self.assertEqual(
            self._participants(journey).mapped("res_id"), self.person.ids * 2
        )
        wizard.with_context(active_model=False).write({"res_model": "crm.lead"})
        with self.assertRaises(UserError):
            wizard.action_apply()
