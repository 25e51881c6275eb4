# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

#: The browser tells twice a minute that a form is open.
FRESH = timedelta(seconds=75)


class CrmTicketPresence(models.Model):
    """Who has a ticket open right now; nothing to keep, so it is not even logged."""

    _name = "crm.ticket.presence"
    _description = "Open Ticket Form"
    _log_access = False

    ticket_id = fields.Many2one(
        "crm.ticket", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users", required=True, index=True, ondelete="cascade"
    )
    seen_at = fields.Datetime(required=True)
    is_writing = fields.Boolean()

    _user_uniq = models.UniqueIndex("(ticket_id, user_id)")

    def init(self):
        """Spare the write-ahead log what a crash may take."""
        result = super().init()
        self.env.cr.execute(
            "SELECT relpersistence FROM pg_class WHERE oid = %s::regclass",
            [self._table],
        )
        if self.env.cr.fetchone()[0] != "u":
            self.env.cr.execute("ALTER TABLE crm_ticket_presence SET UNLOGGED")
        return result

    @api.autovacuum
    def _gc_presence(self):
        """Forget who closed the browser without a word."""
        self.env.cr.execute(
            SQL(
                "DELETE FROM crm_ticket_presence WHERE seen_at < %s",
                fields.Datetime.now() - FRESH,
            )
        )


class CrmTicket(models.Model):
    """Two agents do not answer the same ticket without knowing of each other."""

    _inherit = "crm.ticket"

    def presence_ping(self, is_writing=False, is_leaving=False):
        """Say that one has this ticket open, and hear who else has.

        The others are told at once when something changed.

        :return: ``{"others": [{"id", "name", "is_writing"}], "last_message_id": int}``
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env.user._is_internal():
            return {"others": [], "last_message_id": 0}
        others = self._presence_others()
        if self._presence_note(is_writing, is_leaving):
            payload = {
                "ticket_id": self.id,
                "id": self.env.uid,
                "name": self.env.user.name,
                "is_writing": is_writing,
                "is_leaving": is_leaving,
            }
            users = self.env["res.users"].browse([other["id"] for other in others])
            # sudo: colleagues on the same ticket may hear of each other
            users.sudo()._bus_send("crm_ticket_sla/presence", payload)
        return {"others": others, "last_message_id": self._last_message_id()}

    def _presence_others(self):
        """Return who else has the ticket open."""
        rows = self.env.execute_query_dict(
            SQL(
                "SELECT u.id, p.name, COALESCE(o.is_writing, FALSE) AS is_writing"
                " FROM crm_ticket_presence o JOIN res_users u ON u.id = o.user_id"
                " JOIN res_partner p ON p.id = u.partner_id"
                " WHERE o.ticket_id = %s AND o.user_id <> %s AND o.seen_at >= %s"
                " ORDER BY o.is_writing DESC NULLS LAST, p.name",
                self.id,
                self.env.uid,
                fields.Datetime.now() - FRESH,
            )
        )
        return rows

    def _presence_note(self, is_writing, is_leaving):
        """Keep the state of the user; tell whether it differs from the one before."""
        now = fields.Datetime.now()
        if is_leaving:
            gone = self.env.execute_query(
                SQL(
                    "DELETE FROM crm_ticket_presence"
                    " WHERE ticket_id = %s AND user_id = %s RETURNING id",
                    self.id,
                    self.env.uid,
                )
            )
            return bool(gone)
        before = self._presence_before(now)
        self.env.execute_query(
            SQL(
                "INSERT INTO crm_ticket_presence (ticket_id, user_id, seen_at,"
                " is_writing) VALUES (%s, %s, %s, %s) ON CONFLICT (ticket_id, user_id)"
                " DO UPDATE SET seen_at = EXCLUDED.seen_at,"
                " is_writing = EXCLUDED.is_writing RETURNING id",
                self.id,
                self.env.uid,
                now,
                is_writing,
            )
        )
        return before != [(is_writing,)]

    def _presence_before(self, now):
        return self.env.execute_query(
            SQL(
                "SELECT COALESCE(is_writing, FALSE) FROM crm_ticket_presence"
                " WHERE ticket_id = %s AND user_id = %s AND seen_at >= %s",
                self.id,
                self.env.uid,
                now - FRESH,
            )
        )

    def _last_message_id(self):
        # sudo: a number only, of a ticket that may be read
        return (
            self.env["mail.message"]
            .sudo()
            .search(
                [("model", "=", self._name), ("res_id", "=", self.id)],
                order="id DESC",
                limit=1,
            )
            .id
        ) or 0

    @api.readonly
    def answers_since(self, message_id):
        """Return what others answered to the customer after a message, oldest first.

        :return: list of ``{"name", "date"}``
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env.user._is_internal():
            return []
        comment = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment")
        # sudo: who answered and when, of a ticket that may be read
        messages = self.env["mail.message"].sudo()
        answers = messages.search(
            [
                ("model", "=", self._name),
                ("res_id", "=", self.id),
                ("id", ">", message_id),
                ("message_type", "in", ["comment", "email"]),
                ("subtype_id", "=", comment),
                ("is_internal", "=", False),
                ("author_id", "!=", self.env.user.partner_id.id),
                ("author_id.partner_share", "=", False),
            ],
            order="id",
        )
        return [
            {"name": one.author_id.name, "date": fields.Datetime.to_string(one.date)}
            for one in answers
        ]
