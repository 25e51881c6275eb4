# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL


class CrmHandover(models.Model):
    """Meetings get another organizer and attendee, and nobody is invited twice.

    By SQL, for a write to a meeting mails all of its attendees: the customers would
    be invited to what they agreed to long ago.
    """

    _inherit = "crm.handover"

    def _move_meetings(self, name, part, line_ids):
        moved = self.env.execute_query(
            SQL(
                "WITH target AS (%(target)s) UPDATE crm_handover_item i"
                " SET state = 'moved', former = jsonb_build_object("
                " 'organizes', o.user_id = %(user)s, 'state', a.state,"
                " 'attends', a.id IS NOT NULL, 'joins', a.id IS NOT NULL AND b.id IS NULL)"
                " FROM target t JOIN calendar_event o ON o.id = t.res_id"
                " LEFT JOIN calendar_attendee a ON a.event_id = o.id"
                " AND a.partner_id = %(partner)s LEFT JOIN calendar_attendee b"
                " ON b.event_id = o.id AND b.partner_id = t.to_partner_id"
                " WHERE i.id = t.item_id AND o.active AND o.stop > %(now)s"
                " AND (o.user_id = %(user)s OR a.id IS NOT NULL) RETURNING i.id",
                target=self._select_target(name, line_ids, "planned"),
                user=self.user_id.id,
                partner=self.user_id.partner_id.id,
                now=fields.Datetime.now(),
            )
        )
        items = self._select_swaps([row[0] for row in moved])
        self._swap_meetings(items, self.user_id.partner_id.id, SQL("w.to_partner_id"))
        self._set_organizer(items, SQL("w.to_user_id"))

    def _restore_meetings(self, name, part, line_ids):
        returned = self.env.execute_query(
            SQL(
                "WITH target AS (%s) UPDATE crm_handover_item i SET state = 'returned'"
                " FROM target t JOIN calendar_event o ON o.id = t.res_id"
                " WHERE i.id = t.item_id AND o.active AND o.stop > %s"
                " AND (o.user_id = t.to_user_id"
                " OR NOT (t.former->>'organizes')::boolean)"
                " AND (NOT (t.former->>'joins')::boolean OR EXISTS (SELECT 1"
                " FROM calendar_attendee a WHERE a.event_id = o.id"
                " AND a.partner_id = t.to_partner_id)) RETURNING i.id",
                self._select_target(name, line_ids, "moved"),
                fields.Datetime.now(),
            )
        )
        items = self._select_swaps([row[0] for row in returned])
        self._swap_meetings(
            items, SQL("w.to_partner_id"), SQL("%s", self.user_id.partner_id.id)
        )
        self._set_organizer(items, SQL("%s", self.user_id.id))

    def _select_swaps(self, item_ids):
        """Return (event_id, organizes, joins, attends, state, successor) of items."""
        return SQL(
            "SELECT i.res_id AS event_id, l.to_user_id, u.partner_id AS to_partner_id,"
            " COALESCE((i.former->>'organizes')::boolean, FALSE) AS organizes,"
            " (i.former->>'attends')::boolean AS attends,"
            " (i.former->>'joins')::boolean AS joins, i.former->>'state' AS state,"
            " i.state = 'returned' AS is_back"
            " FROM crm_handover_item i JOIN crm_handover_line l ON l.id = i.line_id"
            " JOIN res_users u ON u.id = l.to_user_id WHERE i.id = ANY(%s)",
            list(item_ids),
        )

    def _set_organizer(self, items, user):
        self.env.cr.execute(
            SQL(
                "UPDATE calendar_event o SET user_id = %s, write_uid = %s,"
                " write_date = now() AT TIME ZONE 'UTC' FROM (%s) w"
                " WHERE o.id = w.event_id AND w.organizes",
                user,
                self.env.uid,
                items,
            )
        )
        self.env["calendar.event"].invalidate_model()
        self.env["calendar.attendee"].invalidate_model()

    def _swap_meetings(self, items, leaves, comes):
        """Let one attendee take another's place.

        :param leaves: SQL or id of the partner who leaves
        :param comes: SQL of the partner who comes
        """
        values = {"items": items, "leaves": leaves, "comes": comes}
        # who comes answers anew, and opens the meeting with a token of his own
        self.env.cr.execute(
            SQL(
                "UPDATE calendar_attendee a SET partner_id = p.id, common_name = p.name,"
                " access_token = md5(random()::text || a.id || clock_timestamp()::text),"
                " state = CASE WHEN w.is_back THEN w.state ELSE 'needsAction' END"
                " FROM (%(items)s) w JOIN res_partner p ON p.id = %(comes)s"
                " WHERE a.event_id = w.event_id AND a.partner_id = %(leaves)s AND w.joins",
                **values,
            )
        )
        for statement in (
            # both were there: who left goes, and comes back
            "DELETE FROM calendar_attendee a USING (%(items)s) w"
            " WHERE a.event_id = w.event_id AND a.partner_id = %(leaves)s"
            " AND w.attends AND NOT w.joins AND NOT w.is_back",
            "INSERT INTO calendar_attendee (event_id, partner_id, common_name, state,"
            " access_token) SELECT w.event_id, p.id, p.name, w.state,"
            " md5(random()::text || w.event_id || clock_timestamp()::text)"
            " FROM (%(items)s) w JOIN res_partner p ON p.id = %(comes)s"
            " WHERE w.attends AND NOT w.joins AND w.is_back AND NOT EXISTS (SELECT 1"
            " FROM calendar_attendee x WHERE x.event_id = w.event_id"
            " AND x.partner_id = p.id)",
            "INSERT INTO calendar_event_res_partner_rel (calendar_event_id,"
            " res_partner_id) SELECT w.event_id, %(comes)s FROM (%(items)s) w"
            " WHERE w.attends ON CONFLICT DO NOTHING",
            "DELETE FROM calendar_event_res_partner_rel r USING (%(items)s) w"
            " WHERE r.calendar_event_id = w.event_id AND r.res_partner_id = %(leaves)s"
            " AND w.attends AND (w.joins OR NOT w.is_back)",
        ):
            self.env.cr.execute(SQL(statement, **values))
