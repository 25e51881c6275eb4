# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import models


class CrmJourneyStepRunner(models.AbstractModel):
    _inherit = "crm.journey.step.runner"

    def _run_coupon(self, step, traces, now):
        """Give each participant a coupon, or the one that this step has made before."""
        rows = traces._rows()
        known = self.env["loyalty.card"].search(
            [("journey_trace_id", "in", traces.ids)]
        )
        cards = {card.journey_trace_id.id: card for card in known}
        new = [row for row in rows if row.id not in cards]
        made = self.env["loyalty.card"].with_context(loyalty_no_mail=True)
        made = made.create([self._prepare_coupon_values(step, r, now) for r in new])
        cards.update({card.journey_trace_id.id: card for card in made})
        return self._made(rows, [cards[row.id] for row in rows])

    def _prepare_coupon_values(self, step, row, now):
        config = step.config
        values = {
            "program_id": config["program_id"],
            "partner_id": row.partner_id or False,
            "points": config.get("points") or 1,
            "journey_trace_id": row.id,
        }
        if config.get("valid_days"):
            values["expiration_date"] = now.date() + timedelta(config["valid_days"])
        return values

    def _problems_coupon(self, step, model):
        return self._problems_named(step, "program_id", "loyalty.program")
