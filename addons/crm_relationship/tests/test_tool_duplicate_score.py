# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: what two contacts share adds up, and a name alone proves nothing."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools.duplicate_score import Face, band, births_differ, score, similarity
from ..tools.fold import fold
from .property_settings import examples

ONE = frozenset({"+84912345678"})
OTHER = frozenset({"+84905112233"})
faces = st.builds(
    Face,
    name=st.sampled_from(["", "tran hoa", "tran hoai", "le binh", "cong ty an phat"]),
    phones=st.frozensets(st.sampled_from(["+841", "+842", "+843"]), max_size=2),
    emails=st.frozensets(st.sampled_from(["a@x.vn", "b@x.vn"]), max_size=2),
    tax=st.sampled_from(["", "0100109106", "0100109107"]),
    identity=st.sampled_from(["", "079090123456", "001305000001"]),
    birth=st.sampled_from(["", "1990-05-12", "1991-05-12", "--05-12", "--06-01"]),
    place=st.sampled_from(["", "1 le loi|7", "2 le loi|7"]),
)


@tagged("standard")
class TestToolDuplicateScore(BaseCase):
    def test_points_by_hand(self):
        hoa = Face(fold("Trần Thị Hoa"), ONE)
        cases = [
            # what the other is like, points, what to do
            (Face(fold("Trần Thị Hóa"), ONE), 70, "review"),
            (Face(fold("Trần Thị Hoa"), ONE, frozenset({"h@x.vn"})), 70, "review"),
            (Face("tran thi hoa", OTHER), 20, "none"),
            (Face("le van binh", ONE), 50, "related"),
            (Face("le van binh", OTHER), 0, "none"),
            (Face("tran thi hoa", ONE, birth="1990-01-01"), 70, "review"),
        ]
        for other, points, what in cases:
            with self.subTest(other=other):
                found = score(hoa, other)
                self.assertEqual((found.points, found.band), (points, what))

    def test_numbers_of_the_state_are_proof(self):
        one = Face("an phat", tax="0100109106")
        found = score(one, Face("an phat jsc", ONE, tax="0100109106"))
        self.assertEqual((found.band, found.reasons), ("merge", ("tax",)))
        card = Face("a", identity="079090123456")
        self.assertEqual(score(card, replace(card, name="b")).band, "merge")

    def test_phone_and_mail_and_name_are_enough_to_suggest(self):
        one = Face("le binh", ONE, frozenset({"b@x.vn"}))
        self.assertEqual(score(one, one).points, 120)
        self.assertEqual(score(one, one).band, "merge")
        couple = score(one, replace(one, name="tran hoa"))
        self.assertEqual((couple.points, couple.band), (100, "review"))

    def test_father_and_son_of_one_name_are_related(self):
        father = Face("nguyen van an", ONE, birth="1960-01-01")
        self.assertEqual(
            score(father, replace(father, birth="1990-01-01")).band, "related"
        )
        # the year is not known: it may be the same person
        self.assertEqual(score(father, replace(father, birth="--01-01")).band, "review")

    def test_names_are_alike_as_in_the_database(self):
        # similarity() of pg_trgm
        self.assertAlmostEqual(similarity("tran thi hoa", "tran thi hoai"), 11 / 14)
        self.assertAlmostEqual(similarity("hoa", "hoai"), 3 / 6)
        self.assertEqual(similarity("le-binh", "le binh"), 1.0)

    @examples(200)
    @given(faces, faces)
    def test_who_is_asked_first_does_not_matter(self, one, other):
        self.assertEqual(score(one, other), score(other, one))
        self.assertEqual(
            births_differ(one.birth, other.birth), births_differ(other.birth, one.birth)
        )

    @examples(200)
    @given(faces, faces)
    def test_different_tax_numbers_are_different_customers(self, one, other):
        one, other = replace(one, tax="0100109106"), replace(other, tax="0100109107")
        self.assertEqual(score(one, other).band, "none")

    @examples(200)
    @given(faces, faces, st.sampled_from(["phones", "emails", "identity", "place"]))
    def test_sharing_more_never_takes_points_away(self, one, other, what):
        value = {"phones": ONE, "emails": frozenset({"z@x.vn"})}.get(what, "same")
        if isinstance(value, frozenset):
            more = [
                replace(f, **{what: getattr(f, what) | value}) for f in (one, other)
            ]
        else:
            more = [replace(f, **{what: value}) for f in (one, other)]
        before, after = score(one, other), score(*more)
        self.assertGreaterEqual(after.points, before.points)

    @examples(200)
    @given(faces, faces)
    def test_never_merged_on_names_alone(self, one, other):
        bare = (
            replace(f, phones=frozenset(), emails=frozenset()) for f in (one, other)
        )
        one, other = (replace(f, tax="", identity="") for f in bare)
        self.assertIn(score(one, other).band, ("none", "weak"))

    def test_who_shares_only_a_number_is_never_the_same(self):
        self.assertEqual(band(("phone", "birth", "place"), 75, False), "related")
