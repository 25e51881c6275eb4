# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL

from ..tools.gateway.orders import read_order, read_orders, state_time
from ..tools.gateway.payload import parse_object


class CrmChannelAccount(models.Model):
    """Orders of shops: one row for an order, which follows its state."""

    _inherit = "crm.channel.account"

    makes_customers = fields.Boolean(
        string="Create customers",
        default=True,
        help="A buyer with a number or address that nobody has becomes a customer.",
    )

    def _gateway_verify_marketplace(self, call):
        self._gateway_check_post(call)
        self._gateway_check_signed(call)

    def _gateway_split_marketplace(self, call):
        return read_orders(parse_object(call.body), self.timezone)

    def _gateway_process_marketplace(self, event):
        order = read_order(event.payload, self.timezone)
        if self._gateway_is_outdated(event, order):
            return "ignored", self.env._("A later state of the order is known."), None
        contact = self._gateway_buyer(order)
        interaction = self._gateway_log(
            order.uid,
            "shop_order",
            **contact,
            direction="in",
            occurred_at=order.at or event.received_at,
            subject=self._gateway_order_subject(order),
            note="\n".join(order.lines),
            amount=order.amount,
            currency_id=self._gateway_currency(order.currency).id,
            state="cancelled" if order.is_cancelled else "done",
            source_id=self._gateway_shop_source(order).id,
        )
        return "done", self._gateway_described(interaction), interaction

    def _gateway_order_subject(self, order):
        names = {"number": order.number, "shop": order.shop, "status": order.status}
        if not order.status:
            return self.env._("Order %(number)s, %(shop)s", **names)
        return self.env._("Order %(number)s, %(shop)s: %(status)s", **names)

    def _gateway_is_outdated(self, event, order):
        """Tell whether a later state of the order was processed already."""
        if not order.updated_at:
            return False
        is_of_file = not event.address
        self.env["crm.gateway.event"].flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT payload, address, received_at FROM crm_gateway_event"
                " WHERE account_id = %s AND order_key = %s AND state = 'done' AND id <> %s"
                " ORDER BY id DESC LIMIT 50",
                self.id,
                event.order_key,
                event.id,
            )
        )
        known = [
            self._gateway_told_at(payload, is_of_file and address, received_at)
            for payload, address, received_at in rows
        ]
        return any(at and at > order.updated_at for at in known)

    def _gateway_told_at(self, payload, address, received_at):
        """Return of when a state is that is known.

        One that a call told without saying so, or of the future, is as new as the
        call, beside a file.

        :param address: from where the call came, to fall back on when it came
        """
        at = state_time(payload or {}, self.timezone, received_at)
        return at or (received_at if address else None)

    def _gateway_currency(self, code):
        # sudo: the gateway has no user; currencies that are not used count, too
        currencies = self.env["res.currency"].sudo().with_context(active_test=False)
        found = currencies.search([("name", "=", code)], limit=1) if code else None
        return found or self.company_id.currency_id

    def _gateway_shop_source(self, order):
        if self.source_id:
            return self.source_id
        # sudo: the gateway has no user
        mixin = self.env["utm.mixin"].sudo()
        return mixin._find_or_create_named(
            "utm.source", order.shop.strip() or self.name
        )

    def _gateway_buyer(self, order):
        """Return with whom the interaction is: a customer, made if need be."""
        known = self._gateway_interaction(order.uid)
        is_kept = self.env.context.get("gateway_keep_contact")
        if known.partner_id or (known and is_kept):
            return {"partner_id": known.partner_id.id}
        contact = self._gateway_contact(order.person)
        if contact.get("partner_id"):
            return contact
        keys = self._gateway_keys(order.person)
        if not keys:  # a hotline, or "private", is nobody's: it would be shared
            return {"contact_value": f"{order.shop}:{order.buyer or order.number}"}
        _found, several = self._gateway_whom(order.person.phone, order.person.email)
        if several or not (self.makes_customers and order.person.name):
            return contact
        self._gateway_alone(keys)
        # sudo: the gateway has no user
        partner = (
            self.env["res.partner"]
            .sudo()
            .create(
                {
                    "name": order.person.name,
                    "phone": order.person.phone,
                    "email": order.person.email,
                    "company_id": False,
                    "acquisition_source_id": self._gateway_shop_source(order).id,
                }
            )
        )
        return {"partner_id": partner.id}
