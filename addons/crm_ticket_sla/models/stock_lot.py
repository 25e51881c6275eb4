# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict
from datetime import date
from typing import NamedTuple

from odoo import models
from odoo.tools import SQL

from ..tools import warranty


class Delivery(NamedTuple):
    """One delivery of a serial number or lot to a customer; ids, None where unknown.

    :param day: in the zone of the company's working hours
    :param until: last day under warranty, if any
    """

    lot_id: int
    company_id: int
    partner_id: int | None
    commercial_id: int | None
    picking_id: int
    order_id: int | None
    day: date
    is_returned: bool
    months: int
    extra: int
    until: date | None


class StockLot(models.Model):
    """Where a serial number went and how long it is covered.

    Facts for whoever answers a customer: agents need no rights on stock or sales to
    know them, but documents stay closed to those who may not read them.
    """

    _name = "stock.lot"
    _inherit = ["stock.lot", "crm.ticket.document.mixin"]

    _ticket_field = "lot_id"

    def _prepare_ticket_values(self):
        return {
            **super()._prepare_ticket_values(),
            **self._ticket_values_of_lot()[self.id],
        }

    def _ticket_values_of_lot(self, partners=None):
        """Return {lot id: values of a ticket about it} for many at once.

        :param partners: {lot id: partner}, where the customer is known already
        """
        last = self._last_deliveries(partners)
        values = {}
        for lot in self.sudo():  # sudo: see the class
            delivery = last.get(lot.id)
            values[lot.id] = {"lot_id": lot.id, "product_id": lot.product_id.id}
            if delivery and not delivery.is_returned:
                partner = self.env["res.partner"].sudo().browse(delivery.partner_id)
                values[lot.id].update(
                    partner_id=delivery.partner_id,
                    email_from=partner.email_normalized,
                    phone=partner.phone,
                    picking_id=delivery.picking_id,
                    sale_order_id=delivery.order_id,
                )
        return values

    def _last_deliveries(self, partners=None):
        """Return {lot id: last `Delivery`}, to the given customers where there are."""
        found = {}
        for delivery in self._deliveries():
            partner = (partners or {}).get(delivery.lot_id)
            commercial = partner.commercial_partner_id.id if partner else None
            if not commercial or commercial == delivery.commercial_id:
                found[delivery.lot_id] = delivery
        return found

    def _deliveries(self):
        """Return the deliveries of these lots to customers, in order of time."""
        rows = self._delivery_rows()
        order_ids = [row["order_id"] for row in rows if row["order_id"]]
        extensions, serials = self._extensions(order_ids)
        deliveries = []
        for row in rows:
            own = extensions[row["lot_id"], None]
            of_order = extensions[None, row["order_id"]] if row["order_id"] else []
            extra = warranty.extra_months(
                [*own, *of_order], serials.get(row["order_id"], 1)
            )
            until = warranty.last_day(row["day"], row["months"] + extra)
            deliveries.append(Delivery(**row, extra=extra, until=until))
        return deliveries

    def _delivery_rows(self):
        """Read deliveries by one query; serial numbers that came back are marked."""
        self.env["stock.move.line"].flush_model()
        self.env["stock.picking"].flush_model()
        self.env["product.template"].flush_model(["warranty_months"])
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT l.lot_id, l.company_id, p.partner_id,
                       partner.commercial_partner_id AS commercial_id,
                       p.id AS picking_id, p.sale_id AS order_id,
                       (l.date AT TIME ZONE 'UTC'
                        AT TIME ZONE coalesce(c.tz, 'UTC'))::date AS day,
                       t.tracking = 'serial' AND EXISTS (
                           SELECT 1 FROM stock_move_line back
                             JOIN stock_location src ON src.id = back.location_id
                            WHERE back.lot_id = l.lot_id AND back.state = 'done'
                              AND src.usage = 'customer' AND back.date >= l.date
                              AND back.id > l.id) AS is_returned,
                       coalesce(t.warranty_months, 0) AS months
                  FROM stock_move_line l
                  JOIN stock_picking p ON p.id = l.picking_id
                  JOIN stock_location dst ON dst.id = l.location_dest_id
                  JOIN product_product v ON v.id = l.product_id
                  JOIN product_template t ON t.id = v.product_tmpl_id
                  LEFT JOIN res_partner partner ON partner.id = p.partner_id
                  JOIN res_company company ON company.id = l.company_id
                  LEFT JOIN resource_calendar c
                         ON c.id = company.resource_calendar_id
                 WHERE l.lot_id = ANY(%s) AND l.state = 'done'
                   AND dst.usage = 'customer' AND (%s OR l.company_id = ANY(%s))
                 ORDER BY l.date, l.id
                """,
                self.ids,
                self.env.su,
                self.env.companies.ids,
            )
        )

    def _extensions(self, order_ids):
        """Return extensions by (lot id, order id), and the serials of each order."""
        # sudo: see the class
        lines = (
            self.env["sale.order.line"]
            .sudo()
            .search(
                [
                    ("state", "=", "sale"),
                    ("product_id.ticket_service", "=", "warranty"),
                    "|",
                    ("warranty_lot_id", "in", self.ids),
                    "&",
                    ("warranty_lot_id", "=", False),
                    ("order_id", "in", order_ids),
                ]
            )
        )
        extensions = defaultdict(list)
        for line in lines:
            lot_id = line.warranty_lot_id.id or None
            key = (lot_id, None if lot_id else line.order_id.id)
            extensions[key].append(
                warranty.Extension(
                    line.product_id.extension_months, line.product_uom_qty, bool(lot_id)
                )
            )
        groups = (
            self.env["stock.move.line"]
            # sudo: see the class
            .sudo()
            ._read_group(
                [
                    ("picking_id.sale_id", "in", lines.order_id.ids),
                    ("state", "=", "done"),
                    ("location_dest_id.usage", "=", "customer"),
                    ("lot_id", "!=", False),
                ],
                ["picking_id"],
                ["lot_id:recordset"],
            )
        )
        lots = defaultdict(set)
        for picking, delivered in groups:
            lots[picking.sale_id.id].update(delivered.ids)
        return extensions, {order_id: len(ids) for order_id, ids in lots.items()}

    def _batch_mates(self):
        """Return the lots that came in or were made together with these."""
        # sudo: see the class
        lines = self.env["stock.move.line"].sudo()
        domain = [
            ("state", "=", "done"),
            ("location_id.usage", "in", ("supplier", "production")),
        ]
        arrived = lines.search([("lot_id", "in", self.ids), *domain])
        together = lines.search(
            [
                ("move_id", "in", arrived.move_id.ids),
                # sudo: see the class
                ("product_id", "in", self.sudo().product_id.ids),
                ("lot_id", "!=", False),
                *domain,
            ]
        )
        return together.lot_id.with_env(self.env) - self
