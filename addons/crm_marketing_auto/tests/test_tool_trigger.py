# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a trigger that makes no sense is refused, with what is wrong named."""

from odoo.tests import BaseCase, tagged

from ..tools.journey_trigger import KEYS, PRESETS, faults, is_yearly, settings

#: What the journeys of a shop are started by, each with a configuration.
RIGHT = {
    "birthday": ("date", {"source": "birthday", "feb29": "03-01", "late_days": 1}),
    "lunar birthday": ("date", {"source": "birthday", "calendar": "lunar"}),
    "end of contract": (
        "date",
        {"source": "field", "field": "x_contract_end", "offset_days": -60},
    ),
    "end of warranty": (
        "date",
        {
            "source": "interaction",
            "types": ["delivery_done"],
            "offset_months": 12,
            "offset_days": -14,
        },
    ),
    "abandoned quotation": (
        "date",
        {
            "source": "interaction",
            "types": ["quotation_sent"],
            "unless": ["order_confirmed", "order_cancelled"],
            "offset_days": 3,
        },
    ),
    "replenishment": (
        "date",
        {"source": "interaction", "types": ["order_confirmed"], "offset_days": 30},
    ),
    "satisfaction": ("interaction", {"types": ["rating"], "rating_max": 2}),
    "large order": (
        "interaction",
        {"types": ["order_confirmed"], "min_amount": 5_000_000},
    ),
    "clicked": ("interaction", {"reactions": ["click"], "journey_ids": [7]}),
    "before Tet": ("calendar", {"preset": "tet", "offset_days": -30}),
    "kitchen gods": ("calendar", {"preset": "ong_tao"}),
    "29 February": ("calendar", {"month": 2, "day": 29}),
    "left": ("segment", {"on": "leave"}),
    "entered": ("segment", None),
    "web call": ("webhook", {"match": "phone", "rate_per_minute": 10}),
    "by hand": ("manual", {}),
}
#: trigger, configuration, codes of what is wrong
WRONG = [
    ("moon", {}, ["unknown_trigger"]),
    ("segment", {"on": "sometimes"}, ["wrong"]),
    ("segment", ["enter"], ["wrong"]),
    ("segment", {"types": ["rating"]}, ["unknown_key"]),
    ("interaction", {}, ["missing"]),
    ("interaction", {"types": "rating"}, ["wrong"]),
    ("interaction", {"types": ["rating"], "rating_max": 6}, ["wrong"]),
    ("interaction", {"types": ["rating"], "rating_min": 4, "rating_max": 2}, ["wrong"]),
    ("interaction", {"reactions": ["sneeze"]}, ["wrong"]),
    ("interaction", {"types": ["rating"], "min_amount": True}, ["wrong"]),
    ("date", {}, ["missing"]),
    ("date", {"source": "field"}, ["missing"]),
    ("date", {"source": "interaction"}, ["missing"]),
    ("date", {"source": "birthday", "feb29": "02-30"}, ["wrong"]),
    ("date", {"source": "birthday", "at": "25:00"}, ["wrong"]),
    ("date", {"source": "birthday", "at": "21:00"}, ["until_before_at"]),
    ("date", {"source": "field", "field": "x", "calendar": "lunar"}, ["lunar_once"]),
    ("date", {"source": "birthday", "offset_days": 1.5}, ["wrong"]),
    ("calendar", {}, ["missing", "missing"]),
    ("calendar", {"preset": "easter"}, ["wrong"]),
    ("calendar", {"month": 2, "day": 30}, ["no_such_day"]),
    (
        "calendar",
        {"repeat": "once", "year": 2027, "month": 2, "day": 29},
        ["no_such_day"],
    ),
    ("calendar", {"calendar": "lunar", "month": 7, "day": 31}, ["no_such_day"]),
    ("calendar", {"repeat": "once", "month": 3, "day": 8}, ["missing"]),
    ("webhook", {"rate_per_minute": 0}, ["wrong"]),
    ("manual", {"types": []}, ["unknown_key"]),
]


@tagged("standard")
class TestToolTrigger(BaseCase):
    def test_journeys_of_a_shop_can_be_said(self):
        for name, (trigger, config) in RIGHT.items():
            with self.subTest(journey=name):
                self.assertEqual(faults(trigger, config), [])

    def test_what_makes_no_sense_is_named(self):
        for trigger, config, codes in WRONG:
            with self.subTest(trigger=trigger, config=config):
                self.assertEqual(
                    [fault.code for fault in faults(trigger, config)], codes
                )

    def test_a_fault_names_the_key_and_the_value(self):
        [fault] = faults("interaction", {"types": ["rating"], "rating_max": 9})

        self.assertEqual(fault.args, {"key": "rating_max", "value": "9"})

    def test_defaults_are_filled_in_and_kept_out_of_what_was_said(self):
        config = {"source": "birthday", "at": "09:30"}

        found = settings("date", config)

        self.assertEqual(found["at"], "09:30")
        self.assertEqual(found["until"], "20:00")
        self.assertEqual(found["calendar"], "solar")
        self.assertEqual(config, {"source": "birthday", "at": "09:30"})
        self.assertEqual(faults("date", found), [])

    def test_named_days_are_days(self):
        for name in PRESETS:
            with self.subTest(name=name):
                self.assertEqual(faults("calendar", {"preset": name}), [])
        self.assertEqual(settings("calendar", {"preset": "tet"})["calendar"], "lunar")

    def test_a_birthday_comes_back_and_another_date_when_it_says_so(self):
        for config, yearly in (
            ({"source": "birthday"}, True),
            ({"source": "field", "field": "x"}, False),
            ({"source": "field", "field": "x", "yearly": True}, True),
        ):
            self.assertEqual(is_yearly(settings("date", config)), yearly)

    def test_every_default_is_allowed(self):
        for trigger, keys in KEYS.items():
            given = {name: key.default for name, key in keys.items()}
            said = {name: value for name, value in given.items() if value is not None}
            with self.subTest(trigger=trigger):
                self.assertFalse({"wrong"} & {f.code for f in faults(trigger, said)})
