# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.lift import Arm, compare

HOLDOUT = "holdout"
VERDICTS = [
    ("better", "Better than nothing"),
    ("worse", "Worse than nothing"),
    ("no_difference", "No difference seen"),
    ("not_enough_data", "Not enough data"),
]
#: A person counts once, with the first entry. Whether anything was sent does not
#: matter: only so the arms stay as they were drawn.
QUERY = """
    WITH person AS (
        SELECT DISTINCT ON (p.journey_id, person.key) p.id, p.journey_id, p.company_id,
            p.arm, p.entered_at, c.commercial_partner_id AS customer_id,
            CASE WHEN p.res_model = 'crm.lead' THEN p.res_id END AS lead_id
        FROM crm_journey_participant p
        LEFT JOIN res_partner c ON c.id = p.partner_id
        CROSS JOIN LATERAL (
            SELECT COALESCE('p' || NULLIF(p.partner_id, 0), p.res_model || p.res_id)
                AS key
        ) person
        WHERE p.is_test IS NOT TRUE
        ORDER BY p.journey_id, person.key, p.entered_at, p.id
    ), sale AS (
        SELECT person.id, c.amount
        FROM person
        JOIN crm_journey j ON j.id = person.journey_id
        JOIN crm_conversion c ON c.partner_id = person.customer_id
            AND c.company_id = person.company_id AND c.amount > 0
            AND c.at >= person.entered_at AND c.at <= person.entered_at
                + MAKE_INTERVAL(days => GREATEST(j.goal_days, 1))
        UNION ALL
        SELECT person.id, c.amount
        FROM person
        JOIN crm_journey j ON j.id = person.journey_id
        JOIN crm_conversion c ON c.lead_id = person.lead_id AND c.partner_id IS NULL
            AND c.company_id = person.company_id AND c.amount > 0
            AND c.at >= person.entered_at AND c.at <= person.entered_at
                + MAKE_INTERVAL(days => GREATEST(j.goal_days, 1))
    ), outcome AS (
        SELECT person.*, bought.amount, bought.id IS NOT NULL AS converted
        FROM person
        LEFT JOIN (
            SELECT id, SUM(amount) AS amount FROM sale GROUP BY id
        ) bought ON bought.id = person.id
    ), arm AS (
        SELECT journey_id, company_id, arm, COUNT(*) AS people,
            COUNT(*) FILTER (WHERE converted) AS converted,
            COALESCE(SUM(amount), 0) AS revenue, MIN(id) AS id
        FROM outcome GROUP BY 1, 2, 3
    )
    SELECT arm.id, arm.journey_id, arm.company_id, co.currency_id, arm.arm,
        arm.people, arm.converted, arm.revenue,
        COALESCE(held.people, 0) AS held_people,
        COALESCE(held.converted, 0) AS held_converted,
        COALESCE(held.revenue, 0) AS held_revenue
    FROM arm
    JOIN res_company co ON co.id = arm.company_id
    LEFT JOIN arm held ON held.journey_id = arm.journey_id
        AND held.company_id = arm.company_id AND held.arm = 'holdout'
"""


class CrmJourneyLift(models.Model):
    """What a journey did beyond what would have happened: an arm against the holdout.

    Conversions within the goal days after entering count for everybody in the arm,
    whether anything was sent or not.
    """

    _name = "crm.journey.lift"
    _description = "Lift of Journeys"
    _auto = False
    _order = "journey_id, arm"
    _rec_name = "arm"
    _depends = {
        "crm.journey.participant": ["arm", "entered_at", "partner_id", "is_test"],
        "crm.journey": ["goal_days"],
        "crm.conversion": ["amount", "at", "partner_id", "lead_id"],
    }

    journey_id = fields.Many2one("crm.journey", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    arm = fields.Char(readonly=True, help="holdout: those left out on purpose.")
    people = fields.Integer(readonly=True)
    converted = fields.Integer(string="Bought", readonly=True)
    revenue = fields.Monetary(readonly=True)
    held_people = fields.Integer(string="Left out", readonly=True, aggregator=None)
    held_converted = fields.Integer(
        string="Bought, left out", readonly=True, aggregator=None
    )
    held_revenue = fields.Monetary(readonly=True, aggregator=None)
    rate = fields.Float(compute="_compute_lift", digits=(12, 6))
    held_rate = fields.Float(
        string="Rate, left out", compute="_compute_lift", digits=(12, 6)
    )
    lift = fields.Float(compute="_compute_lift", digits=(12, 6))
    low = fields.Float(string="Lift, at least", compute="_compute_lift", digits=(12, 6))
    high = fields.Float(string="Lift, at most", compute="_compute_lift", digits=(12, 6))
    z = fields.Float(compute="_compute_lift", digits=(12, 3))
    verdict = fields.Selection(VERDICTS, compute="_compute_lift")
    extra_revenue = fields.Monetary(
        compute="_compute_lift",
        help="Revenue beyond what as many people of the holdout brought.",
    )

    @property
    def _table_query(self):
        return SQL(QUERY)

    @api.depends("people", "converted", "held_people", "held_converted")
    def _compute_lift(self):
        for row in self:
            arm, held = (
                Arm(row.people, row.converted),
                Arm(row.held_people, row.held_converted),
            )
            found = compare(arm, held)
            is_held = row.arm == HOLDOUT
            row.rate, row.held_rate = arm.rate, held.rate
            row.lift = 0.0 if is_held else found.lift
            row.low = 0.0 if is_held else found.low
            row.high = 0.0 if is_held else found.high
            row.z = 0.0 if is_held else found.z or 0.0
            row.verdict = False if is_held else found.verdict
            each = row.held_revenue / row.held_people if row.held_people else 0.0
            known = row.held_people and not is_held
            row.extra_revenue = row.revenue - each * row.people if known else 0.0

    def action_open_participants(self):
        """Open the people of the arm."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.journey_id.display_name,
            "res_model": "crm.journey.participant",
            "views": [[False, "list"], [False, "form"]],
            "domain": [
                ("journey_id", "=", self.journey_id.id),
                ("arm", "=", self.arm),
                ("is_test", "=", False),
            ],
        }
