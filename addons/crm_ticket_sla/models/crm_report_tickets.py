# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain

from odoo.addons.crm_relationship.tools.comparison import compare
from odoo.addons.crm_relationship.tools.report_table import Measure

#: What is summed up of the tickets solved in a period, for means.
SUMS = (
    "first_response_hours:sum",
    "first_response_hours:count",
    "solved_hours:sum",
    "solved_hours:count",
    "satisfaction:sum",
    "satisfaction:count",
)


class CrmReport(models.Model):
    """Tickets handled."""

    _inherit = "crm.report"

    def _report_tickets(self, period):
        """Tickets received, solved and their promises, by agent, team and category.

        Received: opened in the period. Solved: solved in it, whenever opened; times and
        satisfaction are of these. Promises: clocks that ended in the period; kept are
        those met, in percent of met and missed, waived ones left out.
        """
        tables = [
            self._compared(
                *words,
                compare(
                    *(self._handled(key, part) for part in (period, period.before)), 10
                ),
                self._ticket_measures(),
                opens=self._drill(
                    "crm.ticket",
                    key,
                    self._within("solved_at", period) & self._ticket_filter(),
                ),
                chart={"type": "bar", "values": [1, 4]},
                notes=[self._tickets_note()],
            )
            for key, words in self._ticket_titles().items()
        ]
        return [*tables[:1], self._tickets_over_time(period), *tables[1:]]

    def _ticket_titles(self):
        return {
            "user_id": (self.env._("By agent"), self.env._("Agent")),
            "team_id": (self.env._("By team"), self.env._("Team")),
            "category_id": (self.env._("By category"), self.env._("Category")),
            "commercial_partner_id": (
                self.env._("By customer"),
                self.env._("Customer"),
            ),
        }

    def _ticket_measures(self):
        hidden = {"kind": "number", "shown": False}
        return [
            Measure(self.env._("Received")),
            Measure(self.env._("Solved")),
            Measure("response", **hidden),
            Measure("responses", **hidden),
            Measure("solving", **hidden),
            Measure("solvings", **hidden),
            Measure("stars", **hidden),
            Measure("ratings", **hidden),
            Measure(self.env._("Promises missed")),
            Measure("promises", **hidden),
            Measure(self.env._("Hours to the first response"), "number", (2, 3)),
            Measure(self.env._("Hours to solve"), "number", (4, 5)),
            Measure(self.env._("Satisfaction of 5"), "number", (6, 7)),
            Measure(self.env._("Missed share"), "percent", (8, 9)),
        ]

    def _tickets_note(self):
        return self.env._(
            "Received: opened in the period. Solved: solved in it; hours are by the clock "
            "on the wall, means of these. Missed: promises that ended late in the period, "
            "in percent of those met or missed; waived ones are left out. A row opens the "
            "tickets solved."
        )

    def _ticket_filter(self):
        return self._filtered(team=None)

    def _handled(self, key, period):
        """Return ``{key: what was handled}`` in a period."""
        chosen = self._ticket_filter()
        opened = self._within("opened_at", period) & chosen
        solved = self._within("solved_at", period) & chosen
        tickets = self._grouped(
            "crm.ticket.report",
            key,
            [
                (opened, "__count"),
                (solved, "__count"),
                *((solved, sum_) for sum_ in SUMS),
            ],
        )
        ended = self._within("stopped_at", period) & chosen
        promises = self._grouped(
            "crm.ticket.sla.report",
            key,
            [
                (ended & Domain("result", "=", "missed"), "__count"),
                (ended & Domain("result", "in", ("met", "missed")), "__count"),
            ],
        )
        return self._join((tickets, 8), (promises, 2))

    def _tickets_over_time(self, period):
        sides = []
        for part in (period, period.before):
            found = []
            for field in ("opened_at", "solved_at"):
                domain = self._within(field, part) & self._ticket_filter()
                found.append(
                    self._grouped(
                        "crm.ticket.report",
                        f"{field}:{period.grain}",
                        [(domain, "__count")],
                    )
                )
            sides.append(self._join((found[0], 1), (found[1], 1)))
        return self._over_time(
            self.env._("Over time"),
            period,
            sides,
            [Measure(self.env._("Received")), Measure(self.env._("Solved"))],
            chart={"type": "line", "values": [1, 4]},
        )


class CrmReportSchedule(models.Model):
    _inherit = "crm.report.schedule"

    @api.model
    def _manager_groups(self):
        return [
            *super()._manager_groups(),
            "crm_ticket_sla.group_crm_ticket_sla_manager",
        ]
