# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

FIRST = ("first_source_id", "first_medium_id", "first_campaign_id", "first_touch_at")
MANAGER = "crm_marketing_auto.group_crm_marketing_auto_manager"


class CrmFirstTouch(models.AbstractModel):
    """What brought a person here first; whatever comes later leaves it alone."""

    _name = "crm.first.touch"
    _description = "First Touch"

    first_source_id = fields.Many2one(
        "utm.source",
        string="First source",
        copy=False,
        index="btree_not_null",
        help="Where this person came from in the first place.",
    )
    first_medium_id = fields.Many2one("utm.medium", string="First medium", copy=False)
    first_campaign_id = fields.Many2one(
        "utm.campaign", string="First campaign", copy=False
    )
    first_touch_at = fields.Datetime(string="First touch", copy=False)

    def write(self, vals):
        touched = [name for name in FIRST if name in vals]
        if not touched:
            return super().write(vals)
        known = self.filtered("first_touch_at")
        if not known or (self.env.user.has_group(MANAGER) and not self.env.su):
            return super().write(self._with_first_instant(vals))
        if not self.env.su:
            raise UserError(
                self.env._(
                    "%(name)s: the first touch is known and stays. A marketing manager "
                    "can correct it.",
                    name=known[0].display_name,
                )
            )
        others = {name: value for name, value in vals.items() if name not in FIRST}
        result = super(CrmFirstTouch, self - known).write(
            self._with_first_instant(vals)
        )
        return super(CrmFirstTouch, known).write(others) and result

    @api.model
    def _with_first_instant(self, vals):
        """Return values that say when, where they say from where."""
        if any(vals.get(name) for name in FIRST[:3]) and "first_touch_at" not in vals:
            return {**vals, "first_touch_at": fields.Datetime.now()}
        return vals

    @api.model
    def _must_have_source(self, company, field):
        """Tell whether a salesperson must say where a record comes from."""
        return (
            not self.env.su
            and company[field]
            and self.env.user.has_group("sales_team.group_sale_salesman")
        )
