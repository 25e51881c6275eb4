# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import SUPERUSER_ID, api, models
from odoo.tools import SQL

from .interaction_event import InteractionDocument, InteractionEvent


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "crm.interaction.mixin", "crm.confidential.document"]

    def _interaction_document(self):
        return InteractionDocument(lead="id")

    def _interaction_events(self):
        return {
            **super()._interaction_events(),
            "enquired": InteractionEvent(
                type="web_lead",
                direction="in",
                lead="id",
                contact=SQL(
                    "COALESCE(o.email_normalized, o.phone_sanitized, o.email_from)"
                ),
                company=SQL(
                    "COALESCE(o.company_id, (SELECT u.company_id FROM res_users u"
                    " WHERE u.id = o.user_id), (SELECT min(id) FROM res_company))"
                ),
                user="user_id",
                user_is_final=True,
                team="team_id",
                at="create_date",
                subject="name",
                has_utm=True,
                # Made by a visitor, or by the website for one, and not from a mail,
                # which is logged itself
                where=SQL(
                    "(EXISTS (SELECT 1 FROM res_users u WHERE u.id = o.create_uid"
                    " AND u.share) OR o.create_uid = 1 AND EXISTS (SELECT 1"
                    " FROM ir_model_data x WHERE x.module = 'utm'"
                    " AND x.name = 'utm_medium_website' AND x.res_id = o.medium_id))"
                    " AND NOT EXISTS (SELECT 1"
                    " FROM mail_message m WHERE m.model = 'crm.lead'"
                    " AND m.res_id = o.id AND m.message_type = 'email')"
                ),
            ),
        }

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        if self.env.user.share or self.env.uid == SUPERUSER_ID:
            leads._log_interaction("enquired")
        return leads

    def write(self, vals):
        result = super().write(vals)
        if vals.get("partner_id"):
            self.env["crm.interaction"]._capture_leads(self)
        return result

    def _adopt_interactions(self):
        """Give the rows of unknown senders on these leads to the leads' customer."""
        # sudo: rows that nobody owns yet, of leads the user may write
        self.env["crm.interaction"].sudo()._claim(
            SQL("i.lead_id = ANY(%s) AND i.lead_id = l.id", self.ids),
            SQL("crm_lead l JOIN res_partner p ON p.id = l.partner_id"),
        )

    def _rows_to_merge(self):
        origin = SQL("origin_model = %s", self._name)
        return [
            *super()._rows_to_merge(),
            self._rows_by("crm.interaction", "lead_id"),
            self._rows_by("crm.interaction", "origin_id", origin),
        ]

    def _merge_rows(self, opportunities):
        """Move the interactions of merged leads."""
        result = super()._merge_rows(opportunities)
        Interaction = self.env["crm.interaction"]
        Interaction.flush_model(["lead_id", "origin_id", "origin_event"])
        self.env.execute_query(
            SQL(
                "UPDATE crm_interaction SET lead_id = %s WHERE lead_id = ANY(%s)"
                " RETURNING id",
                self.id,
                opportunities.ids,
            )
        )
        # their own enquiries open the lead that is left, beside its own
        self.env.execute_query(
            SQL(
                "UPDATE crm_interaction SET origin_id = %s,"
                " origin_event = origin_event || '#' || origin_id"
                " WHERE origin_model = %s AND origin_id = ANY(%s) RETURNING id",
                self.id,
                self._name,
                opportunities.ids,
            )
        )
        Interaction.invalidate_model(["lead_id", "origin_id", "origin_event"])
        return result
