# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: from a segment to what it earned, with a real mail server and real clicks."""

import re
from datetime import timedelta

from odoo import Command, fields
from odoo.tests import HttpCase, tagged

from .test_send_lane import LaneCase

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
STEPS = {
    "hello": ("mail", {}, "wait"),
    "wait": (
        "wait",
        {"mode": "event", "kind": "click", "of": "hello", "max_days": 3},
        {"happened": "known", "timeout": "end"},
    ),
    "known": (
        "condition",
        {"mode": "domain", "domain": [["ref", "=", "E2E"]]},
        {"yes": "mark", "no": "end"},
    ),
    "mark": ("field", {"field": "function", "value": "Interested"}, "rest"),
    "rest": ("wait", {"mode": "duration", "amount": 30, "unit": "days"}, "end"),
    "end": ("exit",),
}


@tagged("post_install", "-at_install")
class TestJourneyEndToEnd(HttpCase, LaneCase):
    def setUp(self):
        super().setUp()
        self.begin = fields.Datetime.now() - timedelta(hours=2)
        self.now = self.begin
        self.journey.action_stop()
        self.env.company.attribution_basis = "order"
        self.product = self.env["product.product"].create(
            {"name": "Desk", "list_price": 120.0, "standard_price": 70.0}
        )

    def _start(self):
        """Return a journey for a segment that is refreshed, half of them left out."""
        self.people |= self._create_people(
            15, country_id=self.env.ref("base.be").id, ref="E2E"
        )
        self.people.ref = "E2E"
        for number, person in enumerate(self.people):
            person.email = f"reader{number}@people.test"
        segment = self.env["crm.segment"].create(
            {
                "name": "End to end",
                "rule": {"kind": "fields", "domain": "[('ref', '=', 'E2E')]"},
            }
        )
        segment._refresh()
        order = self.env["crm.interaction.type"].search(
            [("code", "=", "order_confirmed")]
        )
        journey = self._create_journey(
            STEPS,
            publish=False,
            trigger="segment",
            segment_id=segment.id,
            quiet_start=0,
            quiet_end=24,
            holdout_percent=40,
            goal="interaction",
            goal_type_ids=[Command.set(order.ids)],
        )
        draft = journey._get_draft_version()
        draft.step_ids.filtered(lambda s: s.kind == "mail").mailing_id = self.mailing
        return journey

    def _buy(self, person):
        order = self.env["sale.order"].create(
            {
                "partner_id": person.id,
                "order_line": [
                    Command.create(
                        {"product_id": self.product.id, "product_uom_qty": 1}
                    )
                ],
            }
        )
        order.action_confirm()
        self.env.flush_all()
        self.env.cr.precommit.run()
        return order

    def _click(self, mail):
        """Follow the link in a mail as its reader does."""
        html = mail.get_body(("html",)).get_content()
        path = re.search(r"/r/\w+/m/\d+", html)[0]
        response = self.url_open(
            path, headers={"User-Agent": FIREFOX}, allow_redirects=False
        )
        self.assertIn("https://shop.test/sale", response.headers["Location"])
        self.env.invalidate_all()

    def _settle(self):
        """Do what the jobs do a minute later."""
        self.now = fields.Datetime.now() + timedelta(minutes=1)
        self.env["crm.journey.reaction"]._settle_batch(self.now)
        self._drain()

    def test_from_a_segment_to_what_it_earned(self):
        sink = self._serve()
        journey = self._start()
        foreseen = journey._dry_run(now=self.begin)
        journey.action_start()
        self._pass_enrol()
        self._drain()
        self._run_lane()

        people = self._participants(journey)
        inside = people.filtered(lambda p: p.arm == "main")
        held = people - inside
        self.assertEqual(len(people), 20)
        self.assertTrue(inside and held)
        # as the dry run said, to an address each, and to nobody who is left out
        self.assertEqual(foreseen["holdout"], len(held))
        self.assertEqual(foreseen["messages"], len(sink.mails))
        to = {mail["To"].addresses[0].addr_spec: mail for mail in sink.mails}
        partners = self.env["res.partner"].browse(inside.mapped("res_id"))
        self.assertEqual(sorted(to), sorted(partners.mapped("email_normalized")))

        clicker, silent = partners[0], partners[1]
        self._click(to[clicker.email_normalized])
        self._settle()

        ready = self._traces(journey, "ready")
        at = {t.participant_id.res_id: t.step_uid for t in ready}
        self.assertEqual((at[clicker.id], at[silent.id]), ("rest", "wait"))
        self.assertEqual(clicker.function, "Interested")
        self.assertFalse(silent.function)

        order = self._buy(clicker)
        self._buy(self.env["res.partner"].browse(held[0].res_id))
        self.now += timedelta(minutes=1)
        self._pass_rules(journey)
        self._drain()

        winner = people.filtered(lambda p: p.res_id == clicker.id)
        self.assertEqual(winner.state, "goal")
        self.assertFalse(self._traces(journey, "ready") & winner.trace_ids)
        self.assertEqual(held.mapped("state").count("holdout"), len(held))

        self._earned(journey, order, clicker, inside, held)

    def _earned(self, journey, order, clicker, inside, held):
        """Check what the reports say of the journey."""
        self.env["crm.touchpoint.source"]._collect(self.now)
        self.env["crm.attribution"]._rebuild(self.env.company)
        touches = self.env["crm.touchpoint"].search([("partner_id", "=", clicker.id)])
        self.assertIn(journey, touches.journey_id)
        credit = self.env["crm.attribution"].search(
            [("conversion_id.res_id", "=", order.id)]
        )
        earned = sum(credit.mapped("linear_amount"))
        self.assertAlmostEqual(earned, order.amount_untaxed)
        self.assertIn(journey, credit.touchpoint_id.journey_id)
        lift = self.env["crm.journey.lift"].search([("journey_id", "=", journey.id)])
        arms = {row.arm: row for row in lift}
        self.assertEqual(arms["main"].people, len(inside))
        self.assertEqual(arms["main"].converted, 1)
        self.assertEqual(arms["holdout"].people, len(held))
        self.assertEqual(arms["holdout"].converted, 1)
        self.assertLessEqual(arms["main"].low, arms["main"].lift)

    def test_who_is_silent_for_three_days_comes_to_the_end(self):
        self._serve()
        journey = self._start()
        journey.holdout_percent = 0
        journey.action_start()
        self._pass_enrol()
        self._drain()
        self._run_lane()

        self._drain(days=3)

        self.assertEqual(set(self._participants(journey).mapped("state")), {"done"})
        self.assertFalse(any(self.people.mapped("function")))
