# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import secrets

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..tools.suppression import suppression_key
from .crm_consent import ANY_CHANNEL, CHANNELS, ERASE

SALT = "crm_marketing_auto.suppression_salt"


class CrmSendSuppression(models.Model):
    """An address or number that gets nothing, whatever its contact says.

    It is recognised by a keyed hash; after an erasure nothing else is kept.
    """

    _name = "crm.send.suppression"
    _description = "Suppressed Address"
    _order = "id desc"
    _rec_name = "identity"

    active = fields.Boolean(default=True)
    key = fields.Char(required=True, readonly=True, copy=False)
    identity = fields.Char(
        string="Address or number",
        readonly=True,
        help="Empty after an erasure: only its hash is kept.",
    )
    channel = fields.Selection([*CHANNELS, ANY_CHANNEL], required=True, default="all")
    kind = fields.Selection(
        [("dnc", "Do-Not-Call list"), ("erased", "Erased"), ("manual", "By hand")],
        required=True,
        default="manual",
    )
    source = fields.Char(help="The file or request it came with.")
    at = fields.Datetime(required=True, default=fields.Datetime.now)

    _key_uniq = models.UniqueIndex(
        "(key, kind, channel)", "This address or number is on the list already."
    )

    def init(self):
        """Make the salt now: of two lanes that need it first, one would fail."""
        self._secret()

    @api.model_create_multi
    def create(self, vals_list):
        consent = self.env["crm.consent"]
        for vals in vals_list:
            if vals.get("identity"):
                normal = consent._normalize(vals.get("channel"), vals["identity"])
                vals["identity"] = normal or vals["identity"].strip().lower()
                vals["key"] = self._key(vals["identity"])
        return super().create(vals_list)

    @api.model
    def _key(self, identity):
        return suppression_key(self._secret(), identity)

    @api.model
    def _secret(self):
        """Return the salt, our own: core changes its secret in a copied database."""
        # sudo: nobody reads the secret
        parameters = self.env["ir.config_parameter"].sudo()
        salt = parameters.get_param(SALT)
        if not salt:
            salt = secrets.token_hex(32)
            parameters.set_param(SALT, salt)
        return salt

    @api.model
    def _lift_erased(self, identities):
        """Let those be written to who, after an erasure, agreed again themselves."""
        if identities:
            keys = [self._key(identity) for identity in identities]
            # sudo: the person's own statement is enough
            self.sudo().search(
                [("kind", "=", "erased"), ("key", "in", keys)]
            ).active = False

    @api.model
    def _kinds(self, identities):
        """Return {identity: {(kind, channel)}} of those suppressed."""
        keys = {self._key(identity): identity for identity in identities}
        # sudo: the list holds for whoever sends
        rows = self.sudo().search_fetch(
            [("key", "in", list(keys))], ["key", "kind", "channel"]
        )
        result = {}
        for row in rows:
            result.setdefault(keys[row.key], set()).add((row.kind, row.channel))
        return result

    @api.model
    def _erase(self, partner):
        """Make anonymous what is kept of a contact, keeping a hash that blocks it.

        The contact itself is left to who asks for it: deleting it is core's privacy
        tool.
        """
        if not self.env.user.has_group(
            "crm_marketing_auto.group_crm_marketing_auto_manager"
        ):
            raise AccessError(self.env._("Only managers erase."))
        partner.check_access("read")
        # sudo: the register is written by nobody, see crm.consent
        register = self.env["crm.consent"].sudo().with_context(consent_erase=ERASE)
        identities = set(partner._contact_values())
        rows = register.search(
            ["|", ("partner_id", "=", partner.id), ("identity", "in", list(identities))]
        )
        identities |= set(rows.mapped("identity"))
        papers = rows.attachment_id
        # sudo: what is kept of erased people is written by nobody
        suppressions = self.sudo()
        for identity in identities:
            key = self._key(identity)
            known = suppressions.with_context(active_test=False).search(
                [("key", "=", key), ("kind", "=", "erased")]
            )
            if known:
                known.active = True
            else:
                suppressions.create({"key": key, "kind": "erased", "channel": "all"})
            rows.filtered(lambda r, i=identity: r.identity == i).write(
                {
                    "identity": f"erased:{key[:24]}",
                    "partner_id": False,
                    "proof": False,
                    "document": False,
                    "document_name": False,
                    "attachment_id": False,
                    "ip_address": False,
                    "user_agent": False,
                }
            )
        papers.unlink()
        self._erase_ledgers(partner, identities)

    def _erase_ledgers(self, partner, identities):
        """Make anonymous the ledger, the traces and core's traces."""
        self.env.flush_all()
        values = {"ids": list(identities), "partner": partner.id}
        for query in (
            "UPDATE crm_contact_log SET identity = 'erased', partner_id = NULL"
            " WHERE identity = ANY(%(ids)s) OR partner_id = %(partner)s",
            "UPDATE crm_journey_trace SET identity = 'erased'"
            " WHERE identity = ANY(%(ids)s)",
            "UPDATE mailing_trace SET email = NULL WHERE email = ANY(%(ids)s)",
            "UPDATE mailing_trace SET sms_number = NULL WHERE sms_number = ANY(%(ids)s)",
        ):
            self.env.cr.execute(SQL(query, **values))
        self.env.invalidate_all()
