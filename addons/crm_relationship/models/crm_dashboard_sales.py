# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain

from ..tools.period import midnight

OPPORTUNITY = Domain("type", "=", "opportunity")
OPEN = OPPORTUNITY & Domain("won_status", "=", "pending") & Domain("active", "=", True)
WON = OPPORTUNITY & Domain("won_status", "=", "won")
TOUCH = Domain("state", "=", "done") & Domain("type_id.counts_as_touch", "=", True)
ALL = {"active_test": False}


class CrmDashboard(models.AbstractModel):
    """The tiles that salespeople and managers share; the domain says whose they are."""

    _inherit = "crm.dashboard"

    # ------------------------------------------------------------
    # Customers
    # ------------------------------------------------------------

    @api.model
    def _waiting(self, whose):
        return self._now(
            "waiting",
            self.env._("Waiting for our reply"),
            "crm.partner.stat",
            [*whose, ("waiting_reply", "=", True)],
            icon="fa-reply",
            better="less",
        )

    @api.model
    def _at_risk(self, whose):
        return self._now(
            "at_risk",
            self.env._("Customers at risk"),
            "crm.partner.stat",
            Domain(whose)
            & (
                Domain("health_band", "=", "poor") | Domain("lifecycle", "=", "lapsing")
            ),
            icon="fa-heartbeat",
            better="less",
            hint=self.env._("Poor health, or silent for too long"),
        )

    @api.model
    def _new_customers(self, period):
        return self._over_time(
            "new_customers",
            self.env._("New customers"),
            "crm.partner.stat",
            [],
            period,
            "first_order_at",
            better="more",
            icon="fa-user-plus",
        )

    # ------------------------------------------------------------
    # Traffic
    # ------------------------------------------------------------

    @api.model
    def _contacts(self, period, whose):
        return self._over_time(
            "contacts",
            self.env._("Contacts with customers"),
            "crm.interaction",
            TOUCH & Domain(whose),
            period,
            "occurred_at",
            better="more",
            icon="fa-comments",
        )

    @api.model
    def _meetings(self, period, whose):
        return self._over_time(
            "meetings",
            self.env._("Meetings held"),
            "crm.interaction",
            Domain("state", "=", "done")
            & Domain("type_id.is_meeting", "=", True)
            & Domain(whose),
            period,
            "occurred_at",
            better="more",
            icon="fa-handshake-o",
        )

    @api.model
    def _reached(self, period):
        """Return how many customers there was contact with, and of how many."""
        model = "crm.interaction"
        if not self.env[model].has_access("read"):
            return None
        counts = []
        for days in (period, period.before):
            domain = (
                TOUCH
                & Domain("commercial_partner_id", "!=", False)
                & self._in(model, "occurred_at", days)
            )
            aggregates = ["commercial_partner_id:count_distinct"]
            counts.append(self.env[model]._read_group(domain, [], aggregates)[0][0])
            if days is period:
                shown = domain
        customers = self.env["crm.partner.stat"].search_count([])
        share = round(100 * counts[0] / customers) if customers else 0
        return self._as_tile(
            "reached",
            self.env._("Customers reached"),
            model,
            shown,
            counts[0],
            before=counts[1],
            better="more",
            icon="fa-users",
            hint=self.env._("%(share)s %% of %(count)s", share=share, count=customers),
            context={"group_by": ["commercial_partner_id"]},
        )

    # ------------------------------------------------------------
    # Sales
    # ------------------------------------------------------------

    @api.model
    def _sales_tiles(self, period, whose):
        """Return the pipeline, its forecast, what was won, and the orders."""
        orders = Domain("state", "=", "sale") & Domain(whose)
        return [
            self._pipeline(period, whose),
            self._forecast(period, whose),
            self._over_time(
                "won",
                self.env._("Won"),
                "crm.lead",
                WON & Domain(whose),
                period,
                "date_closed",
                amount="expected_revenue",
                kind="money",
                better="more",
                icon="fa-trophy",
                context=ALL,
            ),
            self._over_time(
                "orders",
                self.env._("Orders, untaxed"),
                "sale.order",
                orders,
                period,
                "date_order",
                amount="amount_untaxed",
                kind="money",
                better="more",
                icon="fa-shopping-cart",
            ),
        ]

    @api.model
    def _pipeline(self, period, whose):
        """Return what is open, beside what was open when the period began."""
        if not self.env["crm.lead"].has_access("read"):
            return None
        now = OPEN & Domain(whose)
        then = (
            OPPORTUNITY
            & Domain(whose)
            & Domain("create_date", "<", period.start)
            & (
                Domain("date_closed", "=", False)
                | Domain("date_closed", ">=", period.start)
            )
        )
        count, amount = self._sum("crm.lead", now, "expected_revenue")
        _count, before = self._sum("crm.lead", then, "expected_revenue", **ALL)
        return self._as_tile(
            "pipeline",
            self.env._("Pipeline"),
            "crm.lead",
            now,
            amount,
            before=before,
            kind="money",
            better="more",
            icon="fa-filter",
            hint=self.env._("%s open opportunities", count),
        )

    @api.model
    def _forecast(self, period, whose):
        """Return what is won this month and may be, beside what last month brought."""
        if not self.env["crm.lead"].has_access("read"):
            return None
        first = period.last.replace(day=1)
        following = (first + timedelta(days=32)).replace(day=1)
        earlier = (first - timedelta(days=1)).replace(day=1)
        start, stop, before = (
            midnight(day, period.zone) for day in (first, following, earlier)
        )
        won = (
            WON & Domain("date_closed", ">=", start) & Domain("date_closed", "<", stop)
        )
        due = OPEN & Domain("date_deadline", "<", following)
        shown = Domain(whose) & (won | due)
        won_before = (
            WON
            & Domain("date_closed", ">=", before)
            & Domain("date_closed", "<", start)
        )
        _count, amount = self._sum("crm.lead", shown, "prorated_revenue", **ALL)
        _count, last_month = self._sum(
            "crm.lead",
            Domain(whose) & won_before,
            "prorated_revenue",
            **ALL,
        )
        return self._as_tile(
            "forecast",
            self.env._("Forecast of the month"),
            "crm.lead",
            shown,
            amount,
            before=last_month,
            kind="money",
            better="more",
            icon="fa-line-chart",
            hint=self.env._("Won, and open by probability; beside last month"),
            context=ALL,
        )

    # ------------------------------------------------------------
    # The team
    # ------------------------------------------------------------

    @api.model
    def _adoption(self, period):
        """Return whether people write down what they do."""
        return self._over_time(
            "logged",
            self.env._("Logged by hand"),
            "crm.adoption",
            [],
            period,
            "week",
            amount="logged",
            better="more",
            icon="fa-pencil",
            hint=self.env._("In weeks that began in the period"),
        )
