# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Journeys that write on a day: birthdays, New Year, news."""

from odoo.tools.translate import LazyTranslate

from .gallery_parts import BOUGHT, REACHABLE, Ready, all_of, mail

_lt = LazyTranslate(__name__)

GREETINGS = (
    Ready(
        "birthday",
        "fa-birthday-cake",
        _lt("Birthday"),
        _lt("Congratulates on the day itself, at eight in the morning."),
        _lt("Contacts with an e-mail address"),
        all_of(REACHABLE),
        (
            mail(
                "hello",
                None,
                _lt("Congratulations"),
                _lt("Happy birthday, {name}!"),
                _lt("All of us wish you a happy birthday and a good new year of life."),
                _lt("Thank you for being with us."),
            ),
        ),
        {
            "trigger": "date",
            "trigger_config": {"source": "birthday", "yearly": True, "at": "08:00"},
            "reentry": "each",
            "message_class": "care",
        },
    ),
    Ready(
        "tet",
        "fa-leaf",
        _lt("Tết greeting"),
        _lt("On the first morning of the lunar year, computed for Vietnam."),
        _lt("Customers who have bought"),
        all_of(BOUGHT, REACHABLE),
        (
            mail(
                "hello",
                None,
                _lt("Tết greeting"),
                _lt("Happy new year, {name}"),
                _lt(
                    "We wish you and your family a new year of peace, health and luck."
                ),
                _lt("Thank you for your trust in the year that has ended."),
            ),
        ),
        {
            "trigger": "calendar",
            "trigger_config": {"preset": "tet", "at": "08:00"},
            "reentry": "each",
            "message_class": "care",
        },
    ),
    Ready(
        "new_year",
        "fa-star-o",
        _lt("New Year greeting"),
        _lt("On the morning of the first of January."),
        _lt("Customers who have bought"),
        all_of(BOUGHT, REACHABLE),
        (
            mail(
                "hello",
                None,
                _lt("New Year greeting"),
                _lt("Happy new year, {name}"),
                _lt("A good year to you and to everybody around you."),
            ),
        ),
        {
            "trigger": "calendar",
            "trigger_config": {"preset": "new_year", "at": "08:00"},
            "reentry": "each",
            "message_class": "care",
        },
    ),
    Ready(
        "newsletter",
        "fa-newspaper-o",
        _lt("Newsletter"),
        _lt("On the first of every month, at nine in the morning."),
        _lt("Contacts with an e-mail address"),
        all_of(REACHABLE),
        (
            mail(
                "news",
                None,
                _lt("News of the month"),
                _lt("News for you, {name}"),
                _lt("What is new this month, in short."),
                _lt("Write your news here before you start."),
            ),
        ),
        {
            "trigger": "calendar",
            "trigger_config": {
                "calendar": "solar",
                "repeat": "monthly",
                "day": 1,
                "at": "09:00",
            },
            "reentry": "each",
        },
    ),
)
