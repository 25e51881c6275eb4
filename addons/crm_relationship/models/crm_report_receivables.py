# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.comparison import compare
from ..tools.report_table import Measure

#: What was open of each invoice on a day: its balance, less what was matched until then.
OPEN = """
    SELECT m.commercial_partner_id, sum(r.amount),
        COALESCE(sum(r.amount) FILTER (WHERE r.late <= 0), 0),
        COALESCE(sum(r.amount) FILTER (WHERE r.late BETWEEN 1 AND 30), 0),
        COALESCE(sum(r.amount) FILTER (WHERE r.late BETWEEN 31 AND 90), 0),
        COALESCE(sum(r.amount) FILTER (WHERE r.late > 90), 0),
        COALESCE(sum(r.amount) FILTER (WHERE r.late > 0), 0)
      FROM account_move_line l JOIN account_move m ON m.id = l.move_id
     CROSS JOIN LATERAL (
        SELECT (l.balance
            - COALESCE((SELECT sum(p.amount) FROM account_partial_reconcile p
                WHERE p.debit_move_id = l.id AND p.max_date <= %(day)s), 0)
            + COALESCE((SELECT sum(p.amount) FROM account_partial_reconcile p
                WHERE p.credit_move_id = l.id AND p.max_date <= %(day)s), 0)
            ) * %(rate)s AS amount,
            %(day)s - COALESCE(l.date_maturity, m.invoice_date, l.date) AS late) r
     WHERE l.id IN %(visible)s AND r.amount <> 0
     GROUP BY 1
"""


class CrmReport(models.Model):
    """What customers owe."""

    _inherit = "crm.report"

    def _report_receivables(self, period):
        """Posted invoices and credit notes that are open at the end of the period.

        What was paid later counts as open; payments that are matched with no invoice
        are not taken off. In the company's currency at the rate of the invoice's day.
        """
        rows = compare(*(self._open_on(p.last) for p in (period, period.before)), 6)
        unpaid = (
            Domain("state", "=", "posted")
            & Domain("move_type", "in", ("out_invoice", "out_refund"))
            & Domain("payment_state", "in", ("not_paid", "partial", "in_payment"))
            & self._filtered("invoice_user_id")
        )
        return [
            self._compared(
                self.env._("By customer"),
                self.env._("Customer"),
                rows,
                self._receivable_measures(),
                opens=self._drill("account.move", "commercial_partner_id", unpaid),
                chart={"type": "bar", "values": [1, 2]},
                notes=[self._receivables_note()],
            )
        ]

    def _receivable_measures(self):
        money = {"kind": "money", "currency": self._money()}
        return [
            Measure(self.env._("Owed"), **money),
            Measure(self.env._("Not due yet"), **money),
            Measure(self.env._("Overdue 1 to 30 days"), **money),
            Measure(self.env._("Overdue 31 to 90 days"), **money),
            Measure(self.env._("Overdue more than 90 days"), **money),
            Measure(self.env._("Overdue"), **money, shown=False),
            Measure(self.env._("Overdue share"), "percent", (5, 0)),
        ]

    def _receivables_note(self):
        return self.env._(
            "Open on the last day of the period, beside the last day of the period "
            "before: invoices less credit notes and what was matched until then. "
            "Payments not matched with an invoice are not taken off. A row opens what is "
            "unpaid today."
        )

    def _open_on(self, day):
        """Return ``{customer: amounts}`` of what was open on a day."""
        visible = self.env["account.move.line"]._search(
            Domain("parent_state", "=", "posted")
            & Domain("move_type", "in", ("out_invoice", "out_refund"))
            & Domain("account_id.account_type", "=", "asset_receivable")
            & Domain("date", "<=", day)
            & self._filtered(
                "move_id.invoice_user_id",
                "move_id.team_id",
                "move_id.commercial_partner_id",
            )
        )
        rows = self.env.execute_query(
            SQL(
                OPEN,
                day=SQL("%s::date", day),
                rate=self._sql_rate(
                    SQL("l.company_id"), SQL("COALESCE(m.invoice_date, l.date)")
                ),
                visible=visible.subselect(),
            )
        )
        customers = self.env["res.partner"].browse([row[0] for row in rows])
        return {
            customer: tuple(float(amount) for amount in row[1:])
            for customer, row in zip(customers, rows, strict=True)
        }
