# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import health
from .crm_insight import PRODUCT_KINDS
from .crm_insight_sql import FIND, PART_OF_KIND, STORE

#: Insights that a customer has at a time: of all that may be sold, and of a kind.
MOST = {"sell": 3, "dormant": 2, "price": 2}
#: Months after which what was refused may be proposed again; 0 is never.
REFUSAL_MONTHS = ("crm_relationship.refusal_months", 12)
#: Points that a margin or price must fall by, in percent.
FALL_POINTS = ("crm_relationship.fall_points", 5)
NEVER = 12_000


class CrmInsight(models.Model):
    """How insights are found, by one statement for any number of customers."""

    _inherit = "crm.insight"

    @api.model
    def _refresh(self, company, partner_ids, now=None):
        """Find what is to be known of customers of a company now.

        What is true for the first time, or again, is new; what is no longer true is
        gone, or won when somebody had taken it up.
        """
        now = now or fields.Datetime.now()
        self.env.flush_all()
        names = self._sql_names(company, partner_ids, now)
        parts = SQL(" UNION ALL ").join(
            SQL("(%s)", SQL(part, **names)) for part in PART_OF_KIND.values()
        )
        self.env.execute_query(
            SQL(STORE, found=SQL(FIND, parts=parts, **names), uid=self.env.uid, **names)
        )
        self.invalidate_model()

    @api.model
    def _sql_names(self, company, partner_ids, now):
        today = self.env["crm.partner.stat"]._company_day(company, now)
        bands = dict(health.BANDS)
        to_order = self.env["ir.model.data"]._xmlid_to_res_id(
            "stock.route_warehouse0_mto", raise_if_not_found=False
        )
        return {
            "company": company.id,
            "partners": list(partner_ids),
            "now": SQL("%s::timestamp", now),
            "today": SQL("%s::date", today),
            "months": self._setting(*REFUSAL_MONTHS) or NEVER,
            "points": self._setting(*FALL_POINTS),
            "good": bands["good"],
            "fair": bands["fair"],
            "sold": list(PRODUCT_KINDS),
            "most": json.dumps(MOST),
            "to_order": to_order or 0,
            "disputed": self._select_disputed(company, partner_ids),
            "extra": self.env["product.template"]._warranty_extra_sql(),
        }

    @api.model
    def _setting(self, name, default):
        # sudo: a number that the company set, whoever causes the refresh
        value = self.env["ir.config_parameter"].sudo().get_param(name, default)
        return max(0, int(value))

    @api.model
    def _select_disputed(self, company, partner_ids):
        """Return a SELECT of the customers to whom nothing is to be offered now.

        For addons that know of complaints; who does not pay is left out anyway.
        """
        return SQL("SELECT NULL::int WHERE FALSE")
