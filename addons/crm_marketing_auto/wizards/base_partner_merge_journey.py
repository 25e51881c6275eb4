# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Let journeys go on with the contact that stays."""
        # sudo: whoever merges contacts may not write participants
        participants = self.env["crm.journey.participant"].sudo()
        participants._merge_records("res.partner", src_partners.ids, dst_partner.id)
        participants._merge_partners(src_partners.ids, dst_partner.id)
        return super()._update_foreign_keys(src_partners, dst_partner)
