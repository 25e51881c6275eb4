# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.comparison import compare, difference, slope, trend
from ..tools.report_table import Measure, Table
from ..tools.sheets import Column

#: Posted lines of customers' invoices, less credit notes: what each was worth on the day
#: of the invoice, and how much, in the product's own unit. In one pass for every key.
LINES = """
    SELECT GROUPING(%(columns)s), %(columns)s, %(sums)s
      FROM (
        SELECT m.commercial_partner_id AS partner_id, m.invoice_user_id AS user_id,
            t.categ_id AS category_id, l.product_id, m.invoice_date AS day,
            COALESCE(m.source_id, c.acquisition_source_id) AS source_id, m.campaign_id,
            -l.balance * %(rate)s AS amount,
            l.quantity * COALESCE(u.factor, 1) / COALESCE(NULLIF(tu.factor, 0), 1)
                * CASE m.move_type WHEN 'out_refund' THEN -1 ELSE 1 END AS quantity
          FROM account_move_line l JOIN account_move m ON m.id = l.move_id
          LEFT JOIN res_partner c ON c.id = m.commercial_partner_id
          LEFT JOIN product_product p ON p.id = l.product_id
          LEFT JOIN product_template t ON t.id = p.product_tmpl_id
          LEFT JOIN uom_uom u ON u.id = l.product_uom_id
          LEFT JOIN uom_uom tu ON tu.id = t.uom_id
         WHERE l.id IN %(visible)s) x
     GROUP BY GROUPING SETS (%(sets)s)
"""
#: What lines can be summed up by: the column, and the model of its ids.
KEYS = {
    "partner_id": "res.partner",
    "user_id": "res.users",
    "category_id": "product.category",
    "product_id": "product.product",
    "source_id": "utm.source",
    "campaign_id": "utm.campaign",
    "day": None,
}


