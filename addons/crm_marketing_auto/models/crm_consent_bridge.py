# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.http import request
from odoo.tools import SQL

#: Pages of core's on which people say no to mailings.
PAGES = ("/mailing/", "/sms/")

#: Passed in the context by us only: no context of a client can be this object.
BRIDGED = object()


class CrmConsentBridge(models.AbstractModel):
    """Core's lists of who said no, and the register: each tells the other.

    Core's unsubscribe pages write to mail.blacklist, phone.blacklist and
    mailing.subscription. Each of these is a withdrawal; and a withdrawal recorded
    here is known to mailings that core sends.
    """

    _name = "crm.consent.bridge"
    _description = "Consent and core's lists"

    @api.model
    def _is_bridged(self):
        return self.env.context.get("consent_bridge") is BRIDGED

    @api.model
    def _to_blacklist(self, row):
        """Put a withdrawn address or number on core's list."""
        if self._is_bridged():
            return
        if "@" in row.identity and row.channel in ("mail", "all"):
            self._blacklist("mail.blacklist")._add(row.identity)
        elif "@" not in row.identity and row.channel in ("sms", "all"):
            self._blacklist("phone.blacklist")._add([row.identity])

    @api.model
    def _from_blacklist(self, row):
        """Take an address or number off core's list."""
        if self._is_bridged():
            return
        if "@" in row.identity and row.channel in ("mail", "all"):
            model, column = self._blacklist("mail.blacklist"), "email"
        elif "@" not in row.identity and row.channel in ("sms", "all"):
            model, column = self._blacklist("phone.blacklist"), "number"
        else:
            return
        model.search([(column, "=", row.identity)]).action_archive()

    def _blacklist(self, model):
        # sudo: recording a consent is enough of a right
        return self.env[model].sudo().with_context(consent_bridge=BRIDGED)

    @api.model
    def _from_core(self, identities, channel, state, *, source="blacklist", **values):
        """Record what one of core's lists says now."""
        if self._is_bridged():
            return
        # sudo: whoever may blacklist may say so in the register
        consent = self.env["crm.consent"].sudo().with_context(consent_bridge=BRIDGED)
        values = self._of_page(source) | values
        for identity in identities:
            consent._record(
                identity,
                channel,
                state,
                **{"purpose": "all"} | values,
            )

    @api.model
    def _of_page(self, source):
        """Return source and proof: on core's pages the person itself says so."""
        path = request.httprequest.path if request else ""
        if path.startswith(PAGES):
            return {"source": "unsubscribe", "proof": path}
        return {"source": source}

    @api.model
    def _adopt_core(self):
        """Record, on installation, everybody that core's lists hold. Set-based."""
        for table, column, channel, match in (
            ("mail_blacklist", "email", "mail", "email_normalized"),
            ("phone_blacklist", "number", "sms", "phone_sanitized"),
        ):
            self.env.cr.execute(
                SQL(
                    "INSERT INTO crm_consent (identity, channel, purpose, state, source,"
                    " at, partner_id, create_uid, create_date, write_uid, write_date)"
                    " SELECT b.%(column)s, %(channel)s, 'all', 'withdrawn', 'blacklist',"
                    " COALESCE(b.write_date, now() AT TIME ZONE 'UTC'), p.id, 1,"
                    " now() AT TIME ZONE 'UTC', 1, now() AT TIME ZONE 'UTC'"
                    " FROM %(table)s b LEFT JOIN res_partner p"
                    " ON p.%(match)s = b.%(column)s WHERE b.active IS TRUE"
                    " AND NOT EXISTS (SELECT 1 FROM crm_consent c"
                    " WHERE c.identity = b.%(column)s AND c.channel = %(channel)s)",
                    table=SQL.identifier(table),
                    column=SQL.identifier(column),
                    match=SQL.identifier(match),
                    channel=channel,
                )
            )
