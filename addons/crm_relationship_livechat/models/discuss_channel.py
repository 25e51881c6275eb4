# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL

from odoo.addons.crm_relationship.models.interaction_event import (
    SUBJECT_LENGTH,
    InteractionEvent,
)

#: The visitor as a contact, the agent as a colleague, the lead the chat led to.
JOINS = SQL(
    "LEFT JOIN LATERAL (SELECT h.partner_id FROM im_livechat_channel_member_history h"
    " JOIN res_partner hp ON hp.id = h.partner_id AND hp.partner_share"
    " WHERE h.channel_id = o.id AND h.livechat_member_type = 'visitor'"
    " ORDER BY h.id LIMIT 1) v ON TRUE"
    " LEFT JOIN LATERAL (SELECT u.id, u.company_id FROM res_users u"
    " WHERE u.share IS NOT TRUE AND u.id <> 1 AND u.partner_id = COALESCE((SELECT h.partner_id"
    " FROM im_livechat_channel_member_history h WHERE h.channel_id = o.id"
    " AND h.livechat_member_type = 'agent'"
    " AND h.partner_id NOT IN (SELECT r.partner_id FROM res_users r WHERE r.id = 1)"
    " ORDER BY h.id DESC LIMIT 1),"
    " o.livechat_operator_id) ORDER BY u.active DESC, u.id LIMIT 1) au ON TRUE"
    " LEFT JOIN LATERAL (SELECT c.id, c.partner_id, c.team_id, c.email_normalized,"
    " c.phone_sanitized FROM crm_lead c WHERE c.origin_channel_id = o.id"
    " ORDER BY c.id LIMIT 1) l ON TRUE"
)
#: The chat, and what the visitor thought of it: rated before it ended, or after.
SUBJECT = SQL(
    "concat_ws(' · ', o.name, (SELECT round(r.rating) || '/5' FROM rating_rating r"
    " WHERE r.res_model = 'discuss.channel' AND r.res_id = o.id AND r.consumed"
    " AND r.rating > 0 ORDER BY r.id DESC LIMIT 1))"
)


class DiscussChannel(models.Model):
    """A live chat becomes an interaction when it ends."""

    _name = "discuss.channel"
    _inherit = ["discuss.channel", "crm.interaction.mixin"]

    def _interaction_events(self):
        return {
            **super()._interaction_events(),
            "ended": InteractionEvent(
                type="livechat",
                direction="in",
                partner=SQL("COALESCE(v.partner_id, l.partner_id)"),
                contact=SQL("COALESCE(l.email_normalized, l.phone_sanitized)"),
                lead=SQL("l.id"),
                company=SQL(
                    "COALESCE(au.company_id, (SELECT min(id) FROM res_company))"
                ),
                user=SQL("au.id"),
                user_is_final=True,
                team=SQL("l.team_id"),
                at="livechat_end_dt",
                duration=SQL(
                    "greatest(0, extract(epoch FROM o.livechat_end_dt - o.create_date))"
                ),
                subject=SUBJECT,
                joins=JOINS,
                where=SQL("o.channel_type = 'livechat'"),
                repeats=True,
            ),
        }

    def write(self, vals):
        result = super().write(vals)
        if vals.get("livechat_end_dt"):
            self._log_interaction("ended")
        return result

    def _tell_rating(self):
        """Say on the row of a chat that ended how it was rated: one row, not two."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "UPDATE crm_interaction i SET subject = left(%(subject)s, %(length)s)"
                " FROM discuss_channel o WHERE o.id = ANY(%(ids)s)"
                " AND i.origin_model = 'discuss.channel' AND i.origin_id = o.id"
                " AND i.id = (SELECT max(x.id) FROM crm_interaction x"
                " WHERE x.origin_model = 'discuss.channel' AND x.origin_id = o.id)"
                " RETURNING i.id",
                subject=SUBJECT,
                length=SUBJECT_LENGTH,
                ids=self.ids,
            )
        )
        interactions = self.env["crm.interaction"].browse([row[0] for row in rows])
        interactions.invalidate_recordset(["subject"], flush=False)
