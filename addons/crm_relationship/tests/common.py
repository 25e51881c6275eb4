# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the tests of this addon, and of those built on it, start from."""

import os
from unittest.mock import patch

from odoo import Command
from odoo.tests import TransactionCase, new_test_user

from ..tools.gateway.line import INSIDE


def allow_loopback(case):
    """Let the requests of a test class go to providers on this machine."""
    patcher = patch.dict(os.environ, {INSIDE: "127.0.0.1"})
    patcher.start()
    case.addClassCleanup(patcher.stop)


class RelationshipCase(TransactionCase):
    """A company with salespeople of each right, customers and documents."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        allow_loopback(cls)
        # in English whatever the database speaks: messages are compared
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env = cls.env(
            context={**cls.env.context, "no_reset_password": True, "lang": "en_US"}
        )
        cls.company = cls.env.company
        users = {
            "lan": "sales_team.group_sale_salesman",
            "minh": "sales_team.group_sale_salesman",
            "hoa": "sales_team.group_sale_salesman_all_leads",
            "manager": "sales_team.group_sale_manager",
            "accountant": "account.group_account_invoice",
            "warehouse": "stock.group_stock_user",
            "employee": "base.group_user",
            "portal": "base.group_portal",
        }
        for login, group in users.items():
            user = new_test_user(
                cls.env,
                f"rel_{login}",
                groups=group,
                name=login.capitalize(),
                email=f"{login}@company.test",
                lang="en_US",
            )
            setattr(cls, f"user_{login}", user)
        cls.customer = cls._create_customer("An Phát", user_id=cls.user_lan.id)
        cls.person = cls.env["res.partner"].create(
            {
                "name": "Nguyễn Thị Đào",
                "parent_id": cls.customer.id,
                "email": "dao@anphat.test",
                "phone": "0912345678",
            }
        )
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": "Fit out the new office",
                "type": "opportunity",
                "partner_id": cls.person.id,
                "user_id": cls.user_lan.id,
            }
        )
        cls.product = cls.env["product.product"].create(
            {"name": "Desk", "type": "consu", "is_storable": True, "list_price": 100.0}
        )

    @classmethod
    def _create_customer(cls, name, **values):
        """Return a company that is a customer."""
        return cls.env["res.partner"].create(
            {"name": name, "is_company": True, **values}
        )

    @classmethod
    def _create_order(cls, partner=None, **values):
        """Return a quotation of one line, of the lead's customer by default."""
        return cls.env["sale.order"].create(
            {
                "partner_id": (partner or cls.person).id,
                "opportunity_id": cls.lead.id,
                "user_id": cls.user_lan.id,
                "order_line": [
                    Command.create({"product_id": cls.product.id, "product_uom_qty": 2})
                ],
                **values,
            }
        )

    @classmethod
    def _type(cls, code):
        """Return an interaction type by its code."""
        return cls.env["crm.interaction.type"].search([("code", "=", code)])

    @classmethod
    def _log(cls, code="call", partner=None, user=None, **values):
        """Return an interaction as a person logs it."""
        user = user or cls.user_lan
        return (
            cls.env["crm.interaction"]
            .with_user(user)
            .create(
                {
                    "type_id": cls._type(code).id,
                    "partner_id": (partner or cls.person).id,
                    "user_id": user.id,
                    **values,
                }
            )
        )

    def end_transaction(self):
        """Do what the end of a transaction does, short of committing."""
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.flush_all()
        self.env.invalidate_all()

    def refresh_statistics(self):
        """Do what the refresh job does."""
        self.end_transaction()
        while self.env["crm.partner.stat"]._refresh_batch():
            pass
        self.env.invalidate_all()

    def backfill(self, *names):
        """Read the whole history of these models anew; return the rows logged."""
        self.end_transaction()
        sources = self.env["crm.interaction.backfill"].search(
            [("model", "in", names)] if names else []
        )
        sources.write({"state": "paused"})
        sources.action_restart()
        logged = 0
        for source in sources:
            while source.state in ("pending", "running"):
                logged += source._step()
        self.env.invalidate_all()
        return logged

    def logged(self, record, event=None):
        """Return the interactions of a record, after the transaction's end."""
        self.end_transaction()
        domain = [("origin_model", "=", record._name), ("origin_id", "in", record.ids)]
        if event:
            domain.append(("origin_event", "=", event))
        return self.env["crm.interaction"].search(domain, order="id")

    def codes(self, partner):
        """Return the type codes on a customer's timeline, oldest first."""
        self.end_transaction()
        rows = self.env["crm.interaction"].search(
            [("commercial_partner_id", "=", partner.commercial_partner_id.id)],
            order="occurred_at, id",
        )
        return [row.type_id.code for row in rows]
