# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.comparison import compare
from ..tools.report_table import Measure
from .crm_report_meetings import HAPPENED


class CrmReport(models.Model):
    """Reports on colleagues: what each does, and whether the system is used."""

    _inherit = "crm.report"

    # ------------------------------------------------------------
    # Productivity
    # ------------------------------------------------------------

    def _report_productivity(self, period):
        """What each colleague did: contacts, meetings, minutes, papers, sales.

        Contacts are human ones by a colleague that came about. Minutes are those written
        down for calls and meetings.
        """
        parts = (period, period.before)
        invoiced = self._invoiced(("user_id",), parts)["user_id"]
        sides = [
            self._join(
                (self._worked(part), 5),
                ({u: v[:1] for u, v in self._won_by(part).items()}, 1),
                (self._ordered_by(part), 2),
                ({user: values[:1] for user, values in money_.items()}, 1),
            )
            for part, money_ in zip(parts, invoiced, strict=True)
        ]
        rows = [row for row in compare(*sides, 9) if row.key]
        return [
            self._compared(
                self.env._("By colleague"),
                self.env._("Colleague"),
                rows,
                self._productivity_measures(),
                opens=self._drill(
                    "crm.interaction", "user_id", self._occurred(period) & self._acted()
                ),
                chart={"type": "bar", "values": [1, 4]},
                notes=[self._productivity_note()],
            )
        ]

    def _productivity_measures(self):
        money = {"kind": "money", "currency": self._money()}
        return [
            Measure(self.env._("Contacts")),
            Measure(self.env._("Meetings")),
            Measure(self.env._("Minutes")),
            Measure(self.env._("Activities done")),
            Measure(self.env._("Quotations sent")),
            Measure(self.env._("Opportunities won")),
            Measure(self.env._("Orders")),
            Measure(self.env._("Ordered"), **money),
            Measure(self.env._("Invoiced"), **money),
        ]

    def _productivity_note(self):
        return self.env._(
            "Contacts: human ones by a colleague that came about. Minutes: of calls and "
            "meetings, as written down. Orders and invoices: by their salesperson, "
            "without tax."
        )

    def _acted(self):
        """Return the domain of what colleagues did, and came about."""
        return (
            Domain("state", "=", "done")
            & Domain("actor_type", "=", "staff")
            & HAPPENED
            & self._filtered()
        )

    def _worked(self, period):
        """Return ``{user: contacts, meetings, minutes, activities, quotations}``."""
        acted = self._occurred(period) & self._acted()
        asked = [
            (acted & Domain("type_id.counts_as_touch", "=", True), "__count"),
            (acted & Domain("type_id.is_meeting", "=", True), "__count"),
            (acted, "duration:sum"),
            (
                acted & Domain("type_id.code", "in", ("activity_done", "call_done")),
                "__count",
            ),
            (acted & Domain("type_id.code", "=", "quotation_sent"), "__count"),
        ]
        return {
            user: (*values[:2], round(values[2] / 60), *values[3:])
            for user, values in self._grouped(
                "crm.interaction", "user_id", asked
            ).items()
        }

    def _won_by(self, period):
        return self._opportunities("user_id", self._won(period))

    def _ordered_by(self, period):
        """Return ``{salesperson: (orders, amount without tax)}`` of confirmed orders."""
        orders = self.env["sale.order"]
        query = orders._search(
            Domain("state", "=", "sale")
            & self._within("date_order", period)
            & self._filtered(partner="partner_id.commercial_partner_id")
        )
        query.groupby = SQL("sale_order.user_id")
        rows = self.env.execute_query(
            query.select(
                SQL("sale_order.user_id"),
                SQL("count(*)"),
                SQL(
                    "COALESCE(sum(%s), 0)",
                    self._sql_worth("sale.order", "amount_untaxed"),
                ),
            )
        )
        return {
            self.env["res.users"].browse(user): (count, float(amount))
            for user, count, amount in rows
        }

    # ------------------------------------------------------------
    # Adoption
    # ------------------------------------------------------------

    def _report_adoption(self, period):
        """Whether colleagues use the system: by the weeks that begin in the period.

        Each sees themselves and the teams they lead, sales managers all.
        """
        return [self._written_table(period), self._kept_table(period)]

    def _written_table(self, period):
        chosen = self._filtered(team=None, partner=None)
        asked = [
            (chosen, f"{field}:sum")
            for field in ("logged", "meetings", "meetings_told")
        ]
        return self._compared(
            self.env._("Written down"),
            self.env._("Colleague"),
            self._compare(
                "crm.adoption",
                "user_id",
                period,
                lambda part: self._on_days("week", part),
                asked,
            ),
            [
                Measure(self.env._("Logged by hand")),
                Measure(self.env._("Meetings held")),
                Measure(self.env._("With an outcome")),
                Measure(self.env._("Outcomes told"), "percent", (2, 1)),
            ],
            opens=self._drill("crm.adoption", "user_id", self._on_days("week", period)),
            chart={"type": "bar", "values": [1, 2]},
            notes=[self.env._("Weeks that begin on a Monday of the period.")],
        )

    def _kept_table(self, period):
        monday = self._last_monday(period)
        sides = [self._kept(self._last_monday(p)) for p in (period, period.before)]
        return self._compared(
            self.env._("How customers are kept"),
            self.env._("Colleague"),
            compare(*sides, 5),
            [
                Measure(self.env._("Customers")),
                Measure(self.env._("Next steps overdue")),
                Measure(self.env._("Without a next step")),
                Measure(self.env._("Perhaps double")),
                Measure("points", "number", shown=False),
                Measure(self.env._("Data quality"), "percent", (4, 0)),
            ],
            opens=self._drill("crm.adoption", "user_id", Domain("week", "=", monday)),
            chart={"type": "bar", "values": [13, 14]},
            notes=[self.env._("In the last week that begins in the period.")],
        )

    def _last_monday(self, period):
        return period.last - timedelta(days=period.last.weekday())

    def _kept(self, monday):
        """Return ``{user: customers, late, without step, doubles, points}`` of a week."""
        domain = Domain("week", "=", monday) & self._filtered(team=None, partner=None)
        fields = ("customers", "late_steps", "without_step", "doubles", "quality:avg")
        found = self._grouped(
            "crm.adoption",
            "user_id",
            [(domain, name if ":" in name else f"{name}:sum") for name in fields],
        )
        return {
            user: (*values[:4], values[0] * values[4] / 100)
            for user, values in found.items()
        }
