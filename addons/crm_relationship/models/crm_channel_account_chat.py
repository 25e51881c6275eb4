# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.gateway.line import is_web
from ..tools.gateway.verdict import WindowRules, standing
from .crm_secret_mixin import NO_ACCESS

#: Kinds through which people write with us.
CHAT_KINDS = ("messenger", "zalo")
#: What providers allow where nobody says otherwise; see docs/messaging.md.
WINDOWS = {
    "messenger": {"free_hours": 24, "late_hours": 24, "free_replies": 0},
    "zalo": {"free_hours": 48, "late_hours": 168, "free_replies": 8},
}


class CrmChannelAccount(models.Model):
    """What accounts of Messenger and Zalo need: ids, secrets, windows, limits, prices."""

    _inherit = "crm.channel.account"

    is_chat = fields.Boolean(compute="_compute_is_chat")
    app_id = fields.Char(
        string="App id", help="Of the provider's app that calls us and is called."
    )
    provider_uid = fields.Char(
        string="Page or OA id",
        help="Events of another page are ignored. Empty: of any page.",
    )
    oauth_url = fields.Char(
        string="Address of tokens", help="Empty: the provider's own."
    )
    template_url = fields.Char(
        string="Address of templates", help="Empty: the provider's own."
    )
    verify_token = fields.Char(groups=NO_ACCESS, copy=False)
    new_verify_token = fields.Char(
        string="Verify token",
        compute="_compute_new_secrets",
        inverse="_inverse_new_secrets",
        help="The text that you also enter where the provider asks for the address.",
    )
    has_verify_token = fields.Boolean(compute="_compute_has_secrets", compute_sudo=True)
    access_token = fields.Char(groups=NO_ACCESS, copy=False)
    new_access_token = fields.Char(
        string="Access token",
        compute="_compute_new_secrets",
        inverse="_inverse_new_secrets",
        help="Of the page or Official Account: lets us answer.",
    )
    has_access_token = fields.Boolean(compute="_compute_has_secrets", compute_sudo=True)
    refresh_token = fields.Char(groups=NO_ACCESS, copy=False)
    new_refresh_token = fields.Char(
        string="Refresh token",
        compute="_compute_new_secrets",
        inverse="_inverse_new_secrets",
        help="Zalo: renews the access token. It is good once, and renewed with it.",
    )
    has_refresh_token = fields.Boolean(
        compute="_compute_has_secrets", compute_sudo=True
    )
    app_secret = fields.Char(groups=NO_ACCESS, copy=False)
    new_app_secret = fields.Char(
        string="Secret key of the app",
        compute="_compute_new_secrets",
        inverse="_inverse_new_secrets",
        help="Zalo: needed to renew tokens. Not the secret of the Official Account.",
    )
    has_app_secret = fields.Boolean(compute="_compute_has_secrets", compute_sudo=True)
    token_expires_at = fields.Datetime(string="Access token good until", readonly=True)
    token_problem = fields.Char(readonly=True, copy=False)
    free_hours = fields.Integer(
        string="Free to answer (hours)",
        compute="_compute_windows",
        store=True,
        readonly=False,
        help="After the customer's last message.",
    )
    late_hours = fields.Integer(
        string="Answers let through (hours)",
        compute="_compute_windows",
        store=True,
        readonly=False,
        help="After the customer's last message. Zalo: paid. Messenger: 168 where"
        " Facebook gave your app the permission Human Agent, else 24.",
    )
    free_replies = fields.Integer(
        string="Free answers",
        compute="_compute_windows",
        store=True,
        readonly=False,
        help="To one message of a customer. 0: any number.",
    )
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id
    )
    late_price = fields.Monetary(string="Price of a paid answer")
    template_price = fields.Monetary(string="Price of a template message")
    day_quota = fields.Integer(
        string="Messages a day", help="No more leave in a day. 0: any number."
    )
    month_quota = fields.Integer(
        string="Messages a month", help="No more leave in a month. 0: any number."
    )
    session_gap = fields.Integer(
        string="New contact after (minutes)",
        default=240,
        help="After such a silence the next message is another contact on the"
        " customer's timeline. Until then a chat is one contact from the customer and"
        " one to the customer, however busy it is.",
    )

    _chat_numbers_check = models.Constraint(
        "CHECK (free_hours >= 0 AND late_hours >= 0 AND free_replies >= 0"
        " AND day_quota >= 0 AND month_quota >= 0 AND late_price >= 0"
        " AND template_price >= 0 AND session_gap BETWEEN 1 AND 100000)",
        "Hours, numbers and prices of a channel account cannot be negative.",
    )

    @api.model
    def _kept_secrets(self):
        return (
            *super()._kept_secrets(),
            "verify_token",
            "access_token",
            "refresh_token",
            "app_secret",
        )

    @api.depends("kind")
    def _compute_is_chat(self):
        for account in self:
            account.is_chat = account.kind in CHAT_KINDS

    @api.depends("kind")
    def _compute_windows(self):
        for account in self:
            usual = WINDOWS.get(account.kind) or {}
            for name in ("free_hours", "late_hours", "free_replies"):
                account[name] = usual.get(name, 0)

    @api.constrains("oauth_url", "template_url")
    def _check_provider_urls(self):
        for account in self:
            for url in filter(None, (account.oauth_url, account.template_url)):
                if not is_web(url):
                    raise ValidationError(
                        self.env._("%(url)s: begin with https://.", url=url)
                    )

    def _window_rules(self):
        self.ensure_one()
        return WindowRules(self.free_hours, self.late_hours, self.free_replies)

    def _standing(self, last_in_at, replies, now):
        """Return whether one may write to somebody now, and until when."""
        return standing(self._window_rules(), last_in_at, replies, now)
