# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import rfm


class CrmRfmThreshold(models.Model):
    """Fixed scores, for a company that has too few customers to compare them.

    A row for each of recency (days), frequency (orders) and monetary value (in the
    currency of the company): a value above none of the four numbers lies in the first
    fifth, one above all of them in the last.
    """

    _name = "crm.rfm.threshold"
    _description = "RFM Threshold"
    _order = "company_id, dimension desc"
    _rec_name = "dimension"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    dimension = fields.Selection(
        [
            ("recency", "Recency: days since the last order"),
            ("frequency", "Frequency: orders"),
            ("monetary", "Monetary: revenue less credit notes"),
        ],
        required=True,
        readonly=True,
    )
    edge_1 = fields.Float(string="First fifth up to", required=True)
    edge_2 = fields.Float(string="Second up to", required=True)
    edge_3 = fields.Float(string="Third up to", required=True)
    edge_4 = fields.Float(string="Fourth up to", required=True)

    _company_dimension_uniq = models.Constraint(
        "UNIQUE (company_id, dimension)", "A company has one row for each."
    )
    _edges_check = models.Constraint(
        "CHECK (0 <= edge_1 AND edge_1 < edge_2 AND edge_2 < edge_3 AND edge_3 < edge_4)",
        "The four numbers rise from left to right, from 0 on.",
    )

    def write(self, vals):
        result = super().write(vals)
        self.env["crm.rfm.segment"]._score_again()
        return result

    @api.model
    def _prepare(self, companies=None):
        """Give companies the usual numbers where they have none."""
        # sudo: the installation, or whoever makes a company, makes its table
        companies = (
            companies or self.env["res.company"].search([("id", "!=", 0)])
        ).sudo()
        rows = [
            SQL("(%s, %s, %s, %s, %s, %s)", company.id, dimension, *edges)
            for company in companies
            for dimension, edges in rfm.usual_edges(company.currency_id.name).items()
        ]
        if rows:
            self.env.execute_query(
                SQL(
                    "INSERT INTO crm_rfm_threshold"
                    " (company_id, dimension, edge_1, edge_2, edge_3, edge_4) VALUES %s"
                    " ON CONFLICT DO NOTHING RETURNING id",
                    SQL(", ").join(rows),
                )
            )
            self.invalidate_model()

    @api.model
    def _edges(self, company):
        """Return ``{dimension: [four numbers]}`` of a company."""
        # sudo: everybody is scored by them, whoever asks
        rows = self.sudo().search([("company_id", "=", company.id)])
        edges = rfm.usual_edges(company.sudo().currency_id.name)
        return edges | {
            row.dimension: [row.edge_1, row.edge_2, row.edge_3, row.edge_4]
            for row in rows
        }


class ResCompany(models.Model):
    _inherit = "res.company"

    rfm_intercompany = fields.Boolean(
        string="Score companies of the group",
        help="Sister companies that buy from this one are scored with its customers. "
        "Switch it on where they buy like anybody else; off where their large "
        "orders push every real customer down.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        self.env["crm.rfm.threshold"]._prepare(companies)
        return companies
