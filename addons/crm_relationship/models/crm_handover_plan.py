# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import fields, models
from odoo.tools import SQL

from ..tools.portfolio_split import Holding, split


class CrmHandover(models.Model):
    """The preview: what moves, a line for each customer, and who gets it.

    A statement for each kind of record, whatever the number of customers. Planning
    again finds what is new and leaves the rest as it is.
    """

    _inherit = "crm.handover"

    def _plan(self):
        """Plan anew, keeping what people chose by hand."""
        self.ensure_one()
        chosen = {
            (line.owner_model, line.owner_id): (line.to_user_id.id, line.state)
            for line in self.line_ids
            if line.is_manual or line.state == "excluded"
        }
        self.env.flush_all()
        for table in ("crm_handover_item", "crm_handover_line"):
            self.env.cr.execute(
                SQL(
                    "DELETE FROM %s WHERE handover_id = %s",
                    SQL.identifier(table),
                    self.id,
                )
            )
        self._count_loads()
        self._find()
        self._deal()
        self._apply_chosen(chosen)
        self._mark_overflow()

    def _find(self):
        """Add the records that the user has and that are not planned yet.

        :return: number of lines with something new to move
        """
        self.env.cr.execute("SET LOCAL jit = off")  # compiling costs more than it saves
        self.env.flush_all()
        parts = self._parts(self.user_id)
        own = [(n, p) for n, p in parts.items() if p.stands_alone]
        others = [(n, p) for n, p in parts.items() if not p.stands_alone]
        for name, part in own:
            self._insert_items(name, part)
        self._insert_lines()
        for name, part in others:
            self._insert_items(name, part)
        self._join_lines()
        new = self.env.execute_query(
            SQL(
                "UPDATE crm_handover_line l SET state = 'planned' WHERE handover_id = %s"
                " AND state IN ('planned', 'done') AND EXISTS (SELECT 1"
                " FROM crm_handover_item i WHERE i.line_id = l.id"
                " AND i.state = 'planned') RETURNING id",
                self.id,
            )
        )
        self._count_items(parts)
        self.env.invalidate_all(flush=False)
        return len(new)

    def _join_lines(self):
        """Give each new record its line.

        What only follows customers of whom nothing else is the user's stays as it is.
        """
        self.env.cr.execute(
            SQL(
                "UPDATE crm_handover_item i SET line_id = l.id FROM crm_handover_line l"
                " WHERE i.handover_id = %(id)s AND i.line_id IS NULL"
                " AND l.handover_id = %(id)s AND l.owner_model = i.owner_model"
                " AND l.owner_id = i.owner_id",
                id=self.id,
            )
        )
        self.env.cr.execute(
            SQL(
                "DELETE FROM crm_handover_item WHERE handover_id = %s"
                " AND line_id IS NULL",
                self.id,
            )
        )

    def _companies(self):
        """Return the ids of the company and its branches."""
        # sudo: branches of a company that the manager may hand over in
        return (
            self.env["res.company"]
            .sudo()
            .search([("id", "child_of", self.company_id.id)])
        ).ids

    def _insert_items(self, name, part):
        self.env.cr.execute(
            SQL(
                "INSERT INTO crm_handover_item (handover_id, part, res_model, res_id,"
                " owner_model, owner_id, amount, state) SELECT %(id)s, s.part, %(model)s,"
                " s.res_id, s.owner_model, s.owner_id, s.amount, 'planned' FROM (%(rows)s) s"
                " ON CONFLICT DO NOTHING",
                id=self.id,
                model=part.model,
                rows=part.select(self.env, name, self.user_id, self._companies()),
            )
        )

    def _insert_lines(self):
        """Add a line for each owner of new records, with where the customer stands."""
        self.env.cr.execute(
            SQL(
                "INSERT INTO crm_handover_line (handover_id, company_id, owner_model,"
                " owner_id, partner_id, state, tier_id, province_id, revenue,"
                " is_customer, create_uid, create_date, write_uid, write_date)"
                " SELECT %(id)s, %(company)s, i.owner_model, i.owner_id, p.id, 'planned',"
                " s.tier_id, p.state_id, COALESCE(s.revenue, 0), p.user_id = %(user)s AND p.active,"
                " %(uid)s, %(now)s, %(uid)s, %(now)s FROM (SELECT DISTINCT owner_model,"
                " owner_id FROM crm_handover_item WHERE handover_id = %(id)s"
                " AND line_id IS NULL) i LEFT JOIN res_partner p"
                " ON i.owner_model = 'res.partner' AND p.id = i.owner_id"
                " LEFT JOIN crm_partner_stat s ON s.partner_id = p.id"
                " AND s.company_id = %(company)s ON CONFLICT DO NOTHING",
                id=self.id,
                company=self.company_id.id,
                user=self.user_id.id,
                uid=self.env.uid,
                now=fields.Datetime.now(),
            )
        )

    def _count_items(self, parts):
        """Count the records and sum the amounts of each line."""
        counted, summed = defaultdict(list), defaultdict(list)
        for name, part in parts.items():
            counted[part.count].append(name)
            if part.total:
                summed[part.total].append(name)
        filtered = "%s FILTER (WHERE part = ANY(%s)) AS %s"
        columns = [
            SQL(filtered, SQL(function), names, SQL.identifier(field))
            for function, fields_ in (("count(*)", counted), ("sum(amount)", summed))
            for field, names in fields_.items()
        ]
        values = [
            SQL("%s = COALESCE(s.%s, 0)", SQL.identifier(field), SQL.identifier(field))
            for field in (*counted, *summed)
        ]
        self.env.cr.execute(
            SQL(
                "UPDATE crm_handover_line l SET %s FROM (SELECT line_id, %s"
                " FROM crm_handover_item WHERE handover_id = %s GROUP BY line_id) s"
                " WHERE l.id = s.line_id",
                SQL(", ").join(values),
                SQL(", ").join(columns),
                self.id,
            )
        )

    # ------------------------------------------------------------
    # Who gets what
    # ------------------------------------------------------------

    def _count_loads(self):
        """Count the customers that the successors look after already."""
        users = self.successor_ids.user_id
        counts = dict(
            self.env.execute_query(
                SQL(
                    "SELECT user_id, count(*) FROM res_partner WHERE user_id = ANY(%s)"
                    " AND active IS TRUE AND commercial_partner_id = id"
                    " AND (company_id IS NULL OR company_id = ANY(%s)) GROUP BY user_id",
                    users.ids,
                    self._companies(),
                )
            )
        )
        for successor in self.successor_ids:
            successor.load = counts.get(successor.user_id.id, 0)

    def _deal(self):
        """Give every line without a successor to one."""
        rows = self.env.execute_query(
            SQL(
                "SELECT id, revenue, province_id, tier_id, is_customer"
                " FROM crm_handover_line WHERE handover_id = %s AND to_user_id IS NULL",
                self.id,
            )
        )
        if not rows:
            return
        holdings = [
            Holding(
                key=line_id,
                revenue=float(revenue or 0),
                province=province,
                tier=tier,
                counts=bool(counts),
            )
            for line_id, revenue, province, tier, counts in rows
        ]
        seats = self.successor_ids._seats()
        self._seat_given(seats)
        given = split(holdings, seats, self.method)
        self._store_given(given)

    def _store_given(self, given):
        """Write who gets which lines: ``{line id: (user id, past capacity)}``."""
        self.env.cr.execute(
            SQL(
                "UPDATE crm_handover_line l SET to_user_id = g.user_id,"
                " overflow = g.overflow FROM unnest(%s, %s, %s)"
                " AS g(id, user_id, overflow) WHERE l.id = g.id",
                list(given),
                [user for user, _overflow in given.values()],
                [overflow for _user, overflow in given.values()],
            )
        )
        self.env.invalidate_all(flush=False)

    def _seat_given(self, seats):
        """Count with what the successors got before, when more is dealt later."""
        rows = self.env["crm.handover.line"]._read_group(
            [("handover_id", "=", self.id), ("to_user_id", "!=", False)],
            ["to_user_id", "is_customer"],
            ["__count"],
        )
        for seat in seats:
            for user, is_customer, count in rows:
                if user.id == seat.key:
                    seat.dealt += count
                    seat.load += count if is_customer else 0

    def _apply_chosen(self, chosen):
        """Give the lines that people decided on as they decided."""
        successors = self.successor_ids.user_id.ids
        for line in self.line_ids if chosen else ():
            user, state = chosen.get((line.owner_model, line.owner_id), (None, None))
            values = {"state": "excluded"} if state == "excluded" else {}
            if user in successors:
                values["to_user_id"] = user
            if values:
                line.write(values)

    def _mark_overflow(self):
        """Mark the customers past each successor's capacity, the smallest ones."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE crm_handover_line l SET overflow = COALESCE(r.n > r.room, FALSE)"
                " FROM (SELECT o.id,"
                " row_number() OVER (PARTITION BY o.handover_id, o.to_user_id"
                " ORDER BY o.revenue DESC, o.id) AS n,"
                " CASE WHEN s.capacity > 0 THEN s.capacity - s.load END AS room"
                " FROM crm_handover_line o JOIN crm_handover_successor s"
                " ON s.handover_id = o.handover_id AND s.user_id = o.to_user_id"
                " WHERE o.handover_id = ANY(%(ids)s) AND o.is_customer"
                " AND o.state <> 'excluded') r WHERE r.id = l.id"
                " AND l.overflow IS DISTINCT FROM COALESCE(r.n > r.room, FALSE)",
                ids=self.ids,
            )
        )
        self.env["crm.handover.line"].invalidate_model(["overflow"])
