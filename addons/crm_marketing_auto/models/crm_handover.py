# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL

from odoo.addons.crm_relationship.models.handover_part import HandoverPart


class CrmHandover(models.Model):
    """Journeys and segments get another owner; planned calls are activities already."""

    _inherit = "crm.handover"

    @api.model
    def _parts(self, user):
        common = {
            "partner": SQL("NULL::integer"),
            "moves": "_move_by_write",
            "restores": "_restore_by_write",
        }
        return {
            **super()._parts(user),
            "journeys": HandoverPart(
                model="crm.journey",
                label=self.env._("journeys"),
                where=SQL("o.active IS TRUE AND o.state <> 'stopped'"),
                **common,
            ),
            "segments": HandoverPart(
                model="crm.segment",
                label=self.env._("segments"),
                where=SQL("o.active IS TRUE"),
                **common,
            ),
        }
