# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.comparison import compare
from ..tools.report_table import compared_table
from ..tools.sheets import Currency

#: One unit of a company's currency in another, as of a day: as core reads rates, with
#: the company's own before those of all, and the first one for days before it.
RATE = """(SELECT COALESCE(
    (SELECT r.rate FROM res_currency_rate r WHERE r.currency_id = %(currency)s
        AND r.name <= %(day)s AND (r.company_id = %(root)s OR r.company_id IS NULL)
      ORDER BY r.company_id, r.name DESC LIMIT 1),
    (SELECT r.rate FROM res_currency_rate r WHERE r.currency_id = %(currency)s
        AND (r.company_id = %(root)s OR r.company_id IS NULL)
      ORDER BY r.company_id, r.name LIMIT 1), 1.0))"""


class CrmReport(models.Model):
    """How reports ask: grouped queries as the user, each for a period and the one before."""

    _inherit = "crm.report"

    # ------------------------------------------------------------
    # Filters
    # ------------------------------------------------------------

    @api.model
    def _chosen(self, name):
        """Return the id that a filter is set to, or False."""
        return self.env.context.get("report_filters", {}).get(name, False)

    @api.model
    def _filtered(
        self, user="user_id", team="team_id", partner="commercial_partner_id"
    ):
        """Return the filters of the report as a domain on fields of a model.

        :param partner: path to the customer; None where there is none, as the others
        """
        domain = Domain.TRUE
        if user and self._chosen("user_id"):
            domain &= Domain(user, "=", self._chosen("user_id"))
        if team and self._chosen("team_id"):
            domain &= Domain(team, "=", self._chosen("team_id"))
        if partner and self._chosen("partner_id"):
            chosen = self.env["res.partner"].browse(self._chosen("partner_id"))
            domain &= Domain(partner, "=", chosen.commercial_partner_id.id)
        return domain

    @api.model
    def _within(self, field, period):
        """Return the domain of instants of a period."""
        return Domain(field, ">=", period.start) & Domain(field, "<", period.stop)

    @api.model
    def _on_days(self, field, period):
        """Return the domain of days of a period."""
        return Domain(field, ">=", period.first) & Domain(field, "<=", period.last)

    # ------------------------------------------------------------
    # Counting
    # ------------------------------------------------------------

    @api.model
    def _grouped(self, model, key, measures, archived=False):
        """Return ``{key: (value, ...)}`` of a model, a query for each domain.

        :param key: the field to group by, or None for a single row under None
        :param measures: (domain, aggregate) pairs
        """
        records = self.env[model]
        if archived:
            records = records.with_context(active_test=False)
        asked = {}
        for place, (domain, aggregate) in enumerate(measures):
            asked.setdefault(domain, []).append((place, aggregate))
        found = {}
        for domain, wanted in asked.items():
            rows = records._read_group(
                domain,
                [key] if key else [],
                [aggregate for _place, aggregate in wanted],
            )
            for row in rows:
                values = row[1:] if key else row
                line = found.setdefault(row[0] if key else None, [0] * len(measures))
                for (place, _aggregate), value in zip(wanted, values, strict=True):
                    line[place] = value or 0
        return {group: tuple(values) for group, values in found.items()}

    @api.model
    def _compare(self, model, key, period, by, measures, archived=False):
        """Return a model's groups, now beside before.

        :param by: function of a period that returns its domain
        :param measures: (domain, aggregate) pairs; the domain is without the period
        """
        sides = [
            self._grouped(
                model,
                key,
                [(by(part) & Domain(domain), what) for domain, what in measures],
                archived,
            )
            for part in (period, period.before)
        ]
        return compare(*sides, len(measures))

    @api.model
    def _join(self, *tables):
        """Return tables of the same keys side by side: ``{key: all their values}``.

        :param tables: (dict, width) pairs
        """
        keys = dict.fromkeys(key for table, _width in tables for key in table)
        return {
            key: tuple(
                value
                for table, width in tables
                for value in table.get(key, (0,) * width)
            )
            for key in keys
        }

    # ------------------------------------------------------------
    # Showing
    # ------------------------------------------------------------

    @api.model
    def _labels(self, keys, none=None):
        """Return ``{key: text}`` of what was grouped by, and of the total under None.

        A record that the user may not read is not named.
        """
        none = none or self.env._("None")
        labels = {None: self.env._("Total")}
        names = self._readable_names(keys)
        for key in keys:
            if key is None:
                continue
            if not isinstance(key, models.BaseModel):
                labels[key] = str(key) if key else none
            elif not key:
                labels[key] = none
            else:
                unseen = self.env._("Not yours to see")
                labels[key] = names[key._name].get(key.id, unseen)
        return labels

    @api.model
    def _readable_names(self, keys):
        """Return ``{model: {id: name}}`` of the records among keys that the user may
        read: all of a model at once."""
        by_model = {}
        for key in keys:
            if isinstance(key, models.BaseModel) and key:
                by_model.setdefault(key._name, {})[key.id] = True
        found = {}
        for model, ids in by_model.items():
            records = self.env[model].browse(ids)
            readable = self.env[model].browse(records._filtered_access("read").ids)
            found[model] = {record.id: record.display_name for record in readable}
        return found

    @api.model
    def _compared(self, title, key, rows, measures, labels=None, opens=None, **more):
        """Return the table of a comparison.

        :param opens: function of a key that returns the (model, domain) of its rows
        """
        labels = labels or self._labels([row.key for row in rows])
        return compared_table(
            title,
            key,
            rows,
            measures,
            self._words(),
            labels,
            opens=[opens(row.key) for row in rows] if opens else [],
            **more,
        )

    @api.model
    def _drill(self, model, field, domain):
        """Return a function for `_compared`: the records of a domain behind each key."""

        def opens(key):
            value = key.id if isinstance(key, models.BaseModel) else key
            return model, list(Domain(domain) & Domain(field, "=", value or False))

        return opens

    # ------------------------------------------------------------
    # Money
    # ------------------------------------------------------------

    @api.model
    def _currency(self):
        """Return the currency of the report's money."""
        return self.env.company.currency_id

    @api.model
    def _money(self):
        """Return how amounts of the report are written."""
        currency = self._currency()
        return Currency(
            currency.symbol, currency.decimal_places, currency.position == "before"
        )

    @api.model
    def _sql_day(self, moment):
        """Return SQL of the company's day of an instant.

        :param moment: SQL of a timestamp in UTC
        """
        return SQL(
            "(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", moment, self._zone()
        )

    @api.model
    def _sql_worth(self, model, amount):
        """Return SQL of what an amount of an order or opportunity is worth in the
        report's money: on the day of the order, or on which the opportunity was closed,
        or else today."""
        if model == "sale.order":
            worth = SQL(
                "%s / COALESCE(NULLIF(sale_order.currency_rate, 0), 1)",
                SQL.identifier("sale_order", amount),
            )
            company, day = SQL("sale_order.company_id"), SQL("sale_order.date_order")
            return SQL("%s * %s", worth, self._sql_rate(company, self._sql_day(day)))
        company = SQL("COALESCE(crm_lead.company_id, %s)", self.env.company.id)
        closed = self._sql_day(SQL("crm_lead.date_closed"))
        rate = self._sql_rate(
            company, SQL("COALESCE(%s, %s::date)", closed, self._today())
        )
        return SQL("%s * %s", SQL.identifier("crm_lead", amount), rate)

    @api.model
    def _sql_rate(self, company, day):
        """Return SQL of what a unit of a company's money is worth in the report's, on
        the day of the document.

        :param company: SQL of the id of the company
        :param day: SQL of a date
        """
        target = self._currency()
        # sudo: which currencies the user's companies have
        foreign = self.env.companies.sudo().currency_id - target
        if not foreign:
            return SQL("1.0")
        self.env["res.currency.rate"].flush_model()
        self.env["res.company"].flush_model(["currency_id", "parent_path"])
        own = SQL("(SELECT c.currency_id FROM res_company c WHERE c.id = %s)", company)
        root = SQL(
            "(SELECT split_part(c.parent_path, '/', 1)::int FROM res_company c"
            " WHERE c.id = %s)",
            company,
        )
        to_rate = SQL(RATE, currency=target.id, day=day, root=root)
        from_rate = SQL(RATE, currency=own, day=day, root=root)
        return SQL(
            "(CASE WHEN %s = %s THEN 1.0 ELSE %s / NULLIF(%s, 0) END)",
            own,
            target.id,
            to_rate,
            from_rate,
        )
