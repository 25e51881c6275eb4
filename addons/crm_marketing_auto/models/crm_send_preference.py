# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import consteq, hmac

SCOPE = "crm_marketing_auto.preferences"
#: What the page offers: (channel, purpose).
OFFERED = (
    ("mail", "marketing"),
    ("mail", "care"),
    ("sms", "marketing"),
    ("chat", "marketing"),
    ("call", "marketing"),
)


class CrmSendPreference(models.AbstractModel):
    """The page on which a person says what it wants, and its signed address."""

    _name = "crm.send.preference"
    _description = "Preferences of a Contact"

    @api.model
    def _token(self, partner_id):
        # sudo: signing needs the database's secret
        return hmac(self.env(su=True), SCOPE, partner_id)

    @api.model
    def _url(self, partner):
        base = partner.get_base_url()
        return f"{base}/crm/preferences/{partner.id}/{self._token(partner.id)}"

    @api.model
    def _partner(self, partner_id, token):
        """Return the contact of a signed address, or none when it is forged."""
        token = token or ""
        if not token.isascii() or not consteq(self._token(partner_id), token):
            return self.env["res.partner"]
        # sudo: the signed address is the right to see one's own choices
        return self.env["res.partner"].sudo().browse(partner_id).exists()

    @api.model
    def _identity(self, partner, channel):
        return (
            partner.email_normalized if channel == "mail" else partner.phone_sanitized
        )

    @api.model
    def _shown(self, partner):
        """Return the person's address, and of the number no more than its end."""
        number = partner.phone_sanitized
        parts = [partner.email_normalized, number and f"•••{number[-3:]}"]
        return " · ".join(filter(None, parts))

    @api.model
    def _is_used(self, channel):
        """Tell whether we write on a channel at all."""
        # sudo: that there is an account is no secret
        accounts = self.env["crm.channel.account"].sudo()
        return channel != "chat" or bool(accounts.search_count([], limit=1))

    @api.model
    def _choices(self, partner):
        """Return [(name, label, channel, purpose, is chosen)] of what can be chosen."""
        # sudo: a person without an account reads and says their own choices
        consent = self.env["crm.consent"].sudo()
        labels = {
            ("mail", "marketing"): self.env._("Offers by e-mail"),
            ("mail", "care"): self.env._("Service messages by e-mail"),
            ("sms", "marketing"): self.env._("Offers by SMS"),
            ("chat", "marketing"): self.env._("Offers by chat"),
            ("call", "marketing"): self.env._("Calls with offers"),
        }
        choices = []
        for channel, purpose in OFFERED:
            identity = self._identity(partner, channel)
            if identity and self._is_used(channel):
                last = consent.search(
                    [
                        ("identity", "=", identity),
                        ("channel", "in", [channel, "all"]),
                        ("purpose", "in", [purpose, "all"]),
                        ("list_id", "=", False),
                    ],
                    limit=1,
                )
                chosen = last.state == "given" or (
                    purpose == "care" and last.state not in ("withdrawn", "refused")
                )
                name = f"{channel}-{purpose}"
                choices.append(
                    (name, labels[channel, purpose], channel, purpose, chosen)
                )
        return choices

    @api.model
    def _choose(self, partner, chosen):
        """Record what the person chose on the page.

        :param chosen: names of the choices that are ticked
        """
        # sudo: the signed address is the person's right
        consent = self.env["crm.consent"].sudo()
        for name, label, channel, purpose, was in self._choices(partner):
            state = "given" if name in chosen else "withdrawn"
            if was == (state == "given") and was:
                continue
            consent._record(
                self._identity(partner, channel),
                channel,
                state,
                purpose=purpose,
                source="preference_page",
                proof=self.env._("Chosen on the page: %(label)s", label=label),
            )
