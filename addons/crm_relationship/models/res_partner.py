# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.phone_key import phone_key, split_numbers
from .interaction_event import InteractionDocument

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


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "crm.interaction.mixin"]

    fact_ids = fields.One2many(
        "crm.partner.fact",
        "partner_id",
        string="What to remember",
        groups="sales_team.group_sale_salesman",
    )
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

    def _interaction_document(self):
        return InteractionDocument(partner="id")

    # ------------------------------------------------------------
    # Statistics of the customer behind a contact
    # ------------------------------------------------------------

    @api.depends_context("uid", "allowed_company_ids")
    @api.depends("commercial_partner_id")
    def _compute_relation(self):
        """Read all of them by one query, whatever the number of contacts.

        Several allowed companies show the latest contact of any and the sum of
        counts. What the user may not see of a customer stays empty.
        """
        rows = {}
        Stat = self.env["crm.partner.stat"]
        if Stat.has_access("read"):
            query = Stat._search(
                [
                    ("partner_id", "in", self.commercial_partner_id.ids),
                    ("company_id", "in", self.env.companies.ids),
                ]
            )
            query.groupby = SQL.identifier(Stat._table, "partner_id")
            columns = [self._sql_relation(name) for name in STAT_FIELDS.values()]
            key = SQL.identifier(Stat._table, "partner_id")
            rows = {
                row[0]: row[1:] for row in self.env.execute_query(query.select(key, *columns))
            }
        empty = (None,) * len(STAT_FIELDS)
        for partner in self:
            values = rows.get(partner.commercial_partner_id.id, empty)
            for name, value in zip(STAT_FIELDS, values, strict=True):
                partner[name] = value or False

    def _sql_relation(self, name):
        """Return how the rows of several companies become one value."""
        functions = {"next_step_at": "min", "waiting_reply": "bool_or"}
        function = "sum" if name.startswith("count") else functions.get(name, "max")
        column = SQL.identifier("crm_partner_stat", name)
        return SQL("%s(%s)", SQL(function), column)

    def _search_relation(self, name, operator, value):
        """Search contacts by their customer's statistics."""
        if operator not in ("=", "!=", "<", ">", "<=", ">=", "in", "not in"):
            return NotImplemented
        stats = self.env["crm.partner.stat"]._search(
            [(name, operator, value), ("company_id", "in", self.env.companies.ids)]
        )
        domain = [("commercial_partner_id", "in", stats.subselect("partner_id"))]
        if operator in ("in",) and False in value:
            every = self.env["crm.partner.stat"]._search(
                [("company_id", "in", self.env.companies.ids)]
            )
            domain = [
                "|",
                *domain,
                ("commercial_partner_id", "not in", every.subselect("partner_id")),
            ]
        return domain

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

    # ------------------------------------------------------------
    # Create, write, delete
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        reachable = partners.filtered(lambda p: p.email or p.phone)
        if reachable:
            self.env["crm.interaction"]._capture_claims(reachable)
        return partners

    def write(self, vals):
        commercial = {}
        if "parent_id" in vals:
            commercial = {p.id: p.commercial_partner_id.id for p in self}
        result = super().write(vals)
        if vals.get("email") or vals.get("phone"):
            self.env["crm.interaction"]._capture_claims(self)
        if commercial:
            self._follow_new_company(commercial)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_history(self):
        # sudo: what the user may not see counts too
        interaction = self.env["crm.interaction"].sudo().search(
            ["|", ("partner_id", "in", self.ids), ("commercial_partner_id", "in", self.ids)],
            limit=1,
        )
        if interaction:
            raise UserError(
                self.env._(
                    "%(name)s has a history of contacts with your company. Archive it "
                    "instead of deleting it.",
                    name=(interaction.partner_id & self or interaction.commercial_partner_id).name,
                )
            )

    def _follow_new_company(self, commercial):
        """Bring the history of people who had no company to the one they join.

        What somebody did for a former company stays on that company's timeline.
        """
        joined = self.filtered(
            lambda p: commercial[p.id] == p.id and p.commercial_partner_id != p
        )
        if not joined:
            return
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "UPDATE crm_interaction i SET commercial_partner_id = p.commercial_partner_id"
                " FROM res_partner p WHERE i.commercial_partner_id = ANY(%s)"
                " AND p.id = i.commercial_partner_id"
                " RETURNING p.id, i.commercial_partner_id, i.company_id",
                joined.ids,
            )
        )
        Interaction = self.env["crm.interaction"]
        Interaction.invalidate_model(["commercial_partner_id"])
        pairs = Interaction._capture_buffer()["pairs"]
        for old, new, company in rows:
            pairs |= {(old, company), (new, company)}

    # ------------------------------------------------------------
    # Unknown callers and senders
    # ------------------------------------------------------------

    def _claim_interactions(self):
        """Take over rows of unknown contacts with these partners' mail or phone.

        A value that several customers share is claimed by nobody: a person decides.
        """
        owners = [
            (partner.id, value)
            for partner in self.exists()
            for value in partner._contact_values()
        ]
        # sudo: rows that nobody owns yet
        Interaction = self.env["crm.interaction"].sudo()
        waiting = Interaction._unclaimed_values([value for _id, value in owners])
        owners = [owner for owner in owners if owner[1] in waiting]
        if not owners:
            return
        Interaction._claim(
            SQL("i.contact_value = v.value"),
            SQL(
                "(SELECT max(y.id) AS id, x.value FROM (VALUES %s) x(id, value)"
                " JOIN res_partner y ON y.id = x.id GROUP BY x.value"
                " HAVING count(DISTINCT y.commercial_partner_id) = 1) v"
                " JOIN res_partner p ON p.id = v.id AND NOT EXISTS (SELECT 1"
                " FROM res_partner q WHERE q.commercial_partner_id"
                " <> p.commercial_partner_id AND q.active AND v.value"
                " IN (q.email_normalized, q.phone_sanitized))",
                SQL(", ").join(SQL("(%s, %s)", *owner) for owner in owners),
            ),
        )

    def _contact_values(self):
        """Return the normalised values by which a caller or sender is this contact."""
        self.ensure_one()
        keys = {phone_key(number) for number in split_numbers(self.phone)}
        keys |= {self.email_normalized, self.phone_sanitized}
        return sorted(key for key in keys if key)
