# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL


class CrmInteraction(models.Model):
    """What happens with a customer, as events of journeys, in the same transaction.

    One statement for all rows of a transaction, and none while no journey listens.
    """

    _inherit = "crm.interaction"

    def _after_logged(self):
        result = super()._after_logged()
        journeys = self.env["crm.journey"]
        listening = journeys._listening_types()
        if listening:
            self.flush_recordset()
            self.env["crm.journey.event"]._emit_sql(
                SQL(MATCHING, ids=self.ids, journeys=list(listening))
            )
        waits = [wait for wait in journeys._event_waits() if wait[2] == "interaction"]
        if waits:
            self._wake_journeys(waits)
        return result

    def _wake_journeys(self, waits):
        """Let those go on who wait for something to happen with them."""
        self.flush_recordset()
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT p.id FROM crm_interaction i"
                " JOIN crm_journey_participant p ON p.state = 'active'"
                " AND (p.partner_id IN (i.partner_id, i.commercial_partner_id)"
                " OR p.res_model = 'crm.lead'"
                " AND p.res_id = i.lead_id)"
                " WHERE i.id = ANY(%s) AND p.journey_id = ANY(%s)",
                self.ids,
                list({wait[0] for wait in waits}),
            )
        )
        if rows:
            steps = {wait[1] for wait in waits}
            self.env["crm.journey.trace"]._wake([row[0] for row in rows], steps)


#: The amount is compared in the currency of the document.
MATCHING = """
    SELECT 'interaction', j.id, j.res_model,
        CASE j.res_model WHEN 'crm.lead' THEN i.lead_id ELSE i.partner_id END,
        i.id::text, i.occurred_at, i.company_id, jsonb_build_object('type', t.code)
    FROM crm_interaction i
    JOIN crm_interaction_type t ON t.id = i.type_id
    JOIN crm_journey j ON j.id = ANY(%(journeys)s) AND j.company_id = i.company_id
        AND j.trigger_config -> 'types' ? t.code
    LEFT JOIN rating_rating r ON i.origin_model = 'rating.rating' AND r.id = i.origin_id
    CROSS JOIN LATERAL (SELECT j.trigger_config ->> 'direction' AS direction,
        (j.trigger_config ->> 'min_amount')::numeric AS min_amount,
        (j.trigger_config ->> 'rating_min')::numeric AS rating_min,
        (j.trigger_config ->> 'rating_max')::numeric AS rating_max) c
    WHERE i.id = ANY(%(ids)s)
        AND CASE j.res_model WHEN 'crm.lead' THEN i.lead_id ELSE i.partner_id END
            IS NOT NULL
        AND (c.direction IS NULL OR c.direction = i.direction)
        AND (c.min_amount IS NULL OR i.amount >= c.min_amount)
        AND (c.rating_min IS NULL OR r.rating >= c.rating_min)
        AND (c.rating_max IS NULL OR r.rating <= c.rating_max)
    ORDER BY i.id, j.id
"""
