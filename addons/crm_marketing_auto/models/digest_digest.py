# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class DigestDigest(models.Model):
    _inherit = "digest.digest"

    kpi_crm_journey_message = fields.Boolean("Messages of journeys")
    kpi_crm_journey_message_value = fields.Integer(
        compute="_compute_kpi_crm_journey_message_value"
    )
    kpi_crm_journey_people = fields.Boolean("People who began a journey")
    kpi_crm_journey_people_value = fields.Integer(
        compute="_compute_kpi_crm_journey_people_value"
    )

    def _compute_kpi_crm_journey_message_value(self):
        self._check_kpi_group("crm_marketing_auto.group_crm_marketing_auto_user")
        self._calculate_company_based_kpi(
            "crm.journey.message.report",
            "kpi_crm_journey_message_value",
            date_field="sent_at",
        )

    def _compute_kpi_crm_journey_people_value(self):
        self._check_kpi_group("crm_marketing_auto.group_crm_marketing_auto_user")
        self._calculate_company_based_kpi(
            "crm.journey.participant",
            "kpi_crm_journey_people_value",
            additional_domain=[("is_test", "=", False)],
        )

    def _compute_kpis_actions(self, company, user):
        actions = super()._compute_kpis_actions(company, user)
        menu = self.env.ref("crm_marketing_auto.crm_marketing_auto_menu_root").id
        actions["kpi_crm_journey_message"] = (
            f"crm_marketing_auto.crm_journey_message_report_action?menu_id={menu}"
        )
        actions["kpi_crm_journey_people"] = (
            f"crm_marketing_auto.crm_journey_participant_action?menu_id={menu}"
        )
        return actions
