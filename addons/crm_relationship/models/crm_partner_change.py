# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

KINDS = [
    ("tier", "Tier"),
    ("lifecycle", "Stage of life"),
    ("health", "Health"),
    ("segment", "RFM segment"),
]


class CrmPartnerChange(models.Model):
    """When a customer's tier, stage of life or health changed, and who or what did it.

    A tier that a person gave holds until a date: the last row that has one decides.
    No constraint names the customer, so that merged contacts keep both histories.
    """

    _name = "crm.partner.change"
    _description = "Change of a Customer's Standing"
    _order = "changed_at desc, id desc"
    _rec_name = "partner_id"
    _log_access = False

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    kind = fields.Selection(KINDS, required=True, readonly=True)
    changed_at = fields.Datetime(required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="By",
        readonly=True,
        ondelete="set null",
        help="Empty: by the rules.",
    )
    old_tier_id = fields.Many2one(
        "crm.customer.tier", readonly=True, ondelete="set null"
    )
    tier_id = fields.Many2one("crm.customer.tier", readonly=True, ondelete="set null")
    until = fields.Date(
        readonly=True, help="How long the tier given by a person holds."
    )
    old_value = fields.Char(readonly=True)
    value = fields.Char(readonly=True)
    reason = fields.Char(readonly=True)
    summary = fields.Char(compute="_compute_summary", string="Change")

    _latest_idx = models.Index("(partner_id, company_id, kind, id DESC)")

    @api.depends("kind", "old_value", "value", "old_tier_id", "tier_id")
    @api.depends_context("lang")
    def _compute_summary(self):
        stats = self.env["crm.partner.stat"]
        labels = {
            kind: dict(stats._fields[name]._description_selection(self.env))
            for kind, name in (("lifecycle", "lifecycle"), ("segment", "rfm_segment"))
        }
        nothing = self.env._("none")
        for change in self:
            # sudo: names of tiers of a company that is not active now
            old, new = change.old_tier_id.sudo().name, change.tier_id.sudo().name
            if change.kind != "tier":
                names = labels.get(change.kind, {})
                old, new = (
                    names.get(value, value)
                    for value in (change.old_value, change.value)
                )
            change.summary = f"{old or nothing} \N{RIGHTWARDS ARROW} {new or nothing}"
