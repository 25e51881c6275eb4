# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class CrmTicket(models.Model):
    """What a ticket makes happen in the ERP, by the ERP's own documents.

    Everything is done as the agent, with the rights of the agent: who may not make a
    return or a credit note is told whom to ask.
    """

    _inherit = "crm.ticket"

    return_ids = fields.One2many("stock.picking", "ticket_id", string="Returns")
    credit_note_ids = fields.One2many(
        "account.move", "ticket_id", string="Credit notes"
    )
    replacement_ids = fields.One2many("sale.order", "ticket_id", string="Replacements")
    return_count = fields.Integer(compute="_compute_aftersales_count")
    credit_note_count = fields.Integer(compute="_compute_aftersales_count")
    replacement_count = fields.Integer(compute="_compute_aftersales_count")

    def _aftersales_models(self):
        """Return {field of the count: model whose ``ticket_id`` is counted}."""
        return {
            "return_count": "stock.picking",
            "credit_note_count": "account.move",
            "replacement_count": "sale.order",
        }

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_aftersales_count(self):
        """Count what the user may see, for all tickets at once."""
        for name, model in self._aftersales_models().items():
            counts = {}
            if self.env[model].has_access("read"):
                groups = self.env[model]._read_group(
                    [("ticket_id", "in", self.ids)], ["ticket_id"], ["__count"]
                )
                counts = {ticket.id: count for ticket, count in groups}
            for ticket in self:
                ticket[name] = counts.get(ticket.id, 0)

    # ------------------------------------------------------------
    # Guards
    # ------------------------------------------------------------

    def _check_may_make(self, model, what):
        """Stop who may not make such documents, before anything is done.

        :raise UserError: in words
        """
        self.ensure_one()
        self.check_access("write")
        if not self.env[model].has_access("create"):
            raise UserError(
                self.env._(
                    "%(what)s: you have no right to make one. Ask a colleague who "
                    "has, with number %(number)s.",
                    what=what,
                    number=self.number,
                )
            )

    def _only_or_fail(self, records, message):
        """Return the only record; none or several are for a person to choose from."""
        if len(records) != 1:
            raise UserError(message)
        return records

    def _adopt_document(self, documents):
        """Link documents that this ticket led to, and say so on them."""
        if not self or not documents:
            return
        self.ensure_one()
        documents.ticket_id = self
        for document in documents:
            document.message_post_with_source(
                "mail.message_origin_link",
                render_values={"self": document, "origin": self},
                subtype_xmlid="mail.mt_note",
            )

    # ------------------------------------------------------------
    # Return or exchange
    # ------------------------------------------------------------

    def action_return(self):
        """Open stock's own wizard on the delivery of this ticket."""
        what = self.env._("Return")
        self._check_may_make("stock.return.picking", what)
        picking = self._delivery_to_return()
        returnable = picking._returnable()
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_model="stock.picking", active_id=picking.id)
            .create({"picking_id": picking.id, "ticket_id": self.id})
        )
        for line in wizard.product_return_moves:
            if line.product_id == self.product_id:
                left = returnable.get(line.move_id, 0)
                line.quantity = min(1, left) if self.lot_id else left
        return self._open_wizard(what, wizard, "stock.view_stock_return_picking_form")

    def _delivery_to_return(self):
        """Return the delivery that can be returned, of the ticket or of its order."""
        if self.picking_id and self.picking_id.state != "done":
            raise UserError(
                self.env._(
                    "Delivery: %(name)s is not done yet, nothing can come back.",
                    name=self.picking_id.name,
                )
            )
        order = self.sale_order_id._filtered_access("read")
        pickings = self.picking_id or order.picking_ids
        open_ones = pickings.filtered(lambda picking: picking._returnable())
        if self.picking_id and not open_ones:
            raise UserError(
                self.env._(
                    "Delivery: everything of %(name)s was returned already, or it is "
                    "none to a customer.",
                    name=self.picking_id.name,
                )
            )
        return self._only_or_fail(
            open_ones,
            self.env._("Delivery: choose on the ticket what comes back."),
        )

    # ------------------------------------------------------------
    # Credit note
    # ------------------------------------------------------------

    def action_credit_note(self):
        """Open account's own wizard on the invoice of this ticket."""
        what = self.env._("Credit note")
        self._check_may_make("account.move.reversal", what)
        move = self._invoice_to_credit()
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=move.ids)
            .create(
                {
                    "ticket_id": self.id,
                    "reason": self.display_name,
                    "journal_id": move.journal_id.id,
                }
            )
        )
        return self._open_wizard(what, wizard, "account.view_account_move_reversal")

    def _invoice_to_credit(self):
        """Return the posted invoice of the ticket, or the only one of its order."""
        move = self.move_id
        if move and (move.state != "posted" or move.move_type != "out_invoice"):
            raise UserError(
                self.env._(
                    "Invoice: %(name)s is no posted customer invoice.",
                    name=move.display_name,
                )
            )
        if move and move.payment_state == "reversed":
            raise UserError(
                self.env._(
                    "Invoice: %(name)s was credited already.", name=move.display_name
                )
            )
        order = self.sale_order_id._filtered_access("read")
        moves = move or order.invoice_ids.filtered(
            lambda one: (
                one.state == "posted"
                and one.move_type == "out_invoice"
                and one.payment_state != "reversed"
            )
        )
        return self._only_or_fail(
            moves, self.env._("Invoice: choose on the ticket which one to credit.")
        )

    # ------------------------------------------------------------
    # Replacement
    # ------------------------------------------------------------

    def action_replace(self):
        """Draft an order of the same goods for the customer, and show it."""
        self._check_may_make("sale.order", self.env._("Replacement order"))
        if not self.partner_id:
            raise UserError(self.env._("Customer: choose who gets the replacement."))
        lines = self._prepare_replacement_lines()
        if not lines:
            raise UserError(
                self.env._("Order: choose an order or a product to replace.")
            )
        order = self.env["sale.order"].create(
            {**self._prepare_replacement_values(), "order_line": lines}
        )
        self._adopt_document(order)
        return order.get_formview_action()

    def _prepare_replacement_values(self):
        origin = self.sale_order_id
        values = {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "origin": self.number,
        }
        if origin:
            values.update(
                partner_id=origin.partner_id.id,
                partner_shipping_id=origin.partner_shipping_id.id,
                partner_invoice_id=origin.partner_invoice_id.id,
                pricelist_id=origin.pricelist_id.id,
                client_order_ref=origin.client_order_ref,
            )
        return values

    def _prepare_replacement_lines(self):
        """Return the lines: of the ticket's product, else all goods of its order.

        Free of charge while the warranty of the serial number lasts.
        """
        discount = 100.0 if self.warranty_state == "active" else 0.0
        if self.product_id:
            return [
                Command.create({"product_id": self.product_id.id, "discount": discount})
            ]
        goods = self.sale_order_id.order_line.filtered(
            lambda line: line.product_id.type == "consu" and not line.is_downpayment
        )
        return [
            Command.create(
                {
                    "product_id": line.product_id.id,
                    "name": line.name,
                    "product_uom_id": line.product_uom_id.id,
                    "product_uom_qty": line.product_uom_qty,
                    "price_unit": line.price_unit,
                    "discount": line.discount,
                }
            )
            for line in goods
        ]

    def _open_wizard(self, name, wizard, view):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": wizard._name,
            "res_id": wizard.id,
            "views": [[self.env.ref(view).id, "form"]],
            "target": "new",
        }

    # ------------------------------------------------------------
    # Smart buttons
    # ------------------------------------------------------------

    def action_view_returns(self):
        return self._view_documents("stock.action_picking_tree_all")

    def action_view_credit_notes(self):
        return self._view_documents("account.action_move_out_refund_type")

    def action_view_replacements(self):
        return self._view_documents("sale.action_orders")

    def _view_documents(self, xmlid):
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        action["domain"] = [("ticket_id", "in", self.ids)]
        action["context"] = {"create": False}
        return action
