# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: however much is due at one minute, a batch is a batch and others have a turn."""

import tracemalloc

from odoo.tests import tagged

from ..models.crm_journey_trace_dispatch import BATCH
from .common_journey import JourneyCase

FEW, MANY = BATCH + 50, 4 * BATCH


@tagged("post_install", "-at_install")
class TestJourneyBounded(JourneyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls._create_people(MANY)

    def _due(self, count):
        """Return a journey with so many people due at once."""
        journey = self._create_journey(
            {"first": ("field", {"field": "ref", "value": "one"}, None)}
        )
        self._enrol(journey, self.people[:count])
        self.env.flush_all()
        self.env.invalidate_all()
        return journey

    def _peak(self, journey):
        """Return the memory that one batch took at most, having run it."""
        tracemalloc.start()
        self.addCleanup(tracemalloc.stop)
        count = self.env["crm.journey.trace"]._dispatch(self.now)
        self.env.flush_all()
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        self.env.invalidate_all()
        self.assertEqual(count, BATCH)
        self.assertEqual(len(self._traces(journey, "ready")), self.left - BATCH)
        return peak

    def test_case_11_memory_and_batches_do_not_grow_with_what_is_due(self):
        self.assertTrue(200 <= BATCH <= 500)
        self.left = FEW
        few = self._due(FEW)
        self._peak(few)  # warm
        self._drain()
        self.left = FEW
        small = self._peak(self._due(FEW))
        self._drain()
        self.left = MANY

        large = self._peak(self._due(MANY))

        self.assertLess(large, 1.3 * small)

    def test_case_11_other_jobs_have_their_turn(self):
        journey = self._due(MANY)
        told = []

        def commit(cron, processed=0, remaining=None, **_values):
            told.append((processed, remaining))
            return 0  # the time of the job is over

        self.patch(type(self.env["ir.cron"]), "_commit_progress", commit)
        self.env["crm.journey.trace"]._cron_dispatch()

        self.assertEqual(told, [(BATCH, 1)], "one batch, and it says there is more")
        self.assertEqual(len(self._traces(journey, "ready")), MANY - BATCH)
