# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Orders, deliveries and invoices that tickets are about."""

from odoo import Command
from odoo.tests import new_test_user

from .common import MONDAY, TicketCase

AGENT = "crm_ticket_sla.group_crm_ticket_sla_user"


class ErpCase(TicketCase):
    """A sold serial number, and agents with and without rights on documents."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rights = {
            "stock": "stock.group_stock_user",
            "account": "account.group_account_invoice",
            "sale": "sales_team.group_sale_salesman_all_leads",
        }
        for name, group in rights.items():
            user = new_test_user(
                cls.env,
                f"tic_agent_{name}",
                groups=f"{AGENT},{group}",
                email=f"agent.{name}@desk.test",
                lang="en_US",
            )
            setattr(cls, f"agent_{name}", user)
        cls.product = cls.env["product.product"].create(
            {
                "name": "Drill",
                "type": "consu",
                "is_storable": True,
                "tracking": "serial",
                "list_price": 100.0,
                "invoice_policy": "order",
                "warranty_months": 12,
            }
        )
        cls.extension = cls.env["product.product"].create(
            {
                "name": "One year more",
                "type": "service",
                "invoice_policy": "order",
                "ticket_service": "warranty",
                "extension_months": 12,
            }
        )
        cls.location = (
            cls.env["stock.warehouse"]
            .search([("company_id", "=", cls.company.id)], limit=1)
            .lot_stock_id
        )
        cls.lot, cls.other_lot = cls._receive("SN-1", "SN-2")

    @classmethod
    def _receive(cls, *names):
        """Return new serial numbers that came from a supplier together."""
        lots = cls.env["stock.lot"].create(
            [{"name": name, "product_id": cls.product.id} for name in names]
        )
        move = cls.env["stock.move"].create(
            {
                "product_id": cls.product.id,
                "product_uom_qty": len(lots),
                "location_id": cls.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": cls.location.id,
            }
        )
        move._action_confirm()
        move.move_line_ids = [
            Command.clear(),
            *[
                Command.create(
                    {
                        "product_id": cls.product.id,
                        "lot_id": lot.id,
                        "quantity": 1,
                        "location_id": move.location_id.id,
                        "location_dest_id": move.location_dest_id.id,
                    }
                )
                for lot in lots
            ],
        ]
        move.picked = True
        move._action_done()
        return lots

    def _sell(self, lots=None, at=MONDAY, partner=None, extensions=0, lot=None):
        """Return a confirmed order, delivered at an instant."""
        lots = self.lot if lots is None else lots
        lines = [{"product_id": self.product.id, "product_uom_qty": len(lots)}]
        if extensions:
            lines.append(
                {
                    "product_id": self.extension.id,
                    "product_uom_qty": extensions,
                    "warranty_lot_id": lot and lot.id,
                }
            )
        with self.at(at):
            order = self.env["sale.order"].create(
                {
                    "partner_id": (partner or self.person).id,
                    "order_line": [Command.create(line) for line in lines],
                }
            )
            order.action_confirm()
            self._deliver(order.picking_ids, lots)
        return order

    def _deliver(self, picking, lots):
        move = picking.move_ids
        move.move_line_ids.unlink()
        move.move_line_ids = [
            Command.create(
                {
                    "product_id": move.product_id.id,
                    "lot_id": lot.id,
                    "quantity": 1,
                    "picking_id": picking.id,
                    "location_id": move.location_id.id,
                    "location_dest_id": move.location_dest_id.id,
                }
            )
            for lot in lots
        ]
        move.picked = True
        picking._action_done()

    def _invoice(self, order):
        invoice = order._create_invoices()
        invoice.action_post()
        return invoice

    def _return(self, ticket, user):
        """Return everything by the wizard of a ticket; return the transfer."""
        action = ticket.with_user(user).action_return()
        wizard = self.env[action["res_model"]].with_user(user).browse(action["res_id"])
        result = wizard.action_create_returns_all()
        return self.env["stock.picking"].browse(result["res_id"])
