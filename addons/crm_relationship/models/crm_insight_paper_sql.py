# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Ends of agreements and warranties as insights: see crm_insight_sql.py."""

RENEWAL = """
    SELECT 'renewal' AS kind, a.commercial_partner_id AS partner_id,
        NULL::int AS product_id, NULL::int AS because_id, NULL::int AS category_id,
        75 AS score,
        jsonb_build_object('number', a.name, 'day', a.date_to) AS evidence,
        a.id::text AS ref
      FROM crm_agreement a
     WHERE a.commercial_partner_id = ANY(%(partners)s) AND a.company_id = %(company)s
       AND a.state = 'signed' AND a.date_to >= %(today)s
       AND a.date_to - a.notice_days <= %(today)s
       AND NOT EXISTS (SELECT 1 FROM crm_agreement r WHERE r.renewed_from_id = a.id
            AND r.state IN ('sent', 'signed'))
"""
WARRANTY_END = """
    SELECT DISTINCT 'warranty' AS kind, w.partner_id,
        NULL::int AS product_id, NULL::int AS because_id, NULL::int AS category_id,
        57 AS score, jsonb_build_object('order', w.name, 'day', w.day) AS evidence,
        concat_ws(':', w.order_id, w.day) AS ref
      FROM (SELECT e.partner_id, o.id AS order_id, o.name,
                (max(m.date) + (t.warranty_months + %(extra)s)
                    * interval '1 month')::date AS day
              FROM everybody e JOIN sale_order o ON o.partner_id = e.id
              JOIN sale_order_line l ON l.order_id = o.id
              JOIN product_product v ON v.id = l.product_id
              JOIN product_template t ON t.id = v.product_tmpl_id
               AND t.warranty_months > 0
              JOIN stock_move m ON m.sale_line_id = l.id AND m.state = 'done'
              JOIN stock_location d ON d.id = m.location_dest_id
               AND d.usage = 'customer'
             WHERE o.state = 'sale' AND o.company_id = %(company)s
             GROUP BY e.partner_id, o.id, l.id, t.warranty_months) w
     WHERE w.day BETWEEN %(today)s AND %(today)s + 30
"""
