# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json

from odoo import api, fields, models
from odoo.tools import SQL

#: One open activity for each customer whose contact is due. A touch makes it done; what
#: is no longer due for another reason, or stands there twice after merging, goes.
SYNC = """
    WITH due AS (
        SELECT s.partner_id, s.contact_due_at, u.id AS user_id, p.complete_name AS name,
            up.lang, up.tz
          FROM crm_partner_stat s
          JOIN crm_customer_tier t ON t.id = s.tier_id AND t.plans_contact IS TRUE
          JOIN res_partner p ON p.id = s.partner_id AND p.active IS TRUE
          JOIN res_users u ON u.id = p.user_id AND u.active IS TRUE
          JOIN res_partner up ON up.id = u.partner_id
         WHERE s.company_id = %(company)s AND s.partner_id = ANY(%(partners)s)
           AND s.contact_due_at <= %(today)s AND s.next_step_at IS NULL),
    planned AS (
        SELECT a.id, a.res_id AS partner_id, a.user_id, a.create_date, row_number() OVER (
                PARTITION BY a.res_id ORDER BY a.id) AS place
          FROM mail_activity a
         WHERE a.res_model = 'res.partner' AND a.res_id = ANY(%(partners)s)
           AND a.active IS TRUE AND a.crm_key LIKE %(prefix)s || '%%'),
    ended AS (
        SELECT o.id, o.place = 1 AND s.last_touch_at >= o.create_date AS is_done
          FROM planned o LEFT JOIN crm_partner_stat s ON s.partner_id = o.partner_id
           AND s.company_id = %(company)s
          LEFT JOIN due d ON d.partner_id = o.partner_id
         WHERE d.partner_id IS NULL OR o.place > 1),
    done AS (
        UPDATE mail_activity a SET active = FALSE, date_done = %(today)s,
            write_date = %(now)s
          FROM ended e WHERE e.id = a.id AND e.is_done RETURNING a.id),
    dropped AS (
        DELETE FROM mail_activity a USING ended e
         WHERE e.id = a.id AND e.is_done IS NOT TRUE RETURNING a.id),
    moved AS (
        UPDATE mail_activity a SET user_id = d.user_id, write_date = %(now)s
          FROM planned o JOIN due d ON d.partner_id = o.partner_id
         WHERE o.id = a.id AND o.place = 1 AND d.user_id IS DISTINCT FROM o.user_id
        RETURNING a.id)
    INSERT INTO mail_activity (res_model_id, res_model, res_id, res_name,
        activity_type_id, summary, date_deadline, user_id, user_tz, automated, active,
        crm_key, create_uid, create_date, write_uid, write_date)
    SELECT %(model)s, 'res.partner', d.partner_id, d.name, %(type)s,
        COALESCE(%(words)s::jsonb->>d.lang, %(words)s::jsonb->>'en_US'),
        d.contact_due_at, d.user_id, d.tz, TRUE, TRUE,
        %(prefix)s || d.partner_id, %(uid)s, %(now)s, %(uid)s, %(now)s
      FROM due d WHERE NOT EXISTS (
        SELECT 1 FROM planned o WHERE o.partner_id = d.partner_id)
     ORDER BY d.partner_id
    ON CONFLICT (crm_key) WHERE crm_key IS NOT NULL AND active IS TRUE DO NOTHING
    RETURNING id
"""


class MailActivity(models.Model):
    _inherit = "mail.activity"

    crm_key = fields.Char(
        string="Kept by",
        readonly=True,
        copy=False,
        help="Why the system keeps this activity; it keeps one of a kind.",
    )

    _crm_key_uniq = models.UniqueIndex(
        "(crm_key) WHERE crm_key IS NOT NULL AND active IS TRUE",
        "This activity is planned already.",
    )


class CrmPartnerStat(models.Model):
    """The contact cadence of a tier: one call to make when a contact is due."""

    _inherit = "crm.partner.stat"

    @api.model
    def _refresh_standing(self, company, partner_ids, now=None, is_night=False):
        now = now or fields.Datetime.now()
        result = super()._refresh_standing(company, partner_ids, now, is_night)
        self._sync_contact_due(company, partner_ids, now)
        return result

    @api.model
    def _sync_contact_due(self, company, partner_ids, now):
        """Plan, close or hand over the calls that customers of a company are owed."""
        call = self.env["ir.model.data"]._xmlid_to_res_id(
            "mail.mail_activity_data_call"
        )
        if not call:
            return
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                SYNC,
                company=company.id,
                partners=list(partner_ids),
                today=SQL("%s::date", self._company_day(company, now)),
                now=SQL("%s::timestamp", now),
                prefix=f"contact_due:{company.id}:",
                model=self.env["ir.model"]._get_id("res.partner"),
                type=call,
                words=self._contact_due_words(),
                uid=self.env.uid,
            )
        )
        self.env["mail.activity"].invalidate_model()
        self.env["res.partner"].invalidate_model(["activity_ids"])

    def _contact_due_words(self):
        """Return as JSON what the call is called, by language."""
        codes = dict(self.env["res.lang"].get_installed()) | {"en_US": ""}
        return json.dumps(
            {
                code: self.with_context(lang=code).env._("Contact is due")
                for code in codes
            }
        )
