# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

TRIPLE = ("source_id", "medium_id", "campaign_id")
FILLED = 5000  # leads of before the installation in one transaction


class CrmLead(models.Model):
    """Leads know what brought them first, and the click on the ad."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "crm.first.touch"]

    gclid = fields.Char(string="Google click id", copy=False)
    fbclid = fields.Char(string="Facebook click id", copy=False)
    ttclid = fields.Char(string="TikTok click id", copy=False)
    first_source_id = fields.Many2one(
        compute="_compute_first_touch", store=True, readonly=False, precompute=True
    )
    first_medium_id = fields.Many2one(
        compute="_compute_first_touch", store=True, readonly=False, precompute=True
    )
    first_campaign_id = fields.Many2one(
        compute="_compute_first_touch", store=True, readonly=False, precompute=True
    )
    first_touch_at = fields.Datetime(
        compute="_compute_first_touch", store=True, readonly=False, precompute=True
    )

    def _auto_init(self):
        # leads of before keep what they have by a job: see _fill_first_touch
        self._create_empty_columns(
            "first_touch_at", *(f"first_{name}" for name in TRIPLE)
        )
        return super()._auto_init()

    @api.model
    def _fill_first_touch(self, limit=FILLED):
        """Let leads of before the installation keep their source as the first one.

        :return: how many were filled; 0 at the end.
        """
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_lead SET first_source_id = source_id,
                       first_medium_id = medium_id, first_campaign_id = campaign_id,
                       first_touch_at = COALESCE(create_date, write_date,
                                                 now() AT TIME ZONE 'UTC')
                 WHERE id IN (SELECT id FROM crm_lead WHERE first_touch_at IS NULL AND
                              COALESCE(source_id, medium_id, campaign_id) IS NOT NULL
                               ORDER BY id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED)
                """,
                limit,
            )
        )
        filled = self.env.cr.rowcount
        self.invalidate_model(["first_touch_at", *(f"first_{name}" for name in TRIPLE)])
        return filled

    @api.depends(*TRIPLE)
    def _compute_first_touch(self):
        for lead in self:
            if lead.first_touch_at or not any(lead[name] for name in TRIPLE):
                for name in TRIPLE:
                    lead[f"first_{name}"] = lead[f"first_{name}"]
                lead.first_touch_at = lead.first_touch_at
                continue
            for name in TRIPLE:
                lead[f"first_{name}"] = lead[name]
            lead.first_touch_at = fields.Datetime.now()

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        leads._check_source_given()
        return leads

    def write(self, vals):
        result = super().write(vals)
        if "source_id" in vals and not vals["source_id"]:
            self._check_source_given()
        return result

    def _check_source_given(self):
        """Refuse a lead by a salesperson that does not say where it comes from."""
        for lead in self.filtered(lambda lead: not lead.source_id):
            company = lead.company_id or self.env.company
            if self._must_have_source(company, "lead_source_required"):
                raise UserError(
                    self.env._(
                        "%(lead)s: choose a source. The company wants to know where "
                        "every lead comes from.",
                        lead=lead.name,
                    )
                )

    def _prepare_customer_values(self, *args, **kwargs):
        values = super()._prepare_customer_values(*args, **kwargs)
        if self.first_touch_at:
            values |= {
                "first_source_id": self.first_source_id.id,
                "first_medium_id": self.first_medium_id.id,
                "first_campaign_id": self.first_campaign_id.id,
                "first_touch_at": self.first_touch_at,
            }
        return values

    def _rows_to_merge(self):
        return [
            *super()._rows_to_merge(),
            self._rows_by("crm.touchpoint", "lead_id"),
            self._rows_by("crm.conversion", "lead_id"),
        ]

    def _merge_rows(self, opportunities):
        result = super()._merge_rows(opportunities)
        for table in ("crm_touchpoint", "crm_conversion"):
            self.env.execute_query(
                SQL(
                    "UPDATE %s SET lead_id = %s WHERE lead_id = ANY(%s) RETURNING id",
                    SQL.identifier(table),
                    self.id,
                    opportunities.ids,
                )
            )
        return result
