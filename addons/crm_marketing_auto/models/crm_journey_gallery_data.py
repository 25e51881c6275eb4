# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Ready-made journeys: who comes in, what they get and when, with words to begin with.

A template is a `Ready`; its steps are `(uid, kind, name, config, branches)`, followed
for messages by their content: a subject and paragraphs. Texts are translated when a
journey is made from it. *{name}* in a content becomes the person's name.
"""

from dataclasses import dataclass, field

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


@dataclass(frozen=True)
class Ready:
    """A ready-made journey."""

    key: str
    icon: str
    name: object
    help: object
    segment: object
    rule: dict
    steps: tuple
    values: dict = field(default_factory=dict)


def _wait(uid, then, amount, unit="days", at="09:00", name=None):
    config = {"mode": "duration", "amount": amount, "unit": unit}
    if at:
        config["at"] = at
    return (uid, "wait", name or _lt("Wait"), config, {"next": then})


def _mail(uid, then, name, subject, *paragraphs):
    branches = {"next": then} if then else {}
    return (uid, "mail", name, {}, branches, subject, paragraphs)


def _asks(uid, of, kind, yes, no, name, days=3):
    config = {"mode": "reaction", "of": of, "kind": kind, "days": days}
    return (uid, "condition", name, config, {"yes": yes, "no": no})


def _call(uid, then, name, summary):
    config = {"summary": summary, "days": 1, "owner": "salesperson"}
    return (uid, "call", name, config, {"next": then})


END = ("end", "exit", _lt("End"), {}, {})
REACHABLE = {"kind": "fields", "domain": [["email", "!=", False]]}
BOUGHT = {"kind": "bought", "op": "bought"}


def _all(*rules):
    return {"kind": "and", "rules": list(rules)}


READY = (
    Ready(
        "birthday",
        "fa-birthday-cake",
        _lt("Birthday"),
        _lt("Congratulates on the day itself, at eight in the morning."),
        _lt("Contacts with an e-mail address"),
        _all(REACHABLE),
        (
            _mail(
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
        _all(BOUGHT, REACHABLE),
        (
            _mail(
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
        _all(BOUGHT, REACHABLE),
        (
            _mail(
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
        "welcome",
        "fa-handshake-o",
        _lt("Welcome"),
        _lt("Three messages in the first ten days; a call when nothing was opened."),
        _lt("New contacts of the last two weeks"),
        _all(
            {
                "kind": "fields",
                "domain": [["create_date", ">=", "today -14d"], ["email", "!=", False]],
            }
        ),
        (
            _mail(
                "hello",
                "pause",
                _lt("Welcome"),
                _lt("Welcome, {name}"),
                _lt("Good to have you with us. This is who we are and what we do."),
                _lt("Answer this message with any question: a person reads it."),
            ),
            _wait("pause", "opened", 3),
            _asks("opened", "hello", "open", "more", "call", _lt("Was it opened?")),
            _mail(
                "more",
                "later",
                _lt("What we are good at"),
                _lt("What our customers ask us for most"),
                _lt("Here is what customers like you usually begin with."),
            ),
            _call("call", "later", _lt("Call them"), _lt("Welcome by phone")),
            _wait("later", "offer", 1, "weeks"),
            _mail(
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
        _all(REACHABLE),
        (
            _mail(
                "thanks",
                "pause",
                _lt("Thanks"),
                _lt("Thank you for your first order, {name}"),
                _lt("We are at work on it. You hear from us when it is on its way."),
            ),
            _wait("pause", "how", 2, "weeks"),
            _mail(
                "how",
                "replied",
                _lt("How is it?"),
                _lt("Is everything as you expected?"),
                _lt("Answer in one line: it goes to a person, not to a machine."),
            ),
            _wait("replied", "call", 5),
            _asks("call", "how", "reply", "end", "phone", _lt("Did they answer?"), 5),
            _call("phone", "end", _lt("Ask by phone"), _lt("How was the first order?")),
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
        _all(BOUGHT, {"kind": "bought", "op": "not_bought", "days": 180}, REACHABLE),
        (
            _mail(
                "miss",
                "pause",
                _lt("We miss you"),
                _lt("It has been a while, {name}"),
                _lt("What can we do better? Tell us, or have a look at what is new."),
            ),
            _wait("pause", "clicked", 5),
            _asks(
                "clicked", "miss", "click", "call", "offer", _lt("Did they look?"), 5
            ),
            _call(
                "call", "end", _lt("Call while it is warm"), _lt("Win back by phone")
            ),
            _mail(
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
        _all(BOUGHT, REACHABLE),
        (
            _mail(
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
        _all(REACHABLE),
        (
            _mail(
                "ask",
                "pause",
                _lt("Any question?"),
                _lt("Your quotation, {name}: any question?"),
                _lt(
                    "We sent you a quotation some days ago. What is missing for a yes?"
                ),
            ),
            _wait("pause", "call", 2),
            _call("call", "end", _lt("Call"), _lt("Ask about the quotation")),
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
    Ready(
        "after_delivery",
        "fa-truck",
        _lt("Care after delivery"),
        _lt("A week after the delivery, and two weeks before the warranty ends."),
        _lt("Contacts with an e-mail address"),
        _all(REACHABLE),
        (
            _wait("week", "care", 1, "weeks"),
            _mail(
                "care",
                "year",
                _lt("How to care for it"),
                _lt("How is it going with your delivery?"),
                _lt(
                    "Some advice so that you enjoy it for long. Questions? Just answer."
                ),
            ),
            _wait("year", "warranty", 49, "weeks"),
            _mail(
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
        _all(REACHABLE),
        (
            (
                "tell",
                "notify",
                _lt("Tell the salesperson"),
                {"text": _lt("A bad rating: call today."), "owner": "salesperson"},
                {"next": "call"},
            ),
            _call("call", "pause", _lt("Call today"), _lt("Make it good again")),
            _wait("pause", "sorry", 2),
            _mail(
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
    Ready(
        "newsletter",
        "fa-newspaper-o",
        _lt("Newsletter"),
        _lt("On the first of every month, at nine in the morning."),
        _lt("Contacts with an e-mail address"),
        _all(REACHABLE),
        (
            _mail(
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
