# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Journeys for tests: drawn from a short description, run without a job."""

from datetime import datetime, timedelta

from odoo import Command
from odoo.tests import TransactionCase

NOW = datetime(2026, 3, 2, 3, 0)  # a Monday, ten o'clock in Ha Noi


class JourneyCase(TransactionCase):
    """Builds journeys and drives the engine; time is what the test says."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "no_reset_password": True})
        cls.now = NOW

    @classmethod
    def _create_people(cls, count, **values):
        """Return contacts."""
        return cls.env["res.partner"].create(
            [
                {"name": f"Person {n}", "email": f"p{n}@people.test", **values}
                for n in range(count)
            ]
        )

    @classmethod
    def _create_journey(cls, steps, entry=None, publish=True, **values):
        """Return a journey with a drawing.

        :param steps: {uid: (kind, config, branches)}; branches may be the uid of the
            next step
        """
        journey = cls.env["crm.journey"].create(
            {"name": "Test journey", "trigger": "manual", **values}
        )
        cls._draw(journey._get_draft_version(), steps, entry)
        if publish:
            journey.action_start()
        return journey

    @classmethod
    def _draw(cls, version, steps, entry=None):
        """Replace the drawing of a version."""
        version.write(
            {
                "entry_uid": entry or next(iter(steps)),
                "step_ids": [
                    Command.clear(),
                    *(
                        Command.create(cls._prepare_step(uid, *step))
                        for uid, step in steps.items()
                    ),
                ],
            }
        )
        return version

    @staticmethod
    def _prepare_step(uid, kind, config=None, branches=None):
        if isinstance(branches, str):
            branches = {"next": branches}
        return {
            "step_uid": uid,
            "name": uid.capitalize(),
            "kind": kind,
            "config": config or {},
            "branches": branches or {},
        }

    def _drain(self, **later):
        """Run what is due, some time later, until nothing is; return how many."""
        self.now += timedelta(**later)
        total = 0
        while count := self.env["crm.journey.trace"]._dispatch(self.now):
            total += count
            self.assertLess(total, 100_000, "the engine goes round in circles")
        return total

    def _traces(self, journey, *states):
        """Return the traces of a journey in the order they were planned."""
        domain = [("journey_id", "=", journey.id)]
        if states:
            domain.append(("state", "in", states))
        return self.env["crm.journey.trace"].search(domain, order="id")
