# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a participant gets one coupon, however often the step is tried."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.crm_marketing_auto.tests.common_journey import JourneyCase


@tagged("post_install", "-at_install")
class TestJourneyCoupon(JourneyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls._create_people(3)
        cls.program = cls.env["loyalty.program"].create(
            {
                "name": "Birthday",
                "program_type": "coupons",
                "applies_on": "current",
                "trigger": "with_code",
            }
        )

    def _journey(self, **config):
        config = {"program_id": self.program.id, "valid_days": 30, **config}
        return self._create_journey({"gift": ("coupon", config)})

    def test_everybody_gets_a_code_of_their_own(self):
        journey = self._journey()
        self._enrol(journey, self.people)
        self._drain()

        cards = self.program.coupon_ids
        self.assertEqual(cards.partner_id, self.people)
        self.assertEqual(len(set(cards.mapped("code"))), 3)
        self.assertEqual(str(cards[0].expiration_date), "2026-04-01")
        traces = self._traces(journey)
        self.assertEqual(set(traces.mapped("made_id")), set(cards.ids))
        for person in self.people:
            card = cards.filtered(lambda c, p=person: c.partner_id == p)
            self.assertEqual(person.journey_coupon_code, card.code)

    def test_case_12_a_step_that_is_tried_again_gives_the_same_card(self):
        journey = self._journey()
        self._enrol(journey, self.people[0])
        runner = self.env["crm.journey.step.runner"]
        traces = self._traces(journey, "ready")
        step = journey.version_id._node("gift")
        first = runner._run(step, traces, self.now)
        # what comes after the card fails: the step is tried again
        self._drain()

        card = self.program.coupon_ids
        self.assertEqual(len(card), 1)
        self.assertEqual(first[traces.id].values["made_id"], card.id)
        self.assertEqual(self._traces(journey).made_id, card.id)

    def test_a_lead_without_contact_has_its_code_too(self):
        lead = self.env["crm.lead"].create({"name": "L", "email_from": "l@lead.test"})
        config = {"program_id": self.program.id}
        journey = self._create_journey({"g": ("coupon", config)}, res_model="crm.lead")
        self._enrol(journey, lead)
        self._drain()

        self.assertEqual(lead.journey_coupon_code, self.program.coupon_ids.code)

    def test_a_program_that_is_gone_is_named_before_publishing(self):
        with self.assertRaisesRegex(UserError, "does not exist"):
            self._journey(program_id=10**8)
