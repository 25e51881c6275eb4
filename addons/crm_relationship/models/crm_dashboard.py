# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.period import named_period

#: Periods of the switch, the first one when nobody chose.
PERIODS = ("last_30_days", "last_7_days", "this_month", "this_quarter", "this_year")
FIRST_CALLS = 6
#: All that is shown of a call: the queue is computed whenever it is asked.
SHOWN_OF_CALLS = ("kind", "kinds", "summary", "insight_id", "partner_id", "lead_id")


class CrmDashboard(models.AbstractModel):
    """The page of a role: figures of a period beside the period before.

    An addon adds a role to `_roles` and builds it in ``_dashboard_<role>(period)``, or
    names the action of a page that it has already. Everything is read as the reader:
    a figure is the aggregate of a domain under the reader's rules, and clicking it
    opens the very records of that domain.
    """

    _name = "crm.dashboard"
    _description = "Dashboard"

    # ------------------------------------------------------------
    # Roles, to extend
    # ------------------------------------------------------------

    @api.model
    def _roles(self):
        """Return the roles that the user may look at: key, label, perhaps an action."""
        user, found = self.env.user, []
        if user.has_group("sales_team.group_sale_salesman"):
            found.append({"key": "sales", "label": self.env._("My day")})
        if user.has_group("sales_team.group_sale_salesman_all_leads"):
            found.append({"key": "manager", "label": self.env._("Team")})
        return found

    # ------------------------------------------------------------
    # For the page
    # ------------------------------------------------------------

    @api.model
    @api.readonly
    def choices(self):
        """Return the roles and periods to choose from."""
        labels = dict(
            self.env["crm.report"]
            ._fields["default_period"]
            ._description_selection(self.env)
        )
        return {
            "roles": self._roles(),
            "periods": [[name, labels[name]] for name in PERIODS],
        }

    @api.model
    @api.readonly
    def figures(self, role, period=PERIODS[0]):
        """Return the tiles and tables of a role for a period."""
        if role not in [known["key"] for known in self._roles()]:
            raise UserError(self.env._("Dashboard: you have none called '%s'.", role))
        if period not in PERIODS:
            raise UserError(self.env._("Period: there is none called '%s'.", period))
        report = self.env["crm.report"]
        zone, today = report._zone(), report._today()
        days = named_period(period, today, zone).so_far(today)
        self.env.flush_all()
        self.env["crm.interaction.backfill"]._disable_jit()
        # days are the company's, whoever reads
        board = self.with_context(tz=zone)
        built = getattr(board, f"_dashboard_{role}")(days)
        return {
            "role": role,
            "period": period,
            "days": report._period_label(days),
            "days_before": report._period_label(days.before),
            "currency_id": self.env.company.currency_id.id,
            "tables": [],
            "calls": [],
            **built,
            "tiles": [tile for tile in built["tiles"] if tile],
        }

    # ------------------------------------------------------------
    # A salesperson
    # ------------------------------------------------------------

    @api.model
    def _dashboard_sales(self, period):
        """Return what waits for the user today, and how the user's period went."""
        mine = [("user_id", "=", self.env.uid)]
        owned = [("partner_id.user_id", "=", self.env.uid)]
        today = period.last
        return {
            "tiles": [
                self._now(
                    "calls",
                    self.env._("Calls to make"),
                    "crm.call.queue",
                    mine,
                    icon="fa-phone",
                ),
                self._waiting(owned),
                self._now(
                    "activities",
                    self.env._("Activities due"),
                    "mail.activity",
                    [*mine, ("date_deadline", "<=", fields.Date.to_string(today))],
                    icon="fa-check-square-o",
                ),
                self._at_risk(owned),
                *self._sales_tiles(period, mine),
                self._meetings(period, mine),
                self._contacts(period, mine),
            ],
            "calls": self._first_calls(mine),
        }

    @api.model
    def _first_calls(self, domain):
        """Return the calls to begin with."""
        calls = self.env["crm.call.queue"]
        if not calls.has_access("read"):
            return []
        kinds = dict(calls._fields["kind"]._description_selection(self.env))
        found = calls.search_fetch(domain, SHOWN_OF_CALLS, limit=FIRST_CALLS)
        return [
            {
                "id": call.id,
                "name": (call.partner_id or call.lead_id).display_name,
                "why": kinds.get(call.kind, ""),
                "is_late": call.kind == "late",
                "reason": call.reason or "",
            }
            for call in found
        ]

    # ------------------------------------------------------------
    # A manager
    # ------------------------------------------------------------

    @api.model
    def _dashboard_manager(self, period):
        """Return how everybody whom the user sees did, and who did what."""
        return {
            "tiles": [
                self._contacts(period, []),
                self._reached(period),
                self._meetings(period, []),
                self._waiting([]),
                *self._sales_tiles(period, []),
                self._new_customers(period),
                self._at_risk([]),
                self._adoption(period),
            ],
            "tables": [self._people(period)],
        }
