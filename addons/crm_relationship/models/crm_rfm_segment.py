# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

from odoo import api, fields, models
from odoo.tools import remove_accents

SCORES = ("recency", "frequency", "monetary")


class CrmRfmSegment(models.Model):
    """A name for customers whose three scores lie in given ranges.

    Tried in order: the first one whose ranges hold a customer's scores is the
    customer's. A change takes effect with the scores of the next run.
    """

    _name = "crm.rfm.segment"
    _description = "RFM Segment"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        copy=False,
        help="Technical name that segments, imports and integrations keep.",
    )
    sequence = fields.Integer(default=10)
    recency_min = fields.Integer(string="Recency from", default=1)
    recency_max = fields.Integer(string="Recency to", default=5)
    frequency_min = fields.Integer(string="Frequency from", default=1)
    frequency_max = fields.Integer(string="Frequency to", default=5)
    monetary_min = fields.Integer(string="Monetary from", default=1)
    monetary_max = fields.Integer(string="Monetary to", default=5)
    advice = fields.Text(translate=True, help="What to do with these customers.")
    customer_count = fields.Integer(
        string="Customers", compute="_compute_customer_count"
    )

    _code_uniq = models.Constraint(
        "UNIQUE (code)", "Another segment has this technical name."
    )
    _recency_check = models.Constraint(
        "CHECK (1 <= recency_min AND recency_min <= recency_max AND recency_max <= 5)",
        "Recency: give a range within 1 to 5.",
    )
    _frequency_check = models.Constraint(
        "CHECK (1 <= frequency_min AND frequency_min <= frequency_max"
        " AND frequency_max <= 5)",
        "Frequency: give a range within 1 to 5.",
    )
    _monetary_check = models.Constraint(
        "CHECK (1 <= monetary_min AND monetary_min <= monetary_max"
        " AND monetary_max <= 5)",
        "Monetary: give a range within 1 to 5.",
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_customer_count(self):
        counts = dict(
            self.env["crm.partner.stat"]._read_group(
                [("rfm_segment", "in", self.mapped("code"))],
                ["rfm_segment"],
                ["__count"],
            )
        )
        for segment in self:
            segment.customer_count = counts.get(segment.code, 0)

    @api.model_create_multi
    def create(self, vals_list):
        taken = set(self._ordered().mapped("code"))
        for vals in vals_list:
            if not vals.get("code"):
                vals["code"] = self._new_code(vals.get("name") or "", taken)
            taken.add(vals["code"])
        segments = super().create(vals_list)
        self._score_again()
        return segments

    def write(self, vals):
        result = super().write(vals)
        if not {"name", "advice"}.issuperset(vals):
            self._score_again()
        return result

    def unlink(self):
        result = super().unlink()
        self._score_again()
        return result

    @api.model
    def _new_code(self, name, taken):
        """Return a technical name that no segment has, made from a name."""
        # removing accents leaves the letter đ, which is one of its own
        plain = remove_accents(name).lower().replace("đ", "d")
        base = re.sub(r"[^a-z0-9]+", "_", plain).strip("_") or "segment"
        code, number = base, 2
        while code in taken:
            code, number = f"{base}_{number}", number + 1
        return code

    def _score_again(self):
        """Wake the job that gives customers their segments."""
        if not self.env.registry.ready:
            return  # the installation: there are no scores yet
        # sudo: whoever may edit the table wakes the system's job
        self.env.ref("crm_relationship.ir_cron_partner_stat_rfm").sudo()._trigger()

    @api.model
    def _ordered(self):
        """Return the whole table, in its order."""
        return self.search([("code", "!=", False)])

    def _holds(self, scores):
        """Tell whether three scores, recency first, lie in the ranges."""
        self.ensure_one()
        return all(
            self[f"{name}_min"] <= score <= self[f"{name}_max"]
            for name, score in zip(SCORES, scores, strict=True)
        )

    @api.model
    def _uncovered(self):
        """Return the scores, as triples, for which no segment is named."""
        segments = self._ordered()
        grid = range(1, 6)
        return [
            (r, f, m)
            for r in grid
            for f in grid
            for m in grid
            if not any(segment._holds((r, f, m)) for segment in segments)
        ]

    def action_open_customers(self):
        """Show the customers of this segment."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_relationship.crm_partner_stat_action"
        )
        action["domain"] = [("rfm_segment", "=", self.code)]
        action["context"] = {}
        return action
