# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL


class CrmHandover(models.Model):
    """Records change hands, a statement for each kind and batch.

    The item of a record that moved keeps what was there before. Odoo's own computed
    fields follow as they do after a write; there is no chatter line on each record:
    the customer's timeline tells it once.
    """

    _inherit = "crm.handover"

    def _move_owner(self, name, part, line_ids):
        """Give the planned records of these lines to their successors."""
        user = SQL.identifier(part.user)
        changes = [
            SQL("%s = %s", SQL.identifier(column), value)
            for column, value in part.follows.items()
        ]
        rows = self.env.execute_query(
            SQL(
                "WITH target AS (%(target)s), former AS (SELECT o.id, t.item_id,"
                " t.to_user_id, jsonb_build_object(%(kept)s) AS kept FROM %(table)s o"
                " JOIN target t ON t.res_id = o.id WHERE o.%(user)s = %(giver)s"
                " AND %(where)s FOR NO KEY UPDATE OF o),"
                " gone AS (UPDATE %(table)s o SET %(changes)s FROM former t"
                " WHERE o.id = t.id RETURNING o.id)"
                " UPDATE crm_handover_item i SET state = 'moved', former = f.kept"
                " FROM former f WHERE i.id = f.item_id RETURNING i.res_id",
                target=self._select_target(name, line_ids, "planned"),
                kept=SQL(", ").join(
                    SQL("%s, o.%s", column, SQL.identifier(column))
                    for column in (part.user, *part.follows, *part.watches)
                ),
                table=SQL.identifier(self.env[part.model]._table),
                user=user,
                where=part.where,
                changes=self._changes(part, SQL("t.to_user_id"), changes),
                giver=self.user_id.id,
            )
        )
        self._follow_owner(part, [row[0] for row in rows])

    def _restore_owner(self, name, part, line_ids):
        """Give these lines' records back that are still as the handover left them."""
        changes = [
            SQL("%s = (t.former->>%s)::integer", SQL.identifier(column), column)
            for column in part.follows
        ]
        rows = self.env.execute_query(
            SQL(
                "WITH target AS (%(target)s), back AS (UPDATE %(table)s o"
                " SET %(changes)s FROM target t WHERE o.id = t.res_id"
                " AND o.%(user)s = t.to_user_id AND %(where)s AND %(same)s"
                " RETURNING o.id, t.item_id)"
                " UPDATE crm_handover_item i SET state = 'returned'"
                " FROM back b WHERE i.id = b.item_id RETURNING i.res_id",
                target=self._select_target(name, line_ids, "moved"),
                table=SQL.identifier(self.env[part.model]._table),
                changes=self._changes(part, SQL("%s", self.user_id.id), changes),
                user=SQL.identifier(part.user),
                where=part.where,
                same=self._is_same(part),
            )
        )
        self._follow_owner(part, [row[0] for row in rows])

    def _is_same(self, part):
        """Return the condition that a record is as it was when it moved."""
        return SQL(" AND ").join(
            [
                SQL("TRUE"),
                *(
                    SQL("o.%s = t.former->>%s", SQL.identifier(column), column)
                    for column in part.watches
                ),
            ]
        )

    def _select_target(self, name, line_ids, state):
        """Return (item_id, res_id, to_user_id, to_partner_id, former) of a part."""
        return SQL(
            "SELECT i.id AS item_id, i.res_id, l.to_user_id,"
            " u.partner_id AS to_partner_id, i.former FROM crm_handover_item i"
            " JOIN crm_handover_line l ON l.id = i.line_id"
            " JOIN res_users u ON u.id = l.to_user_id"
            " WHERE i.line_id = ANY(%s) AND i.part = %s AND i.state = %s",
            list(line_ids),
            name,
            state,
        )

    def _changes(self, part, owner, changes):
        return SQL(", ").join(
            [
                SQL("%s = %s", SQL.identifier(part.user), owner),
                SQL("write_uid = %s", self.env.uid),
                SQL("write_date = now() AT TIME ZONE 'UTC'"),
                *changes,
            ]
        )

    def _follow_owner(self, part, record_ids):
        """Compute again what depends on the owner, except what was set with it."""
        model = self.env[part.model]
        names = [part.user, *part.follows]
        model.invalidate_model(names)
        records = model.browse(record_ids)
        kept = [model._fields[name] for name in part.follows]
        with self.env.protecting(kept, records):
            records.modified([part.user])
            self.env.flush_all()

    def _move_by_write(self, name, part, line_ids):
        """Give records by the ORM, where their model has to know; a write a successor.

        For parts whose model reacts to a new owner, and of which there are few.
        """
        self._write_owner(name, part, line_ids, "planned", "moved")

    def _restore_by_write(self, name, part, line_ids):
        """Give records back by the ORM."""
        self._write_owner(name, part, line_ids, "moved", "returned")

    def _write_owner(self, name, part, line_ids, state, new_state):
        user = SQL.identifier(part.user)
        giver = self.user_id.id
        holder = SQL("t.to_user_id") if state == "moved" else SQL("%s", giver)
        rows = self.env.execute_query(
            SQL(
                "WITH target AS (%s) SELECT t.item_id, o.id, t.to_user_id"
                " FROM target t JOIN %s o ON o.id = t.res_id"
                " WHERE o.%s = %s AND %s FOR NO KEY UPDATE OF o",
                self._select_target(name, line_ids, state),
                SQL.identifier(self.env[part.model]._table),
                user,
                holder,
                part.where,
            )
        )
        quiet = self.env[part.model].with_context(
            tracking_disable=True, mail_auto_subscribe_no_notify=True
        )
        for to_user in {row[2] for row in rows}:
            records = quiet.browse(row[1] for row in rows if row[2] == to_user)
            records.write({part.user: giver if state == "moved" else to_user})
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE crm_handover_item SET state = %s WHERE id = ANY(%s)",
                new_state,
                [row[0] for row in rows],
            )
        )
