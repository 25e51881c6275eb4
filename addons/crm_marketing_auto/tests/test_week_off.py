# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: after a week without jobs a journey of a letter a day sends the next one, and
not all that would have left meanwhile."""

from datetime import datetime, timedelta

from odoo import fields
from odoo.tests import freeze_time, tagged

from odoo.addons.crm_relationship.tests.week_off import WeekOffMixin

from .test_send_mail import MailStepCase

MONDAY = datetime(2026, 6, 1, 9, 0)
DAYS = 7


@tagged("post_install", "-at_install")
class TestWeekOff(WeekOffMixin, MailStepCase):
    def test_a_letter_a_day_goes_on_with_one_letter(self):
        for number in (1, 2):  # what leaves is counted in its queue
            self.env.ref(
                f"crm_marketing_auto.ir_cron_sender_lane_{number}"
            ).active = False
        steps, names = {}, [f"day{number}" for number in range(DAYS)]
        for name, following in zip(names, [*names[1:], None], strict=True):
            wait = f"wait_{name}"
            steps[name] = ("mail", {}, wait if following else None)
            if following:
                config = {"mode": "duration", "amount": 1, "unit": "days"}
                steps[wait] = ("wait", config, following)
        journey = self._create_journey(
            steps, publish=False, quiet_start=0, quiet_end=24
        )
        letters = journey._get_draft_version().step_ids
        for step in letters.filtered(lambda step: step.kind == "mail"):
            step.mailing_id = self._create_mailing(subject=step.step_uid)
        journey.action_start()
        with freeze_time(MONDAY):
            self.assertEqual(fields.Datetime.now(), MONDAY)
            journey.action_enrol(self.people.ids)
        self.now = MONDAY

        self.told_after_a_week("crm_marketing_auto", MONDAY)

        sent = self._mails(journey)
        self.assertEqual(len(sent), 2 * len(self.people), sent.mapped("subject"))
        with freeze_time(MONDAY + timedelta(days=8, hours=2)):
            self.run_all("crm_marketing_auto", MONDAY + timedelta(days=8, hours=2))
        self.assertEqual(len(self._mails(journey)), 3 * len(self.people))
