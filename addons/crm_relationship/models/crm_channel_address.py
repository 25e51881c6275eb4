# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError

#: Which secrets go to which address. A refresh token gives access tokens, so it counts
#: wherever those go.
SENT_TO = {
    "url": ("access_token", "refresh_token", "page_token"),
    "template_url": ("access_token", "refresh_token"),
    "oauth_url": ("refresh_token", "app_secret"),
    "dial_url": ("secret",),
}


class CrmChannelAccount(models.Model):
    """A secret that nobody reads is not read by sending it elsewhere, either."""

    _inherit = "crm.channel.account"

    def write(self, vals):
        if not self.env.su and SENT_TO.keys() & vals.keys():
            self.check_access("write")
            self._check_secrets_stay(vals)
        return super().write(vals)

    def _check_secrets_stay(self, vals):
        """Refuse to send secrets to another address than that they were entered for.

        An address that is emptied is the provider's own.

        :raise UserError: naming the secrets to enter again
        """
        for address, names in SENT_TO.items():
            given = vals.get(address)
            if not given or (address == "dial_url" and "{secret}" not in given):
                continue
            kept = [name for name in names if not vals.get(f"new_{name}")]
            # sudo: nobody has access to the secrets; only whether there are any counts
            for account in self.sudo():
                sent = [name for name in kept if account[name]]
                if sent and given != account[address]:
                    raise UserError(account._secrets_stay(address, sent))

    def _secrets_stay(self, address, names):
        fields = [address, *(f"new_{name}" for name in names)]
        labels = self.fields_get(fields, ["string"])
        secrets = ", ".join(labels[name]["string"] for name in fields[1:])
        return self.env._(
            "%(name)s: '%(address)s' was changed, and what is kept would be sent "
            "there. Enter with it again: %(secrets)s.",
            name=self.display_name,
            address=labels[address]["string"],
            secrets=secrets,
        )
