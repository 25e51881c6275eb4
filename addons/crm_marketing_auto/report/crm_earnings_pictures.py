# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Pictures of the dashboard: funnel, cohorts, and the flow of a journey."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.earnings import retention

MONTHS = 12
STAGES = ("lead", "qualified", "quoted", "ordered", "invoiced", "paid")
FUNNEL = """
    WITH chosen AS (
        SELECT l.id, COALESCE(l.first_source_id, l.source_id) AS source_id,
            l.type = 'opportunity' AS qualified
        FROM crm_lead l
        LEFT JOIN crm_team tm ON tm.id = l.team_id
        LEFT JOIN res_users u ON u.id = l.user_id
        WHERE l.create_date >= %(since)s
            AND COALESCE(l.company_id, tm.company_id, u.company_id, %(main)s)
                = ANY(%(companies)s)
    ), quoted AS (
        SELECT o.opportunity_id AS id, BOOL_OR(o.state = 'sale') AS ordered
        FROM sale_order o JOIN chosen ON chosen.id = o.opportunity_id
        GROUP BY 1
    ), billed AS (
        SELECT o.opportunity_id AS id,
            BOOL_OR(m.payment_state IN ('paid', 'in_payment')) AS paid
        FROM sale_order o
        JOIN chosen ON chosen.id = o.opportunity_id
        JOIN sale_order_line sl ON sl.order_id = o.id
        JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = sl.id
        JOIN account_move_line ml ON ml.id = rel.invoice_line_id
        JOIN account_move m ON m.id = ml.move_id
            AND m.state = 'posted' AND m.move_type = 'out_invoice'
        GROUP BY 1
    )
    SELECT chosen.source_id, COUNT(*),
        COUNT(*) FILTER (WHERE chosen.qualified OR quoted.id IS NOT NULL),
        COUNT(quoted.id), COUNT(*) FILTER (WHERE quoted.ordered), COUNT(billed.id),
        COUNT(*) FILTER (WHERE billed.paid)
    FROM chosen
    LEFT JOIN quoted ON quoted.id = chosen.id
    LEFT JOIN billed ON billed.id = chosen.id
    GROUP BY 1 ORDER BY 2 DESC
"""
COHORTS = """
    WITH sale AS (
        SELECT partner_id, DATE_TRUNC('month', at)::date AS month
        FROM crm_conversion
        WHERE company_id = ANY(%(companies)s) AND partner_id IS NOT NULL AND amount > 0
        GROUP BY 1, 2
    ), first AS (
        SELECT partner_id, MIN(month) AS month FROM sale GROUP BY 1
    )
    SELECT first.month, (EXTRACT(YEAR FROM AGE(sale.month, first.month)) * 12
        + EXTRACT(MONTH FROM AGE(sale.month, first.month)))::int, COUNT(*)
    FROM first JOIN sale USING (partner_id)
    WHERE first.month >= %(since)s
    GROUP BY 1, 2
"""
FLOW = """
    WITH trace AS (
        SELECT t.participant_id, t.step_uid, LAG(t.step_uid) OVER w AS before,
            LEAD(t.step_uid) OVER w IS NULL AS is_last
        FROM crm_journey_trace t
        WHERE t.journey_id = %(journey)s
        WINDOW w AS (PARTITION BY t.participant_id ORDER BY t.id)
    )
    SELECT COALESCE(trace.before, 'entry'), trace.step_uid, COUNT(*)
    FROM trace JOIN crm_journey_participant p ON p.id = trace.participant_id
    WHERE p.is_test IS NOT TRUE
    GROUP BY 1, 2
    UNION ALL
    SELECT COALESCE(trace.step_uid, 'entry'), 'state:' || p.state, COUNT(*)
    FROM crm_journey_participant p
    LEFT JOIN trace ON trace.participant_id = p.id AND trace.is_last
    WHERE p.journey_id = %(journey)s AND p.is_test IS NOT TRUE
    GROUP BY 1, 2
"""


class CrmEarningsDashboard(models.AbstractModel):
    """Counts by stage, month and step; nobody is named."""

    _inherit = "crm.earnings.dashboard"

    @api.model
    @api.readonly
    def funnel(self, days):
        """Return how far the leads of a period came, by the source that brought them."""
        self._check_marketer()
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                FUNNEL,
                since=self._since(days),
                companies=self.env.companies.ids,
                main=self.env.ref("base.main_company").id,
            )
        )
        sources = self.env["utm.source"].browse(s for s, *_counts in rows if s)
        # sudo: the name of a source is nobody's secret
        names = {source.id: source.name for source in sources.sudo()}
        return {
            "stages": [
                {"key": key, "label": label} for key, label in self._stage_labels()
            ],
            "rows": [
                {
                    "id": source or False,
                    "name": names.get(source) or self._nothing("source_id"),
                    "counts": counts,
                }
                for source, *counts in rows
            ],
            "total": [
                sum(column) for column in zip(*(r[1:] for r in rows), strict=True)
            ]
            or [0] * len(STAGES),
        }

    @api.model
    def _stage_labels(self):
        labels = (
            self.env._("Leads"),
            self.env._("Qualified"),
            self.env._("Quoted"),
            self.env._("Ordered"),
            self.env._("Invoiced"),
            self.env._("Paid"),
        )
        return zip(STAGES, labels, strict=True)

    @api.model
    @api.readonly
    def cohorts(self):
        """Return how many of each month's new customers bought again, month by month."""
        self._check_marketer()
        today = fields.Date.context_today(self)
        since = fields.Date.add(today.replace(day=1), months=1 - MONTHS)
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(COHORTS, companies=self.env.companies.ids, since=since)
        )
        return [
            {**row, "month": fields.Date.to_string(row["month"])}
            for row in retention(rows, today.replace(day=1))
        ]

    @api.model
    @api.readonly
    def flow(self, journey_id):
        """Return the steps of a journey, and how many went from which to which."""
        journey = self.env["crm.journey"].browse(journey_id)
        journey.check_access("read")
        self.env.flush_all()
        rows = self.env.execute_query(SQL(FLOW, journey=journey.id))
        return {
            "nodes": self._flow_nodes(
                journey, {uid for row in rows for uid in row[:2]}
            ),
            "links": [
                {"from": source, "to": target, "count": count}
                for source, target, count in rows
            ],
        }

    @api.model
    def _flow_nodes(self, journey, uids):
        """Return the nodes by name: entry, steps, and how people ended."""
        states = dict(
            self.env["crm.journey.participant"]
            ._fields["state"]
            ._description_selection(self.env)
        )
        steps = self.env["crm.journey.step"].search(
            [
                ("version_id.journey_id", "=", journey.id),
                ("step_uid", "in", list(uids)),
            ],
            order="id",
        )
        named = {step.step_uid: (step.name, step.kind) for step in steps}
        named |= {f"state:{state}": (label, state) for state, label in states.items()}
        named["entry"] = (self.env._("Came in"), "entry")
        return [
            {
                "id": uid,
                "name": named.get(uid, (uid, ""))[0],
                "kind": named.get(uid, ("", ""))[1],
            }
            for uid in sorted(uids)
        ]

    @api.model
    def _check_marketer(self):
        """Figures over leads and sales are for those who may see reports."""
        self.env["crm.earnings.report"].check_access("read")
        if not self.env.companies:
            raise UserError(self.env._("Choose a company."))
