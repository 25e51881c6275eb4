# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .crm_dashboard_sales import ALL, OPEN, TOUCH, WON
from .crm_dashboard_tile import _plain


class CrmDashboard(models.AbstractModel):
    """Who did what in a period: a row a colleague, one query a column."""

    _inherit = "crm.dashboard"

    @api.model
    def _people(self, period):
        """Return the table: columns with what a click opens, rows by colleague."""
        columns = [
            column
            for column in self._people_columns(period)
            if self.env[column["res_model"]].has_access("read")
        ]
        cells = {}
        for column in columns:
            for user, value in self._by_person(column):
                row = cells.setdefault(user, {})
                row[column["key"]] = row.get(column["key"], 0) + value
            column["domain"] = _plain(column["domain"])
        rows = [
            # sudo: the name of a colleague, perhaps of one who has left
            {"id": user.id, "name": user.sudo().display_name, **row}
            for user, row in cells.items()
        ]
        rows.sort(key=lambda r: (-r.get("orders", 0), -r.get("contacts", 0), r["id"]))
        return {
            "key": "people",
            "label": self.env._("Who did what"),
            "columns": columns,
            "rows": rows,
            "field": "user_id",
        }

    @api.model
    def _people_columns(self, period):
        """Return what is told about each colleague."""
        touch = TOUCH & self._in("crm.interaction", "occurred_at", period)
        won = WON & self._in("crm.lead", "date_closed", period)
        orders = Domain("state", "=", "sale")
        orders &= self._in("sale.order", "date_order", period)
        meeting = Domain("type_id.is_meeting", "=", True)
        column = self._people_column
        return [
            column(
                "contacts",
                self.env._("Contacts with customers"),
                "crm.interaction",
                touch,
            ),
            column(
                "meetings",
                self.env._("Meetings held"),
                "crm.interaction",
                touch & meeting,
            ),
            column(
                "pipeline", self.env._("Pipeline"), "crm.lead", OPEN, "expected_revenue"
            ),
            column(
                "won", self.env._("Won"), "crm.lead", won, "expected_revenue", **ALL
            ),
            column(
                "orders",
                self.env._("Orders, untaxed"),
                "sale.order",
                orders,
                "amount_untaxed",
            ),
        ]

    @api.model
    def _people_column(self, key, label, model, domain, amount=None, **context):
        return {
            "key": key,
            "label": label,
            "res_model": model,
            "domain": domain & Domain("user_id", "!=", False),
            "amount": amount,
            "kind": "money" if amount else "int",
            "context": context,
        }

    @api.model
    def _by_person(self, column):
        """Return [(user, count or amount in the company's currency)]."""
        records = self.env[column["res_model"]].with_context(**column["context"])
        if not column["amount"]:
            return records._read_group(column["domain"], ["user_id"], ["__count"])
        user = SQL.identifier(records._table, "user_id")
        rows = self._worth(records, column["domain"], column["amount"], user)
        return [(self.env["res.users"].browse(uid), value) for uid, _n, value in rows]
