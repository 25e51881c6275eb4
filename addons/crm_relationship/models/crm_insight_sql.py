# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The SQL that finds insights.

Every part gives (kind, partner_id, product_id, because_id, category_id, score, evidence,
ref); `ref` tells those of a customer apart, and is part of the key by which one is known
again. Scores order the insights of a customer: 100 is the most important.
"""

from .crm_insight_paper_sql import RENEWAL, WARRANTY_END

#: Of what may be sold the most important are kept, each product once. What somebody took
#: up keeps its place, what was refused or put aside leaves it to others.
#: What the parts read: the people of the customers, what they ordered in two years, the
#: products that may be offered now.
FIND = """
    people AS MATERIALIZED (
        SELECT id, commercial_partner_id AS partner_id, name, birthdate
          FROM res_partner
         WHERE commercial_partner_id = ANY(%(partners)s) AND active IS TRUE),
    everybody AS (
        SELECT id, commercial_partner_id AS partner_id FROM res_partner
         WHERE commercial_partner_id = ANY(%(partners)s)),
    lines AS MATERIALIZED (
        SELECT e.partner_id, o.date_order AS at, l.product_id, t.categ_id,
            l.product_uom_qty * COALESCE(u.factor, 1) / COALESCE(NULLIF(tu.factor, 0), 1)
                AS quantity,
            l.price_subtotal / COALESCE(NULLIF(o.currency_rate, 0), 1) AS worth
          FROM everybody e JOIN sale_order o ON o.partner_id = e.id
          JOIN sale_order_line l ON l.order_id = o.id
          JOIN product_product p ON p.id = l.product_id
          JOIN product_template t ON t.id = p.product_tmpl_id
          LEFT JOIN uom_uom u ON u.id = l.product_uom_id
          LEFT JOIN uom_uom tu ON tu.id = t.uom_id
         WHERE o.state = 'sale' AND o.company_id = %(company)s AND o.date_order <= %(now)s
           AND o.date_order > %(now)s - interval '24 months'
           AND l.display_type IS NULL AND l.is_downpayment IS NOT TRUE
           AND l.product_uom_qty > 0),
    bought AS MATERIALIZED (
        SELECT partner_id, product_id, max(at) AS last FROM lines GROUP BY 1, 2),
    sellable AS (
        SELECT p.id, p.product_tmpl_id FROM product_product p
          JOIN product_template t ON t.id = p.product_tmpl_id
         WHERE p.active IS TRUE AND t.active IS TRUE AND t.sale_ok IS TRUE
           AND COALESCE(t.company_id, %(company)s) = %(company)s
           AND (t.is_storable IS NOT TRUE OR (
                SELECT sum(q.quantity - q.reserved_quantity) FROM stock_quant q
                  JOIN stock_location w ON w.id = q.location_id
                 WHERE q.product_id = p.id AND q.company_id = %(company)s
                   AND w.usage = 'internal') > 0
             OR EXISTS (SELECT 1 FROM stock_route_product r
                 WHERE r.product_id = t.id AND r.route_id = %(to_order)s)
             OR EXISTS (SELECT 1 FROM stock_route_categ r
                 WHERE r.categ_id = t.categ_id AND r.route_id = %(to_order)s))),
    solvent AS (
        SELECT id AS partner_id FROM res_partner WHERE id = ANY(%(partners)s)
           AND active IS TRUE AND trust->>%(company)s::text IS DISTINCT FROM 'bad'
           AND id NOT IN (%(disputed)s)),
    known AS (
        SELECT f.*, r.state AS known, CASE WHEN f.kind = ANY(%(sold)s) THEN 'sell'
                ELSE f.kind END AS place_of, (r.state = 'accepted') IS TRUE AS is_taken,
            (r.state = 'snoozed' AND r.snooze_until >= %(today)s) IS TRUE AS is_later
          FROM (SELECT p.*, concat_ws(':', p.kind, p.partner_id, p.ref) AS key
              FROM (%(parts)s) p) f
          JOIN res_partner p ON p.id = f.partner_id AND p.active IS TRUE
          LEFT JOIN crm_insight r ON r.company_id = %(company)s AND r.key = f.key
         WHERE r.state IS DISTINCT FROM 'refused'
            OR r.acted_at < %(now)s - %(months)s * interval '1 month'),
    placed AS (
        SELECT k.*, row_number() OVER (PARTITION BY partner_id, place_of,
                COALESCE(product_id, 0) ORDER BY is_taken DESC, score DESC, key) AS twin
          FROM known k),
    found AS (
        SELECT * FROM (SELECT p.*, row_number() OVER (PARTITION BY partner_id, place_of
                ORDER BY is_taken DESC, is_later, score DESC, key) AS place
              FROM placed p WHERE twin = 1 OR place_of <> 'sell') p
         WHERE place <= COALESCE((%(most)s::jsonb->>place_of)::int, 100)
            OR is_taken OR is_later)
