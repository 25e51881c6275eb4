# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The rows of the earnings report, one SELECT for each kind.

Columns: id, kind, company_id, currency_id, day, source_id, medium_id, campaign_id,
journey_id, cost, leads, customers, conversions, revenue, margin, returned, res_model,
res_id. Ids are those of the table times 64 plus a number of the kind and model, so
that they never meet.
"""

from odoo.tools import SQL

from ..tools.attribution import MODELS

SPEND = """
    SELECT s.id::bigint * 64 + 1 AS id, 'ad' AS kind, s.company_id,
        co.currency_id, s.day, s.source_id, s.medium_id, s.campaign_id, s.journey_id,
        s.amount AS cost, 0 AS leads, 0::float8 AS customers, 0::float8 AS conversions,
        0::numeric AS revenue, 0::numeric AS margin, 0::numeric AS returned,
        'crm.ad.spend' AS res_model, s.id AS res_id
    FROM crm_ad_spend s JOIN res_company co ON co.id = s.company_id
"""
#: The rate is that of the day, as res.currency finds it: the company's own first.
MESSAGE = """
    SELECT t.id::bigint * 64 + 2, 'message', p.company_id, co.currency_id,
        COALESCE(t.sent_at, t.done_at, t.due_at)::date, m.source_id, m.medium_id,
        COALESCE(m.campaign_id, j.campaign_id), t.journey_id,
        CASE WHEN COALESCE(t.currency_id, co.currency_id) = co.currency_id THEN t.cost
            ELSE t.cost / COALESCE(paid.rate, 1) * COALESCE(own.rate, 1) END,
        0, 0, 0, 0, 0, 0, 'crm.journey.trace', t.id
    FROM crm_journey_trace t
    JOIN crm_journey_participant p ON p.id = t.participant_id
    JOIN crm_journey j ON j.id = t.journey_id
    JOIN res_company co ON co.id = p.company_id
    LEFT JOIN mailing_trace mt ON mt.id = t.mailing_trace_id
    LEFT JOIN mailing_mailing m ON m.id = mt.mass_mailing_id
    LEFT JOIN LATERAL (
        SELECT r.rate FROM res_currency_rate r
        WHERE r.currency_id = t.currency_id AND t.currency_id <> co.currency_id
            AND (r.company_id IS NULL OR r.company_id = split_part(co.parent_path, '/', 1)::int)
        ORDER BY r.name > COALESCE(t.sent_at, t.done_at, t.due_at)::date,
            r.company_id, r.name DESC LIMIT 1
    ) paid ON TRUE
    LEFT JOIN LATERAL (
        SELECT r.rate FROM res_currency_rate r
        WHERE r.currency_id = co.currency_id AND t.currency_id <> co.currency_id
            AND (r.company_id IS NULL OR r.company_id = split_part(co.parent_path, '/', 1)::int)
        ORDER BY r.name > COALESCE(t.sent_at, t.done_at, t.due_at)::date,
            r.company_id, r.name DESC LIMIT 1
    ) own ON TRUE
    WHERE t.cost > 0
"""
LEAD = """
    SELECT l.id::bigint * 64 + 3, 'lead', co.id, co.currency_id, l.create_date::date,
        COALESCE(l.first_source_id, l.source_id),
        COALESCE(l.first_medium_id, l.medium_id),
        COALESCE(l.first_campaign_id, l.campaign_id), NULL::int,
        0, 1, 0, 0, 0, 0, 0, 'crm.lead', l.id
    FROM crm_lead l
    LEFT JOIN crm_team tm ON tm.id = l.team_id
    LEFT JOIN res_users u ON u.id = l.user_id
    JOIN res_company co
        ON co.id = COALESCE(l.company_id, tm.company_id, u.company_id, %(main)s)
"""
SALE = """
    SELECT a.id::bigint * 64 + 8 + %(number)s, 'sale', c.company_id, c.currency_id,
        c.at::date, t.source_id, t.medium_id, t.campaign_id, t.journey_id, 0, 0,
        CASE WHEN c.is_first THEN a.%(weight)s ELSE 0 END, a.%(weight)s, a.%(amount)s,
        c.margin * a.%(weight)s, COALESCE(c.margin * a.%(weight)s, a.%(amount)s),
        'crm.conversion', c.id
    FROM crm_attribution a
    JOIN crm_conversion c ON c.id = a.conversion_id
    JOIN crm_touchpoint t ON t.id = a.touchpoint_id
    WHERE a.%(weight)s <> 0
"""
#: Sales that nothing came before: shown, for they are not marketing's.
DIRECT = """
    SELECT c.id::bigint * 64 + 4, 'direct', c.company_id, c.currency_id, c.at::date,
        NULL::int, NULL::int, NULL::int, NULL::int, 0, 0, c.is_first::int, 1, c.amount,
        c.margin, COALESCE(c.margin, c.amount), 'crm.conversion', c.id
    FROM crm_conversion c WHERE c.is_touched IS NOT TRUE
"""


def earnings(model, main_company_id):
    """Return the SELECT of all rows, credit shared by one model."""
    return SQL(" UNION ALL ").join(
        [
            SQL(SPEND),
            SQL(MESSAGE),
            SQL(LEAD, main=main_company_id),
            SQL(
                SALE,
                number=MODELS.index(model),
                weight=SQL.identifier(f"{model}_weight"),
                amount=SQL.identifier(f"{model}_amount"),
            ),
            SQL(DIRECT),
        ]
    )
