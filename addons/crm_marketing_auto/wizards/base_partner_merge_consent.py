# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL

NO = ("withdrawn", "refused")


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Let the strictest of what the contacts said hold for the one that stays.

        The last statement of a person counts. Where one of several contacts said no
        and another one yes later, the two did not speak for each other: it is no.
        """
        scopes = self._consent_scopes_refused(src_partners, dst_partner)
        result = super()._update_foreign_keys(src_partners, dst_partner)
        # sudo: whoever merges contacts need not be able to record consent
        consents = self.env["crm.consent"].sudo()
        kept = dst_partner.sudo()
        for channel, purpose, list_id, company_id in scopes:
            phone = kept.phone_sanitized
            for identity in {
                "mail": [kept.email_normalized],
                "all": [kept.email_normalized, phone],
            }.get(channel, [phone]):
                if identity:
                    consents._record(
                        identity,
                        channel,
                        "withdrawn",
                        purpose=purpose,
                        list_id=list_id or False,
                        company_id=company_id or False,
                        partner_id=kept.id,
                        source="system",
                        proof=self.env._(
                            "One of the contacts that were merged said no."
                        ),
                    )
        return result

    def _consent_scopes_refused(self, src_partners, dst_partner):
        """Return (channel, purpose, list, company) where some said no and some yes."""
        self.env["crm.consent"].flush_model()
        self.env["res.partner"].flush_model(["email_normalized", "phone_sanitized"])
        return self.env.execute_query(
            SQL(
                "WITH said AS (SELECT p.id AS person, c.* FROM res_partner p"
                " JOIN crm_consent c ON c.partner_id = p.id"
                " OR c.identity IN (p.email_normalized, p.phone_sanitized)"
                " WHERE p.id = ANY(%(ids)s) AND c.state IN ('given', %(no)s)),"
                " last AS (SELECT DISTINCT ON (person, channel, purpose, list_id,"
                " company_id) * FROM said ORDER BY person, channel, purpose, list_id,"
                " company_id, at DESC, id DESC)"
                " SELECT channel, purpose, list_id, company_id FROM last"
                " GROUP BY 1, 2, 3, 4 HAVING bool_or(state = 'given')"
                " AND bool_or(state <> 'given') ORDER BY 1, 2, 3, 4",
                ids=[*src_partners.ids, dst_partner.id],
                no=SQL(", ").join(SQL("%s", state) for state in NO),
            )
        )
