# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Journeys after a delivery, a warranty, a bad rating."""

from odoo.tools.translate import LazyTranslate

from .gallery_parts import END, REACHABLE, Ready, all_of, call, mail, wait

_lt = LazyTranslate(__name__)

CARE = (
    Ready(
        "after_delivery",
        "fa-truck",
        _lt("Care after delivery"),
        _lt("A week after the delivery, and two weeks before the warranty ends."),
        _lt("Contacts with an e-mail address"),
        all_of(REACHABLE),
        (
            wait("week", "care", 1, "weeks"),
            mail(
                "care",
                "year",
                _lt("How to care for it"),
                _lt("How is it going with your delivery?"),
                _lt(
                    "Some advice so that you enjoy it for long. Questions? Just answer."
                ),
            ),
            wait("year", "warranty", 49, "weeks"),
            mail(
                "warranty",
                "end",
                _lt("The warranty ends soon"),
                _lt("Your warranty ends soon, {name}"),
                _lt(
                    "In two weeks the warranty ends. Is there anything we should see to?"
                ),
            ),
            END,
        ),
        {
            "trigger": "interaction",
            "trigger_config": {"types": ["delivery_done"]},
            "reentry": "each",
            "message_class": "care",
        },
    ),
    Ready(
        "recovery",
        "fa-frown-o",
        _lt("Make it good again"),
        _lt("After a bad rating: a colleague is told and calls; then we write."),
        _lt("Contacts with an e-mail address"),
        all_of(REACHABLE),
        (
            (
                "tell",
                "notify",
                _lt("Tell the salesperson"),
                {"text": _lt("A bad rating: call today."), "owner": "salesperson"},
                {"next": "call"},
            ),
            call("call", "pause", _lt("Call today"), _lt("Make it good again")),
            wait("pause", "sorry", 2),
            mail(
                "sorry",
                "end",
                _lt("We are sorry"),
                _lt("We want to make it good, {name}"),
                _lt("You were not satisfied, and we take that seriously."),
                _lt("Is it solved now? Your answer comes straight to us."),
            ),
            END,
        ),
        {
            "trigger": "interaction",
            "trigger_config": {"types": ["rating"], "rating_max": 2},
            "reentry": "after_exit",
            "reentry_days": 30,
            "message_class": "care",
        },
    ),
)
