# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class DigestDigest(models.Model):
    """Figures of relationships in the digest: each recipient's own, as core's are."""

    _inherit = "digest.digest"

    kpi_crm_interaction = fields.Boolean("Interactions with customers")
    kpi_crm_interaction_value = fields.Integer(
        compute="_compute_kpi_crm_interaction_value"
    )
    kpi_crm_silent = fields.Boolean("Customers silent for too long")
    kpi_crm_silent_value = fields.Integer(compute="_compute_kpi_crm_silent_value")

    def _check_kpi_group(self, group):
        """Leave a figure out for recipients who may not read it."""
        if not self.env.user.has_group(group):
            raise AccessError(self.env._("This figure is not for the user's digest."))

    def _compute_kpi_crm_interaction_value(self):
        """Count human contacts in either direction."""
        self._check_kpi_group("sales_team.group_sale_salesman")
        self._calculate_company_based_kpi(
            "crm.interaction",
            "kpi_crm_interaction_value",
            date_field="occurred_at",
            additional_domain=[
                ("type_id.counts_as_touch", "=", True),
                ("state", "=", "done"),
            ],
        )

    def _compute_kpi_crm_silent_value(self):
        """Count customers whose contact was due before the end of the period.

        As their statistics are today: who has been spoken with since is not counted.
        """
        self._check_kpi_group("sales_team.group_sale_salesman")
        _start, end, companies = self._get_kpi_compute_parameters()
        counts = dict(
            self.env["crm.partner.stat"]._read_group(
                Domain("company_id", "in", companies.ids)
                & Domain("partner_id.active", "=", True)
                & Domain(
                    "contact_due_at", "<", fields.Datetime.to_datetime(end).date()
                ),
                ["company_id"],
                ["__count"],
            )
        )
        for digest in self:
            company = digest.company_id or self.env.company
            digest.kpi_crm_silent_value = counts.get(company, 0)

    def _compute_kpis_actions(self, company, user):
        actions = super()._compute_kpis_actions(company, user)
        menu = self.env.ref("crm_relationship.crm_relationship_menu_root").id
        actions["kpi_crm_interaction"] = (
            f"crm_relationship.crm_interaction_action?menu_id={menu}"
        )
        actions["kpi_crm_silent"] = (
            f"crm_relationship.crm_partner_stat_action?menu_id={menu}"
        )
        return actions
