# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL


class BasePartnerMerge(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Let the occasions of merged contacts be one person's: told once."""
        self.env.flush_all()
        values = {"src": src_partners.ids, "dst": dst_partner.id}
        for statement in MERGE:
            self.env.cr.execute(SQL(statement, **values))
        self.env["crm.journey.occurrence"].invalidate_model()
        return super()._update_foreign_keys(src_partners, dst_partner)


MERGE = (
    """
    UPDATE crm_journey_occurrence d SET state = s.state
    FROM crm_journey_occurrence s
    WHERE d.res_model = 'res.partner' AND d.res_id = %(dst)s AND d.state = 'planned'
        AND s.res_model = 'res.partner' AND s.res_id = ANY(%(src)s)
        AND s.journey_id = d.journey_id AND s.key = d.key AND s.state = 'done'
    """,
    """
    UPDATE crm_journey_occurrence s SET res_id = %(dst)s
    WHERE s.id IN (
        SELECT DISTINCT ON (o.journey_id, o.key) o.id FROM crm_journey_occurrence o
        WHERE o.res_model = 'res.partner' AND o.res_id = ANY(%(src)s)
            AND NOT EXISTS (SELECT 1 FROM crm_journey_occurrence d
                WHERE d.res_model = 'res.partner' AND d.res_id = %(dst)s
                    AND d.journey_id = o.journey_id AND d.key = o.key)
        ORDER BY o.journey_id, o.key, o.state = 'done' DESC)
    """,
    """
    DELETE FROM crm_journey_occurrence
    WHERE res_model = 'res.partner' AND res_id = ANY(%(src)s)
    """,
)