"""

CROSS_SELL = """
    SELECT DISTINCT ON (b.partner_id, r.other_id) 'cross_sell' AS kind, b.partner_id,
        r.other_id AS product_id, b.product_id AS because_id, NULL::int AS category_id,
        30 + 40 * r.confidence AS score, jsonb_build_object('orders', r.orders,
            'support', r.support, 'confidence', r.confidence, 'lift', r.lift) AS evidence,
        r.other_id::text AS ref
      FROM bought b JOIN solvent USING (partner_id)
      JOIN crm_product_pair r ON r.product_id = b.product_id
       AND r.company_id = %(company)s
      JOIN sellable s ON s.id = r.other_id
     WHERE NOT EXISTS (SELECT 1 FROM bought o WHERE o.partner_id = b.partner_id
           AND o.product_id = r.other_id)
     ORDER BY b.partner_id, r.other_id, r.confidence * r.lift DESC, b.product_id
"""
OPTIONAL = """
    SELECT DISTINCT ON (b.partner_id, s.id) 'optional' AS kind, b.partner_id,
        s.id AS product_id, b.product_id AS because_id, NULL::int AS category_id,
        35 AS score, '{}'::jsonb AS evidence, s.id::text AS ref
      FROM bought b JOIN solvent USING (partner_id)
      JOIN product_product p ON p.id = b.product_id
      JOIN product_optional_rel r ON r.src_id = p.product_tmpl_id
      JOIN sellable s ON s.product_tmpl_id = r.dest_id
     WHERE NOT EXISTS (SELECT 1 FROM bought o JOIN product_product v ON v.id = o.product_id
         WHERE o.partner_id = b.partner_id AND v.product_tmpl_id = r.dest_id)
     ORDER BY b.partner_id, s.id, b.last DESC, b.product_id
"""
#: At least three purchases make a rhythm; after four of them it is over.
REPLENISH = """
    SELECT 'replenish' AS kind, g.partner_id, g.product_id, NULL::int AS because_id,
        NULL::int AS category_id, LEAST(80, 40 + 20 * (%(today)s - g.last) / g.gap) AS score,
        jsonb_build_object('gap', g.gap, 'days', %(today)s - g.last,
            'quantity', g.quantity) AS evidence,
        g.product_id::text AS ref
      FROM (SELECT partner_id, product_id, max(day) AS last,
                percentile_cont(0.5) WITHIN GROUP (ORDER BY gap) AS gap,
                percentile_cont(0.5) WITHIN GROUP (ORDER BY quantity) AS quantity
              FROM (SELECT partner_id, product_id, day, quantity,
                        day - lag(day) OVER (PARTITION BY partner_id, product_id
                            ORDER BY day) AS gap
                      FROM (SELECT partner_id, product_id, at::date AS day,
                                sum(quantity) AS quantity
                              FROM lines GROUP BY 1, 2, 3) days) steps
             GROUP BY 1, 2 HAVING count(gap) >= 2) g
      JOIN solvent USING (partner_id) JOIN sellable s ON s.id = g.product_id
     WHERE %(today)s - g.last > 1.2 * g.gap AND %(today)s - g.last < 4 * g.gap