class CrmReport(models.Model):
    """Reports on what was invoiced: revenue and quantities, and how purchases develop."""

    _inherit = "crm.report"

    # ------------------------------------------------------------
    # What was invoiced
    # ------------------------------------------------------------

    def _invoiced(self, keys, periods):
        """Return what was invoiced by each key, in each period, as the user sees it.

        :param keys: names of KEYS
        :return: ``{key: [{record or day: (amount, quantity)} for each period]}``
        """
        visible = self.env["account.move.line"]._search(
            Domain.OR(self._on_days("invoice_date", part) for part in periods)
            & self._invoice_lines()
        )
        rows = self.env.execute_query(
            SQL(
                LINES,
                sums=self._sql_sums(periods),
                rate=self._sql_rate(SQL("l.company_id"), SQL("m.invoice_date")),
                visible=visible.subselect(),
                columns=SQL(", ").join(SQL.identifier("x", key) for key in keys),
                sets=SQL(", ").join(SQL("(%s)", SQL.identifier("x", k)) for k in keys),
            )
        )
        found = {key: [{} for _part in periods] for key in keys}
        width = len(keys)
        for what, *row in rows:
            # GROUPING: a bit for each column that the row is not about, the last is 1
            place = next(n for n in range(width) if not what >> (width - 1 - n) & 1)
            model = KEYS[keys[place]]
            group = self.env[model].browse(row[place]) if model else row[place]
            for number, side in enumerate(found[keys[place]]):
                amount, quantity, count = row[width + 3 * number :][:3]
                if count:
                    side[group] = (float(amount), float(quantity))
        return found

    def _sql_sums(self, periods):
        """Return the columns of LINES: amount, quantity and lines of each period."""
        return SQL(", ").join(
            SQL(
                "COALESCE(sum(x.amount) FILTER (WHERE x.day BETWEEN %(a)s AND %(b)s), 0),"
                " COALESCE(sum(x.quantity)"
                " FILTER (WHERE x.day BETWEEN %(a)s AND %(b)s), 0),"
                " count(*) FILTER (WHERE x.day BETWEEN %(a)s AND %(b)s)",
                a=part.first,
                b=part.last,
            )
            for part in periods
        )

    def _invoice_lines(self):
        """Return the domain of the lines of posted invoices, with the filters."""
        return (
            Domain("parent_state", "=", "posted")
            & Domain("move_type", "in", ("out_invoice", "out_refund", "out_receipt"))
            & Domain("display_type", "=", "product")
            & self._filtered(
                "move_id.invoice_user_id",
                "move_id.team_id",
                "move_id.commercial_partner_id",
            )
        )

    # ------------------------------------------------------------
    # Revenue and quantities
    # ------------------------------------------------------------

    def _report_revenue(self, period):
        """Untaxed revenue and quantities of posted invoices less credit notes.

        By the date of the invoice; in the company's currency at the rate of that day.
        """
        keys = ("partner_id", "category_id", "product_id", "user_id", "day")
        found = self._invoiced(keys, (period, period.before))
        both = [
            Measure(self.env._("Revenue"), "money", currency=self._money()),
            Measure(self.env._("Quantity"), "number"),
        ]
        tables = [
            self._compared(
                *self._revenue_titles()[key],
                compare(*found[key], 2),
                both,
                opens=self._open_invoiced(key, period),
                chart={"type": "bar", "values": [1, 2]},
                notes=[self._revenue_note()],
            )
            for key in keys[:-1]
        ]
        by_day = self._over_time(
            self.env._("Over time"),
            period,
            found["day"],
            both,
            chart={"type": "line", "values": [1, 2]},
        )
        return [*tables[:1], by_day, *tables[1:]]

    def _revenue_titles(self):
        return {
            "partner_id": (self.env._("By customer"), self.env._("Customer")),
            "category_id": (self.env._("By category"), self.env._("Category")),
            "product_id": (self.env._("By product"), self.env._("Product")),
            "user_id": (self.env._("By salesperson"), self.env._("Salesperson")),
        }

    def _revenue_note(self):
        return self.env._(
            "Posted invoices less credit notes, without tax, by the date of the invoice. "
            "Other currencies at the rate of that day."
        )

    def _open_invoiced(self, key, period):
        """Return what a row of what was invoiced opens."""
        posted = Domain("state", "=", "posted") & Domain(
            "move_type", "in", ("out_invoice", "out_refund", "out_receipt")
        )
        days = self._on_days("invoice_date", period)
        if key in ("partner_id", "user_id"):
            field = {
                "partner_id": "commercial_partner_id",
                "user_id": "invoice_user_id",
            }
            chosen = self._filtered("invoice_user_id")
            return self._drill("account.move", field[key], posted & days & chosen)
        field = {"category_id": "product_id.categ_id"}.get(key, key)
        return self._drill("account.move.line", field, days & self._invoice_lines())

    # ------------------------------------------------------------
    # Trends
    # ------------------------------------------------------------

    def _report_purchase_trends(self, period):
        """Who buys more and who less, and what, over three periods.

        A trend is the slope of the three revenues (least squares): rising or falling
        when it is more than a tenth of their mean a period; new when there was nothing
        before, lost when there is nothing now.
        """
        parts = (period.before.before, period.before, period)
        keys = ("partner_id", "product_id", "category_id")
        found = self._invoiced(keys, parts)
        titles = {
            "partner_id": (self.env._("Customers"), self.env._("Customer")),
            "product_id": (self.env._("Products"), self.env._("Product")),
            "category_id": (self.env._("Categories"), self.env._("Category")),
        }
        return [self._trend_table(*titles[key], key, found[key], parts) for key in keys]

    def _trend_table(self, title, label, key, sides, parts):
        """Return the table of a key's trends: those that move most first."""
        none = (0.0, 0.0)
        revenue = {
            record: [side.get(record, none)[0] for side in sides]
            for record in dict.fromkeys(record for side in sides for record in side)
        }
        order = sorted(revenue, key=lambda record: -abs(slope(revenue[record])))
        labels = self._labels(order)
        opens = self._open_invoiced(key, parts[-1])
        sums = [sum(values) for values in zip(*revenue.values(), strict=True)] or [
            0
        ] * 3
        return Table(
            title,
            self._trend_columns(label, parts),
            [self._trend_row(labels[record], revenue[record]) for record in order],
            totals=self._trend_row(labels[None], sums),
            roles=[""] * 7,
            opens=[opens(record) for record in order],
            chart={"type": "bar", "values": [2, 3, 4]},
            notes=[self._trend_note()],
        )

    def _trend_columns(self, label, parts):
        money = self._money()
        return [
            Column(label, "text", 28, None),
            Column(self.env._("Trend"), "text", 12, None),
            *(Column(self._period_label(part), "money", 16, money) for part in parts),
            Column(self.env._("Change"), "money", 16, money),
            Column(self.env._("Slope per period"), "money", 16, money),
        ]

    def _trend_row(self, label, values):
        return (
            label,
            self._trend_words()[trend(values)],
            *values,
            difference(values[2], values[1]),
            round(slope(values), 2),
        )

    def _trend_note(self):
        return self.env._(
            "Rising or falling: the line through the three revenues rises or falls by "
            "more than a tenth of their mean a period. New: nothing before. Lost: nothing "
            "now."
        )

    def _trend_words(self):
        return {
            "rising": self.env._("Rising"),
            "falling": self.env._("Falling"),
            "new": self.env._("New"),
            "lost": self.env._("Lost"),
            "steady": self.env._("Steady"),
        }
