# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Keep the merged contacts in their segments, as the one that stays."""
        self.env["crm.segment"]._merge_records(
            "res.partner", src_partners.ids, dst_partner.id
        )
        return super()._update_foreign_keys(src_partners, dst_partner)
