# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from odoo.addons.crm_marketing_auto.tools import step_config


class CrmJourneyStep(models.Model):
    _inherit = "crm.journey.step"

    kind = fields.Selection(
        selection_add=[("coupon", "Coupon"), ("wait",)],
        ondelete={"coupon": "cascade"},
    )


@step_config.register("coupon")
def check_coupon(step):
    """Check the step that gives a coupon."""
    if not step_config.is_id(step.config.get("program_id")):
        yield step_config.missing("program_id")
    yield from step_config.number(step.config, "points", least=1, default=1)
    yield from step_config.number(step.config, "valid_days", default=0, most=3650)
