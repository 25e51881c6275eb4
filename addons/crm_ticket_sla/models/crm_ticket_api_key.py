# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
import hmac as hmac_lib
import secrets

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import consteq, hmac


class CrmTicketApiKey(models.Model):
    """A program that may open tickets of a team.

    The secret is stored nowhere: it follows from the identifier and the secret of
    this database. It is shown once, cannot be read or exported, and does not work in
    a copy of the database.
    """

    _name = "crm.ticket.api.key"
    _description = "Ticket API Key"
    _order = "team_id, id"

    name = fields.Char(required=True, help="Which program uses it.")
    active = fields.Boolean(default=True)
    team_id = fields.Many2one(
        "crm.ticket.team", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="team_id.company_id", store=True, index=True)
    identifier = fields.Char(
        readonly=True,
        copy=False,
        required=True,
        default=lambda self: secrets.token_hex(12),
        help="Sent with each request, so that the right key is used.",
    )
    used_on = fields.Date(string="Last used", readonly=True, copy=False)

    _identifier_uniq = models.UniqueIndex("(identifier)", "This key exists already.")

    @api.model_create_multi
    def create(self, vals_list):
        # never chosen by whoever makes a key: the secret follows from it
        return super().create(
            [{**vals, "identifier": secrets.token_hex(12)} for vals in vals_list]
        )

    def write(self, vals):
        vals = {name: value for name, value in vals.items() if name != "identifier"}
        return super().write(vals)

    def _secret(self):
        self.ensure_one()
        return hmac(self.env(su=True), "crm_ticket_sla.api", self.identifier)

    def _action_secret(self):
        """Return the window that shows the secret: for a key that was just made."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.ticket.api.secret",
            "name": self.env._("API key of %(team)s", team=self.team_id.name),
            "target": "new",
            "views": [(False, "form")],
            "context": {
                "default_identifier": self.identifier,
                "default_secret": self._secret(),
            },
        }

    @api.model
    def _find_signed(self, identifier, timestamp, path, body, signature):
        """Return the key that signed a request; empty when none did."""
        # sudo: the signature is what gives the right
        key = self.sudo().search([("identifier", "=", identifier or "")], limit=1)
        secret = key._secret() if key else secrets.token_hex(32)
        signed = b"\n".join([timestamp.encode(), path.encode(), body])
        expected = hmac_lib.new(secret.encode(), signed, hashlib.sha256).hexdigest()
        if not signature.isascii() or not consteq(signature, expected):
            return self.browse()
        return key

    def _stamp_used(self):
        """Note the day of use: one write a day, whatever the number of requests."""
        today = fields.Date.today()
        if self.used_on != today:
            self.env.execute_query(
                SQL(
                    "UPDATE crm_ticket_api_key SET used_on = %s WHERE id IN (SELECT id"
                    " FROM crm_ticket_api_key WHERE id = %s FOR NO KEY UPDATE"
                    " SKIP LOCKED) RETURNING id",
                    today,
                    self.id,
                )
            )
            self.invalidate_recordset(["used_on"])


class CrmTicketApiSecret(models.AbstractModel):
    """The window that shows a secret once: nothing of it is stored."""

    _name = "crm.ticket.api.secret"
    _description = "Ticket API Secret"

    # needed by the onchange that fills the window
    id = fields.Id()
    identifier = fields.Char(readonly=True)
    secret = fields.Char(readonly=True)
