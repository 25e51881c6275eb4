# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: what is late, failing or full is judged the same everywhere."""

import itertools
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as some

from odoo.tests import BaseCase

from ..tools.system_health import (
    GIGABYTE,
    STATES,
    of_disk,
    of_job,
    of_skew,
    of_waiting,
    worst,
)
from .property_settings import examples

NOW = datetime(2026, 6, 1, 9, 0)
MINUTE = timedelta(minutes=1)


class TestToolSystemHealth(BaseCase):
    def test_a_job_is_late_by_half_an_hour_and_worse_later(self):
        def job(late=0, active=True, failures=0, every=10):
            return of_job(
                NOW,
                active=active,
                next_at=NOW - late * MINUTE,
                failures=failures,
                every=every * MINUTE,
            )

        self.assertEqual(job(), ("ok", "fine"))
        self.assertEqual(job(late=29), ("ok", "fine"))
        self.assertEqual(job(late=31), ("warn", "late"))
        self.assertEqual(job(late=121), ("bad", "late"))
        self.assertEqual(job(late=121, every=24 * 60), ("warn", "late"))
        self.assertEqual(job(late=7 * 24 * 60, every=24 * 60), ("bad", "late"))
        self.assertEqual(job(failures=1), ("warn", "failing"))
        self.assertEqual(job(failures=3), ("bad", "failing"))
        self.assertEqual(job(active=False), ("bad", "off"))

    @examples(100)
    @given(some.integers(0, 9000 * 24 * 60))
    def test_who_waits_longer_is_never_better_off(self, minutes):
        age = minutes * MINUTE
        patience = timedelta(minutes=30)
        states = [of_waiting(a, patience) for a in (age, age + MINUTE, age * 2)]
        self.assertEqual(states, sorted(states, key=STATES.index))

    def test_the_worst_is_one_of_them_in_any_order(self):
        for states in itertools.product(STATES, repeat=3):
            self.assertEqual(worst(states), sorted(states, key=STATES.index)[-1])
        self.assertEqual(worst([]), "ok")

    def test_a_full_disk_and_clocks_apart_are_bad(self):
        self.assertEqual(of_disk(0, 10 * GIGABYTE), "bad")
        self.assertEqual(of_disk(9 * GIGABYTE, 1000 * GIGABYTE), "warn")
        self.assertEqual(of_skew(timedelta(seconds=30)), "warn")
        self.assertEqual(of_skew(-timedelta(days=1)), "bad")
