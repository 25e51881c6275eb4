# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Journeys that lead to an order: the first one, and the next."""

from odoo.tools.translate import LazyTranslate

from .gallery_parts import BOUGHT, END, REACHABLE, Ready, all_of, asks, call, mail, wait

_lt = LazyTranslate(__name__)

SALES = (
    Ready(
        "welcome",
        "fa-handshake-o",
        _lt("Welcome"),
        _lt("Three messages in the first ten days; a call when nothing was opened."),
        _lt("New contacts of the last two weeks"),
        all_of(
            {
                "kind": "fields",
                "domain": [["create_date", ">=", "today -14d"], ["email", "!=", False]],
            }
        ),
        (
            mail(
                "hello",
                "pause",
                _lt("Welcome"),
                _lt("Welcome, {name}"),
                _lt("Good to have you with us. This is who we are and what we do."),
                _lt("Answer this message with any question: a person reads it."),
            ),
            wait("pause", "opened", 3),
            asks("opened", "hello", "open", "more", "call", _lt("Was it opened?")),
            mail(
                "more",
                "later",
                _lt("What we are good at"),
                _lt("What our customers ask us for most"),
                _lt("Here is what customers like you usually begin with."),
            ),
            call("call", "later", _lt("Call them"), _lt("Welcome by phone")),
            wait("later", "offer", 1, "weeks"),
            mail(
                "offer",
                "end",
                _lt("A first offer"),
                _lt("Something to begin with, {name}"),
                _lt("This is our offer for a first order. It is valid for two weeks."),
            ),
            END,
        ),
        {"trigger": "segment", "goal_codes": ["order_confirmed"], "goal_days": 30},
    ),
    Ready(
        "first_order",
        "fa-shopping-basket",
        _lt("First order follow-up"),
        _lt("Thanks for the first order and asks two weeks later how it is."),
        _lt("Contacts with an e-mail address"),
        all_of(REACHABLE),
        (
            mail(
                "thanks",
                "pause",
                _lt("Thanks"),
                _lt("Thank you for your first order, {name}"),
                _lt("We are at work on it. You hear from us when it is on its way."),
            ),
            wait("pause", "how", 2, "weeks"),
            mail(
                "how",
                "replied",
                _lt("How is it?"),
                _lt("Is everything as you expected?"),
                _lt("Answer in one line: it goes to a person, not to a machine."),
            ),
            wait("replied", "call", 5),
            asks("call", "how", "reply", "end", "phone", _lt("Did they answer?"), 5),
            call("phone", "end", _lt("Ask by phone"), _lt("How was the first order?")),
            END,
        ),
        {
            "trigger": "interaction",
            "trigger_config": {"types": ["order_confirmed"]},
            "message_class": "care",
        },
    ),
    Ready(
        "win_back",
        "fa-undo",
        _lt("Win back"),
        _lt("For those who bought and have been silent for half a year."),
        _lt("Bought once, nothing in the last 180 days"),
        all_of(BOUGHT, {"kind": "bought", "op": "not_bought", "days": 180}, REACHABLE),
        (
            mail(
                "miss",
                "pause",
                _lt("We miss you"),
                _lt("It has been a while, {name}"),
                _lt("What can we do better? Tell us, or have a look at what is new."),
            ),
            wait("pause", "clicked", 5),
            asks("clicked", "miss", "click", "call", "offer", _lt("Did they look?"), 5),
            call("call", "end", _lt("Call while it is warm"), _lt("Win back by phone")),
            mail(
                "offer",
                "end",
                _lt("An offer"),
                _lt("An offer for you, {name}"),
                _lt("Something for your next order, valid until the end of the month."),
            ),
            END,
        ),
        {
            "trigger": "segment",
            "reentry": "after_exit",
            "reentry_days": 180,
            "exit_on_segment_leave": True,
            "holdout_percent": 10,
            "goal_codes": ["order_confirmed"],
            "goal_days": 60,
        },
    ),
    Ready(
        "replenishment",
        "fa-refresh",
        _lt("Time to order again"),
        _lt("Thirty days after the last order, unless they ordered again."),
        _lt("Customers who have bought"),
        all_of(BOUGHT, REACHABLE),
        (
            mail(
                "remind",
                None,
                _lt("Reminder"),
                _lt("Is it time for more, {name}?"),
                _lt("Your last order is a month ago. Answer, and we prepare the next."),
            ),
        ),
        {
            "trigger": "date",
            "trigger_config": {
                "source": "interaction",
                "types": ["order_confirmed"],
                "offset_days": 30,
                "at": "09:00",
            },
            "reentry": "each",
            "goal_codes": ["order_confirmed"],
            "goal_days": 14,
        },
    ),
    Ready(
        "quotation",
        "fa-file-text-o",
        _lt("Quotation without an answer"),
        _lt("Three days after a quotation that has not become an order."),
        _lt("Contacts with an e-mail address"),
        all_of(REACHABLE),
        (
            mail(
                "ask",
                "pause",
                _lt("Any question?"),
                _lt("Your quotation, {name}: any question?"),
                _lt(
                    "We sent you a quotation some days ago. What is missing for a yes?"
                ),
            ),
            wait("pause", "call", 2),
            call("call", "end", _lt("Call"), _lt("Ask about the quotation")),
            END,
        ),
        {
            "trigger": "date",
            "trigger_config": {
                "source": "interaction",
                "types": ["quotation_sent"],
                "unless": ["order_confirmed", "order_cancelled"],
                "offset_days": 3,
                "at": "09:00",
            },
            "reentry": "each",
            "goal_codes": ["order_confirmed"],
            "goal_days": 14,
            "message_class": "care",
        },
    ),
)
