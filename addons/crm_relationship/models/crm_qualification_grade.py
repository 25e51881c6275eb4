# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The SQL that judges leads; tools/qualification.py says the same in Python."""

from ..tools.qualification import HORIZON

#: The question set of each lead ``l`` of a condition: the first that fits.
CHOSEN = """
    chosen AS MATERIALIZED (
        SELECT l.id, l.company_id, p.commercial_partner_id AS customer_id,
            q.id AS qualification_id, q.fit_a, q.fit_b, q.engagement_1, q.engagement_2,
            q.half_life_days
          FROM crm_lead l
          LEFT JOIN res_partner p ON p.id = l.partner_id
          LEFT JOIN res_partner c ON c.id = p.commercial_partner_id
          LEFT JOIN LATERAL (
            SELECT q.* FROM crm_qualification q
             WHERE q.active IS TRUE
               AND (q.company_id IS NULL OR q.company_id = l.company_id)
               AND (q.team_id IS NULL OR q.team_id = l.team_id)
               AND q.customer_type IN ('any', COALESCE(l.customer_type, CASE
                    WHEN c.is_company IS TRUE
                        OR c.id IS NULL AND COALESCE(l.partner_name, '') <> ''
                    THEN 'company' ELSE 'person' END))
               AND (NOT EXISTS (SELECT 1 FROM crm_qualification_crm_tag_rel t
                        WHERE t.crm_qualification_id = q.id)
                    OR EXISTS (SELECT 1 FROM crm_qualification_crm_tag_rel t
                        JOIN crm_tag_rel lt ON lt.tag_id = t.crm_tag_id
                        WHERE t.crm_qualification_id = q.id AND lt.lead_id = l.id))
             ORDER BY q.sequence, q.id LIMIT 1) q ON TRUE
         WHERE %(leads)s)
"""
#: What the answers that count are worth, group by group.
FIT = """
    fit AS (
        SELECT g.id, sum(CASE WHEN g.cap > 0 THEN LEAST(g.cap, g.points)
                ELSE g.points END) AS points, bool_or(g.is_out) AS is_out
          FROM (
            SELECT c.id, COALESCE(gr.cap, 0) AS cap, sum(w.points) AS points,
                bool_or(w.is_out) AS is_out
              FROM chosen c
              JOIN crm_qualification_question q ON q.qualification_id = c.qualification_id
               AND q.active IS TRUE
              JOIN crm_qualification_answer a ON a.lead_id = c.id AND a.question_id = q.id
               AND a.is_current IS TRUE
              LEFT JOIN crm_qualification_group gr ON gr.id = q.group_id
              LEFT JOIN LATERAL (
                SELECT sum(h.points) AS points, bool_or(h.is_disqualifying) AS is_out
                  FROM crm_qualification_choice h
                 WHERE h.id IN (SELECT r.choice_id
                        FROM crm_qualification_answer_choice_rel r
                       WHERE r.answer_id = a.id AND q.kind IN ('choice', 'multi'))
                    OR h.id = (SELECT b.id FROM crm_qualification_choice b
                       WHERE q.kind = 'number' AND b.question_id = q.id
                         AND COALESCE(b.low, 0) <= a.number
                       ORDER BY COALESCE(b.low, 0) DESC, b.sequence, b.id LIMIT 1)
                ) h ON TRUE
             CROSS JOIN LATERAL (SELECT COALESCE(CASE
                    WHEN q.kind = 'yes_no' AND a.is_yes IS NOT TRUE THEN q.points_no
                    WHEN q.kind IN ('yes_no', 'text', 'date') THEN q.points
                    ELSE h.points END, 0) AS points,
                COALESCE(CASE WHEN q.kind = 'yes_no' THEN q.disqualifying =
                        CASE WHEN a.is_yes IS TRUE THEN 'yes' ELSE 'no' END
                    ELSE h.is_out END, FALSE) AS is_out) w
             GROUP BY c.id, gr.id, gr.cap) g
         GROUP BY g.id)
"""
#: What contacts are worth now, rule by rule and period by period.
EARNED = f"""
    earned AS (
        SELECT p.id, p.rule_id, sum(p.contacts)::int AS contacts, sum(CASE WHEN p.cap > 0
                THEN LEAST(p.cap, p.points) ELSE p.points END) AS points
          FROM (
            SELECT c.id, r.id AS rule_id, r.cap, count(*) AS contacts,
                sum(r.points * power(0.5, extract(epoch FROM %(now)s - i.occurred_at)
                    / 86400 / c.half_life_days)) AS points
              FROM chosen c
              JOIN LATERAL (
                SELECT n.id, n.occurred_at, n.type_id, n.direction, n.outcome_id,
                    n.actor_type
                  FROM crm_interaction n
                 WHERE n.lead_id = c.id AND n.state = 'done' AND n.occurred_at <= %(now)s
                   AND n.occurred_at > %(now)s
                        - {HORIZON} * c.half_life_days * interval '1 day'
                UNION
                SELECT n.id, n.occurred_at, n.type_id, n.direction, n.outcome_id,
                    n.actor_type
                  FROM crm_interaction n
                 WHERE n.commercial_partner_id = c.customer_id AND n.state = 'done'
                   AND COALESCE(c.company_id, n.company_id) = n.company_id
                   AND n.occurred_at <= %(now)s AND n.occurred_at > %(now)s
                        - {HORIZON} * c.half_life_days * interval '1 day') i ON TRUE
              JOIN crm_interaction_type t ON t.id = i.type_id
              LEFT JOIN crm_interaction_outcome o ON o.id = i.outcome_id
              JOIN LATERAL (
                SELECT r.* FROM crm_qualification_rule r
                 WHERE r.qualification_id = c.qualification_id
                   AND COALESCE(r.type_id, i.type_id) = i.type_id
                   AND COALESCE(r.channel, t.channel) = t.channel
                   AND COALESCE(r.direction, i.direction) = i.direction
                   AND (r.outcome_id IS NULL AND o.happened IS NOT FALSE
                        OR r.outcome_id = i.outcome_id)
                   AND (i.actor_type <> 'system' OR r.type_id IS NOT NULL)
                 ORDER BY r.sequence, r.id LIMIT 1) r ON TRUE
             GROUP BY c.id, r.id, r.cap,
                floor(extract(epoch FROM i.occurred_at) / 86400 / r.period_days)) p
         GROUP BY p.id, p.rule_id)
"""
#: Rows whose judgement is unchanged are not written, and no date of the lead is moved.
STORE = f"""
    WITH {CHOSEN}, {FIT}, {EARNED},
    judged AS (
        SELECT c.id, c.qualification_id, f.id IS NOT NULL OR e.points > 0 AS is_known,
            round(COALESCE(f.points, 0)::numeric, 1)::float8 AS fit,
            round(COALESCE(e.points, 0)::numeric, 1)::float8 AS engagement,
            CASE WHEN f.is_out THEN 'C' WHEN COALESCE(f.points, 0) >= c.fit_a THEN 'A'
                WHEN COALESCE(f.points, 0) >= c.fit_b THEN 'B' ELSE 'C' END AS letter,
            CASE WHEN COALESCE(e.points, 0) >= c.engagement_1 THEN '1'
                WHEN COALESCE(e.points, 0) >= c.engagement_2 THEN '2'
                ELSE '3' END AS digit
          FROM chosen c LEFT JOIN fit f ON f.id = c.id
          LEFT JOIN (SELECT id, sum(points) AS points FROM earned GROUP BY id) e
            ON e.id = c.id),
    new AS (
        SELECT id, qualification_id, fit, engagement, fit + engagement AS score,
            CASE WHEN qualification_id IS NOT NULL AND is_known
                THEN letter || digit END AS grade
          FROM judged)
    UPDATE crm_lead l SET qualification_id = n.qualification_id,
        qualification_fit = n.fit, qualification_engagement = n.engagement,
        qualification_score = n.score, qualification_grade = n.grade
      FROM new n WHERE n.id = l.id AND (l.qualification_id, l.qualification_fit,
        l.qualification_engagement, l.qualification_grade) IS DISTINCT FROM
        (n.qualification_id, n.fit, n.engagement, n.grade)
    RETURNING l.id
"""
EXPLAIN = f"WITH {CHOSEN}, {EARNED} SELECT rule_id, contacts, points FROM earned"
