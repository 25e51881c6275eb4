# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..models.crm_ticket_warranty import STATES
from ..tools import warranty

#: How many serial numbers a vague query may offer.
CHOICES = 20


class CrmTicketSerialDesk(models.TransientModel):
    """Type or scan a serial number: whose it is, what was sold, what went wrong."""

    _name = "crm.ticket.serial.desk"
    _description = "Serial Desk"
    _rec_name = "query"

    query = fields.Char(string="Serial number")
    choice_ids = fields.Many2many("stock.lot", compute="_compute_choice_ids")
    lot_id = fields.Many2one(
        "stock.lot",
        string="Found",
        compute="_compute_lot_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', choice_ids)]",
    )
    product_id = fields.Many2one(related="lot_id.product_id", related_sudo=True)
    partner_id = fields.Many2one(
        "res.partner", string="Customer", compute="_compute_facts"
    )
    picking_id = fields.Many2one(
        "stock.picking", string="Delivery", compute="_compute_facts"
    )
    sale_order_id = fields.Many2one(
        "sale.order", string="Order", compute="_compute_facts"
    )
    invoices = fields.Char(compute="_compute_facts")
    delivered_on = fields.Date(string="Delivered", compute="_compute_facts")
    is_returned = fields.Boolean(string="Came back", compute="_compute_facts")
    extra_months = fields.Integer(
        string="Months of sold extensions", compute="_compute_facts"
    )
    warranty_state = fields.Selection(
        STATES, string="Warranty", compute="_compute_facts"
    )
    warranty_until = fields.Date(
        string="Under warranty until", compute="_compute_facts"
    )
    warranty_days = fields.Integer(string="Days left", compute="_compute_facts")
    ticket_ids = fields.Many2many(
        "crm.ticket", string="Earlier tickets", compute="_compute_tickets"
    )
    mate_ticket_ids = fields.Many2many(
        "crm.ticket", string="Tickets of others", compute="_compute_tickets"
    )
    mate_count = fields.Integer(
        string="Other customers with tickets", compute="_compute_tickets"
    )

    @api.depends("query")
    def _compute_choice_ids(self):
        """Offer the number itself, else those that contain what was typed."""
        Lot = self.env["stock.lot"]
        for desk in self:
            text = (desk.query or "").strip()
            lots = Lot.search([("name", "=ilike", self._escape(text))], limit=CHOICES)
            if text and not lots:
                lots = Lot.search([("name", "ilike", text)], limit=CHOICES)
            desk.choice_ids = lots if text else Lot

    @api.model
    def _escape(self, text):
        return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")

    @api.depends("choice_ids")
    def _compute_lot_id(self):
        for desk in self:
            desk.lot_id = desk.choice_ids if len(desk.choice_ids) == 1 else False

    @api.depends("lot_id")
    def _compute_facts(self):
        day = fields.Date.context_today(self)
        lots = self.lot_id._origin
        last = lots._last_deliveries() if lots else {}
        for desk in self:
            delivery = last.get(desk.lot_id._origin.id)
            gone = delivery and delivery.is_returned
            until = delivery.until if delivery and not gone else None
            desk.partner_id = delivery and delivery.partner_id
            desk.picking_id = delivery and delivery.picking_id
            desk.sale_order_id = delivery and delivery.order_id
            desk.delivered_on = delivery and delivery.day
            desk.is_returned = bool(gone)
            desk.extra_months = delivery.extra if delivery else 0
            desk.warranty_until = until
            desk.warranty_state = desk.lot_id and warranty.state(until, day)
            desk.warranty_days = max((until - day).days, 0) if until else 0
            # sudo: the numbers to tell the customer; what is in them stays closed
            invoices = desk.sudo().sale_order_id.invoice_ids.filtered(
                lambda move: move.state == "posted" and move.move_type == "out_invoice"
            )
            desk.invoices = ", ".join(invoices.mapped("name"))

    @api.depends("lot_id")
    def _compute_tickets(self):
        """Show tickets on the number, and of others on it or on its batch."""
        Ticket = self.env["crm.ticket"]
        for desk in self:
            lot = desk.lot_id._origin
            if not lot:
                desk.ticket_ids = desk.mate_ticket_ids = Ticket
                desk.mate_count = 0
                continue
            on_lot = Domain("lot_id", "=", lot.id)
            # sudo: whose lot it is decides what *others* means
            customer = desk.sudo().partner_id.commercial_partner_id
            others = (on_lot & Domain("commercial_partner_id", "!=", customer.id)) | (
                Domain("lot_id", "in", lot._batch_mates().ids)
            )
            desk.ticket_ids = Ticket.search(on_lot, order="opened_at desc", limit=80)
            desk.mate_ticket_ids = Ticket.search(
                others, order="opened_at desc", limit=80
            )
            customers = desk.mate_ticket_ids.commercial_partner_id - customer
            desk.mate_count = len(customers)

    def action_new_ticket(self):
        """Open a new ticket on the number that was found."""
        self.ensure_one()
        if not self.lot_id:
            raise UserError(
                self.env._("Serial number: none found. Check it, or choose one.")
            )
        return self.lot_id.action_new_ticket()
