# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What counts as a conversion: one SELECT per basis.

Columns: res_model, res_id, partner_id (the customer behind the contact), lead_id, at,
amount, margin; amounts in the currency of the company, without taxes.
"""

ORDER = """
    SELECT 'sale.order' AS res_model, o.id AS res_id,
        p.commercial_partner_id AS partner_id, o.opportunity_id AS lead_id,
        o.date_order AS at,
        ROUND((o.amount_untaxed / COALESCE(NULLIF(o.currency_rate, 0), 1))::numeric,
            %(digits)s)
            AS amount,
        ROUND((o.margin / COALESCE(NULLIF(o.currency_rate, 0), 1))::numeric,
            %(digits)s) AS margin
    FROM sale_order o
    JOIN res_partner p ON p.id = o.partner_id
    WHERE o.company_id = %(company)s AND o.state = 'sale' AND o.amount_untaxed <> 0
"""
#: A credit note belongs to the invoice that it reverses; without one it stands alone.
#: What was delivered cost what its order lines say; without any the margin is unknown.
INVOICE = """
    SELECT 'account.move' AS res_model, root.id AS res_id,
        root.commercial_partner_id AS partner_id, MAX(made.lead_id) AS lead_id,
        COALESCE(root.invoice_date, root.date) + INTERVAL '1 day - 1 second' AS at,
        ROUND(SUM(m.amount_untaxed_signed * paid.share), %(digits)s) AS amount,
        ROUND(SUM((m.amount_untaxed_signed - made.cost) * paid.share), %(digits)s)
            AS margin
    FROM account_move m
    LEFT JOIN account_move origin ON origin.id = m.reversed_entry_id
        AND m.move_type = 'out_refund' AND origin.move_type = 'out_invoice'
        AND origin.state = 'posted'
    JOIN account_move root ON root.id = COALESCE(origin.id, m.id)
    CROSS JOIN LATERAL (
        SELECT CASE WHEN NOT %(only_paid)s THEN 1 WHEN m.amount_total_signed = 0 THEN 0
            ELSE 1 - m.amount_residual_signed / m.amount_total_signed END AS share
    ) paid
    LEFT JOIN (
        SELECT ml.move_id, MAX(o.opportunity_id) AS lead_id,
            SUM(CASE WHEN im.move_type = 'out_refund' THEN -1 ELSE 1 END * ml.quantity
                * sl.purchase_price / COALESCE(NULLIF(o.currency_rate, 0), 1)
            )::numeric AS cost
        FROM account_move_line ml
        JOIN account_move im ON im.id = ml.move_id
        JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = ml.id
        JOIN sale_order_line sl ON sl.id = rel.order_line_id
        JOIN sale_order o ON o.id = sl.order_id
        WHERE im.company_id = %(company)s
        GROUP BY ml.move_id
    ) made ON made.move_id = m.id
    WHERE m.company_id = %(company)s AND m.state = 'posted'
        AND m.move_type IN ('out_invoice', 'out_refund')
    GROUP BY root.id
    HAVING ROUND(SUM(m.amount_untaxed_signed * paid.share), %(digits)s) <> 0
"""
LEAD = """
    SELECT 'crm.lead' AS res_model, l.id AS res_id,
        p.commercial_partner_id AS partner_id, l.id AS lead_id,
        COALESCE(l.date_closed, l.write_date) AS at,
        ROUND(COALESCE(l.expected_revenue, 0), %(digits)s) AS amount,
        NULL::numeric AS margin
    FROM crm_lead l
    LEFT JOIN res_partner p ON p.id = l.partner_id
    LEFT JOIN crm_team t ON t.id = l.team_id
    WHERE l.won_status = 'won'
        AND COALESCE(l.company_id, t.company_id, %(company)s) = %(company)s
"""
FACTS = {"order": ORDER, "invoice": INVOICE, "paid": INVOICE, "lead": LEAD}
