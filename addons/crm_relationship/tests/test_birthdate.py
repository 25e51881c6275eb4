# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a birthday is a day that exists, its year perhaps unknown."""

from datetime import date

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from .common import RelationshipCase


@tagged("post_install", "-at_install")
class TestBirthdate(RelationshipCase):
    def test_people_are_found_by_month(self):
        self.person.birthdate = date(1990, 5, 31)

        found = self.env["res.partner"].search(
            [("birth_month", "=", "5"), ("id", "in", (self.person | self.customer).ids)]
        )

        self.assertEqual(found, self.person)
        self.person.birthdate = False
        self.assertFalse(self.person.birth_month)

    def test_leap_day(self):
        self.person.birthdate = "2000-02-29"
        self.assertEqual(self.person.birth_month, "2")

    def test_30_february_is_refused_in_words(self):
        self.person.birthdate = "1990-02-28"
        for values in ({"birthdate": "1990-02-30"}, {"birthdate": "2027-02-29"}):
            with self.assertRaisesRegex(ValidationError, "there is no"):
                self.person.write(values)
        with self.assertRaisesRegex(ValidationError, "there is no 1990-02-30"):
            self.env["res.partner"].create({"name": "X", "birthdate": "1990-02-30"})
        self.assertEqual(self.person.birthdate, date(1990, 2, 28))

    @freeze_time("2026-06-01 09:00:00")
    def test_a_year_to_come_is_refused_unless_it_means_nothing(self):
        with self.assertRaisesRegex(ValidationError, "has not come yet"):
            self.person.birthdate = "2026-12-24"
        self.person.write({"birthdate": "2026-12-24", "birthdate_year_unknown": True})
        self.assertEqual(self.person.birth_month, "12")
        with self.assertRaisesRegex(ValidationError, "has not come yet"):
            self.person.birthdate_year_unknown = False

    def test_a_year_too_long_ago_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "too long ago"):
            self.person.birthdate = "1066-10-14"
