# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from odoo.addons.crm_relationship.tools.comparison import compare
from odoo.addons.crm_relationship.tools.report_table import Measure

SUMS = ("cost", "leads", "customers", "conversions", "revenue", "returned")
MONEY = {"cost", "revenue", "returned"}
DID = ("sent", "opened", "clicked", "replied", "bounced", "opted_out")


class CrmReport(models.Model):
    """What campaigns cost and brought, and what people did with messages."""

    _inherit = "crm.report"

    def _report_campaigns(self, period):
        """Cost, leads, sales and return of campaigns and sources; messages of journeys.

        Credit for a sale is shared by the company's attribution. ROI = (return - cost) /
        cost, a return being the margin, or revenue where no margin is known.
        """
        titles = {
            "campaign_id": (self.env._("By campaign"), self.env._("Campaign")),
            "source_id": (self.env._("By source"), self.env._("Source")),
        }
        tables = [
            self._compared(
                *words,
                compare(
                    *(self._earned(key, part) for part in (period, period.before)), 7
                ),
                self._earning_measures(),
                opens=self._drill(
                    "crm.earnings.report", key, self._on_days("day", period)
                ),
                chart={"type": "bar", "values": [1, 13]},
                notes=[self._earnings_note()],
            )
            for key, words in titles.items()
        ]
        return [*tables, self._messages_table(period)]

    def _earning_measures(self):
        money = {"kind": "money", "currency": self._money()}
        return [
            Measure(self.env._("Cost"), **money),
            Measure(self.env._("Leads")),
            Measure(self.env._("New customers"), "number"),
            Measure(self.env._("Sales"), "number"),
            Measure(self.env._("Revenue"), **money),
            Measure(self.env._("Return"), **money),
            Measure("gain", shown=False),
            Measure(self.env._("ROI"), "percent", (6, 0)),
            Measure(self.env._("Cost of a customer"), ratio=(0, 2), **money),
        ]

    def _earnings_note(self):
        return self.env._(
            "Credit for a sale is shared as the company has chosen. Return: the margin, or "
            "revenue where no margin is known. ROI: return less cost, in percent of cost."
        )

    def _earned(self, key, period):
        """Return ``{key: sums, and return less cost}`` of a period, in one currency."""
        found = {}
        rows = self.env["crm.earnings.report"]._read_group(
            self._on_days("day", period),
            [key, *self._foreign_groups()],
            [f"{name}:sum" for name in SUMS],
        )
        for record, *values in rows:
            sums = values[-len(SUMS) :]
            rate = self._day_rate(*values[: -len(SUMS)])
            line = found.setdefault(record, [0] * len(SUMS))
            for place, name in enumerate(SUMS):
                line[place] += (sums[place] or 0) * (rate if name in MONEY else 1)
        return {
            record: (*line, line[SUMS.index("returned")] - line[SUMS.index("cost")])
            for record, line in found.items()
        }

    def _foreign_groups(self):
        """Return what else to group by where companies have several currencies."""
        # sudo: which currencies the user's companies have
        foreign = self.env.companies.sudo().currency_id - self._currency()
        return ["company_id", "day:day"] if foreign else []

    def _day_rate(self, company=None, day=None):
        """Return what a unit of a company's money is worth in the report's, on a day."""
        if not company:
            return 1
        # sudo: which currency a company of the user has
        return self.env["res.currency"]._get_conversion_rate(
            company.sudo().currency_id, self._currency(), company, day
        )

    def _messages_table(self, period):
        return self._compared(
            self.env._("Messages of journeys"),
            self.env._("Journey"),
            self._compare(
                "crm.journey.message.report",
                "journey_id",
                period,
                lambda part: self._within("sent_at", part),
                [((), f"{name}:sum") for name in DID],
            ),
            [
                Measure(self.env._("Sent")),
                Measure(self.env._("Opened")),
                Measure(self.env._("Clicked")),
                Measure(self.env._("Replied")),
                Measure(self.env._("Bounced")),
                Measure(self.env._("Opted out")),
                Measure(self.env._("Opened share"), "percent", (1, 0)),
                Measure(self.env._("Clicked share"), "percent", (2, 0)),
            ],
            opens=self._drill(
                "crm.journey.message.report",
                "journey_id",
                self._within("sent_at", period),
            ),
            chart={"type": "bar", "values": [1, 4]},
            notes=[self.env._("Opened and clicked are of people, not of machines.")],
        )


class CrmReportSchedule(models.Model):
    _inherit = "crm.report.schedule"

    @api.model
    def _manager_groups(self):
        return [
            *super()._manager_groups(),
            "crm_marketing_auto.group_crm_marketing_auto_manager",
        ]
