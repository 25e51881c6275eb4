# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL, email_normalize, plaintext2html

from ..tools.api_request import MESSAGE, PRIORITIES, TICKET, ApiError, digest, parse


class CrmTicketApiEntry(models.Model):
    """One request of a program that was carried out: what makes it safe to repeat.

    The sender's own ids are the key. The row is written before anything is done, so
    that of two requests at once one waits for the other and finds what it did.
    """

    _name = "crm.ticket.api.entry"
    _description = "Ticket API Entry"
    _order = "id desc"
    _rec_name = "external_id"
    _log_access = False

    team_id = fields.Many2one("crm.ticket.team", required=True, ondelete="cascade")
    external_id = fields.Char(required=True, help="The sender's id of the ticket.")
    message_external_id = fields.Char(
        required=True, default="", help="The sender's id of a message, or empty."
    )
    digest = fields.Char(required=True)
    ticket_id = fields.Many2one("crm.ticket", index=True, ondelete="cascade")
    message_id = fields.Many2one(
        "mail.message", index="btree_not_null", ondelete="set null"
    )

    _entry_uniq = models.UniqueIndex(
        "(team_id, external_id, message_external_id)", "This id was used before."
    )

    @api.model
    def _claim(self, team, external_id, message_external_id, data):
        """Return (entry, is new) for the ids of a request.

        Raises where the same ids came with something else before.
        """
        mark = digest(data)
        # of two at once one is run again by the server: no error to report
        self.env.cr.execute(
            SQL(
                "INSERT INTO crm_ticket_api_entry"
                " (team_id, external_id, message_external_id, digest)"
                " VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING RETURNING id",
                team.id,
                external_id,
                message_external_id,
                mark,
            ),
            log_exceptions=False,
        )
        rows = self.env.cr.fetchall()
        if rows:
            return self.browse(rows[0][0]), True
        entry = self._find(team, external_id, message_external_id)
        if entry.digest != mark:
            raise ApiError(
                409,
                "conflict",
                "This id was used before, with other contents.",
                "external_id",
            )
        return entry, False

    @api.model
    def _find(self, team, external_id, message_external_id=""):
        return self.search(
            [
                ("team_id", "=", team.id),
                ("external_id", "=", external_id),
                ("message_external_id", "=", message_external_id),
            ],
            limit=1,
        )

    # ------------------------------------------------------------
    # The two requests
    # ------------------------------------------------------------

    @api.model
    def _open_ticket(self, team, body):
        """Open a ticket of a team as a program asks; return (entry, is new)."""
        data = parse(body, TICKET)
        values = self._ticket_values(team, data)
        entry, is_new = self._claim(team, data["external_id"], "", data)
        if is_new:
            entry.ticket_id = self.env["crm.ticket"]._open_from_web(values)
        return entry, is_new

    @api.model
    def _add_message(self, team, external_id, body):
        """Add a message of the customer to a ticket the program opened."""
        data = parse(body, MESSAGE)
        ticket = self._find(team, external_id).ticket_id
        if not ticket:
            raise ApiError(404, "not_found", "No ticket was opened under this id.")
        entry, is_new = self._claim(team, external_id, data["external_id"], data)
        if is_new:
            ticket = ticket._merge_target()
            entry.ticket_id = ticket
            entry.message_id = ticket.message_post(
                body=plaintext2html(data["body"]),
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                author_id=ticket.partner_id.id or None,
                email_from=None if ticket.partner_id else ticket.email_from,
            )
        return entry, is_new

    @api.model
    def _ticket_values(self, team, data):
        """Return the values of a ticket, each reference within the team's company."""
        values = {
            "name": data["subject"],
            "description": data["description"],
            "channel": "api",
            "team_id": team.id,
            "phone": data["phone"] or False,
            "priority": PRIORITIES[data["priority"] or "normal"],
        }
        if data["email"]:
            if not email_normalize(data["email"]):
                raise ApiError(422, "bad_value", "This is no mail address.", "email")
            values |= self.env["crm.ticket"]._web_contact(
                data["email"], data["name"], team.company_id
            )
        if data["phone"] and not values.get("partner_id"):
            # the program that signed the request says whose number it is
            tickets = self.env["crm.ticket"]
            caller = tickets._find_caller([data["phone"]], team.company_id)
            values["partner_id"] = caller.id
            values.setdefault("email_from", caller.email_normalized)
        for field, name, model, key in (
            ("category", "category_id", "crm.ticket.category", "name"),
            ("order", "sale_order_id", "sale.order", "name"),
            ("serial", "lot_id", "stock.lot", "name"),
        ):
            if data[field]:
                values[name] = self._reference(team, model, key, data[field], field)
        return values

    @api.model
    def _reference(self, team, model, key, value, field):
        record = self.env[model].search(
            [(key, "=", value), ("company_id", "in", [False, team.company_id.id])],
            limit=2,
        )
        if len(record) != 1:
            message = "Nothing is found under this name, or more than one."
            raise ApiError(422, "not_found", message, field)
        return record.id
