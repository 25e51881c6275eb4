# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL

from ..tools.attribution import MODELS
from .crm_earnings_sql import earnings

#: Figures of a group: they are no sums of those of its rows.
RATIOS = {
    "cac": "SUM({cost}) / NULLIF(SUM({customers}), 0)",
    "roas": "SUM({revenue}) / NULLIF(SUM({cost}), 0)",
    "roi": "100 * (SUM({returned}) - SUM({cost})) / NULLIF(SUM({cost}), 0)",
}


class CrmEarningsReport(models.Model):
    """What each source cost and brought: one row a cost, a lead, a credited sale.

    Credit is shared by the model in the context (`attribution_model`), else by that of
    the company. Returns are margins, or revenue where no margin is known.
    """

    _name = "crm.earnings.report"
    _description = "Cost and Revenue"
    _auto = False
    _order = "day desc, id desc"
    _rec_name = "kind"
    _depends = {
        "crm.ad.spend": ["amount", "day", "source_id", "medium_id", "campaign_id"],
        "crm.journey.trace": ["cost", "currency_id", "sent_at", "done_at"],
        "crm.lead": ["source_id", "first_source_id", "company_id", "team_id"],
        "crm.conversion": ["amount", "margin", "at", "is_first", "is_touched"],
        "crm.attribution": ["conversion_id", "touchpoint_id"],
        "crm.touchpoint": ["source_id", "medium_id", "campaign_id", "journey_id"],
    }

    kind = fields.Selection(
        [
            ("ad", "Ad or fixed cost"),
            ("message", "Message cost"),
            ("lead", "Lead"),
            ("sale", "Credited sale"),
            ("direct", "Sale without a touch"),
        ],
        readonly=True,
    )
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    day = fields.Date(readonly=True)
    source_id = fields.Many2one("utm.source", readonly=True)
    medium_id = fields.Many2one("utm.medium", readonly=True)
    campaign_id = fields.Many2one("utm.campaign", readonly=True)
    journey_id = fields.Many2one("crm.journey", readonly=True)
    cost = fields.Monetary(readonly=True)
    leads = fields.Integer(readonly=True)
    customers = fields.Float(
        string="New customers", readonly=True, help="Shared as their sale is."
    )
    conversions = fields.Float(string="Sales", readonly=True)
    revenue = fields.Monetary(readonly=True)
    margin = fields.Monetary(readonly=True)
    returned = fields.Monetary(
        readonly=True, help="Margin, or revenue where no margin is known."
    )
    cac = fields.Float(
        string="Cost of a customer", aggregator="cac", compute="_compute_ratios"
    )
    roas = fields.Float(string="ROAS", aggregator="roas", compute="_compute_ratios")
    roi = fields.Float(string="ROI, %", aggregator="roi", compute="_compute_ratios")
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", readonly=True)

    @property
    def _table_query(self):
        model = self.env.context.get("attribution_model")
        if model not in MODELS:
            model = self.env.company.attribution_model
        return earnings(model, self.env.ref("base.main_company").id)

    def _compute_ratios(self):
        """Leave rows without them: a ratio is that of a group."""
        for row in self:
            row.cac = row.roas = row.roi = 0.0

    def _read_group_select(self, aggregate_spec, query):
        name, _colon, function = aggregate_spec.partition(":")
        if function not in RATIOS:
            return super()._read_group_select(aggregate_spec, query)
        text = RATIOS[function]
        parts = {
            part: SQL.identifier(self._table, part)
            for part in ("cost", "customers", "revenue", "returned")
        }
        return SQL(
            text.replace("{", "%(").replace("}", ")s"),
            **{part: sql for part, sql in parts.items() if f"{{{part}}}" in text},
        )

    def action_open_record(self):
        """Open what a row is made of."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [[False, "form"]],
        }
