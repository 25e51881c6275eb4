# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..tools import warranty

STATES = [
    ("none", "No warranty"),
    ("active", "Under warranty"),
    ("expired", "Warranty over"),
]
#: What a serial number tells about a ticket, where nothing else was said.
FROM_LOT = ("product_id", "partner_id", "picking_id", "sale_order_id")


class CrmTicket(models.Model):
    """A serial number on a ticket says whose it is and whether it is covered."""

    _inherit = "crm.ticket"

    warranty_state = fields.Selection(
        STATES, string="Warranty", compute="_compute_warranty"
    )
    warranty_until = fields.Date(
        string="Under warranty until", compute="_compute_warranty"
    )

    @api.depends("lot_id", "commercial_partner_id")
    @api.depends_context("tz")
    def _compute_warranty(self):
        day = fields.Date.context_today(self)
        lots = self.lot_id._origin
        partners = {ticket.lot_id._origin.id: ticket.partner_id for ticket in self}
        deliveries = lots._last_deliveries(partners) if lots else {}
        for ticket in self:
            delivery = deliveries.get(ticket.lot_id._origin.id)
            until = delivery.until if delivery and not delivery.is_returned else None
            ticket.warranty_until = until
            ticket.warranty_state = ticket.lot_id and warranty.state(until, day)

    @api.onchange("lot_id")
    def _onchange_lot_id(self):
        if not self.lot_id:
            return
        lot = self.lot_id._origin
        values = lot._ticket_values_of_lot({lot.id: self.partner_id})[lot.id]
        if self.product_id and self.product_id.id != values["product_id"]:
            self.product_id = values["product_id"]
        for name in FROM_LOT:
            if not self[name] and values.get(name):
                self[name] = values[name]

    @api.model
    def _prepare_created_values(self, vals_list):
        vals_list = super()._prepare_created_values(vals_list)
        with_lot = [vals for vals in vals_list if vals.get("lot_id")]
        if with_lot:
            lots = self.env["stock.lot"].browse({vals["lot_id"] for vals in with_lot})
            found = lots._ticket_values_of_lot()
            for vals in with_lot:
                known = found[vals["lot_id"]]
                partner_id = vals.get("partner_id")
                if partner_id and partner_id != known.get("partner_id"):
                    known = {"product_id": known["product_id"]}
                for name in FROM_LOT:
                    if known.get(name) and not vals.get(name):
                        vals[name] = known[name]
        return vals_list
