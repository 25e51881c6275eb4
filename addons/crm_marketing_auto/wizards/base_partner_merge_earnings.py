# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Give touches and conversions of the merged contacts to the one that stays."""
        customer = dst_partner.commercial_partner_id
        for table, new in (
            ("crm_touchpoint", dst_partner),
            ("crm_conversion", customer),
        ):
            self.env.execute_query(
                SQL(
                    "UPDATE %s SET partner_id = %s WHERE partner_id = ANY(%s)"
                    " RETURNING id",
                    SQL.identifier(table),
                    new.id,
                    src_partners.ids,
                )
            )
        self.env["crm.touchpoint"].invalidate_model(["partner_id"])
        self.env["crm.conversion"].invalidate_model(["partner_id"])
        return super()._update_foreign_keys(src_partners, dst_partner)
