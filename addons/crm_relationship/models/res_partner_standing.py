# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .crm_partner_stat_standing import HEALTH_BANDS, LIFECYCLE

GROUPS = "base.group_user"
#: What a contact shows of where its customer stands.
STANDING_FIELDS = {
    "relation_tier_id": "tier_id",
    "relation_lifecycle": "lifecycle",
    "relation_rfm_segment": "rfm_segment",
    "relation_health_band": "health_band",
    "relation_health_score": "health_score",
    "relation_churn_risk": "churn_risk",
}
#: What is empty where a number is not known, which is not the same as being zero.
KNOWN_BY = {"health_score": "health_band", "churn_risk": "last_order_at"}
SEARCHED = ("in", "<", ">", "<=", ">=", "ilike", "=ilike", "like", "=like", "any")


class ResPartner(models.Model):
    """Where the customer behind a contact stands, in the company one works for.

    Searched and grouped by like any field of the contact, and kept off its table. What
    the user may not see of a customer is empty, whichever way it is asked for.
    """

    _inherit = "res.partner"

    relation_tier_id = fields.Many2one(
        "crm.customer.tier",
        string="Tier",
        compute="_compute_standing",
        search="_search_relation_tier_id",
        compute_sudo=False,
        groups=GROUPS,
    )
    relation_lifecycle = fields.Selection(
        LIFECYCLE,
        string="Stage of life",
        compute="_compute_standing",
        search="_search_relation_lifecycle",
        groups=GROUPS,
    )
    relation_rfm_segment = fields.Selection(
        selection="_selection_relation_rfm_segment",
        string="RFM segment",
        compute="_compute_standing",
        search="_search_relation_rfm_segment",
        groups=GROUPS,
    )
    relation_health_band = fields.Selection(
        HEALTH_BANDS,
        string="Health band",
        compute="_compute_standing",
        search="_search_relation_health_band",
        groups=GROUPS,
    )
    relation_health_score = fields.Integer(
        string="Health",
        compute="_compute_standing",
        search="_search_relation_health_score",
        aggregator="avg",
        groups=GROUPS,
    )
    relation_churn_risk = fields.Float(
        string="Risk of leaving",
        compute="_compute_standing",
        search="_search_relation_churn_risk",
        aggregator="avg",
        groups=GROUPS,
        help="The chance that the customer has left for good.",
    )

    @api.model
    def _selection_relation_rfm_segment(self):
        return self.env["crm.partner.stat"]._selection_rfm_segment()

    # ------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------

    @api.depends_context("uid", "company")
    @api.depends("commercial_partner_id")
    def _compute_standing(self):
        """Read all of them by one query, whatever the number of contacts."""
        values = self._standing_values(self.commercial_partner_id.ids)
        nothing = dict.fromkeys(STANDING_FIELDS, False)
        for partner in self:
            partner.update(values.get(partner.commercial_partner_id.id, nothing))

    @api.model
    def _standing_values(self, customer_ids):
        """Return ``{customer id: {field: value}}`` as far as the user may see it."""
        query = self._query_standing([("partner_id", "in", customer_ids)])
        if query is None or not customer_ids:
            return {}
        columns = [SQL.identifier(query.table, n) for n in STANDING_FIELDS.values()]
        customer = SQL.identifier(query.table, "partner_id")
        return {
            row[0]: dict(zip(STANDING_FIELDS, row[1:], strict=True))
            for row in self.env.execute_query(query.select(customer, *columns))
        }

    @api.model
    def _query_standing(self, domain=()):
        """Return a query of readable statistics in the current company, or None."""
        Stat = self.env["crm.partner.stat"]
        if not Stat.has_access("read"):
            return None
        return Stat._search(
            Domain("company_id", "=", self.env.company.id) & Domain(list(domain))
        )

    # ------------------------------------------------------------
    # Searching and grouping
    # ------------------------------------------------------------

    def _search_standing(self, name, operator, value):
        """Search contacts by what they show of their customer's standing.

        Who shows nothing meets the search for nothing and no other: not even that for
        little health.
        """
        # the ORM checks the groups of a field when it is read, not when searched so
        self._check_field_access(self._fields[name], "read")
        if operator not in SEARCHED:
            return NotImplemented  # the ORM asks for the opposite and negates it
        shown = STANDING_FIELDS[name]
        is_nothing = operator == "in" and not all(value)
        condition = Domain(shown, "not in" if is_nothing else operator, value)
        known = Domain(KNOWN_BY.get(shown, shown), "!=", False)
        query = self._query_standing(condition & known)
        if query is None:
            return Domain.TRUE if is_nothing else Domain.FALSE
        customers = query.subselect(SQL.identifier(query.table, "partner_id"))
        return Domain(
            "commercial_partner_id", "not in" if is_nothing else "in", customers
        )

    def _search_relation_tier_id(self, operator, value):
        return self._search_standing("relation_tier_id", operator, value)

    def _search_relation_lifecycle(self, operator, value):
        return self._search_standing("relation_lifecycle", operator, value)

    def _search_relation_rfm_segment(self, operator, value):
        return self._search_standing("relation_rfm_segment", operator, value)

    def _search_relation_health_band(self, operator, value):
        return self._search_standing("relation_health_band", operator, value)

    def _search_relation_health_score(self, operator, value):
        return self._search_standing("relation_health_score", operator, value)

    def _search_relation_churn_risk(self, operator, value):
        return self._search_standing("relation_churn_risk", operator, value)

    def _field_to_sql(self, alias, field_expr, query=None):
        """Sort and group by the standing as by a column of the contact."""
        shown = STANDING_FIELDS.get(field_expr)
        if not shown or query is None:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        readable = self._query_standing()
        if readable is None:
            return SQL("NULL")
        joined = query.make_alias(alias, "standing")
        if joined not in query._joins:
            names = ("partner_id", *STANDING_FIELDS.values())
            columns = [SQL.identifier(readable.table, name) for name in names]
            table = SQL("(%s)", readable.select(*columns))
            query.left_join(
                alias, "commercial_partner_id", table, "partner_id", "standing"
            )
        return SQL.identifier(joined, shown)
