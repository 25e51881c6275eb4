# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who was called and who subscribed, counted through segments.

Each figure is a segment: a rule over the interactions, refreshed into members, and
another one with *subscribed* added. The year of a call is not in the file: a month is
that month of each year.
"""

from __future__ import annotations

from calendar import monthrange

import bank_marketing_load

YEARS = range(2008, 2011)
EARLIER_UNKNOWN = (36959, 3386)


def check(env, report, masters, expected):
    """Check the figures by contact kind, month and earlier outcome.

    :param expected: three {value: (clients, subscribers)}: kinds, months, outcomes
    """
    now = masters["campaign"]["now"]
    success = masters["outcome"]["success"]
    yes = called(campaigns=[now], outcomes=[success])
    for label, (clients, subscribers), rule in rules(masters, *expected):
        both = {"kind": "and", "rules": [rule, yes]}
        for name, count, tree in (
            (f"segment {label}", clients, rule),
            (f"segment {label}, subscribed", subscribers, both),
        ):
            segment = env["crm.segment"].create({"name": name, "rule": tree})
            segment._refresh()
            report.check(name, count, segment.member_count)
        env.cr.commit()


def rules(masters, kinds, months, outcomes):
    """Yield (label, (clients, subscribers), rule) of every figure."""
    campaign, outcome = masters["campaign"], masters["outcome"]
    for kind, figures in kinds.items():
        yield f"contact {kind}", figures, called(**media(masters, kind, campaign))
    for number, name in enumerate(bank_marketing_load.MONTHS, 1):
        yield name, months[name], in_month(number, campaign["now"])
    for key, figures in outcomes.items():
        yield f"earlier {key}", figures, earlier([outcome[key]], campaign)
    known = earlier([outcome[key] for key in outcomes], campaign)
    everyone = called(campaigns=[campaign["now"]])
    unknown = [everyone, {"kind": "not", "rules": [known]}]
    yield "earlier unknown", EARLIER_UNKNOWN, {"kind": "and", "rules": unknown}


def called(**conditions):
    """Return the rule that there was such a call."""
    return {"kind": "interaction", "op": "at_least", "count": 1, **conditions}


def media(masters, kind, campaign):
    """Return the conditions of a call of this campaign by a contact kind."""
    return {"media": [masters["medium"][kind]], "campaigns": [campaign["now"]]}


def earlier(outcomes, campaign):
    """Return the rule that the earlier campaign ended so."""
    return called(campaigns=[campaign["earlier"]], outcomes=outcomes)


def in_month(month, campaign):
    """Return the rule that the call was in a month of any year."""
    return {
        "kind": "or",
        "rules": [
            called(
                campaigns=[campaign],
                **{
                    "from": f"{year}-{month:02}-01",
                    "to": f"{year}-{month:02}-{monthrange(year, month)[1]}",
                },
            )
            for year in YEARS
        ],
    }
