# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL

from .interaction_event import InteractionEvent


class RatingRating(models.Model):
    _name = "rating.rating"
    _inherit = ["rating.rating", "crm.interaction.mixin"]

    def _interaction_events(self):
        return {
            **super()._interaction_events(),
            "rated": InteractionEvent(
                type="rating",
                direction="in",
                lead=SQL("CASE WHEN o.res_model = 'crm.lead' THEN o.res_id END"),
                company=SQL(
                    "COALESCE((SELECT c.company_id FROM res_partner c"
                    " WHERE c.id = o.partner_id), (SELECT u.company_id FROM res_users u"
                    " WHERE u.partner_id = o.rated_partner_id LIMIT 1),"
                    " (SELECT min(id) FROM res_company))"
                ),
                user=SQL(
                    "(SELECT u.id FROM res_users u"
                    " WHERE u.partner_id = o.rated_partner_id LIMIT 1)"
                ),
                user_is_final=True,
                at=SQL("COALESCE(o.rated_on, o.write_date)"),
                subject=SQL(
                    "concat_ws(' · ', round(o.rating) || '/5', NULLIF(o.feedback, ''))"
                ),
                where=SQL("o.consumed AND o.rating > 0"),
                trigger=("consumed", frozenset({True})),
            ),
        }
