# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Every job of an addon, run on a day, and a week later as if none had run between."""

from collections import Counter
from datetime import timedelta

from odoo.tests import freeze_time

from .poison import PoisonMixin

WEEK = timedelta(days=7)


class WeekOffMixin(PoisonMixin):
    """Counts what people are told: mails, texts, messages of channels, activities."""

    def run_all(self, module, now):
        """Run every active job of an addon once."""
        names = self.env["ir.model.data"].search(
            [("module", "=", module), ("model", "=", "ir.cron")]
        )
        active = self.env["ir.cron"].browse(names.mapped("res_id")).filtered("active")
        with freeze_time(now):
            for name in names.filtered(lambda n: n.res_id in active.ids):
                self.run_job(name.complete_name)

    def told(self):
        """Return how often whom was told what."""
        told = Counter()
        for mail in self.env["mail.mail"].search([]):
            people = mail.email_to or mail.recipient_ids.mapped("email")
            told["mail", str(people), mail.subject, mail.model, mail.res_id] += 1
        activities = self.env["mail.activity"].with_context(active_test=False)
        for one in activities.search([("automated", "=", True)]):
            told[
                "activity", one.user_id.id, one.summary, one.res_model, one.res_id
            ] += 1
        for text in self.env["sms.sms"].search([]):
            told["sms", text.number, text.body] += 1
        return told

    def told_after_a_week(self, module, now, *more):
        """Run the jobs now, and twice in a week; return what was told by the second.

        What the third tells, an hour later, would be told again and again.

        :param more: other jobs that run with them
        """
        counts = []
        for at in (now, now + WEEK, now + WEEK + timedelta(hours=1)):
            self.run_all(module, at)
            with freeze_time(at):
                for name in more:
                    self.run_job(name)
            counts.append(self.told())
        first, second, third = counts
        self.assertFalse(third - second, "told again")
        new = second - first
        self.assertEqual({n for n in new.values() if n > 1}, set(), new)
        return new
