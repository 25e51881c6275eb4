# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class DigestDigest(models.Model):
    _inherit = "digest.digest"

    kpi_crm_ticket_solved = fields.Boolean("Tickets solved")
    kpi_crm_ticket_solved_value = fields.Integer(
        compute="_compute_kpi_crm_ticket_solved_value"
    )
    kpi_crm_ticket_received = fields.Boolean("Tickets received")
    kpi_crm_ticket_received_value = fields.Integer(
        compute="_compute_kpi_crm_ticket_received_value"
    )

    def _compute_kpi_crm_ticket_solved_value(self):
        self._check_kpi_group("crm_ticket_sla.group_crm_ticket_sla_user")
        self._calculate_company_based_kpi(
            "crm.ticket", "kpi_crm_ticket_solved_value", date_field="solved_at"
        )

    def _compute_kpi_crm_ticket_received_value(self):
        self._check_kpi_group("crm_ticket_sla.group_crm_ticket_sla_user")
        self._calculate_company_based_kpi(
            "crm.ticket", "kpi_crm_ticket_received_value", date_field="opened_at"
        )

    def _compute_kpis_actions(self, company, user):
        actions = super()._compute_kpis_actions(company, user)
        menu = self.env.ref("crm_ticket_sla.crm_ticket_sla_menu_root").id
        for name in ("kpi_crm_ticket_solved", "kpi_crm_ticket_received"):
            actions[name] = f"crm_ticket_sla.crm_ticket_action?menu_id={menu}"
        return actions