"""
DORMANT = """
    SELECT 'dormant' AS kind, g.partner_id, NULL::int AS product_id,
        NULL::int AS because_id, g.categ_id AS category_id, 45 AS score,
        jsonb_build_object('gap', g.gap, 'days', %(today)s - g.last) AS evidence,
        g.categ_id::text AS ref
      FROM (SELECT partner_id, categ_id, max(day) AS last,
                percentile_cont(0.5) WITHIN GROUP (ORDER BY gap) AS gap
              FROM (SELECT partner_id, categ_id, day,
                        day - lag(day) OVER (PARTITION BY partner_id, categ_id
                            ORDER BY day) AS gap
                      FROM (SELECT DISTINCT partner_id, categ_id, at::date AS day
                              FROM lines) days) steps
             GROUP BY 1, 2 HAVING count(gap) >= 2) g
      JOIN solvent USING (partner_id)
      JOIN (SELECT partner_id, max(at)::date AS last FROM lines GROUP BY 1) any_order
        USING (partner_id)
     WHERE %(today)s - g.last > GREATEST(60, 2 * g.gap)
       AND any_order.last - g.last > g.gap AND %(today)s - any_order.last <= 90
"""
SILENCE = """
    SELECT 'silence' AS kind, s.partner_id, NULL::int AS product_id,
        NULL::int AS because_id, NULL::int AS category_id, 60 + 30 * s.churn_risk AS score,
        jsonb_build_object('gap', s.order_gap,
            'days', %(today)s - s.last_order_at::date) AS evidence,
        NULL::text AS ref
      FROM crm_partner_stat s
     WHERE s.company_id = %(company)s AND s.partner_id = ANY(%(partners)s)
       AND s.lifecycle = 'lapsing'
"""
CONTACT_DUE = """
    SELECT 'contact_due' AS kind, s.partner_id, NULL::int AS product_id,
        NULL::int AS because_id, NULL::int AS category_id,
        GREATEST(50, 90 - t.sequence)::float AS score,
        jsonb_build_object('last', s.last_touch_at::date, 'cadence', t.cadence_days,
            'tier_id', t.id) AS evidence,
        NULL::text AS ref
      FROM crm_partner_stat s JOIN crm_customer_tier t ON t.id = s.tier_id
     WHERE s.company_id = %(company)s AND s.partner_id = ANY(%(partners)s)
       AND s.contact_due_at <= %(today)s
"""
#: The more urgent when the customer is met soon.
OVERDUE = """
    SELECT 'overdue' AS kind, m.commercial_partner_id AS partner_id,
        NULL::int AS product_id, NULL::int AS because_id, NULL::int AS category_id,
        CASE WHEN max(s.next_step_at) IS NULL THEN 70 ELSE 85 END AS score,
        jsonb_build_object('amount', sum(m.amount_residual_signed),
            'count', count(*), 'days', max(%(today)s - m.invoice_date_due),
            'meeting', max(s.next_step_at)::date) AS evidence,
        NULL::text AS ref
      FROM account_move m
      LEFT JOIN crm_partner_stat s ON s.partner_id = m.commercial_partner_id
       AND s.company_id = m.company_id AND s.next_step_at >= %(now)s
       AND s.next_step_at < %(now)s + interval '7 days'
     WHERE m.commercial_partner_id = ANY(%(partners)s) AND m.company_id = %(company)s
       AND m.state = 'posted' AND m.move_type = 'out_invoice'
       AND m.amount_residual_signed > 0 AND m.invoice_date_due < %(today)s
     GROUP BY 2
"""
#: Orders of 90 days against those of the year before them, or three such periods in a
#: row each worse than the one before.
MARGIN = """
    SELECT 'margin' AS kind, m.partner_id, NULL::int AS product_id,
        NULL::int AS because_id, NULL::int AS category_id, 55 AS score,
        jsonb_build_object('recent', m.recent, 'before', m.before, 'periods',
            jsonb_build_array(m.first, m.second, m.recent)) AS evidence,
        NULL::text AS ref
      FROM (SELECT g.partner_id, sum(margin) FILTER (WHERE n = 0)
                    / NULLIF(sum(worth) FILTER (WHERE n = 0), 0) AS recent,
                sum(margin) FILTER (WHERE n > 0)
                    / NULLIF(sum(worth) FILTER (WHERE n > 0), 0) AS before,
                sum(margin) FILTER (WHERE n = 2)
                    / NULLIF(sum(worth) FILTER (WHERE n = 2), 0) AS first,
                sum(margin) FILTER (WHERE n = 1)
                    / NULLIF(sum(worth) FILTER (WHERE n = 1), 0) AS second
              FROM (SELECT e.partner_id, o.margin, o.amount_untaxed AS worth,
                        floor(extract(epoch FROM %(now)s - o.date_order) / 7776000) AS n
                      FROM everybody e JOIN sale_order o ON o.partner_id = e.id
                     WHERE o.state = 'sale' AND o.company_id = %(company)s
                       AND o.amount_untaxed > 0 AND o.date_order <= %(now)s
                       AND o.date_order > %(now)s - interval '455 days') g
             GROUP BY 1 HAVING count(*) FILTER (WHERE n = 0) >= 2
                AND count(*) FILTER (WHERE n > 0) >= 2) m
     WHERE m.recent < m.before - %(points)s / 100.0
        OR m.first > m.second AND m.second > m.recent
       AND m.recent < m.first - %(points)s / 100.0
