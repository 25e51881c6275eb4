# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, time, timedelta

from pytz import UTC, timezone

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date


class CrmCustomerPeriod(models.AbstractModel):
    """Access from one day to another, both inclusive, in somebody's time zone.

    The instants are stored, so that access begins and ends by itself: whoever searches
    compares them with now.
    """

    _name = "crm.customer.period"
    _inherit = "crm.access.source"
    _description = "Period of Access to Customers"

    date_from = fields.Date(
        string="From", required=True, default=fields.Date.context_today
    )
    date_to = fields.Date(string="Until", help="The last day, inclusive.")
    start_at = fields.Datetime(compute="_compute_instants", store=True, readonly=True)
    end_at = fields.Datetime(compute="_compute_instants", store=True, readonly=True)
    active = fields.Boolean(default=True, help="Ended early: takes the access away.")
    state = fields.Selection(
        [("planned", "Planned"), ("running", "Running"), ("over", "Over")],
        compute="_compute_state",
        string="Status",
    )

    def _period_user(self):
        """Return the user in whose time zone days begin and end."""
        raise NotImplementedError

    @api.depends("date_from", "date_to")
    def _compute_instants(self):
        for period in self:
            # sudo: the time zone of a colleague
            zone = timezone(period._period_user().sudo().tz or "UTC")
            last = period.date_to and period.date_to + timedelta(days=1)
            period.start_at = self._midnight(period.date_from, zone)
            period.end_at = self._midnight(last, zone)

    @api.model
    def _midnight(self, day, zone):
        """Return the instant (UTC) when a day begins in a time zone."""
        if not day:
            return False
        local = zone.localize(datetime.combine(day, time.min))
        return local.astimezone(UTC).replace(tzinfo=None)

    @api.depends("start_at", "end_at", "active")
    def _compute_state(self):
        now = fields.Datetime.now()
        for period in self:
            if not period.active or (period.end_at and period.end_at <= now):
                period.state = "over"
            else:
                starts = period.start_at and period.start_at > now
                period.state = "planned" if starts else "running"

    def _period_text(self):
        """Return the period as people read it."""
        self.ensure_one()
        begin = format_date(self.env, self.date_from)
        if not self.date_to:
            return self.env._("from %(begin)s", begin=begin)
        end = format_date(self.env, self.date_to)
        return self.env._("from %(begin)s to %(end)s", begin=begin, end=end)

    @api.constrains("date_from", "date_to")
    def _check_period(self):
        for period in self:
            if period.date_to and period.date_to < period.date_from:
                raise ValidationError(
                    self.env._("Until: the last day is before the first one.")
                )
