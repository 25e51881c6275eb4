# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from ..tools import segment_rule

#: A transaction may commit so much later than the time it wrote on its rows.
OVERLAP = timedelta(minutes=10)
#: Conditions of which is known what touches them; `fields` depends on the fields.
INCREMENTAL = (
    "interaction", "satisfaction", "bought", "rfm", "stage", "tag", "geography",
)  # fmt: skip

INTERACTIONS = (
    SQL(
        "SELECT unnest(ARRAY[f.partner_id, f.commercial_partner_id])"
        " FROM crm_interaction f"
    ),
    SQL("f.occurred_at"),
)
#: Facts in time: whose they are, and the column that says when.
FACTS = {
    "interaction": INTERACTIONS,
    "satisfaction": INTERACTIONS,
    "bought": (
        SQL(
            "SELECT unnest(ARRAY[f.partner_id, c.commercial_partner_id])"
            " FROM sale_order f JOIN res_partner c ON c.id = f.partner_id"
        ),
        SQL("f.date_order"),
    ),
}


class CrmInteraction(models.Model):
    """Rows are written in the order of time: a few blocks tell what is new."""

    _inherit = "crm.interaction"

    _written_idx = models.Index("USING brin (write_date)")


class CrmSegment(models.Model):
    """Which records a refresh between two nights must look at.

    Those that were written, whose facts were, or whose facts have just become too old
    for a window. What this cannot see (a row that was deleted, a lead that changed
    hands) is found in the night, when everybody is looked at.
    """

    _inherit = "crm.segment"

    def _is_incremental(self):
        """Return whether it is known what can change the membership."""
        if not self.full_at or not self.refreshed_at or self.error or self.held_at:
            return False
        return all(self._is_leaf_incremental(leaf) for leaf in self._leaves())

    def _leaves(self):
        return segment_rule.leaves(self.rule) if self.kind == "dynamic" else []

    def _is_leaf_incremental(self, leaf):
        if leaf["kind"] == "birthday":
            return "within_days" not in leaf  # else it changes at midnight
        if leaf["kind"] != "fields":
            return leaf["kind"] in INCREMENTAL
        domain = segment_rule.parse_domain(leaf["domain"])
        known = self.env[self.res_model]._fields
        names = [term[0] for term in domain if isinstance(term, tuple)]
        return not segment_rule.is_about_time(domain) and all(
            isinstance(name, str)
            and name in known
            and known[name].store
            and known[name].column_type
            for name in names
        )

    def _sql_touched(self, now):
        """Return the SELECT of the records to look at, or None: everybody."""
        if not self._is_incremental():
            return None
        since = self.refreshed_at - OVERLAP
        table = SQL.identifier(self.env[self.res_model]._table)
        selects = [
            SQL("SELECT id FROM %s WHERE write_date > %s", table, since),
            SQL(
                "SELECT res_id FROM crm_segment_pin WHERE segment_id = %s"
                " AND write_date > %s",
                self.id,
                since,
            ),
        ]
        for leaf in self._leaves():
            people = self._touched_people(leaf, since, now)
            if people:
                selects.append(self._touched_records(people))
        return SQL(" UNION ").join(selects)

    def _touched_records(self, people):
        """Return the SELECT of the records of this segment that people stand for."""
        if self.res_model == "res.partner":
            return SQL("SELECT id FROM (%s) w(id) WHERE id IS NOT NULL", people)
        return SQL(
            "SELECT l.id FROM crm_lead l JOIN res_partner p ON p.id = l.partner_id"
            " JOIN (%s) w(id) ON w.id IN (p.id, p.commercial_partner_id)",
            people,
        )

    def _touched_people(self, leaf, since, now):
        """Return the SELECT of the contacts that a condition may have changed for."""
        kind = leaf["kind"]
        if kind in FACTS:
            return self._touched_facts(leaf, since, now)
        if kind == "rfm":
            return SQL(
                "SELECT partner_id FROM crm_partner_stat WHERE write_date > %s", since
            )
        if kind == "stage" or leaf.get("of") == "lead":
            return SQL(
                "SELECT unnest(ARRAY[p.id, p.commercial_partner_id]) FROM crm_lead l"
                " JOIN res_partner p ON p.id = l.partner_id WHERE l.write_date > %s",
                since,
            )
        if self.res_model == "res.partner":
            return None  # whoever was written is looked at anyway
        return SQL("SELECT id FROM res_partner WHERE write_date > %s", since)

    def _touched_facts(self, leaf, since, now):
        """Return the SELECT of whose facts were written, began to count or are over."""
        source, column = FACTS[leaf["kind"]]
        wheres = [
            SQL("f.write_date > %s", since),
            SQL("%s > %s AND %s <= %s", column, since, column, now),
        ]
        if leaf.get("days"):
            days = timedelta(days=leaf["days"])
            start, stop = since - days, now - days
            wheres.append(SQL("%s > %s AND %s <= %s", column, start, column, stop))
        return SQL(" UNION ALL ").join(SQL("%s WHERE %s", source, w) for w in wheres)
