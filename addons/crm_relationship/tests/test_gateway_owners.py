# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: an enquiry becomes a lead whoever the salesperson is, and once a person."""

from odoo import SUPERUSER_ID, Command, api
from odoo.fields import Datetime
from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .calls_common import CallsCase
from .test_gateway_leads import FORM, LeadCase
from .test_gateway_orders import order


@tagged("post_install", "-at_install")
class TestGatewayOwners(LeadCase):
    kind = "form"

    def ask(self, **values):
        self.lead.active = False
        self.send({**FORM, "your-email": "dao@anphat.test", "phone": "", **values})
        return self.lead_of(self.work())

    def leave(self, user):
        """Let somebody work in another company only."""
        other = self.env["res.company"].create({"name": "Other"})
        user.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        return other

    def test_a_salesperson_of_another_company_gets_no_lead(self):
        self.leave(self.user_lan)

        lead = self.ask()

        self.assertEqual(lead.partner_id, self.person)
        self.assertFalse(lead.user_id)

    def test_a_salesperson_who_left_gets_no_lead(self):
        team = self.env["crm.team"].create({"name": "Web", "user_id": self.user_hoa.id})
        self.account.team_id = team
        self.user_minh.active = False
        self.customer.user_id = self.user_minh

        self.assertEqual(self.ask().user_id, self.user_hoa, "the team's leader")

    def test_a_leader_who_may_not_work_here_gets_no_lead(self):
        team = self.env["crm.team"].create(
            {"name": "Web", "user_id": self.user_hoa.id, "company_id": False}
        )
        self.account.team_id = team
        self.leave(self.user_hoa)
        self.customer.user_id = False

        lead = self.ask()

        self.assertEqual((lead.team_id, lead.user_id.id), (team, False))

    def test_an_id_of_an_unsigned_form_is_nobodys_alone(self):
        self.account.is_unsigned = True
        headers = {"Content-Type": "application/json"}
        self.send({"id": "1001", "email": "spam@x.test"}, headers=headers)
        self.send({**FORM, "id": "1001"}, headers=headers)
        self.send({**FORM, "id": "1001"}, headers=headers)
        self.send({**FORM, "id": "1001"})
        self.work()

        self.assertEqual(len(self.stored()), 3, "a signed id counts by itself")
        self.assertIn("binh@lead.test", self.leads().mapped("email_from"))


@tagged("post_install", "-at_install")
class TestCallOwners(CallsCase):
    def test_a_colleague_of_another_company_gets_no_lead(self):
        self.account.write({"unknown_as_lead": True, "team_id": False})
        other = self.env["res.company"].create({"name": "Other"})
        self.user_lan.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        self.env["crm.team"].create(
            {
                "name": "Theirs",
                "company_id": other.id,
                "member_ids": [Command.set(self.user_lan.ids)],
            }
        )

        lead = self.ring(phone="0987654321").lead_id

        self.assertTrue(lead)
        self.assertFalse(lead.user_id | lead.team_id.user_id.browse())
        self.assertNotEqual(lead.team_id.company_id, other)


@tagged("post_install", "-at_install")
class TestGatewayAlone(TransactionCase):
    """Two workers at once; transactions of their own, so they commit."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self._clean)
        env = self._open()
        accounts = env["crm.channel.account"].create(
            [
                {"name": "Shop", "kind": "marketplace"},
                {"name": "Phones", "kind": "call_url", "unknown_as_lead": True},
            ]
        )
        self.account_ids = accounts.ids
        env.cr.commit()

    def _open(self):
        cr = db_connect(self.env.cr.dbname).cursor()
        self.addCleanup(cr.close)
        env = api.Environment(cr, SUPERUSER_ID, {})
        env["res.partner"].search([], limit=1)  # its snapshot is of now
        return env

    def _clean(self):
        env = self._open()
        mine = [("account_id", "in", self.account_ids)]
        buyers = env["res.partner"].search([("name", "=", "Alone At Once")])
        leads = env["crm.lead"].search([("phone_sanitized", "=", "+84977123789")])
        calls = env["crm.call"].search(mine)
        rows = env["crm.interaction"].search(
            ["|", "|", ("partner_id", "in", buyers.ids), ("lead_id", "in", leads.ids),
             ("id", "in", calls.interaction_id.ids)]
        )  # fmt: skip
        calls.unlink()
        rows.with_context(interaction_delete_reason="test").unlink()
        leads.unlink()
        buyers.unlink()
        env["crm.gateway.event"].search(mine).unlink()
        env["crm.channel.account"].browse(self.account_ids).unlink()
        env.cr.commit()

    def _event(self, env, number, payload, uid):
        account = env["crm.channel.account"].browse(self.account_ids[number])
        return env["crm.gateway.event"].create(
            {
                "account_id": account.id,
                "company_id": account.company_id.id,
                "event": "call_in",
                "order_key": uid,
                "external_uid": uid,
                "payload": payload,
                "received_at": Datetime.now(),
                "state": "processing",
                "attempt": 1,
            }
        )

    def _at_once(self, number, payloads):
        """Process two events at once, and what is to be tried again; return them."""
        env = self._open()
        ids = [self._event(env, number, p, f"e{n}").id for n, p in enumerate(payloads)]
        env.cr.commit()
        first, second = self._open(), self._open()
        for worker, event_id in ((first, ids[0]), (second, ids[1])):
            with mute_logger("odoo.sql_db"):
                worker["crm.gateway.event"].browse(event_id)._process()
            worker.cr.commit()
        last = self._open()
        events = last["crm.gateway.event"].browse(ids)
        self.assertEqual(events.mapped("state"), ["done", "retry"])
        events[1].state = "processing"
        events[1]._process()
        last.cr.commit()
        self.assertEqual(events.mapped("state"), ["done", "done"])
        return last

    def test_two_orders_of_a_new_buyer_are_one_customer(self):
        who = {"name": "Alone At Once", "phone": "0977 123 789"}
        env = self._at_once(0, [order(order=f"SO-{n}", customer=who) for n in range(2)])

        buyers = env["res.partner"].search([("name", "=", "Alone At Once")])
        self.assertEqual(len(buyers), 1)
        self.assertEqual(
            env["crm.interaction"].search_count([("partner_id", "=", buyers.id)]), 2
        )

    def test_two_calls_of_an_unknown_number_are_one_lead(self):
        env = self._at_once(
            1,
            [
                {
                    "name": "call_in",
                    "data": {
                        "callid": f"a.{n}",
                        "event": "RING",
                        "phone": "0977123789",
                        "extension": "1",
                    },
                }
                for n in range(2)
            ],
        )

        leads = env["crm.lead"].search([("phone_sanitized", "=", "+84977123789")])
        self.assertEqual(len(leads), 1)
