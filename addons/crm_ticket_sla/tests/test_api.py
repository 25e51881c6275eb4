# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import hashlib
import hmac
import json
import time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .http_common import TicketHttpCase

PATH = "/tickets/api/v1/tickets"


@tagged("post_install", "-at_install")
class TestTicketApi(TicketHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        action = cls.team.action_new_api_key()
        cls.key = cls.team.api_key_ids
        cls.shown = action["context"]
        cls.secret = cls.shown["default_secret"]

    def call(self, data, path=PATH, key=None, secret=None, at=None, **headers):
        """Send a request as a program that was given the key does."""
        body = data if isinstance(data, bytes) else json.dumps(data).encode()
        stamp = str(int(time.time()) if at is None else at)
        signed = b"\n".join([stamp.encode(), path.encode(), body])
        signature = hmac.new(
            (secret or self.secret).encode(), signed, hashlib.sha256
        ).hexdigest()
        return self.url_open(
            path,
            data=body,
            headers={
                "Content-Type": "application/json",
                "X-Ticket-Key": key or self.key.identifier,
                "X-Ticket-Timestamp": stamp,
                "X-Ticket-Signature": f"sha256={signature}",
                **headers,
            },
        )

    def ticket_data(self, **fields):
        return {
            "external_id": "shop-1",
            "subject": "API pump leaks",
            "description": "Since Monday",
            "email": "dao@anphat.test",
            **fields,
        }

    def tickets(self):
        return self.env["crm.ticket"].search([("name", "like", "API pump")])

    def refused(self, answer, status, code=None, field=None):
        error = answer.json()["error"]
        self.assertEqual(answer.status_code, status, error)
        if code:
            self.assertEqual(error["code"], code)
        if field:
            self.assertEqual(error["field"], field)

    def test_program_opens_a_ticket(self):
        data = self.ticket_data(priority="urgent", category="Return", phone="0912")
        answer = self.call(data)

        ticket = self.tickets()
        self.assertEqual(answer.status_code, 201)
        self.assertEqual(
            answer.json(),
            {
                "number": ticket.number,
                "external_id": "shop-1",
                "status": "new",
                "created": True,
            },
        )
        self.assertEqual(ticket.team_id, self.team)
        self.assertEqual(ticket.partner_id, self.person)
        self.assertEqual(ticket.priority, "3")
        self.assertEqual(ticket.category_id.name, "Return")
        self.assertEqual(ticket.channel, "api")
        self.assertFalse(answer.headers.get("Set-Cookie"))

    def test_number_names_the_customer_where_the_address_does_not(self):
        self.call(self.ticket_data(email="la@khac.test", phone="+84 912 345 678"))
        self.call(self.ticket_data(external_id="s-2", email="", phone="0912345678"))
        self.call(self.ticket_data(external_id="s-3", email="", phone="0900000001"))

        nobody, by_number, both = self.tickets()
        self.assertEqual(both.partner_id, self.person)
        self.assertIn("la@khac.test", both.email_from)
        self.assertEqual(by_number.partner_id, self.person)
        self.assertEqual(by_number.email_from, "dao@anphat.test")
        self.assertFalse(nobody.partner_id)

    def test_repeated_request_finds_its_ticket_again(self):
        first = self.call(self.ticket_data())
        again = self.call(
            dict(reversed(self.ticket_data(subject=" API pump leaks").items()))
        )

        self.assertEqual((first.status_code, again.status_code), (201, 200))
        self.assertEqual(first.json()["number"], again.json()["number"])
        self.assertFalse(again.json()["created"])
        self.assertEqual(len(self.tickets()), 1)

    def test_same_id_with_other_contents_is_a_conflict(self):
        self.call(self.ticket_data())
        answer = self.call(self.ticket_data(subject="API pump exploded"))

        self.refused(answer, 409, "conflict", "external_id")
        self.assertEqual(len(self.tickets()), 1)

    def test_unsigned_forged_and_late_requests_are_refused(self):
        data = self.ticket_data()
        archived = self.env["crm.ticket.api.key"].create(
            {"team_id": self.team.id, "name": "Old"}
        )
        old = {"key": archived.identifier, "secret": archived._secret()}
        archived.active = False
        now = int(time.time())
        for case in (
            {"secret": "guessed"},
            {"key": "unknown"},
            {"X-Ticket-Signature": ""},
            {"X-Ticket-Signature": "sha256=ký"},
            {"at": now - 330},
            {"at": now + 3600},
            {"at": "yesterday"},
            {"X-Ticket-Timestamp": str(now - 1)},
            old,
        ):
            case = {
                name: value.encode() if name == "X-Ticket-Signature" else value
                for name, value in case.items()
            }
            with self.subTest(**{k.replace("-", "_"): v for k, v in case.items()}):
                self.refused(self.call(data, **case), 401)
        self.assertFalse(self.tickets())

    def test_signature_of_one_address_is_none_of_another(self):
        self.call(self.ticket_data())
        body = json.dumps({"external_id": "m1", "body": "x"}).encode()
        stamp = str(int(time.time()))
        signed = b"\n".join([stamp.encode(), PATH.encode(), body])
        signature = hmac.new(self.secret.encode(), signed, hashlib.sha256).hexdigest()

        answer = self.call(
            body,
            path=f"{PATH}/shop-1/messages",
            **{"X-Ticket-Timestamp": stamp, "X-Ticket-Signature": signature},
        )

        self.refused(answer, 401, "bad_signature")

    def test_what_cannot_be_read_is_told(self):
        for body, status in (
            (b"{", 400),
            (b"[]", 400),
            (b'"x"', 400),
            (b"\xff\xfe{}", 400),
            (b"[" * 100_000, 400),
            (b"{}", 422),
        ):
            with self.subTest(body=body[:10]):
                self.refused(self.call(body), status)
        self.refused(
            self.call(b"{}", **{"Content-Type": "application/x-www-form-urlencoded"}),
            400,
        )
        self.refused(self.call(b"x" * (256 * 1024 + 1)), 413, "too_large")

    def test_wrong_fields_are_named(self):
        for fields, field in (
            ({"subjcet": "x"}, "subjcet"),
            ({"subject": ""}, "subject"),
            ({"subject": None}, "subject"),
            ({"subject": 5}, "subject"),
            ({"subject": "a\x00b"}, "subject"),
            ({"description": "x" * 20_001}, "description"),
            ({"priority": "9"}, "priority"),
            ({"email": "nobody"}, "email"),
            ({"category": "Nonsense"}, "category"),
            ({"order": "S99999999"}, "order"),
            ({"external_id": "x" * 129}, "external_id"),
            ({"external_id": "shop/1"}, "external_id"),
        ):
            with self.subTest(**fields):
                self.refused(self.call(self.ticket_data(**fields)), 422, field=field)
        self.assertFalse(self.tickets())

    def test_key_reaches_its_own_company_only(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        partner = self.env["res.partner"].create(
            {"name": "X", "email": "x@x.test", "company_id": company.id}
        )
        order = (
            self.env["sale.order"]
            .with_company(company)
            .create({"partner_id": partner.id, "company_id": company.id})
        )
        other = self.env["crm.ticket.team"].create(
            {"name": "Other", "company_id": company.id}
        )
        action = other.action_new_api_key()
        theirs = {
            "key": action["context"]["default_identifier"],
            "secret": action["context"]["default_secret"],
        }

        self.refused(self.call(self.ticket_data(order=order.name)), 422, field="order")
        mine = self.call(self.ticket_data(email="x@x.test")).json()
        also = self.call(self.ticket_data(order=order.name), **theirs).json()

        tickets = {t.number: t for t in self.tickets()}
        self.assertFalse(tickets[mine["number"]].partner_id)
        self.assertEqual(tickets[also["number"]].company_id, company)
        answer = self.call(
            {"external_id": "m1", "body": "x"},
            path=f"{PATH}/shop-2/messages",
            **theirs,
        )
        self.refused(answer, 404)

    def test_message_is_added_once_as_the_customers(self):
        self.call(self.ticket_data())
        self.tickets().stage_id = self.stage_wait_customer
        path = f"{PATH}/shop-1/messages"
        message = {"external_id": "m1", "body": "Still <b>leaking</b>"}

        first, again = self.call(message, path=path), self.call(message, path=path)
        other = self.call({**message, "body": "Not any more"}, path=path)

        self.assertEqual((first.status_code, again.status_code), (201, 200))
        self.refused(other, 409)
        [posted] = self.tickets().message_ids.filtered(lambda m: "leaking" in m.body)
        self.assertEqual(posted.author_id, self.person)
        self.assertEqual(self.tickets().stage_kind, "open")
        self.assertIn("&lt;b&gt;", posted.body)
        unknown = self.call(message, path=f"{PATH}/shop-9/messages")
        self.refused(unknown, 404, "not_found")

    def test_secret_is_shown_once_and_readable_by_nobody(self):
        admin = self.env.ref("base.user_admin")
        key = self.key.with_user(admin)
        exported = key.export_data(list(key._fields))
        self.env.cr.execute(
            "SELECT k::text FROM crm_ticket_api_key k WHERE id = %s", [key.id]
        )
        everything = f"{key.read()} {exported} {self.env.cr.fetchall()}"

        self.assertIn(key.identifier, everything)
        self.assertNotIn(self.secret, everything)
        window = self.env["crm.ticket.api.secret"].with_user(admin)
        shown = window.with_context(**self.shown).onchange(
            {}, [], {"identifier": {}, "secret": {}}
        )["value"]
        self.assertEqual(shown["secret"], self.secret)
        with self.assertRaises(AccessError):
            self.key.with_user(self.user_manager).read(["name"])
        self.key.identifier = "chosen"
        self.assertNotEqual(self.key.identifier, "chosen")
