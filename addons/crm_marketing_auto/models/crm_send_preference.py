# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, consteq, hmac

SCOPE = "crm_marketing_auto.preferences"
#: For so long an address agrees to more; it refuses for ever.
AGREES_FOR = timedelta(days=90)
#: What the page offers: (channel, purpose).
OFFERED = (
    ("mail", "marketing"),
    ("mail", "care"),
    ("sms", "marketing"),
    ("chat", "marketing"),
    ("call", "marketing"),
)


class CrmSendPreference(models.AbstractModel):
    """The page on which a person says what it wants, and its signed address.

    An address holds for ever, as whoever gets our messages must always be able to end
    them. It says when it was made: messages are forwarded and kept for years, and one
    that lies about agrees to nothing in the person's name.
    """

    _name = "crm.send.preference"
    _description = "Preferences of a Contact"

    @api.model
    def _token(self, partner_id, day=None):
        """Return the end of an address that is made on a day, today by default."""
        made = f"{day or fields.Date.today():%Y%m%d}"
        # sudo: signing needs the database's secret
        return f"{made}-{hmac(self.env(su=True), SCOPE, (partner_id, made))}"

    @api.model
    def _may_agree(self, partner, partner_id, token):
        """Tell whether a genuine address is young enough to agree by it.

        :param partner_id: of whom the address is; who was merged only refuses by it
        """
        if partner.id != partner_id:
            return False
        oldest = fields.Date.today() - AGREES_FOR
        made, dash, _signature = token.partition("-")
        return bool(dash) and made >= f"{oldest:%Y%m%d}"

    @api.model
    def _url(self, partner):
        """Return the address that goes into a message to a person."""
        return self._address(partner)

    @api.model
    def _url_of_colleagues(self, partner):
        """Return an address by which nobody agrees in the person's name."""
        return self._address(partner, fields.Date.today() - 2 * AGREES_FOR)

    @api.model
    def _address(self, partner, day=None):
        base = partner.get_base_url()
        return f"{base}/crm/preferences/{partner.id}/{self._token(partner.id, day)}"

    @api.model
    def _partner(self, partner_id, token):
        """Return the contact of a signed address, or none when it is forged.

        One that was merged into another is that one: the person goes on being written
        to, and an address in an old message has to end that.
        """
        token = token or ""
        if not token.isascii() or not consteq(self._signed(partner_id, token), token):
            return self.env["res.partner"]
        # sudo: the signed address is the right to see one's own choices
        partner = self.env["res.partner"].sudo().browse(partner_id).exists()
        return partner or self._merged_into(partner_id)

    @api.model
    def _merged_into(self, partner_id):
        """Return the contact that stayed when one was merged, or none."""
        rows = self.env.execute_query(
            SQL(
                "SELECT kept_id FROM crm_merge_log WHERE state = 'done'"
                " AND merged_ids @> %s::jsonb AND kept_id IS NOT NULL"
                " ORDER BY id DESC LIMIT 1",
                str(partner_id),
            )
        )
        # sudo: as above
        return self.env["res.partner"].sudo().browse(row[0] for row in rows)

    @api.model
    def _signed(self, partner_id, token):
        """Return how the end of an address has to be that says so of when it is of."""
        made, dash, _signature = token.partition("-")
        # sudo: signing needs the database's secret
        env = self.env(su=True)
        if not dash:  # made before addresses said when
            return hmac(env, SCOPE, partner_id)
        return f"{made}-{hmac(env, SCOPE, (partner_id, made))}"

    @api.model
    def _identity(self, partner, channel):
        return (
            partner.email_normalized if channel == "mail" else partner.phone_sanitized
        )

    @api.model
    def _shown(self, partner):
        """Return by what a person knows that it is they, and nobody else who it is."""
        number, mail = partner.phone_sanitized, partner.email_normalized
        parts = [
            mail and f"{mail[0]}•••@{mail.rpartition('@')[2]}",
            number and f"•••{number[-3:]}",
        ]
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
    def _choose(self, partner, chosen, may_agree=True):
        """Record what the person chose on the page.

        :param chosen: names of the choices that are ticked
        :param may_agree: whether what was not agreed to before may be now
        """
        # sudo: the signed address is the person's right
        consent = self.env["crm.consent"].sudo()
        for name, label, channel, purpose, was in self._choices(partner):
            state = "given" if name in chosen else "withdrawn"
            if state == "given" and (was or not may_agree):
                continue
            consent._record(
                self._identity(partner, channel),
                channel,
                state,
                purpose=purpose,
                source="preference_page",
                proof=self.env._("Chosen on the page: %(label)s", label=label),
            )
