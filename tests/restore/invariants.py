# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What holds of a restored database, whatever was being written when it was dumped.

Each statement returns the rows that break it.
"""

from chaos.checks import NOTHING

#: What holds at any moment; the others of `make chaos` hold when all is done.
ALWAYS = (
    "a step of a journey twice",
    "a mail of a journey twice on the timeline",
    "an event without its interaction, or twice",
    "a record that is twice in the history",
    "an interaction whose origin is gone",
)
INVARIANTS = {
    **{name: NOTHING[name] for name in ALWAYS},
    "a mail that left has a step that is done": """
        SELECT m.id FROM mail_mail m JOIN crm_journey_trace t
            ON t.mail_mail_id_int = m.id
        WHERE m.state = 'sent' AND t.state NOT IN ('done', 'unknown')
    """,
    "who is inside has something planned": """
        SELECT p.id FROM crm_journey_participant p JOIN crm_journey j
            ON j.id = p.journey_id
        WHERE p.state = 'active' AND j.state = 'running' AND NOT EXISTS (
            SELECT FROM crm_journey_trace t
            WHERE t.participant_id = p.id AND t.state = 'ready')
    """,
    "a level of a clock is done once in a cycle": """
        SELECT clock_id, level_id, cycle FROM crm_sla_level_log
        WHERE rearmed_at IS NULL GROUP BY 1, 2, 3 HAVING count(*) > 1
    """,
    "no clock ends before it starts": """
        SELECT id FROM crm_ticket_sla_segment WHERE stop_at < start_at
    """,
    "every ticket has one number in its company": """
        SELECT number, company_id FROM crm_ticket WHERE number <> ''
        GROUP BY 1, 2 HAVING count(*) > 1
    """,
    "a message of a channel is in the outbox once": """
        SELECT account_id, key FROM crm_channel_outbox
        GROUP BY 1, 2 HAVING count(*) > 1
    """,
}
FILES = "SELECT store_fname FROM ir_attachment WHERE store_fname IS NOT NULL"


def broken(sql):
    """Return {invariant: rows} of those that do not hold; `sql` runs a statement."""
    found = {name: sql(statement) for name, statement in INVARIANTS.items()}
    return {name: rows[:5] for name, rows in found.items() if rows}


def lost_files(sql, folder):
    """Return the files that attachments name and the file store does not have."""
    return sorted({name for (name,) in sql(FILES) if not (folder / name).is_file()})
