# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The touches before conversions, as SQL: what every model and report begins with."""

from odoo.tools import SQL

#: Whoever has a contact is known by it, and all contacts of a company are one person.
#: A lead without a contact is known by itself.
PATHS = """
    SELECT c.id AS conversion_id, t.id AS touchpoint_id, c.at AS converted_at, t.at,
        c.amount, t.source_id, t.medium_id
    FROM crm_conversion c
    JOIN res_partner p ON p.commercial_partner_id = c.partner_id
    JOIN crm_touchpoint t ON t.partner_id = p.id
    WHERE %(conversions)s AND t.company_id = c.company_id
        AND t.at <= c.at AND t.at >= c.at - %(window)s
    UNION ALL
    SELECT c.id, t.id, c.at, t.at, c.amount, t.source_id, t.medium_id
    FROM crm_conversion c
    JOIN crm_touchpoint t ON t.lead_id = c.lead_id AND t.partner_id IS NULL
    WHERE %(conversions)s AND t.company_id = c.company_id
        AND t.at <= c.at AND t.at >= c.at - %(window)s
"""


def paths(conversions, days):
    """Return the SELECT of the touches within the window of some conversions.

    :param SQL conversions: which, as a condition on `c`
    """
    window = SQL("MAKE_INTERVAL(days => %s)", days)
    return SQL(PATHS, conversions=conversions, window=window)


#: A source and medium that has no effect of its own takes that of all others. OFFSET 0
#: keeps the planner from writing an expression out wherever it is used.
CREDITS = """
    WITH path AS MATERIALIZED (
        SELECT path.*, COALESCE(e.effect, rest.effect, 0) AS effect,
            EXTRACT(EPOCH FROM path.converted_at - path.at)::float8 / 86400 AS age
        FROM (%(paths)s) path
        LEFT JOIN crm_attribution_effect e ON e.company_id = %(company)s
            AND COALESCE(e.source_id, 0) = COALESCE(path.source_id, 0)
            AND COALESCE(e.medium_id, 0) = COALESCE(path.medium_id, 0)
            AND e.is_rest IS NOT TRUE
        LEFT JOIN crm_attribution_effect rest ON rest.company_id = %(company)s
            AND rest.is_rest
    ), placed AS (
        SELECT path.*, ROW_NUMBER() OVER w AS place, COUNT(*) OVER whole AS size,
            MIN(age) OVER whole AS nearest, SUM(effect) OVER whole AS all_effects
        FROM path
        WINDOW whole AS (PARTITION BY conversion_id),
            w AS (PARTITION BY conversion_id ORDER BY at, touchpoint_id)
    ), aged AS (
        SELECT placed.*,
            POWER(0.5::float8, (age - nearest) / %(half_life)s::float8) AS freshness,
            TRUNC(ABS(amount) / %(rounding)s)::float8 AS units,
            CASE WHEN amount < 0 THEN -1 ELSE 1 END AS sign
        FROM placed OFFSET 0
    ), weighed AS (
        SELECT conversion_id, touchpoint_id, place, size, amount, units, sign,
            amount - sign * units::numeric * %(rounding)s AS rest,
            (place = 1)::int::float8 AS first_weight,
            (place = size)::int::float8 AS last_weight,
            1::float8 / size AS linear_weight,
            CASE WHEN size <= 2 THEN 1::float8 / size
                WHEN place IN (1, size) THEN %(ends)s::float8
                ELSE (1 - 2 * %(ends)s::float8) / (size - 2) END AS position_weight,
            freshness / SUM(freshness) OVER (PARTITION BY conversion_id)
                AS decay_weight,
            CASE WHEN all_effects > 0 THEN effect / all_effects
                ELSE 1::float8 / size END AS data_weight
        FROM aged OFFSET 0
    ), floored AS (
        SELECT weighed.*, %(floors)s FROM weighed OFFSET 0
    ), ranked AS (
        SELECT floored.*, place AS linear_rank, %(ranks)s, %(sums)s FROM floored
        WINDOW whole AS (PARTITION BY conversion_id)
    )
    SELECT conversion_id, touchpoint_id, place, %(weights)s, %(amounts)s
    FROM ranked
"""
#: The models whose last units go by remainder; the others give all to one touch.
SHARED = ("linear", "position", "decay", "data")


def credits(conversions, company, ends):
    """Return the SELECT of the credits of some conversions, as tools/attribution.py."""
    rounding = SQL("%s::numeric", str(company.currency_id.rounding))
    return SQL(
        CREDITS,
        paths=paths(conversions, company.attribution_days),
        company=company.id,
        half_life=company.attribution_half_life,
        rounding=rounding,
        ends=ends,
        floors=_each("FLOOR({m}_weight * units) AS {m}_units"),
        # equal shares have equal remainders: their rank is their place
        ranks=_each(
            "ROW_NUMBER() OVER (PARTITION BY conversion_id ORDER BY"
            " ROUND(({m}_weight * units - {m}_units) * 1e9) DESC, place) AS {m}_rank",
            SHARED[1:],
        ),
        sums=_each("SUM({m}_units) OVER whole AS {m}_given"),
        weights=_each("{m}_weight", ("first", "last", *SHARED)),
        amounts=SQL(", ").join(
            [
                SQL("CASE WHEN place = 1 THEN amount ELSE 0 END"),
                SQL("CASE WHEN place = size THEN amount ELSE 0 END"),
                *(_amount(name, rounding) for name in SHARED),
            ]
        ),
    )


def _each(text, names=SHARED):
    # the names are those above, never anybody's input
    return SQL(", ").join(SQL(text.replace("{m}", name)) for name in names)


def _amount(name, rounding):
    """Return the amount of a touch: whole units, and what is smaller to the first."""
    text = (
        "(sign * ({m}_units + ({m}_rank <= units - {m}_given)::int))::bigint"
        " * %(rounding)s + CASE WHEN {m}_rank = 1 THEN rest ELSE 0 END"
    )
    return SQL(text.replace("{m}", name), rounding=rounding)
