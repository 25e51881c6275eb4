# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a neutralised copy writes to nobody, and no program starts a journey in it."""

from odoo.tests import tagged

from odoo.addons.crm_relationship.tests.neutral_common import neutralize

from .common_journey import JourneyCase


@tagged("post_install", "-at_install")
class TestNeutralize(JourneyCase):
    def test_journeys_stand_still_and_nothing_queued_leaves(self):
        person = self._create_people(1)
        journey = self._create_journey(
            {"mark": ("field", {"field": "ref", "value": "x"})}
        )
        journey.action_renew_hook()
        self._enrol(journey, person)
        mail = self.env["mail.mail"].create(
            {"email_to": "p0@people.test", "body_html": "<p>Hi</p>", "is_in_lane": True}
        )
        message, held = self.env["sms.sms"].create(
            [
                {"number": "+84912345678", "body": "Hi", "state": state}
                for state in ("outgoing", "held")
            ]
        )

        neutralize(self.env)

        self.assertEqual(journey.state, "paused")
        self.assertFalse(journey.hook_token)
        self.assertFalse(journey.sudo().hook_secret)
        self.assertEqual((mail.state, message.state), ("cancel", "canceled"))
        self.assertEqual(held.state, "canceled")
        self.assertEqual(self._drain(days=1), 0)
        self.assertFalse(person.ref)
