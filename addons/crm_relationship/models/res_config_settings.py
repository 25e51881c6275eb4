# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from .crm_insight_find import FALL_POINTS, REFUSAL_MONTHS
from .crm_interaction_guard import DEFAULT_CORRECTION_DAYS


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    interaction_correction_days = fields.Integer(
        string="Days to edit",
        default=DEFAULT_CORRECTION_DAYS,
        config_parameter="crm_relationship.correction_days",
        help="How long people may edit what they logged; later a correction is appended "
        "and the original stays. Fewer days where reports of a closed month must "
        "not change; more where calls are written up at the end of the week.",
    )
    confidential_customers = fields.Boolean(
        config_parameter="crm_relationship.confidential_customers",
        help="Salespeople who see their own documents only see their own customers "
        "only: those they own, lead the team of, are shared with or stand in for. "
        "Switch it on where colleagues compete for customers; leave it off where "
        "everybody answers for everybody.",
    )
    confidential_orphans = fields.Selection(
        [
            ("everyone", "Everyone"),
            ("team", "Sales team, managers"),
            ("managers", "Managers only"),
        ],
        string="Customers without salesperson",
        default="team",
        config_parameter="crm_relationship.confidential_orphans",
        help="Who sees the customers that nobody owns; the sales team is said on the "
        "customer. Choose managers only where new customers are given out by hand, "
        "everyone where whoever calls first takes them.",
    )
    confidential_documents = fields.Selection(
        [
            ("shown", "Shown while open"),
            ("masked", "Masked name"),
        ],
        string="Customers of own documents",
        default="shown",
        config_parameter="crm_relationship.confidential_documents",
        help="What a salesperson sees of somebody else's customer behind an own "
        "opportunity or order. Mask the name where even that a colleague deals "
        "with a customer is a secret; work with the document is harder then.",
    )
    insight_refusal_months = fields.Integer(
        string="Months a refusal holds",
        default=REFUSAL_MONTHS[1],
        config_parameter=REFUSAL_MONTHS[0],
        help="How long what was refused is not proposed again; 0 is never again. More "
        "months where salespeople complain of the same proposals, fewer where "
        "needs change with the season.",
    )
    insight_fall_points = fields.Integer(
        string="Points of a fall",
        default=FALL_POINTS[1],
        config_parameter=FALL_POINTS[0],
        help="By how many percent a margin or a price must fall to be told. Higher "
        "where prices vary from order to order and too much is told; lower where "
        "margins are thin.",
    )
    rfm_intercompany = fields.Boolean(
        related="company_id.rfm_intercompany", readonly=False
    )
    interaction_backfill_progress = fields.Float(
        string="History read",
        compute="_compute_interaction_backfill_progress",
        help="How much of what happened before the installation is on the timelines. "
        "There is nothing to set: pause the job when the system is busy, and look "
        "here before you judge figures of the past.",
    )

    @api.model
    def _confidentiality(self):
        """Return how confidential customers are, in the whole database.

        Not per company: customers are shared between companies, and choosing another
        company must not show what is hidden.
        """
        # sudo: record rules are made of it, whoever asks
        parameter = self.env["ir.config_parameter"].sudo()
        prefix = "crm_relationship.confidential_"
        return {
            "confidential": parameter.get_param(f"{prefix}customers") == "True",
            "orphans": parameter.get_param(f"{prefix}orphans") or "team",
            "documents": parameter.get_param(f"{prefix}documents") or "shown",
        }

    def _compute_interaction_backfill_progress(self):
        # sudo: shown to whoever may open the settings
        sources = (
            self.env["crm.interaction.backfill"].sudo().search([("model", "!=", False)])
        )
        done = sum(s.total * s.progress for s in sources)
        total = sum(s.total for s in sources)
        for settings in self:
            settings.interaction_backfill_progress = done / total if total else 100.0

    def set_values(self):
        result = super().set_values()
        # core drops a zero, which would bring the default back
        for name in ("interaction_correction_days", "insight_refusal_months"):
            if not self[name]:
                # sudo: whoever may edit the settings writes their parameters
                self.env["ir.config_parameter"].sudo().set_param(
                    self._fields[name].config_parameter, "0"
                )
        return result
