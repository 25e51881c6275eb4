# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

BRIEF_LIMIT = 5


class CrmInteraction(models.Model):
    """The brief before the next contact."""

    _inherit = "crm.interaction"

    @api.model
    @api.readonly
    def brief(self, res_model, res_id):
        """Return what to know before talking to the customer; see the keys.

        Touches and promises are the document's own; quotations and invoices are the
        whole customer's, whoever of them is met, and read with the user's own rights.
        """
        record = self._timeline_record(res_model, res_id)
        upcoming = self._timeline_upcoming(record)
        partner = record if record._name == "res.partner" else record.partner_id
        if partner and not partner.has_access("read"):
            partner = partner.browse()
        customer = partner.sudo().commercial_partner_id  # sudo: only to compare with
        return {
            "last": self._brief_touches(record),
            "next_step": upcoming[0] if upcoming else False,
            "quotations": self._brief_quotations(customer),
            "invoices": self._brief_invoices(customer),
            "promises": self._brief_promises(record),
            "facts": self._brief_facts(partner),
            "standing": self._brief_standing(customer),
            "insights": self.env["crm.insight"]._brief(customer, BRIEF_LIMIT),
        }

    def _brief_standing(self, customer):
        Stat = self.env["crm.partner.stat"]
        if not customer or not Stat.has_access("read"):
            return False
        stats = Stat.search([("partner_id", "=", customer.id)])
        own = stats.filtered(lambda stat: stat.company_id == self.env.company)
        stat = own or stats[:1]
        return stat._standing() if stat.lifecycle else False

    def _brief_touches(self, record):
        types = self.env["crm.interaction.type"]._touch_ids()
        domain = (
            self._domain_of_document(record)
            & Domain("type_id", "in", types)
            & Domain("actor_type", "!=", "system")
            & Domain("state", "=", "done")
        )
        rows = self._timeline_rows(record, domain, BRIEF_LIMIT)
        return self._format_rows(rows)

    def _brief_quotations(self, customer):
        Order = self.env["sale.order"]
        if not customer or not Order.has_access("read"):
            return []
        people = customer.with_context(active_test=False)._search(
            [("commercial_partner_id", "=", customer.id)]
        )
        orders = Order.search(
            [("partner_id", "in", people), ("state", "in", ("draft", "sent"))],
            order="date_order desc",
            limit=BRIEF_LIMIT,
        )
        return [
            {
                "id": order.id,
                "name": order.name,
                "amount": order.amount_total,
                "currency_id": order.currency_id.id,
                "date": fields.Datetime.to_string(order.date_order),
            }
            for order in orders
        ]

    def _brief_invoices(self, customer):
        Move = self.env["account.move"]
        if not customer or not Move.has_access("read"):
            return []
        invoices = Move.search(
            [
                ("commercial_partner_id", "=", customer.id),
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
                ("payment_state", "in", ("not_paid", "partial")),
            ],
            order="invoice_date_due, id",
            limit=BRIEF_LIMIT,
        )
        today = fields.Date.context_today(self)
        return [
            {
                "id": invoice.id,
                "name": invoice.name,
                "residual": invoice.amount_residual,
                "currency_id": invoice.currency_id.id,
                "due": fields.Date.to_string(invoice.invoice_date_due) or False,
                "overdue": bool(
                    invoice.invoice_date_due and invoice.invoice_date_due < today
                ),
            }
            for invoice in invoices
        ]

    def _brief_promises(self, record):
        today = fields.Date.context_today(self)
        promises = self.search(
            self._domain_of_document(record)
            & Domain.custom(to_sql=self._has_promise_sql)
            & Domain("promise", "!=", False)
            & Domain("promise_kept_at", "=", False)
            & Domain("state", "=", "done"),
            order="promise_date, id",
            limit=BRIEF_LIMIT,
        )
        return [
            {
                "interaction_id": row.id,
                "text": row.promise,
                "date": fields.Date.to_string(row.promise_date) or False,
                "overdue": bool(row.promise_date and row.promise_date < today),
            }
            for row in promises
        ]

    @staticmethod
    def _has_promise_sql(_model, alias, _query):
        """Return what the rows of the index of open promises have in common.

        Said of the column itself, whoever may read it: the condition beside this one
        asks for what the user may read, and by itself finds no index.
        """
        return SQL(
            "%s IS NOT NULL AND %s IS NULL",
            SQL.identifier(alias, "promise"),
            SQL.identifier(alias, "promise_kept_at"),
        )

    def _brief_facts(self, partner):
        Fact = self.env["crm.partner.fact"]
        if not partner or not Fact.has_access("read"):
            return []
        people = self._partner_scope(partner)
        facts = Fact.search([("partner_id", "in", people)], limit=4 * BRIEF_LIMIT)
        return [
            {
                "id": fact.id,
                "kind": fact.kind,
                "name": fact.name,
                "date": fields.Date.to_string(fact.date) or False,
            }
            for fact in facts
        ]
