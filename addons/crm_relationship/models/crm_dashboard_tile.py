# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date, datetime

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.period import step_of, step_start

#: Models whose amounts are money, of a day.
MONEY = ("crm.lead", "sale.order")


class CrmDashboard(models.AbstractModel):
    """What a tile is made of: one domain, read once for both periods.

    Two or three queries a tile, however many records there are. A tile of a model that
    the user may not read is None and left out by the page.
    """

    _inherit = "crm.dashboard"

    @api.model
    def _now(self, key, label, model, domain, **values):
        """Return a tile that counts what there is now."""
        if not self.env[model].has_access("read"):
            return None
        domain = Domain(domain)
        count = (
            self.env[model]
            .with_context(**values.get("context", {}))
            .search_count(domain)
        )
        return self._as_tile(key, label, model, domain, count, **values)

    @api.model
    def _over_time(self, key, label, model, domain, period, moment, **values):
        """Return a tile of what happened in a period, drawn, beside the one before.

        :param moment: the field that says when
        :param amount: a field to sum up instead of counting
        """
        if not self.env[model].has_access("read"):
            return None
        within = Domain(domain) & self._in(model, moment, period)
        before = Domain(domain) & self._in(model, moment, period.before)
        amount, context = values.pop("amount", None), values.get("context", {})
        by_day = self._by_day(
            self.env[model].with_context(**context),
            within | before,
            moment,
            amount,
        )
        steps = [0] * (step_of(period.last, period.first, period.grain) + 1)
        total = total_before = 0
        for day, value in by_day:
            if period.first <= day <= period.last:
                steps[step_of(day, period.first, period.grain)] += value
                total += value
            elif period.before.first <= day <= period.before.last:
                total_before += value
        values["points"] = [
            {
                "day": fields.Date.to_string(
                    max(period.first, step_start(n, period.first, period.grain))
                ),
                "value": v,
            }
            for n, v in enumerate(steps)
        ]
        return self._as_tile(
            key, label, model, within, total, before=total_before, **values
        )

    @api.model
    def _by_day(self, records, domain, moment, amount):
        """Return [(day, count or amount)] in the company's currency."""
        if not amount:
            rows = records._read_group(domain, [f"{moment}:day"], ["__count"])
            return [(_day(at), count) for at, count in rows if at]
        if records._name not in MONEY:
            rows = records._read_group(domain, [f"{moment}:day"], [f"{amount}:sum"])
            return [(_day(at), value or 0) for at, value in rows if at]
        column = SQL.identifier(records._table, moment)
        day = self.env["crm.report"]._sql_day(column)
        rows = self._worth(records, domain, amount, day)
        return [(at, value) for at, _count, value in rows if at]

    @api.model
    def _sum(self, model, domain, amount, **context):
        """Return (count, amount in the company's currency) of what a domain finds."""
        [row] = self._worth(self.env[model].with_context(**context), domain, amount)
        return row

    @api.model
    def _worth(self, records, domain, amount, key=None):
        """Return [(count, amount in the company's currency)] of what a domain finds, by
        a key before these: each document at the rate of its day, as reports have it.

        :param key: SQL to group by
        """
        self.env.flush_all()  # the columns are named by hand
        query = records._search(domain)
        worth = self.env["crm.report"]._sql_worth(records._name, amount)
        keys = [key] if key else []
        query.groupby = key
        rows = self.env.execute_query(
            query.select(*keys, SQL("count(*)"), SQL("COALESCE(sum(%s), 0)", worth))
        )
        return [(*row[:-1], float(row[-1])) for row in rows]

    @api.model
    def _in(self, model, moment, period):
        """Return the domain of what lies in a period by a field of days or instants."""
        if self.env[model]._fields[moment].type == "date":
            return Domain(moment, ">=", period.first) & Domain(
                moment, "<=", period.last
            )
        return Domain(moment, ">=", period.start) & Domain(moment, "<", period.stop)

    @api.model
    def _as_tile(self, key, label, model, domain, value, **values):
        """Return a tile as the page wants it.

        :param before: the value of the period before, None where there is none
        :param kind: int, money or percent
        :param better: "more", "less", or None where neither is
        """
        context = values.pop("context", {})
        return {
            "key": key,
            "label": label,
            "value": value,
            "before": None,
            "kind": "int",
            "better": None,
            "hint": "",
            "icon": "",
            "points": [],
            **values,
            "open": {
                "name": label,
                "res_model": model,
                "domain": _plain(domain),
                "context": context,
            },
        }


def _day(at):
    return at.date() if isinstance(at, datetime) else at


def _plain(domain):
    """Return a domain as JSON can say it."""
    found = []
    for item in domain:
        if isinstance(item, tuple | list):
            name, operator, value = item
            item = [name, operator, _plain_value(value)]
        found.append(item)
    return found


def _plain_value(value):
    if isinstance(value, datetime):
        return fields.Datetime.to_string(value)
    if isinstance(value, date):
        return fields.Date.to_string(value)
    if isinstance(value, str | int | float | bool) or value is None:
        return value
    return [_plain_value(item) for item in value]