"""
#: What a customer pays for a product, in three periods of 90 days, each less.
PRICE = """
    SELECT 'price' AS kind, g.partner_id, g.product_id, NULL::int AS because_id,
        NULL::int AS category_id, 50 AS score,
        jsonb_build_object('prices', jsonb_build_array(round(g.first::numeric, 2),
            round(g.second::numeric, 2), round(g.recent::numeric, 2))) AS evidence,
        g.product_id::text AS ref
      FROM (SELECT partner_id, product_id,
                sum(worth) FILTER (WHERE n = 2) / NULLIF(sum(quantity)
                    FILTER (WHERE n = 2), 0) AS first,
                sum(worth) FILTER (WHERE n = 1) / NULLIF(sum(quantity)
                    FILTER (WHERE n = 1), 0) AS second,
                sum(worth) FILTER (WHERE n = 0) / NULLIF(sum(quantity)
                    FILTER (WHERE n = 0), 0) AS recent
              FROM (SELECT l.*, floor(extract(epoch FROM %(now)s - at) / 7776000) AS n
                      FROM lines l WHERE at > %(now)s - interval '270 days') p
             GROUP BY 1, 2) g
     WHERE g.first > g.second AND g.second > g.recent
       AND g.recent < g.first * (1 - %(points)s / 100.0)
"""
#: Fifteen points in 30 days or a band lower; said until it is nearly as before again.
HEALTH = """
    SELECT 'health' AS kind, s.partner_id, NULL::int AS product_id,
        NULL::int AS because_id, NULL::int AS category_id,
        75 + (b.best - s.health_score) / 10.0 AS score,
        jsonb_build_object('before', b.best, 'now', s.health_score,
            'detail', s.health_detail) AS evidence,
        NULL::text AS ref
      FROM crm_partner_stat s
      LEFT JOIN crm_insight k ON k.company_id = s.company_id
       AND k.key = 'health:' || s.partner_id AND k.state IN ('new', 'accepted', 'snoozed')
      LEFT JOIN (SELECT partner_id, max(value::int) AS best
          FROM (SELECT c.partner_id, c.value FROM crm_partner_change c
                 WHERE c.partner_id = ANY(%(partners)s) AND c.company_id = %(company)s
                   AND c.kind = 'health' AND c.changed_at > %(now)s - interval '30 days'
                 UNION ALL
                (SELECT DISTINCT ON (c.partner_id) c.partner_id, c.value
                  FROM crm_partner_change c
                 WHERE c.partner_id = ANY(%(partners)s) AND c.company_id = %(company)s
                   AND c.kind = 'health' AND c.changed_at <= %(now)s - interval '30 days'
                 ORDER BY c.partner_id, c.id DESC)) kept
         GROUP BY 1) h ON h.partner_id = s.partner_id
     CROSS JOIN LATERAL (SELECT (k.evidence->>'before')::int AS said) w
     CROSS JOIN LATERAL (SELECT GREATEST(h.best, w.said) AS best, w.said) b
     WHERE s.company_id = %(company)s AND s.partner_id = ANY(%(partners)s)
       AND s.health_band IS NOT NULL AND b.best IS NOT NULL
       AND (b.best - s.health_score >= 15 OR s.health_score < b.said - 5
         OR (b.best >= %(good)s)::int + (b.best >= %(fair)s)::int
          > (s.health_score >= %(good)s)::int + (s.health_score >= %(fair)s)::int)
