# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

MOST = 16


class CrmJourney(models.Model):
    """The jobs of journeys. Steps are run by lanes: one process each, side by side."""

    _inherit = "crm.journey"

    def _wake_jobs(self):
        """Let the jobs of journeys run as soon as this is committed."""
        for name in ("enrol", "rules"):
            # sudo: a marketer may wake these jobs, not read them
            self.env.ref(f"crm_marketing_auto.ir_cron_journey_{name}").sudo()._trigger()
        self._wake_dispatch()

    def _wake_dispatch(self):
        """Let the lanes run as soon as this is committed."""
        for lane in self._lanes().filtered("active"):
            lane._trigger()

    @api.model
    def _lanes(self):
        """Return the jobs that run steps, the first one first."""
        # sudo: whoever lets somebody in may not read jobs
        return (
            self.env["ir.cron"]
            .sudo()
            .with_context(active_test=False)
            .search(
                [
                    ("model_id.model", "=", "crm.journey.trace"),
                    ("code", "=", "model._cron_dispatch()"),
                ],
                order="id",
            )
        )

    @api.model
    def _set_lanes(self, count):
        """Let so many processes run steps side by side."""
        count = min(max(count, 1), MOST)
        lanes = self._lanes()
        for number in range(len(lanes), count):
            name = self.env._("Journeys: run steps, lane %s", number + 1)
            lanes |= lanes[0].copy({"name": name})
        # the lanes that are too many stay, archived: one of them may be running now
        (lanes[:count].filtered(lambda lane: not lane.active)).active = True
        (lanes[count:].filtered("active")).active = False


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    journey_lane_count = fields.Integer(
        string="Processes that run journeys",
        help="So many steps of journeys are run side by side; each takes one of the "
        "server's job workers while there is work. More when steps are done late "
        "in spite of free workers; fewer when other jobs have to wait.",
    )

    @api.model
    def get_values(self):
        lanes = self.env["crm.journey"]._lanes()
        return {
            **super().get_values(),
            "journey_lane_count": len(lanes.filtered("active")),
        }

    def set_values(self):
        result = super().set_values()
        journeys = self.env["crm.journey"]
        if self.journey_lane_count != len(journeys._lanes().filtered("active")):
            journeys._set_lanes(self.journey_lane_count)
        return result
