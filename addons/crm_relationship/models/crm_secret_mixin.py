# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import os

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import config

from ..tools.kept_secret import ENCRYPTED, SecretLost, seal, unseal

#: Nobody, not even an administrator, reads such a field.
NO_ACCESS = "."


def secret_keys():
    """Return the keys of secrets: from the environment, or the configuration file."""
    return os.environ.get("CRM_SECRET_KEY") or config.get("crm_secret_key") or None


class CrmSecretMixin(models.AbstractModel):
    """Secrets that are written, used by the system, and shown to nobody.

    A secret `x` takes three fields: `x` (Char, groups=NO_ACCESS, copy=False), `new_x`
    (Char, compute="_compute_new_secrets", inverse="_inverse_new_secrets") and `has_x`
    (Boolean, compute="_compute_has_secrets", compute_sudo=True); its name is added to
    `_kept_secrets`. The system reads it by `_kept("x")`.
    """

    _name = "crm.secret.mixin"
    _description = "Secrets Nobody Reads"

    @api.model
    def _kept_secrets(self):
        """Return the names of the fields that are secrets."""
        return ()

    def _kept(self, name):
        """Return a secret for use; an empty text when there is none.

        :raise UserError: when its key is gone
        """
        self.ensure_one()
        try:
            # sudo: nobody has access to the field, so that nobody reads it
            return unseal(self.sudo()[name], secret_keys())
        except SecretLost as error:
            raise UserError(
                self.env._(
                    "%(name)s: the secret was kept with a key that the server does not "
                    "have any more. Enter the secret again.",
                    name=self.display_name,
                )
            ) from error

    def _keep(self, name, secret):
        """Keep a secret that the system was given."""
        # sudo: nobody has access to the field, so that nobody reads it
        self.sudo()[name] = seal(secret, secret_keys()) if secret else False

    def _compute_new_secrets(self):
        for name in self._kept_secrets():
            self[f"new_{name}"] = False

    def _inverse_new_secrets(self):
        names = [f"new_{name}" for name in self._kept_secrets()]
        given = {record: [record[name] for name in names] for record in self}
        for record, secrets in given.items():
            for name, secret in zip(self._kept_secrets(), secrets, strict=True):
                if secret:
                    record._keep(name, secret)
        # not even who wrote it gets it back
        self.invalidate_recordset(names)

    @api.depends(lambda self: self._kept_secrets())
    def _compute_has_secrets(self):
        for record in self:
            for name in self._kept_secrets():
                record[f"has_{name}"] = bool(record[name])

    @api.model
    def _seal_secrets(self):
        """Encrypt what was kept before there was a key."""
        if not secret_keys():
            return
        names = self._kept_secrets()
        kept = Domain.OR(Domain(name, "!=", False) for name in names)
        # sudo: nobody has access to the fields
        for record in self.sudo().with_context(active_test=False).search(kept):
            for name in names:
                if record[name] and not record[name].startswith(ENCRYPTED):
                    record._keep(name, record._kept(name))
