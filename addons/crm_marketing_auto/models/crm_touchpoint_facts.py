# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Where touches come from: one SELECT per kind of fact.

Each gives, beside the columns of a touch, `src`: the id of the row it is read from.
Parameters: the ids are those above `low` and up to `high`; `company` stands in where a
fact has none.
"""

from odoo.tools import SQL

#: Columns of a touch, in the order of every SELECT below.
COLUMNS = (
    "event_key",
    "kind",
    "at",
    "company_id",
    "partner_id",
    "lead_id",
    "source_id",
    "medium_id",
    "campaign_id",
    "journey_id",
    "step_uid",
    "click_kind",
    "click_id",
)

LEAD = """
    SELECT 'lead:' || l.id, CASE WHEN ids.kind IS NULL THEN 'utm' ELSE 'ad_click' END,
        COALESCE(l.first_touch_at, l.create_date),
        COALESCE(l.company_id, t.company_id, u.company_id, %(company)s),
        l.partner_id, l.id, COALESCE(l.first_source_id, l.source_id),
        COALESCE(l.first_medium_id, l.medium_id),
        COALESCE(l.first_campaign_id, l.campaign_id), NULL::int, NULL,
        ids.kind, ids.value
    FROM crm_lead l
    LEFT JOIN crm_team t ON t.id = l.team_id
    LEFT JOIN res_users u ON u.id = l.user_id
    LEFT JOIN LATERAL (
        SELECT * FROM (VALUES ('gclid', l.gclid), ('fbclid', l.fbclid),
            ('ttclid', l.ttclid)) AS known (kind, value)
        WHERE value <> '' LIMIT 1
    ) ids ON TRUE
    WHERE l.id > %(low)s AND l.id <= %(high)s
        AND (COALESCE(l.source_id, l.medium_id, l.campaign_id, l.first_source_id)
            IS NOT NULL OR ids.kind IS NOT NULL)
"""
#: An order made from an opportunity has its source from there: that is no other touch.
ORDER = """
    SELECT 'order:' || o.id, 'order', o.create_date, o.company_id, o.partner_id,
        o.opportunity_id, o.source_id, o.medium_id, o.campaign_id, NULL::int, NULL,
        NULL, NULL
    FROM sale_order o
    LEFT JOIN crm_lead l ON l.id = o.opportunity_id
    WHERE o.id > %(low)s AND o.id <= %(high)s
        AND COALESCE(o.source_id, o.medium_id, o.campaign_id) IS NOT NULL
        AND (l.id IS NULL OR (l.source_id, l.medium_id, l.campaign_id)
            IS DISTINCT FROM (o.source_id, o.medium_id, o.campaign_id))
"""
REACTION = """
    SELECT 'reaction:' || r.id,
        CASE WHEN r.kind = 'reply' THEN 'reply'
            WHEN t.channel = 'sms' THEN 'sms_click' ELSE 'mail_click' END,
        r.at, p.company_id, NULLIF(p.partner_id, 0),
        CASE WHEN p.res_model = 'crm.lead' THEN p.res_id END,
        m.source_id, m.medium_id, COALESCE(m.campaign_id, j.campaign_id), j.id,
        t.step_uid, NULL, NULL
    FROM crm_journey_reaction r
    JOIN crm_journey_trace t ON t.id = r.trace_id
    JOIN crm_journey_participant p ON p.id = t.participant_id
    JOIN crm_journey j ON j.id = r.journey_id
    LEFT JOIN mailing_trace mt ON mt.id = t.mailing_trace_id
    LEFT JOIN mailing_mailing m ON m.id = mt.mass_mailing_id
    WHERE r.id > %(low)s AND r.id <= %(high)s AND r.kind IN ('click', 'reply')
        AND r.is_machine IS NOT TRUE AND p.is_test IS NOT TRUE
"""
#: Clicks in the messages of journeys are reactions.
CLICK = """
    SELECT 'click:' || c.id,
        CASE WHEN mt.trace_type = 'sms' THEN 'sms_click' ELSE 'mail_click' END,
        c.create_date, COALESCE(u.company_id, %(company)s), who.partner_id,
        CASE WHEN mt.model = 'crm.lead' THEN mt.res_id END,
        m.source_id, m.medium_id, m.campaign_id, NULL::int, NULL, NULL, NULL
    FROM link_tracker_click c
    JOIN mailing_trace mt ON mt.id = c.mailing_trace_id
    JOIN mailing_mailing m ON m.id = mt.mass_mailing_id
    LEFT JOIN res_users u ON u.id = m.user_id
    LEFT JOIN LATERAL (
        SELECT mt.res_id AS partner_id WHERE mt.model = 'res.partner'
        UNION ALL
        SELECT o.partner_id FROM sale_order o
        WHERE mt.model = 'sale.order' AND o.id = mt.res_id
        UNION ALL
        (SELECT p.id FROM mailing_contact mc
        JOIN res_partner p ON p.email_normalized = mc.email_normalized
        WHERE mt.model = 'mailing.contact' AND mc.id = mt.res_id
        ORDER BY p.id LIMIT 1)
    ) who ON TRUE
    WHERE c.id > %(low)s AND c.id <= %(high)s
        AND (who.partner_id IS NOT NULL OR mt.model = 'crm.lead')
        AND NOT EXISTS (
            SELECT FROM crm_journey_trace jt WHERE jt.mailing_trace_id = mt.id
        )
"""
#: What customers did of themselves, and visits; a web form whose lead has a source is
#: the touch of that lead.
INTERACTION = """
    SELECT 'interaction:' || i.id, CASE k.channel WHEN 'web' THEN 'form'
            ELSE k.channel END,
        i.occurred_at, COALESCE(i.company_id, %(company)s), i.partner_id, i.lead_id,
        i.source_id, i.medium_id, i.campaign_id, NULL::int, NULL, NULL, NULL
    FROM crm_interaction i
    JOIN crm_interaction_type k ON k.id = i.type_id
    LEFT JOIN crm_lead l ON l.id = i.lead_id
    WHERE i.id > %(low)s AND i.id <= %(high)s AND i.state = 'done'
        AND COALESCE(i.partner_id, i.lead_id) IS NOT NULL AND k.code <> 'rating'
        AND (k.channel IN ('call', 'chat', 'web') AND i.direction = 'in'
            OR k.channel IN ('visit', 'meeting'))
        AND NOT (k.code = 'web_lead' AND COALESCE(l.source_id, l.medium_id,
            l.campaign_id, l.first_source_id) IS NOT NULL)
"""
#: {code: (table, SELECT, whether a row may become a touch long after it was made)}
FACTS = {
    "lead": ("crm_lead", LEAD, True),
    "order": ("sale_order", ORDER, True),
    "reaction": ("crm_journey_reaction", REACTION, False),
    "click": ("link_tracker_click", CLICK, False),
    "interaction": ("crm_interaction", INTERACTION, False),
}


def insert_touches(code, low, high, company_id):
    """Return the INSERT of the touches of a range of facts that are not there yet."""
    _table, select, _late = FACTS[code]
    columns = SQL(", ").join(map(SQL.identifier, COLUMNS))
    return SQL(
        """
        INSERT INTO crm_touchpoint (%(columns)s)
        SELECT DISTINCT ON (fact.event_key) fact.*
        FROM (%(select)s) AS fact (%(columns)s)
        WHERE NOT EXISTS (
            SELECT FROM crm_touchpoint old WHERE old.event_key = fact.event_key
        )
        ON CONFLICT DO NOTHING
        RETURNING partner_id
        """,
        columns=columns,
        select=SQL(select, low=low, high=high, company=company_id),
    )
