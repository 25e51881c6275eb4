# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL, escape_psql

from ..tools import segment_rule, segment_window
from .segment_parts import DomainPart, IdsPart, all_of, any_of

#: Lines that were bought; amounts are untaxed, in the currency of the company.
BOUGHT_LINES = SQL(
    "FROM sale_order_line l JOIN sale_order o ON o.id = l.order_id"
    " JOIN res_partner p ON p.id = o.partner_id"
    " LEFT JOIN product_product pp ON pp.id = l.product_id"
    " LEFT JOIN product_template pt ON pt.id = pp.product_tmpl_id"
    " LEFT JOIN uom_uom lu ON lu.id = l.product_uom_id"
    " LEFT JOIN uom_uom pu ON pu.id = pt.uom_id"
)
QUANTITY = SQL("sum(l.product_uom_qty * COALESCE(lu.factor / NULLIF(pu.factor, 0), 1))")
AMOUNT = SQL("sum(l.price_subtotal / COALESCE(NULLIF(o.currency_rate, 0), 1))")
#: A rating keeps its value; one that was imported says it first in its subject.
RATING = SQL("COALESCE(r.rating, substring(i.subject FROM '^([1-5])/5')::float)")


class CrmSegment(models.Model):
    """The conditions about facts: what happened, what was bought, how it was rated.

    As on the timeline, a contact's facts are its own and a company's also those of
    its contacts.
    """

    _inherit = "crm.segment"

    def _window_conditions(self, leaf, frame, column):
        """Return the conditions that an instant is in the window and not to come."""
        start, stop = segment_window.bounds(leaf, frame.now, frame.zone)
        conditions = [SQL("%s <= %s", column, frame.now)]
        if start:
            conditions.append(SQL("%s > %s", column, start))
            if "days" not in leaf:
                conditions[-1] = SQL("%s >= %s", column, start)
        if stop:
            conditions.append(SQL("%s < %s", column, stop))
        return conditions

    def _people(self, source, person, customer, conditions, having, frame):
        """Return the SELECT of the contacts whose facts together meet a condition.

        :param source: FROM clause of the facts
        :param person: column of the contact, beside that of the ``customer``
        """
        selects = []
        for column, own in (
            (customer, SQL("%s IS NOT NULL", customer)),
            (person, SQL("%s <> %s", person, customer)),
        ):
            terms = [*conditions, own]
            if frame.scope and frame.is_of_partners:
                terms.append(SQL("%s IN (%s)", column, frame.scope))
            selects.append(
                SQL(
                    "(SELECT %s AS id %s WHERE %s GROUP BY 1 HAVING %s)",
                    column,
                    source,
                    SQL(" AND ").join(terms),
                    having,
                )
            )
        return SQL(" UNION ALL ").join(selects)

    # --- interactions ---

    def _compile_interaction(self, leaf, frame):
        count = leaf.get("count") or 0
        least = {"at_least": count, "at_most": count + 1, "none": 1}[leaf["op"]]
        having = SQL("count(*) >= %s", least)
        conditions = self._interaction_conditions(leaf, frame)
        is_negated = leaf["op"] != "at_least"
        if frame.is_of_partners:
            ids = self._people(
                SQL("FROM crm_interaction i"),
                SQL("i.partner_id"),
                SQL("i.commercial_partner_id"),
                conditions,
                having,
                frame,
            )
            return IdsPart(ids, is_negated)
        conditions.append(SQL("i.lead_id IS NOT NULL"))
        if frame.scope:
            conditions.append(SQL("i.lead_id IN (%s)", frame.scope))
        return IdsPart(
            SQL(
                "SELECT i.lead_id AS id FROM crm_interaction i WHERE %s GROUP BY 1"
                " HAVING %s",
                SQL(" AND ").join(conditions),
                having,
            ),
            is_negated,
        )

    def _interaction_conditions(self, leaf, frame):
        """Return the conditions on the interactions that count."""
        conditions = [
            SQL("i.company_id = %s", frame.company.id),
            SQL("i.state = 'done'"),
            *self._window_conditions(leaf, frame, SQL("i.occurred_at")),
        ]
        if leaf.get("types"):
            types = self.env["crm.interaction.type"]
            ids = [types._id_of(code) or 0 for code in leaf["types"]]
            conditions.append(SQL("i.type_id = ANY(%s)", ids))
        for name, column in (
            ("outcomes", "outcome_id"),
            ("media", "medium_id"),
            ("campaigns", "campaign_id"),
        ):
            if leaf.get(name):
                conditions.append(
                    SQL("%s = ANY(%s)", SQL.identifier("i", column), leaf[name])
                )
        if leaf.get("direction", "any") not in ("any", False, None):
            conditions.append(SQL("i.direction = %s", leaf["direction"]))
        return conditions

    def _compile_satisfaction(self, leaf, frame):
        conditions = [
            *self._interaction_conditions({**leaf, "types": ["rating"]}, frame),
            SQL("%s IS NOT NULL", RATING),
        ]
        measure = SQL("avg(%s)", RATING)
        if leaf["measure"] == "last":
            order = SQL(
                "(array_agg(%s ORDER BY i.occurred_at DESC, i.id DESC))", RATING
            )
            measure = SQL("%s[1]", order)
        having = SQL("%s %s %s", measure, SQL(leaf["op"]), leaf["value"])
        ids = self._people(
            SQL(
                "FROM crm_interaction i LEFT JOIN rating_rating r ON r.id = i.origin_id"
                " AND i.origin_model = 'rating.rating'"
            ),
            SQL("i.partner_id"),
            SQL("i.commercial_partner_id"),
            conditions,
            having,
            frame,
        )
        return self._of_partners(ids, frame)

    # --- sales ---

    def _compile_bought(self, leaf, frame):
        conditions = [
            SQL("o.state = 'sale' AND o.company_id = %s", frame.company.id),
            SQL("l.display_type IS NULL AND l.is_downpayment IS NOT TRUE"),
            *self._window_conditions(leaf, frame, SQL("o.date_order")),
        ]
        wanted = self._wanted_products(leaf)
        if wanted:
            conditions.append(SQL("(%s)", SQL(" OR ").join(wanted)))
        having = [SQL("max(l.product_uom_qty) > 0")]
        if leaf.get("min_quantity"):
            having.append(SQL("%s >= %s", QUANTITY, leaf["min_quantity"]))
        if leaf.get("min_amount"):
            having.append(SQL("%s >= %s", AMOUNT, leaf["min_amount"]))
        ids = self._people(
            BOUGHT_LINES,
            SQL("o.partner_id"),
            SQL("p.commercial_partner_id"),
            conditions,
            SQL(" AND ").join(having),
            frame,
        )
        return self._of_partners(ids, frame, leaf["op"] == "not_bought")

    def _wanted_products(self, leaf):
        """Return the conditions of which one holds for a line that counts."""
        wanted = []
        if leaf.get("products"):
            wanted.append(SQL("pt.id = ANY(%s)", leaf["products"]))
        if leaf.get("categories"):
            categories = self.env["product.category"].sudo()  # sudo: names no record
            below = categories._search([("id", "child_of", leaf["categories"])])
            wanted.append(SQL("pt.categ_id IN %s", below.subselect()))
        return wanted

    # --- leads, tags, places, other segments ---

    def _compile_stage(self, leaf, frame):
        domain = {
            "open": Domain("won_status", "=", "pending") & Domain("active", "=", True),
            "won": Domain("won_status", "=", "won"),
            "lost": Domain("won_status", "=", "lost"),
            "stage": Domain("stage_id", "in", leaf.get("stages") or [])
            & Domain("active", "=", True),
        }[leaf["op"]]
        return self._of_leads(domain, frame)

    def _compile_tag(self, leaf, frame):
        parts = [self._tag_part(leaf["of"], [tag], frame) for tag in leaf["tags"]]
        if leaf["op"] == "all":
            return all_of(parts, frame)
        part = any_of(parts, frame)
        return part.negate() if leaf["op"] == "none" else part

    def _tag_part(self, of, tags, frame):
        if of == "lead":
            return self._of_leads(Domain("tag_ids", "in", tags), frame)
        name = "category_id" if frame.is_of_partners else "partner_id.category_id"
        return DomainPart(Domain(name, "in", tags))

    def _compile_rfm(self, leaf, frame):
        conditions = [SQL("s.company_id = %s AND s.orders_count > 0", frame.company.id)]
        for name in segment_rule.SCORES:
            if leaf.get(name):
                column = SQL.identifier("s", f"rfm_{name}")
                conditions.append(SQL("%s BETWEEN %s AND %s", column, *leaf[name]))
        if leaf.get("segments"):
            conditions.append(SQL("s.rfm_segment = ANY(%s)", leaf["segments"]))
        ids = SQL(
            "SELECT s.partner_id AS id FROM crm_partner_stat s WHERE %s",
            SQL(" AND ").join(conditions),
        )
        return self._of_partners(ids, frame)

    def _compile_birthday(self, leaf, frame):
        day, month = (
            SQL("extract(%s FROM b.birthdate)", SQL(part)) for part in ("day", "month")
        )
        if leaf.get("within_days") is not None:
            today = segment_window.local_day(frame.now, frame.zone)
            days = segment_window.coming_days(today, leaf["within_days"])
            condition = SQL("%s * 100 + %s = ANY(%s)", month, day, days)
        else:
            condition = SQL("%s = ANY(%s)", month, leaf["months"])
        ids = SQL(
            "SELECT b.id FROM res_partner b WHERE b.birthdate IS NOT NULL AND %s",
            condition,
        )
        return self._of_partners(ids, frame, of_person=True)

    def _compile_geography(self, leaf, frame):
        domains = []
        if leaf.get("countries"):
            domains.append(Domain("country_id", "in", leaf["countries"]))
        if leaf.get("states"):
            domains.append(Domain("state_id", "in", leaf["states"]))
        if leaf.get("cities"):
            cities = [city.strip() for city in leaf["cities"]]
            domains.append(
                Domain.OR(Domain("city", "=ilike", escape_psql(c)) for c in cities)
            )
        return DomainPart(Domain.AND(domains))
