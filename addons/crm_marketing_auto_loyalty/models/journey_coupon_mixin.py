# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL


class JourneyCouponMixin(models.AbstractModel):
    """The code of the last coupon that a journey gave a record, for messages."""

    _name = "journey.coupon.mixin"
    _description = "Coupons Given by Journeys"

    journey_coupon_code = fields.Char(compute="_compute_journey_coupon_code")

    def _compute_journey_coupon_code(self):
        self.env["loyalty.card"].flush_model()
        found = self.env.execute_query(
            SQL(
                "SELECT DISTINCT ON (p.res_id) p.res_id, c.code"
                " FROM crm_journey_participant p"
                " JOIN crm_journey_trace t ON t.participant_id = p.id"
                " JOIN loyalty_card c ON c.journey_trace_id = t.id"
                " WHERE p.res_model = %s AND p.res_id = ANY(%s)"
                " ORDER BY p.res_id, c.id DESC",
                self._name,
                self.ids,
            )
        )
        codes = dict(found)
        for record in self:
            record.journey_coupon_code = codes.get(record.id, False)


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "journey.coupon.mixin"]


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "journey.coupon.mixin"]
