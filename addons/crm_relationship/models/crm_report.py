# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import LazyTranslate

from ..tools.period import NAMES, Period, custom_period, named_period

_lt = LazyTranslate(__name__)

ROLES = [
    ("sales", "Sales"),
    ("manager", "Management"),
    ("support", "Support"),
    ("marketing", "Marketing"),
    ("finance", "Finance"),
]
PERIODS = [
    ("today", "Today"),
    ("yesterday", "Yesterday"),
    ("this_week", "This week"),
    ("last_week", "Last week"),
    ("week_before_last", "The week before last"),
    ("this_month", "This month"),
    ("last_month", "Last month"),
    ("this_quarter", "This quarter"),
    ("last_quarter", "Last quarter"),
    ("this_year", "This year"),
    ("last_year", "Last year"),
    ("last_7_days", "Last 7 days"),
    ("last_30_days", "Last 30 days"),
    ("last_90_days", "Last 90 days"),
    ("last_365_days", "Last 365 days"),
    ("next_week", "Next week"),
    ("next_month", "Next month"),
    ("next_quarter", "Next quarter"),
    ("next_30_days", "Next 30 days"),
    ("next_90_days", "Next 90 days"),
    ("next_365_days", "Next 365 days"),
]
assert {name for name, _label in PERIODS} == set(NAMES)
CUSTOM = ("custom", _lt("From … to …"))
#: What a report can be narrowed to, and the model that each is a record of.
FILTERS = {
    "team_id": "crm.team",
    "user_id": "res.users",
    "partner_id": "res.partner",
    "company_id": "res.company",
}


class CrmReport(models.Model):
    """A canned report: a question that is asked again and again, and its answer.

    A report is built as whoever asks, by queries that the record rules narrow: everybody
    reads the same report, of what they may see. An addon adds a record, and a method
    `_report_<code>(period)` that returns tables (tools/report_table.py), each figure
    beside that of the period before. Days are those of the company's time zone, money
    is in the company's currency.
    """

    _name = "crm.report"
    _description = "Canned Report"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, readonly=True)
    description = fields.Text(translate=True)
    role = fields.Selection(ROLES, required=True, default="sales")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    icon = fields.Char(default="fa-table")
    group_ids = fields.Many2many(
        "res.groups", string="Groups", help="Who may open it; everybody when empty."
    )
    default_period = fields.Selection(PERIODS, required=True, default="last_month")
    is_ahead = fields.Boolean(
        string="Looks ahead",
        help="Its periods are read whole, with the days that are still to come.",
    )
    filters = fields.Char(
        default="team_id,user_id,partner_id",
        help="What it can be narrowed to, by technical names.",
    )

    _code_uniq = models.Constraint("UNIQUE (code)", "Another report has this code.")

    @api.model_create_multi
    def create(self, vals_list):
        self._check_code_untouched(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_code_untouched([vals])
        return super().write(vals)

    @api.model
    def _check_code_untouched(self, vals_list):
        """Refuse a code from a user: it names the method that runs, and with that of
        another report its groups would not count."""
        if not self.env.su and any("code" in vals for vals in vals_list):
            raise AccessError(
                self.env._("Report: its code says what it reads and cannot be changed.")
            )

    def action_open(self):
        """Open the page of the report."""
        self.ensure_one()
        page = "crm_relationship.crm_report_action_page"
        action = self.env["ir.actions.actions"]._for_xml_id(page)
        action.update(name=self.name, context={"active_id": self.id})
        return action

    # ------------------------------------------------------------
    # What is asked for
    # ------------------------------------------------------------

    @api.model
    def _zone(self):
        """Return the name of the time zone whose days count: the company's."""
        # sudo: where a company is, is no secret
        return self.env.company.sudo().partner_id.tz or "UTC"

    @api.model
    def _today(self, now=None):
        """Return the day that it is for the company."""
        now = now or fields.Datetime.now()
        return self.env["crm.partner.stat"]._company_day(self.env.company, now)

    def _period(self, options, now=None):
        """Return the period that options ask for; UserError when they are no good."""
        self.ensure_one()
        today, zone = self._today(now), self._zone()
        name = options.get("period") or self.default_period
        if name == "custom":
            period = self._custom_period(options, zone)
        elif name in NAMES:
            period = named_period(name, today, zone)
        else:
            raise UserError(self.env._("Period: there is none called '%s'.", name))
        return period if self.is_ahead else period.so_far(today)

    def _custom_period(self, options, zone):
        try:
            first = fields.Date.to_date(options.get("date_from"))
            last = fields.Date.to_date(options.get("date_to"))
            if not first or not last:
                raise ValueError("both days are needed")
            return custom_period(first, last, zone)
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._(
                    "Period: give the first and the last day, the last one not before "
                    "the first and at most ten years after it."
                )
            ) from error

    def _narrowed(self, options):
        """Return the report in the company that options ask for, with its filters."""
        found = {}
        for name, model in FILTERS.items():
            value = options.get(name)
            if not value:
                continue
            if type(value) is not int:
                raise UserError(self.env._("Filter: '%s' is no record.", value))
            record = self.env[model].browse(value)
            record.check_access("read")
            found[name] = value
        report = self.with_context(report_filters=found)
        company = found.get("company_id")
        if company:
            # the ORM refuses companies that are not the user's
            report = report.with_context(allowed_company_ids=[company])
        return report

    def _build(self, options, now=None):
        """Build the report as the user.

        :param options: period, date_from, date_to and FILTERS, as a client sent them
        :return: (period, tables)
        """
        self.ensure_one()
        if not isinstance(options, dict):
            raise UserError(self.env._("Filter: it cannot be read."))
        self.check_access("read")
        report = self._narrowed(options)
        period = report._period(options, now)
        self.env.flush_all()  # queries of reports name their columns by hand
        self.env["crm.interaction.backfill"]._disable_jit()
        # days, and what is drawn by them, are the company's
        report = report.with_context(tz=report._zone())
        build = getattr(report, f"_report_{self.code}", None)
        if build is None:
            raise UserError(self.env._("Report: there is none of this name."))
        return period, build(period)

    @api.model
    def _words(self):
        """Return how the columns beside a measure are called."""
        return {
            "before": lambda label: self.env._("%(figure)s, before", figure=label),
            "change": lambda label: self.env._("%(figure)s, change", figure=label),
        }

    def _period_options(self):
        """Return ``[(name, label)]`` to choose from."""
        labels = self._fields["default_period"]._description_selection(self.env)
        return [*labels, (CUSTOM[0], str(self.env._(CUSTOM[1])))]

    def _period_label(self, period: Period):
        """Return the days of a period as people read them."""
        format_date = self.env["ir.qweb.field.date"].value_to_html
        first, last = (format_date(day, {}) for day in (period.first, period.last))
        return first if period.first == period.last else f"{first} – {last}"
