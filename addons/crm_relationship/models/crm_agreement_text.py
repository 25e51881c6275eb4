# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date, formatLang

from ..tools import placeholders

#: What stands in the text where nothing is known.
BLANK = "–"


class CrmAgreement(models.Model):
    """The text of an agreement: its placeholders, and what they are filled with."""

    _inherit = "crm.agreement"

    @api.model
    def _placeholder_labels(self):
        """Return {placeholder: what it is filled with}."""
        return {
            "number": self.env._("Number of the agreement"),
            "date": self.env._("Today"),
            "date_from": self.env._("First day"),
            "date_to": self.env._("Last day"),
            "notice_days": self.env._("Days of notice"),
            "customer": self.env._("Customer"),
            "customer_person": self.env._("Person of the customer"),
            "customer_address": self.env._("Address of the customer"),
            "customer_tax_number": self.env._("Tax number of the customer"),
            "customer_email": self.env._("Email of the customer"),
            "customer_phone": self.env._("Phone of the customer"),
            "company": self.env._("Our company"),
            "company_address": self.env._("Our address"),
            "company_tax_number": self.env._("Our tax number"),
            "salesperson": self.env._("Salesperson"),
            "order": self.env._("Number of the order"),
            "order_date": self.env._("Date of the order"),
            "order_lines": self.env._("Table of the order's lines"),
            "amount_untaxed": self.env._("Amount before taxes"),
            "amount_total": self.env._("Total amount"),
            "payment_terms": self.env._("Payment terms"),
            "delivery_address": self.env._("Delivery address"),
        }

    @api.model
    def _placeholder_help(self):
        rows = Markup().join(
            Markup("<li><code>{{%s}}</code> %s</li>") % item
            for item in self._placeholder_labels().items()
        )
        return Markup('<ul class="list-unstyled">%s</ul>') % rows

    @api.constrains("body")
    def _check_body(self):
        for agreement in self:
            unknown = placeholders.unknown(
                agreement.body, agreement._placeholder_labels()
            )
            if unknown:
                raise ValidationError(
                    self.env._(
                        "%(name)s: there is no placeholder %(placeholders)s.",
                        name=agreement.name,
                        placeholders=", ".join(unknown),
                    )
                )

    @api.depends(
        "body", "content", "state", "date_from", "date_to", "partner_id", "order_id"
    )
    def _compute_text(self):
        for agreement in self:
            agreement.text = (
                agreement._filled()
                if agreement.state == "draft"
                else Markup(agreement.content or "")
            )

    def _filled(self):
        """Return the text with its placeholders filled, in the customer's language."""
        self.ensure_one()
        agreement = self.with_context(lang=self.partner_id.lang or self.env.lang)
        values = {
            name: value or BLANK
            for name, value in agreement._placeholder_values().items()
        }
        # escaped value by value; the text around them was sanitised when it was saved
        return Markup(placeholders.fill(str(agreement.body or ""), values))  # noqa: S704

    def _placeholder_values(self):
        order, partner, company = self.order_id, self.partner_id, self.company_id
        customer = partner.commercial_partner_id

        def day(value):
            return format_date(self.env, value) if value else ""

        return {
            "number": self.name,
            "date": day(fields.Date.context_today(self)),
            "date_from": day(self.date_from),
            "date_to": day(self.date_to),
            "notice_days": str(self.notice_days),
            "customer": customer.name,
            "customer_person": partner.name,
            "customer_address": self._address(customer),
            "customer_tax_number": customer.vat,
            "customer_email": partner.email,
            "customer_phone": partner.phone,
            "company": company.name,
            "company_address": self._address(company.partner_id),
            "company_tax_number": company.vat,
            "salesperson": self.user_id.name,
            "order": order.name,
            "order_date": day(order.date_order),
            "order_lines": self._order_table(),
            "amount_untaxed": self._money(order.amount_untaxed),
            "amount_total": self._money(order.amount_total),
            "payment_terms": order.payment_term_id.name,
            "delivery_address": self._address(order.partner_shipping_id),
        }

    def _address(self, partner):
        """Return an address in one line."""
        lines = partner._display_address(without_company=True).splitlines()
        return ", ".join(line.strip() for line in lines if line.strip())

    def _money(self, amount):
        return formatLang(self.env, amount, currency_obj=self.currency_id)

    def _order_table(self):
        """Return the lines of the order as a table, without options nobody took."""
        lines = self.order_id.order_line.filtered(
            lambda line: not line.display_type and line.product_uom_qty
        )
        row = Markup(
            '<tr><td>%s</td><td class="text-end text-nowrap">%s</td><td>%s</td>'
            '<td class="text-end text-nowrap">%s</td>'
            '<td class="text-end text-nowrap">%s</td></tr>'
        )
        body = Markup().join(
            row
            % (
                line.name,
                formatLang(self.env, line.product_uom_qty, dp="Product Unit"),
                line.product_uom_id.name or "",
                self._money(line.price_unit),
                self._money(line.price_subtotal),
            )
            for line in lines
        )
        heads = [
            self.env._("Description"),
            self.env._("Quantity"),
            self.env._("Unit"),
            self.env._("Price"),
            self.env._("Amount"),
        ]
        head = Markup().join(
            Markup('<th class="text-nowrap">%s</th>') % label for label in heads
        )
        return Markup(
            '<div class="table-responsive"><table style="table-layout: auto"'
            ' class="table table-sm table-bordered"><thead><tr>%s</tr></thead>'
            "<tbody>%s</tbody></table></div>"
        ) % (head, body)
