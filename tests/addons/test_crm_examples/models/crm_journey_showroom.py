# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import fields, models

from odoo.addons.crm_marketing_auto.tools import step_checks, step_config
from odoo.addons.crm_marketing_auto.tools.step_outcome import SKIPPED, Outcome


class CrmJourneyStep(models.Model):
    _inherit = "crm.journey.step"

    kind = fields.Selection(
        selection_add=[("showroom", "Showroom visit"), ("wait",)],
        ondelete={"showroom": "cascade"},
    )


@step_config.register("showroom")
def check_showroom(step):
    """Check the step that plans a visit: what is missing is named before publishing."""
    yield from step_checks.text(step.config, "topic")
    yield from step_checks.number(step.config, "days", least=1, most=90, default=7)


class CrmJourneyStepRunner(models.AbstractModel):
    _inherit = "crm.journey.step.runner"

    def _run_showroom(self, step, traces, now):
        """Plan a visit for everybody at the step who is a contact."""
        rows = traces._rows()
        contacts = [row for row in rows if row.partner_id]
        visits = self.env["crm.showroom.visit"].create(
            [
                {
                    "topic": step.config["topic"],
                    "partner_id": row.partner_id,
                    "company_id": row.company_id,
                    "planned_at": now + timedelta(days=step.config.get("days") or 7),
                }
                for row in contacts
            ]
        )
        others = dict.fromkeys(traces.ids, Outcome(SKIPPED, reason="no_address"))
        # committed with the visits or not at all: a step that is run again finds none
        return others | self._made(contacts, visits)
