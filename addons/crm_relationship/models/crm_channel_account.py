# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .crm_secret_mixin import NO_ACCESS

#: Providers; how each is received is in the methods `_gateway_<step>_<kind>`.
KINDS = [
    ("webhook", "Signed web call"),
    ("generic", "Other provider"),
    ("form", "Web form or CMS"),
    ("facebook_leads", "Facebook lead ads"),
    ("google_leads", "Google lead forms"),
    ("marketplace", "Shop or marketplace"),
    ("call_url", "Contact centre: by address"),
    ("call_json", "Contact centre: call records"),
    ("call_generic", "Contact centre: signed"),
    ("zalo", "Zalo"),
    ("messenger", "Messenger"),
]


class CrmChannelAccount(models.Model):
    """An account at a provider: how it is called, and how it calls.

    The secret is written and never read back, by anybody.
    """

    _name = "crm.channel.account"
    _inherit = ["crm.secret.mixin"]
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
        compute="_compute_new_secrets",
        inverse="_inverse_new_secrets",
        help="Signs the calls. It is kept, and never shown again.",
    )
    has_secret = fields.Boolean(compute="_compute_has_secrets", compute_sudo=True)
    outbox_ids = fields.One2many("crm.channel.outbox", "account_id")

    _timeout_check = models.Constraint(
        "CHECK (timeout BETWEEN 1 AND 120)", "Wait between 1 and 120 seconds."
    )

    @api.model
    def _kept_secrets(self):
        return ("secret",)

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
