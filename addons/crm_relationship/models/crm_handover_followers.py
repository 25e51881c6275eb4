# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL


class CrmHandover(models.Model):
    """Who hands over stops following the customers' documents; the successor starts."""

    _inherit = "crm.handover"

    def _move_followers(self, name, part, line_ids):
        rows = self.env.execute_query(
            SQL(
                "WITH target AS (%(target)s) UPDATE crm_handover_item i"
                " SET state = 'moved', former = jsonb_build_object("
                " 'res_model', f.res_model, 'res_id', f.res_id, 'there', EXISTS (SELECT 1"
                " FROM mail_followers x WHERE x.res_model = f.res_model"
                " AND x.res_id = f.res_id AND x.partner_id = t.to_partner_id))"
                " FROM target t JOIN mail_followers f ON f.id = t.res_id"
                " AND f.partner_id = %(partner)s WHERE i.id = t.item_id RETURNING i.id",
                target=self._select_target(name, line_ids, "planned"),
                partner=self.user_id.partner_id.id,
            )
        )
        items = self._select_followed([row[0] for row in rows])
        for statement in (
            "UPDATE mail_followers f SET partner_id = w.to_partner_id FROM (%s) w"
            " WHERE f.id = w.follower_id AND NOT w.there",
            "DELETE FROM mail_followers f USING (%s) w"
            " WHERE f.id = w.follower_id AND w.there",
        ):
            self.env.cr.execute(SQL(statement, items))
        self.env["mail.followers"].invalidate_model()

    def _restore_followers(self, name, part, line_ids):
        """Follow again; one that the successor had already starts with the defaults."""
        rows = self.env.execute_query(
            SQL(
                "WITH target AS (%(target)s) UPDATE crm_handover_item i"
                " SET state = 'returned' FROM target t WHERE i.id = t.item_id"
                " AND ((t.former->>'there')::boolean OR EXISTS (SELECT 1"
                " FROM mail_followers f WHERE f.id = t.res_id"
                " AND f.partner_id = t.to_partner_id))"
                " AND NOT EXISTS (SELECT 1 FROM mail_followers x"
                " WHERE x.res_model = t.former->>'res_model'"
                " AND x.res_id = (t.former->>'res_id')::integer"
                " AND x.partner_id = %(partner)s) RETURNING i.id",
                target=self._select_target(name, line_ids, "moved"),
                partner=self.user_id.partner_id.id,
            )
        )
        self._follow_again(self._select_followed([row[0] for row in rows]))

    def _follow_again(self, items):
        partner = self.user_id.partner_id.id
        self.env.cr.execute(
            SQL(
                "UPDATE mail_followers f SET partner_id = %s FROM (%s) w"
                " WHERE f.id = w.follower_id AND NOT w.there",
                partner,
                items,
            )
        )
        self.env.cr.execute(
            SQL(
                "WITH again AS (INSERT INTO mail_followers (res_model, res_id,"
                " partner_id) SELECT w.res_model, w.res_id, %s FROM (%s) w"
                " WHERE w.there ON CONFLICT DO NOTHING RETURNING id, res_model)"
                " INSERT INTO mail_followers_mail_message_subtype_rel"
                " (mail_followers_id, mail_message_subtype_id) SELECT a.id, s.id"
                " FROM again a JOIN mail_message_subtype s ON s.default"
                " AND (s.res_model IS NULL OR s.res_model = a.res_model)",
                partner,
                items,
            )
        )
        self.env["mail.followers"].invalidate_model()

    def _select_followed(self, item_ids):
        return SQL(
            "SELECT i.res_id AS follower_id, u.partner_id AS to_partner_id,"
            " (i.former->>'there')::boolean AS there, i.former->>'res_model' AS res_model,"
            " (i.former->>'res_id')::integer AS res_id FROM crm_handover_item i"
            " JOIN crm_handover_line l ON l.id = i.line_id"
            " JOIN res_users u ON u.id = l.to_user_id WHERE i.id = ANY(%s)",
            list(item_ids),
        )
