# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What must hold when all has come to rest, whoever was killed.

NOTHING: questions whose answer is no row. ALL: questions whose answer is one number,
beside the number that there was to do. What is compared with the world outside is in
`outside_checks`.
"""

from .scene import BAD_EVERY, TWICE_EVERY

#: What is still to be done, each as a number.
LEFT = {
    "steps of journeys": "SELECT count(*) FROM crm_journey_trace WHERE state = 'ready'",
    "mails": "SELECT count(*) FROM mail_mail WHERE state = 'outgoing'",
    "events of providers": """
        SELECT count(*) FROM crm_gateway_event
        WHERE state IN ('new', 'retry', 'processing')""",
    "imports": """
        SELECT count(*) FROM crm_customer_import
        WHERE state IN ('uploaded', 'reading', 'checking', 'checked', 'importing')""",
    "history": "SELECT count(*) FROM crm_interaction_backfill WHERE state <> 'done'",
    "reports": "SELECT count(*) FROM crm_report_delivery WHERE state = 'due'",
    "chats": """
        SELECT count(*) FROM crm_channel_outbox WHERE state IN ('ready', 'sending')""",
    "web calls": """
        SELECT count(*) FROM crm_sla_webhook WHERE state IN ('ready', 'sending')""",
    "clocks": """
        SELECT count(*) FROM crm_ticket_sla
        WHERE next_event_at <= now() AT TIME ZONE 'UTC'""",
    "notices": "SELECT count(*) FROM crm_sla_notice WHERE sent_at IS NULL",
    "interactions": "SELECT count(*) FROM crm_interaction_failure",
}
#: Time goes by for what waits for it: leases of the dead, next attempts, office hours.
LATER = (
    """UPDATE crm_channel_outbox SET attempted_at = attempted_at - interval '1 hour',
        next_try_at = NULL WHERE state IN ('ready', 'sending')""",
    """UPDATE crm_sla_webhook SET write_date = write_date - interval '1 hour',
        next_at = next_at - interval '1 hour' WHERE state IN ('ready', 'sending')""",
    "UPDATE crm_gateway_event SET next_try_at = NULL WHERE state = 'retry'",
    "UPDATE crm_report_delivery SET try_at = NULL WHERE state = 'due'",
    """UPDATE crm_sla_notice SET send_at = now() AT TIME ZONE 'UTC'
        WHERE sent_at IS NULL""",
    """UPDATE mail_mail SET scheduled_date = NULL WHERE state = 'outgoing'""",
    """UPDATE crm_journey_trace SET due_at = now() AT TIME ZONE 'UTC'
        WHERE state = 'ready'""",
)
NOTHING = {
    "a step of a journey twice": """
        SELECT participant_id FROM crm_journey_trace
        GROUP BY participant_id, step_uid, visit HAVING count(*) > 1""",
    "a step without its mail, or a mail without its step": """
        SELECT t.id FROM crm_journey_trace t
          LEFT JOIN mail_mail m ON m.id = t.mail_mail_id_int
         WHERE t.step_uid = 'letter' AND t.state = 'done' AND m.id IS NULL
        UNION ALL
        SELECT m.id FROM mail_mail m WHERE m.is_in_lane AND NOT EXISTS (
            SELECT FROM crm_journey_trace t WHERE t.mail_mail_id_int = m.id)""",
    "a mail of a journey that is neither sent nor refused": """
        SELECT m.id FROM mail_mail m JOIN crm_journey_trace t
            ON t.mail_mail_id_int = m.id
          LEFT JOIN mailing_trace s ON s.id = t.mailing_trace_id
          LEFT JOIN crm_contact_log l ON l.trace_id = t.id
         WHERE (m.state, t.state, s.trace_status, l.state) NOT IN (
            ('sent', 'done', 'sent', 'sent'),
            ('cancel', 'skipped', 'cancel', 'cancelled'))
            OR s.id IS NULL OR l.id IS NULL""",
    "a person whose journey is not finished": """
        SELECT p.id FROM crm_journey_participant p JOIN res_partner r ON r.id = p.res_id
         WHERE r.ref IS DISTINCT FROM 'in' OR r.color IS DISTINCT FROM 1""",
    "a mail of a journey twice on the timeline": """
        SELECT i.origin_id FROM crm_interaction i
          JOIN crm_interaction_type t ON t.id = i.type_id
         WHERE t.code = 'campaign_mail' GROUP BY i.origin_id HAVING count(*) > 1""",
    "an event without its interaction, or twice": """
        SELECT e.id FROM crm_gateway_event e LEFT JOIN crm_interaction i
            ON i.external_uid = 'gateway,' || e.account_id || ',' || e.external_uid
         WHERE e.state = 'done' GROUP BY e.id HAVING count(i.id) <> 1""",
    "an event that failed": """
        SELECT id FROM crm_gateway_event WHERE state NOT IN ('done')""",
    "a row of an import without a verdict, or not done": """
        SELECT id FROM crm_customer_import_row
         WHERE verdict IS NULL OR state NOT IN ('done', 'pending')
            OR (verdict IN ('new', 'update')) <> (state = 'done')""",
    "a file whose lines are not all accounted for": """
        SELECT f.id FROM crm_customer_import_file f
         WHERE line_count <> header_count + blank_count + continued_count + (
            SELECT count(*) FROM crm_customer_import_row r WHERE r.file_id = f.id)""",
    "a customer imported twice": """
        SELECT email FROM res_partner WHERE email LIKE '%@crash.test'
         GROUP BY email HAVING count(*) > 1""",
    "a record that is twice in the history": """
        SELECT origin_model FROM crm_interaction WHERE origin_id IS NOT NULL
         GROUP BY origin_model, origin_id, origin_event HAVING count(*) > 1""",
    "a record that is not in the history": """
        SELECT o.id FROM sale_order o WHERE o.name LIKE 'H%' AND o.state = 'sale'
            AND NOT EXISTS (SELECT FROM crm_interaction i
             WHERE i.origin_model = 'sale.order' AND i.origin_id = o.id)
        UNION ALL
        SELECT m.id FROM mail_message m WHERE m.message_id LIKE '<%@history.test>'
            AND NOT EXISTS (SELECT FROM crm_interaction i
             WHERE i.origin_model = 'mail.message' AND i.origin_id = m.id)""",
    "a source of the history whose count is wrong": """
        SELECT id FROM crm_interaction_backfill
         WHERE state <> 'done' OR next_id > 0 OR error IS NOT NULL""",
    "a level done twice": """
        SELECT clock_id FROM crm_sla_level_log WHERE rearmed_at IS NULL
         GROUP BY clock_id, level_id HAVING count(*) > 1""",
    "a level without what it does": """
        SELECT l.id FROM crm_sla_level_log l
          JOIN crm_sla_level v ON v.id = l.level_id
         WHERE (v.webhook_url IS NOT NULL AND NOT EXISTS (
                SELECT FROM crm_sla_webhook w WHERE w.log_id = l.id))
            OR (v.activity_type_id IS NOT NULL AND 1 <> (
                SELECT count(*) FROM mail_activity a
                 WHERE a.res_model = 'crm.ticket' AND a.res_id = l.ticket_id))
            OR (v.name->>'en_US' <> 'Half' AND NOT EXISTS (
                SELECT FROM crm_sla_notice n WHERE n.log_id = l.id))""",
    "a priority that was raised too often": """
        SELECT id FROM crm_ticket WHERE name LIKE 'Overdue%' AND priority <> '2'""",
    "a web call or a chat that was given up": """
        SELECT id FROM crm_sla_webhook WHERE state = 'failed'
        UNION ALL SELECT id FROM crm_channel_outbox WHERE state = 'failed'""",
    "a report of one reader and day twice, or not sent": """
        SELECT user_id FROM crm_report_delivery GROUP BY schedule_id, user_id, due_date
        HAVING count(*) <> 1 OR bool_or(state <> 'sent')""",
    "an interaction whose origin is gone": """
        SELECT i.id FROM crm_interaction i WHERE
            (i.origin_model = 'sale.order' AND NOT EXISTS (
                SELECT FROM sale_order o WHERE o.id = i.origin_id))
         OR (i.origin_model = 'mail.message' AND NOT EXISTS (
                SELECT FROM mail_message m WHERE m.id = i.origin_id))
         OR (i.origin_model = 'crm.ticket' AND NOT EXISTS (
                SELECT FROM crm_ticket t WHERE t.id = i.origin_id))""",
    "a mail without its message, a file without its record": """
        SELECT id FROM mail_mail WHERE mail_message_id IS NULL
        UNION ALL
        SELECT id FROM ir_attachment WHERE res_model = 'crm.customer.import'
            AND NOT EXISTS (SELECT FROM crm_customer_import i WHERE i.id = res_id)""",
    "a job that was switched off": """
        SELECT id FROM ir_cron WHERE active IS FALSE AND id = ANY('{jobs}'::int[])""",
    "a claim that nobody holds": """
        SELECT id FROM crm_gateway_event WHERE state = 'processing'
        UNION ALL SELECT id FROM crm_channel_outbox WHERE state = 'sending'
        UNION ALL SELECT id FROM crm_sla_webhook WHERE state = 'sending'""",
}
ALL = {
    "people": "SELECT count(DISTINCT res_id) FROM crm_journey_participant",
    "tickets": """
        SELECT count(DISTINCT sla_id) FROM crm_ticket_sla_segment
        WHERE event = 'miss'""",
    "levels": """
        SELECT count(*) FROM crm_sla_level_log WHERE state = 'done'""",
    "notices": "SELECT count(*) FROM crm_sla_notice WHERE NOT is_dropped IS TRUE",
    "messages": """
        SELECT count(*) FROM crm_channel_outbox WHERE state IN ('sent', 'unknown')""",
    "readers": """
        SELECT count(DISTINCT user_id) FROM crm_report_delivery WHERE state = 'sent'""",
    "rows": "SELECT count(*) FROM crm_customer_import_row",
    "customers": "SELECT count(*) FROM res_partner WHERE email LIKE '%@crash.test'",
}


def expected(sizes):
    """Return what ALL has to come to."""
    lines = 2 * (sizes["rows"] // 2)
    half = range(sizes["rows"] // 2)
    twice = 2 * sum(1 for n in half if n % TWICE_EVERY == 20)
    bad = 2 * sum(1 for n in half if n % BAD_EVERY == 7)
    return {
        "people": sizes["people"],
        "tickets": sizes["tickets"],
        "levels": 3 * sizes["tickets"],
        "notices": 2 * sizes["tickets"],
        "messages": sizes["messages"],
        "readers": sizes["readers"],
        "rows": lines + twice,
        "customers": lines - bad,
    }


def inside(ask, sizes, jobs):
    """Return what does not hold in the database: {what: what was found}."""
    broken = {}
    for what, query in NOTHING.items():
        rows = ask(query.replace("{jobs}", "{" + ",".join(map(str, jobs)) + "}"))
        if rows:
            broken[what] = f"{len(rows)} rows, such as {rows[:5]}"
    for what, count in expected(sizes).items():
        [(found,)] = ask(ALL[what])
        if found != count:
            broken[f"number of {what}"] = f"{found} in place of {count}"
    return broken
