# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL

#: Shares of the messages sent, in percent.
SHARES = ("opened", "clicked", "replied", "bounced", "opted_out", "machine")
QUERY = """
    SELECT t.id, t.journey_id, p.company_id, t.step_uid, t.channel,
        COALESCE(step.name, t.step_uid) AS step_name,
        mt.mass_mailing_id AS mailing_id, COALESCE(t.sent_at, t.done_at) AS sent_at,
        1 AS sent, did.*
    FROM crm_journey_trace t
    JOIN crm_journey_participant p ON p.id = t.participant_id
    LEFT JOIN crm_journey_step step
        ON step.version_id = t.version_id AND step.step_uid = t.step_uid
    LEFT JOIN mailing_trace mt ON mt.id = t.mailing_trace_id
    CROSS JOIN LATERAL (
        SELECT
            COALESCE(MAX((r.kind = 'open' AND r.is_machine IS NOT TRUE)::int), 0)
                AS opened,
            COALESCE(MAX((r.kind = 'click' AND r.is_machine IS NOT TRUE)::int), 0)
                AS clicked,
            COALESCE(MAX((r.kind = 'reply' AND r.is_machine IS NOT TRUE)::int), 0)
                AS replied,
            COALESCE(MAX((r.kind = 'bounce')::int), 0) AS bounced,
            COALESCE(MAX((r.kind IN ('optout', 'complaint'))::int), 0) AS opted_out,
            COALESCE(MAX((r.kind IN ('open', 'click') AND r.is_machine)::int), 0)
                AS machine
        FROM crm_journey_reaction r WHERE r.trace_id = t.id
    ) did
    WHERE t.channel IN ('mail', 'sms', 'chat') AND t.state IN ('done', 'unknown')
        AND p.is_test IS NOT TRUE
"""


class CrmJourneyMessageReport(models.Model):
    """One row a message sent: what a person did with it, and what machines did.

    Opened and clicked are of people; what machines did is beside, and in none of them.
    """

    _name = "crm.journey.message.report"
    _description = "Messages of Journeys"
    _auto = False
    _order = "id desc"
    _rec_name = "step_name"
    _depends = {
        "crm.journey.trace": [
            "state",
            "channel",
            "sent_at",
            "done_at",
            "mailing_trace_id",
        ],
        "crm.journey.reaction": ["kind", "is_machine", "trace_id"],
        "crm.journey.participant": ["is_test"],
        "crm.journey.step": ["name"],
    }

    journey_id = fields.Many2one("crm.journey", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    step_name = fields.Char(string="Step", readonly=True)
    step_uid = fields.Char(string="Step uid", readonly=True)
    channel = fields.Char(readonly=True)
    mailing_id = fields.Many2one("mailing.mailing", readonly=True)
    sent_at = fields.Datetime(string="Sent at", readonly=True)
    sent = fields.Integer(readonly=True)
    opened = fields.Integer(readonly=True)
    clicked = fields.Integer(readonly=True)
    replied = fields.Integer(readonly=True)
    bounced = fields.Integer(readonly=True)
    opted_out = fields.Integer(readonly=True)
    machine = fields.Integer(string="Opened or clicked by machines", readonly=True)
    opened_rate = fields.Float("Opened, %", aggregator="avg", readonly=True)
    clicked_rate = fields.Float("Clicked, %", aggregator="avg", readonly=True)
    replied_rate = fields.Float("Replied, %", aggregator="avg", readonly=True)
    bounced_rate = fields.Float("Bounced, %", aggregator="avg", readonly=True)
    opted_out_rate = fields.Float("Opted out, %", aggregator="avg", readonly=True)
    machine_rate = fields.Float("By machines, %", aggregator="avg", readonly=True)

    @property
    def _table_query(self):
        rates = SQL(", ").join(
            SQL(
                "100.0 * %s AS %s", SQL.identifier(name), SQL.identifier(f"{name}_rate")
            )
            for name in SHARES
        )
        return SQL("SELECT message.*, %s FROM (%s) message", rates, SQL(QUERY))
