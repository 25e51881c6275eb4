# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

KINDS = [
    ("contact_due", "Contact due"),
    ("silence", "Silent beyond the own rhythm"),
    ("overdue", "Invoices overdue"),
    ("margin", "Margin falls"),
    ("price", "Price falls"),
    ("health", "Health falls"),
    ("replenish", "Time to reorder"),
    ("dormant", "No longer buys a category"),
    ("cross_sell", "Often bought together"),
    ("optional", "Optional product"),
    ("birthday", "Birthday"),
    ("date", "Important date"),
    ("renewal", "Agreement ends"),
    ("warranty", "Warranty ends"),
]
STATES = [
    ("new", "New"),
    ("accepted", "Taken up"),
    ("snoozed", "Later"),
    ("refused", "Refused"),
    ("won", "Won"),
    ("gone", "No longer true"),
]
OPEN = ("new", "accepted", "snoozed")
PRODUCT_KINDS = ("replenish", "cross_sell", "optional")
SNOOZE_DAYS = 14


class CrmInsight(models.Model):
    """What a salesperson should know today about a customer, with its evidence.

    Found by set-based SQL (crm_insight_find.py), for the customers something happened
    to and for all of them every night. A row is one thing to know; it comes back when it
    is true again, and not for some months once it was refused.
    """

    _name = "crm.insight"
    _description = "Insight"
    _order = "score desc, id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    owner_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    kind = fields.Selection(KINDS, required=True, readonly=True)
    key = fields.Char(required=True, readonly=True)
    product_id = fields.Many2one(
        "product.product", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    because_id = fields.Many2one(
        "product.product",
        string="Because of",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
    )
    category_id = fields.Many2one(
        "product.category", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    evidence = fields.Json(readonly=True)
    reason = fields.Char(compute="_compute_reason")
    score = fields.Float(
        string="Importance", readonly=True, aggregator="avg", digits=(16, 1)
    )
    state = fields.Selection(STATES, required=True, readonly=True, default="new")
    found_at = fields.Datetime(string="Found", readonly=True)
    acted_at = fields.Datetime(string="Answered", readonly=True)
    acted_by_id = fields.Many2one(
        "res.users", string="Answered by", readonly=True, ondelete="set null"
    )
    snooze_until = fields.Date(string="Later means", readonly=True)
    refusal = fields.Char(string="Why not", readonly=True)
    order_id = fields.Many2one(
        "sale.order", readonly=True, ondelete="set null", index="btree_not_null"
    )
    hit = fields.Float(
        string="Hit rate",
        readonly=True,
        aggregator="avg",
        help="Of those that were answered, the share that was won, in percent.",
    )

    # the customer stands in the key, not in the constraint: merging contacts would
    # otherwise delete rows
    _key_uniq = models.Constraint("UNIQUE (company_id, key)", "This is known already.")
    _open_idx = models.Index(
        "(partner_id, company_id) WHERE state IN ('new', 'accepted', 'snoozed')"
    )

    @api.depends("reason")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for insight in self:
            insight.display_name = insight.reason

    # ------------------------------------------------------------
    # What a person does with it
    # ------------------------------------------------------------

    def action_quotation(self):
        """Put the product on a quotation of the customer, and open that."""
        self.ensure_one()
        if not self.product_id:
            raise UserError(self.env._("There is no product to quote here."))
        self._answer()
        Order = self.env["sale.order"].with_company(self.company_id)
        order = Order.search(
            [
                ("partner_id.commercial_partner_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("state", "=", "draft"),
                ("user_id", "=", self.env.uid),
            ],
            limit=1,
        )
        if not order:
            order = Order.create(
                {
                    "partner_id": self.partner_id.id,
                    "company_id": self.company_id.id,
                    "user_id": self.env.uid,
                }
            )
        if self.product_id not in order.order_line.product_id:
            quantity = (self.evidence or {}).get("quantity") or 1
            order.order_line = [
                fields.Command.create(
                    {"product_id": self.product_id.id, "product_uom_qty": quantity}
                )
            ]
        self._mark("accepted", order_id=order.id)
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": order.id,
            "views": [(False, "form")],
        }

    def action_activity(self):
        """Plan a call with the customer, today, about each of these."""
        self._answer()
        for insight in self:
            insight.partner_id.activity_schedule(
                "mail.mail_activity_data_call",
                fields.Date.context_today(self),
                summary=insight.reason,
                user_id=self.env.uid,
            )
        self._mark("accepted")
        return True

    def action_snooze(self):
        """Put these aside for two weeks."""
        self._answer()
        until = fields.Date.add(fields.Date.context_today(self), days=SNOOZE_DAYS)
        self._mark("snoozed", snooze_until=until)
        return True

    def refuse(self, reason):
        """Say that these are not to be proposed again, and why."""
        if not (reason or "").strip():
            raise UserError(
                self.env._("Why not: say it in a word, so that the next one knows.")
            )
        self._answer()
        self._mark("refused", refusal=reason.strip(), hit=0.0)
        return True

    def action_propose_again(self):
        """Take a refusal back."""
        self._answer(("refused", "snoozed"))
        self._mark("new", refusal=False, snooze_until=False, acted_at=False)
        return True

    def action_open_customer(self):
        """Open the customer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "views": [(False, "form")],
        }

    def _answer(self, states=OPEN):
        """Refuse to answer what the user may not see, or what is no longer open."""
        self.check_access("read")
        done = self.filtered(lambda insight: insight.state not in states)
        if done:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(customer)s: this was answered meanwhile (%(state)s).",
                    customer=done[0].partner_id.name,
                    state=labels[done[0].state],
                )
            )

    def _mark(self, state, **values):
        # sudo: rows are the system's; who may see one may answer it, in these ways only
        self.sudo().write(
            {
                "state": state,
                "acted_at": fields.Datetime.now(),
                "acted_by_id": self.env.uid,
                **values,
            }
        )

    # ------------------------------------------------------------
    # For the brief
    # ------------------------------------------------------------

    @api.model
    def _brief(self, customer, limit):
        """Return the open insights about a customer, as the brief shows them."""
        if not customer or not self.has_access("read"):
            return []
        found = self.search(
            Domain("partner_id", "=", customer.id) & Domain("state", "=", "new"),
            limit=limit,
        )
        labels = dict(self._fields["kind"]._description_selection(self.env))
        return [
            {
                "id": insight.id,
                "kind": insight.kind,
                "label": labels[insight.kind],
                "reason": insight.reason,
                "can_quote": insight.kind in PRODUCT_KINDS
                and self.env["sale.order"].has_access("create"),
            }
            for insight in found
        ]
