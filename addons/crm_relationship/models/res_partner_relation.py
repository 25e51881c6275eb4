# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import operator as operators

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

#: What a contact shows of its customer's statistics.
STAT_FIELDS = {
    "relation_last_in_at": "last_in_at",
    "relation_last_out_at": "last_out_at",
    "relation_last_touch_at": "last_touch_at",
    "relation_last_meeting_at": "last_meeting_at",
    "relation_next_step_at": "next_step_at",
    "relation_count_30": "count_30",
    "relation_count_90": "count_90",
    "relation_count_365": "count_365",
    "relation_waiting_reply": "waiting_reply",
}
GROUPS = "base.group_user"
INEQUALITIES = {
    "<": operators.lt, ">": operators.gt, "<=": operators.le, ">=": operators.ge,
}  # fmt: skip


class ResPartner(models.Model):
    """What a contact shows of the statistics of the customer behind it."""

    _inherit = "res.partner"

    relation_last_in_at = fields.Datetime(
        string="Last from customer",
        compute="_compute_relation",
        search="_search_relation_last_in_at",
        groups=GROUPS,
    )
    relation_last_out_at = fields.Datetime(
        string="Last to customer",
        compute="_compute_relation",
        search="_search_relation_last_out_at",
        groups=GROUPS,
    )
    relation_last_touch_at = fields.Datetime(
        string="Last contact",
        compute="_compute_relation",
        search="_search_relation_last_touch_at",
        groups=GROUPS,
        help="The last human contact in either direction.",
    )
    relation_last_meeting_at = fields.Datetime(
        string="Last meeting",
        compute="_compute_relation",
        search="_search_relation_last_meeting_at",
        groups=GROUPS,
    )
    relation_next_step_at = fields.Datetime(
        string="Next step",
        compute="_compute_relation",
        search="_search_relation_next_step_at",
        groups=GROUPS,
    )
    relation_count_30 = fields.Integer(
        string="Contacts in 30 days",
        compute="_compute_relation",
        search="_search_relation_count_30",
        groups=GROUPS,
    )
    relation_count_90 = fields.Integer(
        string="Contacts in 90 days",
        compute="_compute_relation",
        search="_search_relation_count_90",
        groups=GROUPS,
    )
    relation_count_365 = fields.Integer(
        string="Contacts in a year",
        compute="_compute_relation",
        search="_search_relation_count_365",
        groups=GROUPS,
    )
    relation_waiting_reply = fields.Boolean(
        string="Waiting for our reply",
        compute="_compute_relation",
        search="_search_relation_waiting_reply",
        groups=GROUPS,
    )

    # ------------------------------------------------------------
    # Statistics of the customer behind a contact
    # ------------------------------------------------------------

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("commercial_partner_id")
    def _compute_relation(self):
        """Read all of them by one query, whatever the number of contacts.

        What the user may not see of a customer stays empty.
        """
        values = self._relation_values(self.commercial_partner_id.ids)
        nothing = dict.fromkeys(STAT_FIELDS.values())
        for partner in self:
            shown = values.get(partner.commercial_partner_id.id, nothing)
            for name, stat_name in STAT_FIELDS.items():
                partner[name] = shown[stat_name] or False

    @api.model
    def _relation_values(self, customer_ids):
        """Return ``{customer id: {statistic: value}}`` as far as the user may see it.

        Several allowed companies show the latest contact of any and the sum of
        counts.
        """
        query = self._query_relation([("partner_id", "in", customer_ids)])
        if query is None:
            return {}
        names = list(STAT_FIELDS.values())
        columns = [self._sql_relation(name) for name in names]
        rows = self.env.execute_query(query.select(query.groupby, *columns))
        return {row[0]: dict(zip(names, row[1:], strict=True)) for row in rows}

    @api.model
    def _query_relation(self, domain=(), grouped=True):
        """Return a query of readable statistics, by default a group for each customer.

        None for whom may read none at all.
        """
        Stat = self.env["crm.partner.stat"]
        if not Stat.has_access("read"):
            return None
        companies = [("company_id", "parent_of", self.env.companies.ids)]
        query = Stat._search([*domain, *companies])
        if grouped:
            query.groupby = SQL.identifier(Stat._table, "partner_id")
        return query

    def _sql_relation(self, name):
        """Return how the rows of several companies become one value."""
        functions = {"next_step_at": "min", "waiting_reply": "bool_or"}
        function = "sum" if name.startswith("count") else functions.get(name, "max")
        column = SQL.identifier("crm_partner_stat", name)
        return SQL("%s(%s)", SQL(function), column)

    def _search_relation(self, name, operator, value):
        """Search contacts by what they show.

        A customer without statistics, or with ones that the user may not see, shows
        no date, zero and no; so it matches the search for those and no other.
        """
        # the ORM checks the groups of a field when it is read, not when searched so
        self._check_field_access(self._fields[f"relation_{name}"], "read")
        if operator not in ("in", "<", ">", "<=", ">="):
            return NotImplemented  # the ORM asks for the opposite and negates it
        query = self._query_relation()
        shown = self._sql_relation(name)
        # sudo: a branch may be alone; its company is not the user's to read
        if len(self.env.companies.sudo().parent_ids) == 1:  # one row: an index serves
            query, shown = (
                self._query_relation(grouped=False),
                SQL.identifier("crm_partner_stat", name),
            )
        condition, matches_nothing = self._sql_condition(name, shown, operator, value)
        if query is None:
            return Domain.TRUE if matches_nothing else Domain.FALSE
        if matches_nothing:
            condition = SQL("NOT COALESCE(%s, FALSE)", condition)
        if query.groupby:
            query.having = condition
        else:
            query.add_where(condition)
        customers = SQL("(%s)", query.select(SQL.identifier(query.table, "partner_id")))
        return Domain(
            "commercial_partner_id", "not in" if matches_nothing else "in", customers
        )

    def _sql_condition(self, name, shown, operator, value):
        """Return the condition on a shown value, and whether showing nothing meets it."""
        is_count = name.startswith("count")
        if operator != "in":
            matches_nothing = is_count and INEQUALITIES[operator](0, value)
            return SQL("%s %s %s", shown, SQL(operator), value), matches_nothing
        matches_nothing = not all(value)
        if is_count:
            return SQL("%s = ANY(%s)", shown, [v or 0 for v in value]), matches_nothing
        condition = SQL("%s = ANY(%s)", shown, [v for v in value if v])
        if matches_nothing:
            empty = SQL(
                "%s IS NOT TRUE" if name == "waiting_reply" else "%s IS NULL", shown
            )
            condition = SQL("(%s OR %s)", condition, empty)
        return condition, matches_nothing

    def _search_relation_last_in_at(self, operator, value):
        return self._search_relation("last_in_at", operator, value)

    def _search_relation_last_out_at(self, operator, value):
        return self._search_relation("last_out_at", operator, value)

    def _search_relation_last_touch_at(self, operator, value):
        return self._search_relation("last_touch_at", operator, value)

    def _search_relation_last_meeting_at(self, operator, value):
        return self._search_relation("last_meeting_at", operator, value)

    def _search_relation_next_step_at(self, operator, value):
        return self._search_relation("next_step_at", operator, value)

    def _search_relation_count_30(self, operator, value):
        return self._search_relation("count_30", operator, value)

    def _search_relation_count_90(self, operator, value):
        return self._search_relation("count_90", operator, value)

    def _search_relation_count_365(self, operator, value):
        return self._search_relation("count_365", operator, value)

    def _search_relation_waiting_reply(self, operator, value):
        return self._search_relation("waiting_reply", operator, value)
