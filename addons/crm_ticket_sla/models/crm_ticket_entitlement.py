# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain

from .crm_ticket_stage import CLOSED_KINDS

#: How long before its end a plan's renewal is brought up.
NOTICE = timedelta(days=30)
STATES = [
    ("future", "Not begun"),
    ("active", "Active"),
    ("used", "Used up"),
    ("expired", "Expired"),
    ("cancelled", "Cancelled"),
]


class CrmTicketEntitlement(models.Model):
    """A support plan that a customer bought: from when to when, how much of it.

    A confirmed order makes it, a cancelled one takes it away. What is used is never
    stored: it is counted from the tickets.
    """

    _name = "crm.ticket.entitlement"
    _description = "Support Plan"
    _order = "date_end desc, id desc"
    _rec_name = "product_id"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, ondelete="cascade"
    )
    product_id = fields.Many2one(
        "product.product",
        string="Plan",
        required=True,
        ondelete="restrict",
        domain="[('ticket_service', '=', 'plan')]",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    sale_line_id = fields.Many2one("sale.order.line", ondelete="set null", copy=False)
    sale_order_id = fields.Many2one(related="sale_line_id.order_id", string="Order")
    date_start = fields.Date(
        string="From", required=True, default=fields.Date.context_today
    )
    date_end = fields.Date(string="Until", required=True, help="The last day.")
    calendar_id = fields.Many2one(
        "resource.calendar",
        string="Hours of support",
        ondelete="restrict",
        help="Clocks on tickets under this plan count these hours.",
    )
    hours = fields.Float(string="Hours included", help="0: not limited.")
    tickets = fields.Integer(string="Tickets included", help="0: not limited.")
    is_cancelled = fields.Boolean(string="Cancelled", copy=False)
    renewal_lead_id = fields.Many2one(
        "crm.lead", string="Renewal", ondelete="set null", readonly=True, copy=False
    )
    ticket_ids = fields.One2many("crm.ticket", "entitlement_id")
    used_hours = fields.Float(
        string="Hours used", compute="_compute_used", compute_sudo=True
    )
    used_tickets = fields.Integer(
        string="Tickets used", compute="_compute_used", compute_sudo=True
    )
    hours_left = fields.Float(
        string="Hours left", compute="_compute_used", compute_sudo=True
    )
    tickets_left = fields.Integer(
        string="Tickets left", compute="_compute_used", compute_sudo=True
    )
    state = fields.Selection(STATES, compute="_compute_state")

    _sale_line_uniq = models.UniqueIndex(
        "(sale_line_id) WHERE sale_line_id IS NOT NULL",
        "This order line has given its plan already.",
    )
    _dates_check = models.Constraint(
        "CHECK (date_end >= date_start AND hours >= 0 AND tickets >= 0)",
        "Until: the last day cannot lie before the first, and nothing included can be "
        "negative.",
    )

    @api.depends(
        "hours", "tickets", "ticket_ids.stage_kind", "ticket_ids.time_ids.minutes"
    )
    def _compute_used(self):
        """Count tickets and hours of all these plans at once."""
        groups = self.env["crm.ticket"]._read_group(
            [("entitlement_id", "in", self.ids), ("stage_kind", "!=", "cancelled")],
            ["entitlement_id"],
            ["__count"],
        )
        tickets = {plan.id: count for plan, count in groups}
        groups = self.env["crm.ticket.time"]._read_group(
            [("ticket_id.entitlement_id", "in", self.ids)],
            ["ticket_id"],
            ["minutes:sum"],
        )
        minutes = dict.fromkeys(self.ids, 0)
        for ticket, spent in groups:
            minutes[ticket.entitlement_id.id] += spent
        for plan in self:
            plan.used_tickets = tickets.get(plan.id, 0)
            plan.used_hours = minutes.get(plan.id, 0) / 60
            plan.hours_left = max(plan.hours - plan.used_hours, 0)
            plan.tickets_left = max(plan.tickets - plan.used_tickets, 0)

    @api.depends("date_start", "date_end", "is_cancelled", "hours_left", "tickets_left")
    def _compute_state(self):
        day = fields.Date.context_today(self)
        for plan in self:
            if plan.is_cancelled:
                plan.state = "cancelled"
            elif plan.date_end and plan.date_end < day:
                plan.state = "expired"
            elif plan._is_used_up():
                plan.state = "used"
            else:
                begins_later = plan.date_start and plan.date_start > day
                plan.state = "future" if begins_later else "active"

    def _is_used_up(self):
        self.ensure_one()
        return bool(
            (self.hours and not self.hours_left)
            or (self.tickets and not self.tickets_left)
        )

    def write(self, vals):
        result = super().write(vals)
        if "calendar_id" in vals:
            # sudo: clocks follow the plan, whoever edits it
            tickets = self.ticket_ids.sudo().filtered(
                lambda ticket: ticket.stage_kind not in CLOSED_KINDS
            )
            tickets._sla_rematch("changed")
        return result

    # ------------------------------------------------------------
    # Which plans a customer has
    # ------------------------------------------------------------

    @api.model
    def _valid_domain(self, partners, day):
        return Domain(
            [
                ("partner_id", "in", partners.commercial_partner_id.ids),
                ("date_start", "<=", day),
                ("date_end", ">=", day),
                ("is_cancelled", "=", False),
            ]
        )

    @api.model
    def _ticket_entitlements(self, partners, day):
        """Return {commercial partner: plans that hold on a day and are not used up}.

        Those that end first come first; for any number of customers at once.
        """
        plans = self.search(
            self._valid_domain(partners, day), order="date_end, id", limit=None
        ).filtered(lambda plan: not plan._is_used_up())
        return plans.grouped("partner_id")

    # ------------------------------------------------------------
    # Sold
    # ------------------------------------------------------------

    @api.model
    def _grant(self, lines, day):
        """Make the plans of confirmed order lines; once for each line.

        A plan that the customer has already goes on afterwards: it starts when the
        one before ends.
        """
        plans = self.search([("sale_line_id", "in", lines.ids)])
        plans.is_cancelled = False
        for line in lines - plans.sale_line_id:
            self.create(self._prepare_granted_values(line, day))

    @api.model
    def _prepare_granted_values(self, line, day):
        """Return the values of the plan of an order line. To extend."""
        product, partner = line.product_id, line.order_id.partner_id
        before = self.search(
            [
                ("partner_id", "=", partner.commercial_partner_id.id),
                ("product_id", "=", product.id),
                ("company_id", "=", line.company_id.id),
                ("date_end", ">=", day),
                ("is_cancelled", "=", False),
            ],
            order="date_end desc",
            limit=1,
        )
        start = before.date_end + timedelta(days=1) if before else day
        months = relativedelta(months=max(product.plan_months, 1))
        return {
            "partner_id": partner.commercial_partner_id.id,
            "product_id": product.id,
            "company_id": line.company_id.id,
            "sale_line_id": line.id,
            "date_start": start,
            "date_end": start + months - timedelta(days=1),
            "calendar_id": product.plan_calendar_id.id,
            "hours": product.plan_hours * line.product_uom_qty,
            "tickets": int(product.plan_tickets * line.product_uom_qty),
        }

    # ------------------------------------------------------------
    # Renewals
    # ------------------------------------------------------------

    @api.model
    def _cron_renewals(self):
        """Bring up the renewal of each plan that ends soon: one opportunity, once."""
        day = fields.Date.context_today(self)
        plans = self.search(self._ending_domain(day), limit=200)
        commit = self.env["ir.cron"]._commit_progress
        commit(remaining=len(plans))
        for plan in plans:
            plan = plan.try_lock_for_update().filtered(
                lambda one: not one.renewal_lead_id
            )
            plan._renew()
            if not commit(1):
                break

    @api.model
    def _ending_domain(self, day):
        return [
            ("date_end", ">=", day),
            ("date_end", "<=", day + NOTICE),
            ("is_cancelled", "=", False),
            ("renewal_lead_id", "=", False),
        ]

    def _renew(self):
        """Make the opportunity for plans that nothing follows yet."""
        for plan in self:
            followed = self.search_count(
                [
                    ("partner_id", "=", plan.partner_id.id),
                    ("product_id", "=", plan.product_id.id),
                    ("date_end", ">", plan.date_end),
                    ("is_cancelled", "=", False),
                ],
                limit=1,
            )
            if not followed:
                plan.renewal_lead_id = self.env["crm.lead"].create(
                    plan._prepare_renewal_values()
                )

    def _prepare_renewal_values(self):
        self.ensure_one()
        order = self.sale_order_id
        user = order.user_id or self.partner_id.user_id
        env = self.with_context(lang=user.lang or self.env.lang).env
        return {
            "name": env._("Renewal of %(plan)s", plan=self.product_id.display_name),
            "type": "opportunity",
            "partner_id": (order.partner_id or self.partner_id).id,
            "user_id": user.id,
            "team_id": order.team_id.id,
            "company_id": self.company_id.id,
            "expected_revenue": self.sale_line_id.price_subtotal,
            "date_deadline": self.date_end,
        }
