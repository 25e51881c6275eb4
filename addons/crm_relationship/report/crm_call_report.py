# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

STATES = [
    ("on_time", "Made in time"),
    ("late", "Made late"),
    ("forgotten", "Forgotten"),
    ("planned", "Planned"),
]
#: Activities that are done are archived; those somebody cancelled are gone.
QUERY = """
    SELECT b.*, 1 AS calls, (b.state IN ('on_time', 'late'))::int AS done,
        (b.state = 'late')::int AS done_late, (b.state = 'forgotten')::int AS forgotten,
        CASE WHEN b.state IN ('on_time', 'late') THEN 100.0
            WHEN b.state = 'forgotten' THEN 0 END::float AS done_rate
      FROM (
        SELECT a.id, a.user_id, p.commercial_partner_id AS partner_id, d.lead_id,
            d.company_id, a.date_deadline AS day, a.date_done AS done_date, a.summary,
            a.date_done - a.date_deadline AS delay_days,
            CASE WHEN a.active IS NOT TRUE AND a.date_done <= a.date_deadline THEN 'on_time'
                WHEN a.active IS NOT TRUE THEN 'late'
                WHEN a.date_deadline < %(today)s THEN 'forgotten'
                ELSE 'planned' END AS state
          FROM mail_activity a
          JOIN mail_activity_type t ON t.id = a.activity_type_id
           AND t.category = 'phonecall'
          JOIN LATERAL (%(document)s) d ON TRUE
          LEFT JOIN res_partner p ON p.id = d.partner_id
         WHERE a.active IS TRUE OR a.date_done IS NOT NULL) b
"""


class CrmCallReport(models.Model):
    """Calls that were planned: made in time, made late, forgotten, still to come."""

    _name = "crm.call.report"
    _description = "Planned Calls"
    _auto = False
    _order = "day desc, id desc"
    _rec_name = "partner_id"
    _depends = {
        "mail.activity": [
            "active", "date_deadline", "date_done", "user_id", "activity_type_id",
        ],
    }  # fmt: skip

    user_id = fields.Many2one("res.users", string="Colleague", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    lead_id = fields.Many2one("crm.lead", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    day = fields.Date(string="Planned for", readonly=True)
    done_date = fields.Date(string="Made on", readonly=True)
    summary = fields.Char(string="About", readonly=True)
    state = fields.Selection(STATES, readonly=True)
    calls = fields.Integer(string="Planned calls", readonly=True)
    done = fields.Integer(string="Calls made", readonly=True)
    done_late = fields.Integer(string="Made late", readonly=True)
    forgotten = fields.Integer(readonly=True)
    done_rate = fields.Float(
        string="Made (%)",
        readonly=True,
        aggregator="avg",
        help="Of those whose day has passed or that were made.",
    )
    delay_days = fields.Integer(string="Days late", readonly=True, aggregator="avg")

    @property
    def _table_query(self):
        document = self.env["crm.interaction.mixin"]._sql_interaction_document(
            SQL("a.res_model"), SQL("a.res_id")
        )
        return SQL(
            QUERY,
            today=SQL("%s::date", fields.Date.context_today(self)),
            document=document,
        )

    def action_open(self):
        """Open the lead, or the customer."""
        self.ensure_one()
        record = self.lead_id or self.partner_id
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }


class CrmReportExport(models.AbstractModel):
    _inherit = "crm.report.export"

    @api.model
    def _exported_reports(self):
        return [*super()._exported_reports(), "crm.call.report"]
