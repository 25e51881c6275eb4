# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import csv
import io
from datetime import datetime, timedelta

from odoo import Command
from odoo.tests import TransactionCase, new_test_user

NOON = datetime(2026, 3, 11, 12)  # a Wednesday
USER = "crm_marketing_auto.group_crm_marketing_auto_user"


def day(number):
    """Return noon, so many days after the Wednesday."""
    return NOON + timedelta(days=number)


class EarningsCase(TransactionCase):
    """A company with two sources, a campaign, customers and a marketer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Earnings"})
        cls.company.currency_id = cls.env.ref("base.USD")
        cls.other_company = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.env.user.company_ids |= cls.company | cls.other_company
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.company.ids}
        )
        cls.company = cls.company.with_env(cls.env)
        cls.company.attribution_basis = "order"
        cls.facebook = cls.env.ref("utm.utm_source_facebook")
        cls.google = cls.env["utm.source"].create({"name": "Earnings search"})
        cls.letter = cls.env["utm.source"].create({"name": "Earnings letter"})
        cls.paid_click = cls.env["utm.medium"].create({"name": "Earnings click"})
        cls.campaign = cls.env["utm.campaign"].create({"title": "Tet 2026"})
        cls.lan, cls.minh, cls.hoa = cls.env["res.partner"].create(
            [{"name": name} for name in ("Lan", "Minh", "Hoa")]
        )
        cls.product = cls.env["product.product"].create(
            {"name": "Tea", "list_price": 100, "taxes_id": [Command.clear()]}
        )
        cls.marketer = new_test_user(
            cls.env,
            "earn_marketer",
            groups=f"base.group_user,{USER}",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    @classmethod
    def _touch(cls, partner, at, source=None, **values):
        touches = cls.env["crm.touchpoint"]
        return touches.create(
            {
                "event_key": f"test:{touches.search_count([])}:{partner.id}:{at}",
                "kind": "utm",
                "at": at,
                "company_id": cls.company.id,
                "partner_id": partner.id,
                "source_id": source and source.id,
                **values,
            }
        )

    @classmethod
    def _order(cls, partner, at, price=100.0, cost=60.0, **values):
        order = cls.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "company_id": cls.company.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": cls.product.id,
                            "price_unit": price,
                            "purchase_price": cost,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
                **values,
            }
        )
        order.action_confirm()
        order.date_order = at
        return order

    @classmethod
    def _load_accounts(cls):
        """Give the company accounts, and a bank whose payments are booked at once."""
        cls.env["account.chart.template"].try_loading(
            "generic_coa", company=cls.company, install_demo=False
        )
        journal = cls.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", cls.company.id)], limit=1
        )
        journal.inbound_payment_method_line_ids.payment_account_id = (
            journal.default_account_id
        )
        cls.company.currency_id = cls.env.ref("base.USD")

    @classmethod
    def _pay(cls, invoice, amount):
        """Pay a part of an invoice."""
        register = cls.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        register.create(
            {"amount": amount, "payment_difference_handling": "open"}
        )._create_payments()

    @classmethod
    def _import(cls, rows, name="spend.csv", **values):
        file = io.StringIO()
        csv.writer(file).writerows(rows)
        return cls.env["crm.ad.spend.import"].create(
            {
                "content": base64.b64encode(file.getvalue().encode()),
                "filename": name,
                "company_id": cls.company.id,
                **values,
            }
        )
