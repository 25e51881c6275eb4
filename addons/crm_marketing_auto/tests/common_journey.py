# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Journeys for tests: drawn from a short description, run without a job."""

from datetime import datetime, timedelta

from odoo import Command
from odoo.tests import TransactionCase

from odoo.addons.crm_relationship.tests.common import allow_loopback

NOW = datetime(2026, 3, 2, 3, 0)  # a Monday, ten o'clock in Ha Noi


class JourneyCase(TransactionCase):
    """Builds journeys and drives the engine; time is what the test says."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        allow_loopback(cls)
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
        if journey.trigger == "webhook":
            journey.action_renew_hook()
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
        self.env.flush_all()
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

    def _participants(self, journey):
        """Return the participants of a journey in the order they came."""
        return self.env["crm.journey.participant"].search(
            [("journey_id", "=", journey.id)], order="id"
        )

    def _enrol(self, journey, records):
        """Let records in by hand, at the test's time; return how many came."""
        self.patch(type(journey), "_now", staticmethod(lambda: self.now))
        return journey.action_enrol(records.ids)

    # --- audiences ---

    def _join(self, segment, records, at=None):
        """Put records in a segment, as a refresh would."""
        self._change(segment, records, "enter", at)
        self.env["crm.segment.member"].create(
            [
                {
                    "segment_id": segment.id,
                    "res_id": record.id,
                    "entered_at": at or self.now,
                }
                for record in records
            ]
        )

    def _leave(self, segment, records, at=None):
        """Take records out of a segment, as a refresh would."""
        self._change(segment, records, "leave", at)
        self.env["crm.segment.member"].search(
            [("segment_id", "=", segment.id), ("res_id", "in", records.ids)]
        ).unlink()

    def _change(self, segment, records, kind, at):
        self.env["crm.segment.change"].create(
            [
                {
                    "segment_id": segment.id,
                    "res_id": record.id,
                    "kind": kind,
                    "at": at or self.now,
                }
                for record in records
            ]
        )
        self.env["crm.journey.event"]._emit(
            f"segment_{kind}",
            [
                {
                    "res_model": segment.res_model,
                    "res_id": record.id,
                    "event_key": f"{segment.id}:{at or self.now}",
                    "occurred_at": at or self.now,
                    "payload": {"segment_id": segment.id},
                }
                for record in records
            ],
        )

    # --- passes ---

    def _pass_enrol(self):
        """Read the inbox and the audiences that are to be let in."""
        self.env.flush_all()
        journeys = self.env["crm.journey"]
        while journeys._enrol_events(self.now):
            pass
        while journeys._enrol_members(self.now, size=3):
            pass

    def _pass_rules(self, journey):
        """Look at the goal and the exit rules of a journey."""
        self.env.flush_all()
        journey._run_rules(self.now)
