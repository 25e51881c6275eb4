# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A shop's documents: quotations that get confirmed, delivered, invoiced."""

from __future__ import annotations

from erp import QUIET
from harness import measured

CONFIRM, DELIVER, INVOICE = "confirm", "deliver", "invoice"
OPERATIONS = (CONFIRM, DELIVER, INVOICE)
CUSTOMERS = 50
LINES = 2


class Shop:
    """One database, used by its administrator, with a context of its own."""

    def __init__(self, erp, **context):
        self.erp, self.context = erp, context
        with erp.environment() as env:
            self.user_id = env.ref("base.user_admin").id
            self._hire(env)
            self.partners = self._customers(env)
            self.products = self._goods(env)

    def _hire(self, env):
        """Give the administrator the rights of all three departments."""
        names = ("sales_team.group_sale_manager", "stock.group_stock_manager")
        names += ("account.group_account_manager",)
        groups = [(4, env.ref(name).id) for name in names]
        env.ref("base.user_admin").group_ids = groups
        if "stock_move_sms_validation" in env.company._fields:
            env.company.stock_move_sms_validation = False  # it would ask first

    def _customers(self, env):
        values = [{"name": f"Shop customer {n}"} for n in range(CUSTOMERS)]
        return env["res.partner"].with_context(**QUIET).create(values).ids

    def _goods(self, env):
        values = {"type": "consu", "invoice_policy": "order", "taxes_id": False}
        goods = [
            {"name": f"Goods {n}", "list_price": 10 + n, **values} for n in range(LINES)
        ]
        return env["product.product"].with_context(**QUIET).create(goods).ids

    def quotations(self, count):
        """Create quotations; return their ids."""
        lines = [(0, 0, {"product_id": p, "product_uom_qty": 2}) for p in self.products]
        values = [
            {"partner_id": self.partners[n % CUSTOMERS], "order_line": lines}
            for n in range(count)
        ]
        with self.erp.environment(self.user_id, **QUIET) as env:
            return env["sale.order"].create(values).ids

    def prepare(self, operation, order_ids):
        """Do what comes between two operations: draft invoices before posting."""
        if operation == INVOICE:
            with self.erp.environment(self.user_id, **QUIET) as env:
                env["sale.order"].browse(order_ids)._create_invoices(grouped=True)

    def perform(self, operation, order_ids):
        """Do an operation in one transaction of its own; return its Sample."""
        with self.erp.environment(self.user_id, **self.context) as env:
            orders = env["sale.order"].browse(order_ids)
            with measured(env.cr) as sample:
                getattr(self, f"_{operation}")(orders)
                env.cr.commit()
        return sample

    def _confirm(self, orders):
        orders.action_confirm()

    def _deliver(self, orders):
        result = orders.picking_ids.button_validate()
        if result is not True or set(orders.picking_ids.mapped("state")) != {"done"}:
            raise RuntimeError(f"the deliveries ask back: {result}")

    def _invoice(self, orders):
        orders.invoice_ids.action_post()
