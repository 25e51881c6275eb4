# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools.portfolio_split import METHODS, Holding, Seat, split
from .property_settings import examples


def holdings(count, **values):
    return [Holding(key=n, revenue=100.0 - n, **values) for n in range(count)]


class TestPortfolioSplit(BaseCase):
    """Who gets which customers, without a database."""

    def _numbers(self, given):
        return dict(Counter(seat for seat, _overflow in given.values()))

    def test_one_successor_gets_all_and_what_is_past_the_capacity_is_marked(self):
        given = split(holdings(5), [Seat("a", capacity=3), Seat("b")], "one")

        self.assertEqual(self._numbers(given), {"a": 5})
        self.assertEqual([n for n in range(5) if given[n][1]], [3, 4])

    def test_in_turn_deals_the_largest_first(self):
        given = split(holdings(4), [Seat("a"), Seat("b")], "round_robin")

        self.assertEqual([given[n][0] for n in range(4)], ["a", "b", "a", "b"])

    def test_in_turn_passes_over_who_is_full(self):
        seats = [Seat("a", capacity=10, load=9), Seat("b", capacity=10)]

        given = split(holdings(6), seats, "round_robin")

        self.assertEqual(self._numbers(given), {"a": 1, "b": 5})
        self.assertFalse(any(overflow for _seat, overflow in given.values()))

    def test_by_capacity_fills_evenly(self):
        seats = [Seat("a", capacity=100, load=80), Seat("b", capacity=50, load=20)]

        given = split(holdings(30), seats, "capacity")

        self.assertEqual(self._numbers(given), {"a": 7, "b": 23})

    def test_by_province_goes_to_whose_it_is_and_the_rest_to_who_has_none(self):
        seats = [Seat("a", provinces=frozenset({1})), Seat("b"), Seat("c")]
        customers = [
            Holding(key=1, province=1),
            Holding(key=2, province=1),
            Holding(key=3, province=2),
            Holding(key=4),
        ]

        given = split(customers, seats, "province")

        self.assertEqual([given[n][0] for n in (1, 2)], ["a", "a"])
        self.assertEqual({given[n][0] for n in (3, 4)}, {"b", "c"})

    def test_by_tier_with_nobody_for_it_leaves_nobody_alone(self):
        seats = [Seat("a", tiers=frozenset({1})), Seat("b", tiers=frozenset({2}))]

        given = split([Holding(key=1, tier=3), Holding(key=2, tier=2)], seats, "tier")

        self.assertEqual(given[2][0], "b")
        self.assertIn(given[1][0], ("a", "b"))

    def test_documents_take_no_room(self):
        seats = [Seat("a", capacity=1, load=1)]

        given = split(holdings(3, counts=False), seats, "capacity")

        self.assertFalse(any(overflow for _seat, overflow in given.values()))

    def test_nobody_to_give_to_is_an_error(self):
        with self.assertRaises(ValueError):
            split(holdings(1), [], "one")
        with self.assertRaises(ValueError):
            split(holdings(1), [Seat("a")], "by chance")

    @examples(100)
    @given(
        st.lists(
            st.tuples(st.floats(0, 1000), st.sampled_from([None, 1, 2]), st.booleans()),
            max_size=30,
        ),
        st.lists(
            st.tuples(
                st.integers(0, 8),
                st.integers(0, 8),
                st.frozensets(st.sampled_from([1, 2])),
            ),
            min_size=1,
            max_size=4,
        ),
        st.sampled_from(METHODS),
    )
    def test_everybody_gets_a_seat_and_only_the_full_overflow(
        self, customers, successors, method
    ):
        people = [
            Holding(key=n, revenue=revenue, province=place, tier=place, counts=counts)
            for n, (revenue, place, counts) in enumerate(customers)
        ]
        seats = [
            Seat(n, capacity=room, load=load, provinces=places, tiers=places)
            for n, (room, load, places) in enumerate(successors)
        ]
        before = [seat.load for seat in seats]

        found = split(people, seats, method)

        self.assertEqual(set(found), {person.key for person in people})
        for seat, load in zip(seats, before, strict=True):
            mine = [p for p in people if found[p.key][0] == seat.key]
            counting = sum(p.counts for p in mine)
            over = sum(found[p.key][1] for p in mine)
            expected = max(0, counting - max(0, seat.capacity - load))
            self.assertEqual(over, expected if seat.capacity else 0)
