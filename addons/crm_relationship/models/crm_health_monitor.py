# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
import hmac
import secrets

from odoo import api, fields, models

from ..tools.system_health import BAD, worst

#: The digest of the token of monitoring; the token itself is kept nowhere.
DIGEST = "crm_relationship.health_token_digest"


class CrmHealth(models.AbstractModel):
    """What a monitoring program reads: numbers and states, no words, no customer."""

    _inherit = "crm.health"

    @api.model
    def new_monitor_address(self):
        """Return a new address for a monitoring program, whose end is its token.

        It is shown this once; the one before ends.
        """
        self._check_administrator()
        token = secrets.token_urlsafe(32)
        self.env["ir.config_parameter"].set_param(DIGEST, self._digest(token))
        return f"{self.get_base_url()}/crm_health/{token}"

    @api.model
    def end_monitor_address(self):
        """Let no program read the health any more."""
        self._check_administrator()
        self.env["ir.config_parameter"].set_param(DIGEST, False)

    @api.model
    def _is_monitor(self, token):
        """Tell whether a token is that of monitoring, in the same time whichever."""
        known = self.env["ir.config_parameter"].get_param(DIGEST) or ""
        return hmac.compare_digest(known, self._digest(token))

    @staticmethod
    def _digest(token):
        return hashlib.sha256(token.encode()).hexdigest()

    @api.model
    def _monitor(self):
        """Return what a program is told, and whether something that should happen
        does not."""
        now = fields.Datetime.now()
        found = self._look(now)
        state = worst(row["state"] for part in found.values() for row in part)
        numbers = ("waiting", "oldest_seconds", "failed", "unclear", "stuck", "state")
        return {
            "state": state,
            "at": f"{now.isoformat()}Z",
            "sending_held": bool(self._is_held()),
            "queues": {
                row["key"]: {name: row[name] for name in numbers}
                for row in found["queues"]
            },
            "jobs": {
                row["key"]: {"state": row["state"], "why": row["why"]}
                for row in found["jobs"]
            },
            "checks": {row["key"]: row["state"] for row in found["checks"]},
        }, state == BAD
