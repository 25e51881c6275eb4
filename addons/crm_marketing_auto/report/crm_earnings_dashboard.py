# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The figures of the dashboard: what marketing cost and brought in a period."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.attribution import MODELS
from ..tools.earnings import figures, payback_days

PERIODS = (7, 30, 90, 365)
DIMENSIONS = ("source_id", "medium_id", "campaign_id", "journey_id")
SUMS = ("cost", "leads", "customers", "conversions", "revenue", "margin", "returned")
#: Beyond this many days the trend is told in weeks, then in months.
DAILY, WEEKLY = 31, 100
TOP = 50


class CrmEarningsDashboard(models.AbstractModel):
    """What a marketer, and whoever pays, wants to know."""

    _name = "crm.earnings.dashboard"
    _description = "Earnings Dashboard"

    @api.model
    @api.readonly
    def figures(self, days, model=False, by="source_id"):
        """Return every figure of the dashboard.

        :param int days: one of `PERIODS`, ending today
        :param model: an attribution model; False: that of the company
        :param by: one of `DIMENSIONS`
        """
        if by not in DIMENSIONS:
            raise UserError(self.env._("Rank by: there is no such column."))
        self.env["crm.interaction.backfill"]._disable_jit()
        since, before = self._since(days), self._since(2 * days)
        now = Domain("day", ">=", since)
        model = model if model in MODELS else self.env.company.attribution_model
        report = self.env["crm.earnings.report"].with_context(attribution_model=model)
        return {
            "since": fields.Date.to_string(since),
            "model": model,
            "currency_id": self.env.company.currency_id.id,
            "period": self._totals(report, now),
            "previous": self._totals(
                report, Domain("day", ">=", before) & Domain("day", "<", since)
            ),
            "rows": self._rows(report, now, by),
            "trend": self._trend(report, now, days),
            "unmatched": self._unmatched(since),
            "funnel": self.funnel(days),
        }

    @api.model
    @api.readonly
    def choices(self):
        """Return the models to choose from, and the journeys to picture."""
        field = self.env["res.company"]._fields["attribution_model"]
        journeys = self.env["crm.journey"].search_read(
            [("state", "!=", "draft")], ["name"], limit=200
        )
        return {
            "models": field._description_selection(self.env),
            "model": self.env.company.attribution_model,
            "journeys": journeys,
        }

    # ------------------------------------------------------------
    # The parts
    # ------------------------------------------------------------

    @api.model
    def _since(self, days):
        """Return the first day of a period that ends today."""
        if days not in PERIODS and days not in tuple(2 * d for d in PERIODS):
            raise UserError(
                self.env._("Period: choose one of %(days)s days.", days=PERIODS)
            )
        return fields.Date.context_today(self) - timedelta(days=days - 1)

    @api.model
    def _totals(self, report, domain):
        [sums] = report._read_group(domain, [], [f"{name}:sum" for name in SUMS])
        found = {name: value or 0 for name, value in zip(SUMS, sums, strict=True)}
        return found | self._ratios(found)

    @api.model
    def _ratios(self, found):
        return figures(
            found["cost"], found["customers"], found["revenue"], found["returned"]
        )

    @api.model
    def _rows(self, report, domain, by):
        """Return what each source, or medium … cost and brought; the best first."""
        groups = report._read_group(domain, [by], [f"{name}:sum" for name in SUMS])
        backs = self._paybacks(report, domain, by)
        rows = []
        for group, *sums in groups:
            found = {name: value or 0 for name, value in zip(SUMS, sums, strict=True)}
            rows.append(
                {
                    "id": group.id,
                    "name": group.display_name or self._nothing(by),
                    **found,
                    **self._ratios(found),
                    "payback": backs.get(group.id),
                }
            )
        rows.sort(key=lambda row: (row["id"] is False, -row["returned"] + row["cost"]))
        return rows[:TOP]

    @api.model
    def _nothing(self, by):
        return {
            "source_id": self.env._("No source"),
            "medium_id": self.env._("No medium"),
            "campaign_id": self.env._("No campaign"),
            "journey_id": self.env._("No journey"),
        }[by]

    @api.model
    def _paybacks(self, report, domain, by):
        """Return after how many days the cost of each group had come back."""
        days = {}
        for group, day, cost, returned in report._read_group(
            domain, [by, "day:day"], ["cost:sum", "returned:sum"]
        ):
            days.setdefault(group.id, []).append((day, cost or 0, returned or 0))
        return {group: payback_days(rows) for group, rows in days.items()}

    @api.model
    def _trend(self, report, domain, days):
        """Return cost and revenue by day, week or month."""
        unit = "day" if days <= DAILY else "week" if days <= WEEKLY else "month"
        return [
            {
                "day": fields.Date.to_string(day),
                "cost": cost or 0,
                "revenue": revenue or 0,
            }
            for day, cost, revenue in report._read_group(
                domain, [f"day:{unit}"], ["cost:sum", "revenue:sum"]
            )
        ]

    @api.model
    def _unmatched(self, since):
        """Return the spend of campaigns that are none of ours: shown, never hidden."""
        [(amount, campaigns)] = self.env["crm.ad.spend"]._read_group(
            [
                ("day", ">=", since),
                ("campaign_id", "=", False),
                ("platform", "!=", "fixed"),
            ],
            [],
            ["amount:sum", "campaign_ext_id:count_distinct"],
        )
        return {"amount": amount or 0, "campaigns": campaigns}
