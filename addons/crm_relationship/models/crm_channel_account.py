# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: Nobody, not even an administrator, reads such a field.
NO_ACCESS = "."
KINDS = [
    ("webhook", "Signed web call"),
    ("zalo", "Zalo"),
    ("messenger", "Messenger"),
    ("generic", "Other provider"),
]


class CrmChannelAccount(models.Model):
    """An account at a provider through which messages leave, and how it is called.

    The secret is written and never read back, by anybody.
    """

    _name = "crm.channel.account"
    _description = "Channel Account"
    _order = "name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    kind = fields.Selection(KINDS, required=True, default="webhook")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    url = fields.Char(
        string="Address", help="Messages are posted here as JSON, signed."
    )
    timeout = fields.Integer(
        string="Patience (s)",
        default=20,
        help="After this many seconds without an answer nobody knows whether the "
        "provider took the message.",
    )
    secret = fields.Char(string="Kept secret", groups=NO_ACCESS, copy=False)
    new_secret = fields.Char(
        string="Secret",
        compute="_compute_new_secret",
        inverse="_inverse_new_secret",
        help="Signs the calls. It is kept, and never shown again.",
    )
    has_secret = fields.Boolean(compute="_compute_has_secret", compute_sudo=True)
    outbox_ids = fields.One2many("crm.channel.outbox", "account_id")

    _timeout_check = models.Constraint(
        "CHECK (timeout BETWEEN 1 AND 120)", "Wait between 1 and 120 seconds."
    )

    @api.depends("secret")
    def _compute_has_secret(self):
        for account in self:
            account.has_secret = bool(account.secret)

    def _compute_new_secret(self):
        self.new_secret = False

    def _inverse_new_secret(self):
        secrets = {account: account.new_secret for account in self}
        for account, secret in secrets.items():
            if secret:
                # sudo: nobody has access to the field, so that nobody reads it
                account.sudo().secret = secret
        # not even who wrote it gets it back
        self.invalidate_recordset(["new_secret"])

    @api.constrains("url")
    def _check_url(self):
        for account in self.filtered("url"):
            parts = urlsplit(account.url)
            if parts.scheme not in ("http", "https") or not parts.hostname:
                raise ValidationError(
                    self.env._(
                        "%(url)s is no web address: begin with https://.",
                        url=account.url,
                    )
                )
