# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

from .crm_insight_sql import FIND, PART_OF_KIND, STORE

#: Insights of a kind that a customer has at a time.
MOST = {"cross_sell": 3, "optional": 2, "replenish": 3, "dormant": 2}


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
        today = self.env["crm.partner.stat"]._company_day(company, now)
        names = {
            "company": company.id,
            "partners": list(partner_ids),
            "now": SQL("%s::timestamp", now),
            "today": SQL("%s::date", today),
        }
        parts = SQL(" UNION ALL ").join(
            SQL("(%s)", self._sql_kind(kind, part, names))
            for kind, part in PART_OF_KIND.items()
        )
        self.env.execute_query(
            SQL(STORE, found=SQL(FIND, parts=parts, **names), uid=self.env.uid, **names)
        )
        self.invalidate_model()

    @api.model
    def _sql_kind(self, kind, part, names):
        """Return a SELECT of one kind, the most important of each customer only.

        Refused ones leave their place to others.
        """
        return SQL(
            "SELECT kind, partner_id, product_id, because_id, category_id, score,"
            " evidence, key FROM (SELECT c.*, row_number() OVER ("
            "PARTITION BY c.partner_id ORDER BY c.score DESC, c.key) AS place"
            " FROM (SELECT p.*, concat_ws(':', p.kind, p.partner_id, p.ref) AS key"
            " FROM (%(part)s) p) c WHERE NOT EXISTS (SELECT 1 FROM crm_insight r"
            " WHERE r.company_id = %(company)s AND r.key = c.key AND r.state = 'refused')"
            ") placed WHERE place <= %(most)s",
            part=SQL(part, **names),
            company=names["company"],
            most=MOST.get(kind, 100),
        )
