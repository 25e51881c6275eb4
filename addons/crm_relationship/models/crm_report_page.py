# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ..tools.comparison import share
from ..tools.report_table import CHANGE
from .crm_report import FILTERS

#: Rows of a table that a page shows; a download has them all.
PAGE_ROWS = 200


class CrmReport(models.Model):
    """What the page of a report asks for."""

    _inherit = "crm.report"

    @api.model
    @api.readonly
    def get_reports(self):
        """Return the reports that the user may open, for a menu or a dashboard."""
        return [
            {"id": report.id, "code": report.code, "name": report.name}
            for report in self.search([], limit=200)
        ]

    @api.readonly
    def get_report(self, options=None):
        """Return the report as the page shows it: periods, tables, what rows open."""
        self.ensure_one()
        options = options or {}
        period, tables = self._build(options)
        user = self.env.user
        return {
            "id": self.id,
            "name": self.name,
            "description": self.description or "",
            "periods": self._period_options(),
            "period": options.get("period") or self.default_period,
            "date_from": str(period.first),
            "date_to": str(period.last),
            "days": self._period_label(period),
            "days_before": self._period_label(period.before),
            "filters": self._page_filters(),
            "companies": [
                {"id": company.id, "name": company.name} for company in user.company_ids
            ],
            "can_export": user.has_group("base.group_allow_export"),
            "can_schedule": self.env["crm.report.schedule"].has_access("create"),
            "tables": [self._page_table(table) for table in tables],
        }

    def _page_filters(self):
        """Return what the report can be narrowed to, each with what to choose from."""
        outside = ["|", ["is_company", "=", True], ["parent_id", "=", False]]
        known = {
            "user_id": (self.env._("Colleague"), [["share", "=", False]]),
            "team_id": (self.env._("Sales team"), []),
            "partner_id": (self.env._("Customer"), outside),
        }
        return [
            {
                "name": name,
                "model": FILTERS[name],
                "label": known[name][0],
                "domain": known[name][1],
            }
            for name in (self.filters or "").split(",")
            if name in known
        ]

    def _page_table(self, table):
        """Return a table as JSON: its first rows, and how many there are."""
        rows = list(table.rows)
        return {
            "title": table.title,
            "columns": [
                {
                    "label": column.label,
                    "kind": column.kind,
                    "currency": column.currency and column.currency._asdict(),
                    "role": role,
                }
                for column, role in zip(table.columns, table.roles, strict=True)
            ],
            "rows": [
                [self._page_cell(cell) for cell in row] for row in rows[:PAGE_ROWS]
            ],
            "opens": [self._page_open(opens) for opens in table.opens[:PAGE_ROWS]],
            "count": len(rows),
            "totals": [self._page_cell(cell) for cell in table.totals]
            if table.totals
            else None,
            "notes": [str(note) for note in table.notes],
            "chart": table.chart,
        }

    @api.model
    def _page_cell(self, cell):
        """Return a cell as JSON: days and instants as text, in UTC."""
        if cell is None or cell is False:
            return None
        return cell if isinstance(cell, int | float | str) else str(cell)

    @api.model
    def _page_open(self, opens):
        if not opens:
            return None
        model, domain = opens
        return {"model": model, "domain": self._plain(domain)}

    @api.model
    def _plain(self, domain):
        """Return a domain as JSON."""
        return [
            [part[0], part[1], self._plain_value(part[2])]
            if isinstance(part, tuple | list)
            else part
            for part in list(domain)
        ]

    @api.model
    def _plain_value(self, value):
        if isinstance(value, str | int | float | None):
            return value
        if hasattr(value, "isoformat"):
            return str(value)
        return self._plain(value) if hasattr(value, "iter_conditions") else list(value)

    @api.model
    def _figures(self, tables, limit=6):
        """Return the key figures: the totals of the first tables, for a mail.

        :return: list of dicts: label, kind, currency, value, before, change, share
        """
        found = []
        for table in tables:
            totals = table.totals or ()
            for place, cell in enumerate(totals):
                if table.roles[place] != CHANGE:
                    continue
                column = table.columns[place - 2]
                found.append(
                    {
                        "label": column.label,
                        "kind": column.kind,
                        "currency": column.currency,
                        "value": totals[place - 2],
                        "before": totals[place - 1],
                        "change": cell,
                        "share": cell is not None
                        and share(cell, abs(totals[place - 1] or 0))
                        or None,
                    }
                )
            if found:
                return found[:limit]
        return found
