# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL

from .handover_part import HandoverPart


class CrmHandover(models.Model):
    """Agreements and running playbooks go with their customers."""

    _inherit = "crm.handover"

    @api.model
    def _parts(self, user):
        return {
            **super()._parts(user),
            "agreements": HandoverPart(
                model="crm.agreement",
                label=self.env._("agreements"),
                where=SQL("o.state IN ('draft', 'sent', 'signed')"),
                lead=SQL("o.lead_id"),
            ),
            "playbooks": HandoverPart(
                model="crm.playbook.run",
                label=self.env._("running playbooks"),
                where=SQL("o.state = 'running'"),
                lead=SQL("o.lead_id"),
            ),
        }
