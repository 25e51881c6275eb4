# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a date is greeted once, on the person's own day, whatever the clock does."""

from datetime import date, datetime, timedelta

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common_journey import JourneyCase

NOW = datetime(2027, 2, 27, 17, 30)  # 28 February, half past midnight, in Ha Noi
VISIT = {"greet": ("wait", {"mode": "duration", "amount": 1, "unit": "hours"})}


@tagged("post_install", "-at_install")
class TestTimeDates(JourneyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.now = NOW
        cls.env.company.partner_id.tz = "Asia/Ho_Chi_Minh"
        cls.env["res.partner"].search([("birthdate", "!=", False)]).birthdate = False
        cls.occasions = cls.env["crm.journey.occurrence"]

    def _journey(self, trigger="date", **config):
        return self._create_journey(
            VISIT, trigger=trigger, trigger_config=config, reentry="each"
        )

    def _person(self, name, **values):
        return self.env["res.partner"].create(
            {"name": name, "tz": "Asia/Ho_Chi_Minh", **values}
        )

    def _pass(self, journey, at=None):
        """Do what the job does at a moment; return the occasions of the journey."""
        self.now = at or self.now
        self.occasions._plan(journey, self.now)
        while self.occasions._tell(self.now):
            pass
        self._pass_enrol()
        return self.occasions.search([("journey_id", "=", journey.id)])

    def _greeted(self, journey):
        return self.env["res.partner"].browse(
            self._participants(journey).mapped("res_id")
        )

    def test_case_44_29_february_once_a_year_and_no_false_birthdays(self):
        leaper = self._person("Leaper", birthdate=date(2000, 2, 29))
        day_28 = self._person("28th", birthdate=date(1980, 2, 28))
        no_year = self._person(
            "No year", birthdate=date(2024, 2, 28), birthdate_year_unknown=True
        )
        self._person("Empty")
        self._person("Import", birthdate=date(1900, 1, 1))
        journey = self._journey(source="birthday")
        for day in range(-5, 370):
            # every day at nine in Ha Noi
            at = datetime(2027, 2, 28, 2) + timedelta(days=day)
            self._pass(journey, at)

        people = self._participants(journey)
        entered = {
            person: sorted(p.entered_at.date() for p in people if p.res_id == person.id)
            for person in (leaper, day_28, no_year)
        }
        self.assertEqual(
            entered,
            {
                leaper: [date(2027, 2, 28), date(2028, 2, 29)],
                day_28: [date(2027, 2, 28), date(2028, 2, 28)],
                no_year: [date(2027, 2, 28), date(2028, 2, 28)],
            },
        )
        self.assertEqual(len(people), 6)

    def test_case_44_1_march_where_the_setting_says_so(self):
        leaper = self._person("Leaper", birthdate=date(2000, 2, 29))
        journey = self._journey(source="birthday", feb29="03-01")

        self._pass(journey, datetime(2027, 2, 28, 2))
        self.assertFalse(self._greeted(journey))
        self._pass(journey, datetime(2027, 3, 1, 2))
        self.assertEqual(self._greeted(journey), leaper)

    def test_case_45_added_on_the_birthday_itself(self):
        journey = self._journey(source="birthday", at="08:00", until="20:00")
        self._pass(journey, datetime(2027, 5, 1, 1, 5))

        morning = self._person("Ten o'clock", birthdate=date(1990, 5, 1))
        self._pass(journey, datetime(2027, 5, 1, 3))
        self._person("Nine in the evening", birthdate=date(1990, 5, 1))
        self._pass(journey, datetime(2027, 5, 1, 14))
        self._pass(journey, datetime(2027, 5, 2, 3))

        self.assertEqual(self._greeted(journey), morning)

    def test_case_46_clock_set_back_and_job_down(self):
        person = self._person("Once", birthdate=date(1990, 5, 1))
        journey = self._journey(source="birthday")

        for hours in (0, 2, 1, -24, 26, 3):  # the clock jumps
            self._pass(journey, datetime(2027, 5, 1, 1) + timedelta(hours=hours))

        self.assertEqual(len(self._participants(journey)), 1)
        self.assertEqual(self._greeted(journey), person)

    def test_case_46_late_ones_obey_the_expiry(self):
        self._person("Late", birthdate=date(1990, 5, 1))
        strict = self._journey(source="birthday")
        lenient = self._journey(source="birthday", late_days=2)
        for journey in (strict, lenient):  # found the day before, then the job is down
            self._pass(journey, datetime(2027, 4, 30, 3))

        for journey in (strict, lenient):
            self._pass(journey, datetime(2027, 5, 3, 3))

        self.assertFalse(self._greeted(strict))
        self.assertEqual(len(self._greeted(lenient)), 1)
        self.assertEqual(
            self.occasions.search([("journey_id", "=", strict.id)]).state, "expired"
        )

    def test_case_48_today_is_the_person_s_day(self):
        hanoi = self._person("Ha Noi", birthdate=date(1990, 2, 28))
        paris = self._person("Paris", birthdate=date(1990, 2, 28), tz="Europe/Paris")
        journey = self._journey(source="birthday", at="00:00", until="20:00")

        # 17:30 UTC is 28 February in Ha Noi, and still the 27th in Paris
        self._pass(journey, NOW)

        self.assertEqual(self._greeted(journey), hanoi)
        occasion = self.occasions.search(
            [("journey_id", "=", journey.id), ("res_id", "=", paris.id)]
        )
        self.assertEqual(occasion.due_at, datetime(2027, 2, 27, 23))
        self._pass(journey, datetime(2027, 2, 27, 23))
        self.assertEqual(self._greeted(journey), hanoi | paris)

    def test_a_lunar_birthday(self):
        # 15/8 of the lunar year 1990 was 3 October; in 2027 it is 15 September
        person = self._person("Trung Thu", birthdate=date(1990, 10, 3))
        journey = self._journey(source="birthday", calendar="lunar")

        self._pass(journey, datetime(2027, 10, 3, 3))
        self.assertFalse(self._greeted(journey))
        self._pass(journey, datetime(2027, 9, 15, 3))
        self.assertEqual(self._greeted(journey), person)

    def test_days_before_a_date_of_the_record_and_a_date_that_moves(self):
        person = self._person("Contract")
        lead = self.env["crm.lead"].create(
            {"name": "Deal", "partner_id": person.id, "date_deadline": "2027-06-30"}
        )
        journey = self._create_journey(
            VISIT,
            trigger="date",
            res_model="crm.lead",
            reentry="each",
            trigger_config={
                "source": "field",
                "field": "date_deadline",
                "offset_days": -10,
            },
        )
        self._pass(journey, datetime(2027, 6, 19, 3))  # found a day ahead
        lead.date_deadline = "2027-07-30"

        occasion = self._pass(journey, datetime(2027, 6, 20, 3))
        self.assertEqual(occasion.state, "gone")
        self.assertFalse(self._participants(journey))
        self._pass(journey, datetime(2027, 7, 20, 3))
        self.assertEqual(self._participants(journey).mapped("res_id"), lead.ids)

    def _log(self, person, code, at):
        kind = self.env["crm.interaction.type"].search([("code", "=", code)])
        return self.env["crm.interaction"].create(
            {
                "type_id": kind.id,
                "partner_id": person.id,
                "commercial_partner_id": person.commercial_partner_id.id,
                "occurred_at": at,
                "company_id": self.env.company.id,
            }
        )

    def test_an_abandoned_quotation_and_one_that_was_ordered(self):
        sent = datetime(2026, 3, 1, 4)
        lost, bought = self._person("Lost"), self._person("Bought")
        for person in (lost, bought):
            self._log(person, "quotation_sent", sent)
        self._log(bought, "order_confirmed", sent + timedelta(days=1))
        journey = self._journey(
            source="interaction",
            types=["quotation_sent"],
            unless=["order_confirmed"],
            offset_days=3,
        )

        self._pass(journey, datetime(2026, 3, 3, 3))
        self.assertFalse(self._greeted(journey))
        self._pass(journey, datetime(2026, 3, 4, 3))
        self.assertEqual(self._greeted(journey), lost)

    def test_ordered_between_finding_and_telling(self):
        sent = datetime(2026, 3, 1, 4)
        person = self._person("Just in time")
        self._log(person, "quotation_sent", sent)
        journey = self._journey(
            source="interaction",
            types=["quotation_sent"],
            unless=["order_confirmed"],
            offset_days=3,
        )
        self._pass(journey, datetime(2026, 3, 3, 3))
        self._log(person, "order_confirmed", datetime(2026, 3, 3, 9))

        self._pass(journey, datetime(2026, 3, 4, 3))

        self.assertFalse(self._greeted(journey))

    def test_some_days_after_the_last_order(self):
        person = self._person("Regular")
        self._log(person, "order_confirmed", datetime(2026, 1, 31, 4))
        self._log(person, "order_confirmed", datetime(2026, 2, 10, 4))
        journey = self._journey(
            source="interaction", types=["order_confirmed"], offset_days=30
        )

        self._pass(journey, datetime(2026, 3, 2, 3))  # 30 days after the first
        self.assertFalse(self._greeted(journey))
        self._pass(journey, datetime(2026, 3, 12, 3))
        self.assertEqual(self._greeted(journey), person)

    def test_case_47_before_tet_for_an_audience(self):
        people = self._person("A") | self._person("B")
        segment = self.env["crm.segment"].create({"name": "Regulars", "kind": "static"})
        self._join(segment, people)
        journey = self._create_journey(
            VISIT,
            trigger="calendar",
            reentry="each",
            segment_id=segment.id,
            trigger_config={"preset": "tet", "offset_days": -30},
        )

        self._pass(journey, datetime(2030, 1, 2, 3))  # Tet 2030 is 2 February
        self.assertFalse(self._greeted(journey))
        for hours in (0, 1, 5):
            self._pass(journey, datetime(2030, 1, 3, 3) + timedelta(hours=hours))

        self.assertEqual(len(self._participants(journey)), 2)
        self.assertEqual(self._greeted(journey), people)

    def test_merged_contacts_are_one_person(self):
        twins = self._person("Twin", birthdate=date(1990, 5, 1))
        twins |= self._person("Twin", birthdate=date(1990, 5, 1))
        journey = self._journey(source="birthday", at="08:00")
        self._pass(journey, datetime(2027, 4, 30, 3))
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})

        wizard._merge(twins.ids, twins[0])
        self._pass(journey, datetime(2027, 5, 1, 3))

        self.assertEqual(len(self._participants(journey)), 1)

    def test_where_a_person_lives(self):
        us = self.env.ref("base.us").id
        france = self.env.ref("base.fr").id
        hanoi, chicago = "Asia/Ho_Chi_Minh", "America/Chicago"
        cases = [
            ({"tz": hanoi}, hanoi),
            ({"tz": hanoi, "country_id": france}, "Europe/Paris"),
            ({"tz": chicago, "country_id": us}, chicago),
            ({"tz": False, "country_id": us}, "America/New_York"),
            ({"tz": False}, hanoi),
        ]
        people = self.env["res.partner"].create(
            [{"name": "X", **values} for values, _zone in cases]
        )

        found = people._journey_tz(self.env.company)

        self.assertEqual([found[p.id] for p in people], [zone for _v, zone in cases])

    def test_what_makes_no_sense_is_refused_with_its_reason(self):
        for config, words in (
            ({"source": "birthday", "at": "25:00"}, "25:00"),
            ({"source": "moon"}, "moon"),
        ):
            with self.assertRaisesRegex(ValidationError, words):
                self._journey(**config)
        for values, words in (
            ({"trigger_config": {"source": "field", "field": "name"}}, "name"),
            ({"trigger_config": {"source": "field"}}, "field"),
            (
                {"trigger_config": {"source": "birthday"}, "res_model": "crm.lead"},
                "contacts",
            ),
            (
                {"trigger": "calendar", "trigger_config": {"preset": "tet"}},
                "audience",
            ),
        ):
            journey = self._create_journey(
                VISIT, publish=False, **{"trigger": "date", **values}
            )
            with self.assertRaisesRegex(ValidationError, words):
                journey.action_start()
            self.assertEqual(journey.state, "draft")