"""
#: The coming week. The 29th of February is the 28th in a year that has none.
BIRTHDAY = """
    SELECT 'birthday' AS kind, p.partner_id, NULL::int AS product_id,
        NULL::int AS because_id, NULL::int AS category_id, 65 AS score,
        jsonb_build_object('name', p.name, 'day', d.day::date) AS evidence,
        concat_ws(':', p.id, extract(year FROM d.day)) AS ref
      FROM people p CROSS JOIN generate_series(%(today)s, %(today)s + 7, '1 day') d(day)
     WHERE p.birthdate IS NOT NULL
       AND (p.birthdate + (extract(year FROM d.day) - extract(year FROM p.birthdate))
            * interval '1 year')::date = d.day::date
"""
DATES = """
    SELECT 'date' AS kind, p.partner_id, NULL::int AS product_id,
        NULL::int AS because_id, NULL::int AS category_id, 58 AS score,
        jsonb_build_object('name', f.name, 'day', d.day::date) AS evidence,
        concat_ws(':', f.id, extract(year FROM d.day)) AS ref
      FROM people p JOIN crm_partner_fact f ON f.partner_id = p.id AND f.date IS NOT NULL
     CROSS JOIN generate_series(%(today)s, %(today)s + 7, '1 day') d(day)
     WHERE (f.date + (extract(year FROM d.day) - extract(year FROM f.date))
            * interval '1 year')::date = d.day::date
"""
PART_OF_KIND = {
    "contact_due": CONTACT_DUE,
    "silence": SILENCE,
    "overdue": OVERDUE,
    "margin": MARGIN,
    "price": PRICE,
    "health": HEALTH,
    "replenish": REPLENISH,
    "dormant": DORMANT,
    "cross_sell": CROSS_SELL,
    "optional": OPTIONAL,
    "birthday": BIRTHDAY,
    "date": DATES,
    "renewal": RENEWAL,
    "warranty": WARRANTY_END,
}

#: New and true again: written. No longer true: gone, or won where somebody had taken it
#: up; a product that was bought is won as well. Refused stays refused as long as it is
#: set: what is found was refused longer ago.
STORE = """
    WITH %(found)s,
    ended AS (
        UPDATE crm_insight i SET
            state = CASE WHEN i.state = 'accepted' AND w.is_won THEN 'won' ELSE 'gone' END,
            hit = CASE WHEN i.state = 'accepted' THEN
                CASE WHEN w.is_won THEN 100 ELSE 0 END END,
            write_date = %(now)s
          FROM crm_insight o CROSS JOIN LATERAL (SELECT o.product_id IS NULL OR EXISTS (
                SELECT 1 FROM bought b WHERE b.partner_id = o.partner_id
                   AND b.product_id = o.product_id AND b.last >= o.acted_at) AS is_won) w
         WHERE o.id = i.id AND i.company_id = %(company)s
           AND i.partner_id = ANY(%(partners)s)
           AND i.state IN ('new', 'accepted', 'snoozed')
           AND NOT EXISTS (SELECT 1 FROM found f WHERE f.key = i.key))
    INSERT INTO crm_insight AS i (company_id, partner_id, kind, key, product_id, because_id,
        category_id, score, evidence, state, found_at,
        create_uid, create_date, write_uid, write_date)
    SELECT %(company)s, partner_id, kind, key, product_id, because_id, category_id,
        round(score::numeric, 1), evidence, 'new', %(now)s, %(uid)s, %(now)s, %(uid)s,
        %(now)s
      FROM found ORDER BY key
    ON CONFLICT (company_id, key) DO UPDATE SET
        score = EXCLUDED.score, evidence = EXCLUDED.evidence,
        because_id = EXCLUDED.because_id, write_date = %(now)s,
        state = CASE WHEN i.state IN ('won', 'gone', 'refused')
            OR i.state = 'snoozed' AND i.snooze_until < %(today)s
            THEN 'new' ELSE i.state END,
        found_at = CASE WHEN i.state IN ('won', 'gone', 'refused') THEN %(now)s
            ELSE i.found_at END
     WHERE (i.score, i.evidence, i.because_id) IS DISTINCT FROM
            (EXCLUDED.score, EXCLUDED.evidence, EXCLUDED.because_id)
        OR i.state IN ('won', 'gone', 'refused')
        OR i.state = 'snoozed' AND i.snooze_until < %(today)s
    RETURNING id
"""
