# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The same rights through the doors that the network has."""

import json
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import RelationshipCase

SECRET = "CANARY-HTTP"


@tagged("post_install", "-at_install")
class TestHttpAccess(HttpCase, RelationshipCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.canary = cls._create_customer(SECRET, user_id=cls.user_minh.id)
        cls.row = cls._log(
            "call", partner=cls.canary, user=cls.user_minh, subject=SECRET, note=SECRET
        )
        cls.own = cls._log("call", subject="Own row")

    def _key(self, user):
        return (
            self.env["res.users.apikeys"]
            .with_user(user)
            ._generate("rpc", "test", fields.Datetime.now() + timedelta(days=1))
        )

    def json2(self, user, model, method, **arguments):
        """Return (status, text) of a call with an API key, or without one."""
        headers = {"Content-Type": "application/json; charset=utf-8"}
        if user:
            headers["Authorization"] = f"Bearer {self._key(user)}"
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
            response = self.url_open(
                f"/json/2/{model}/{method}", data=json.dumps(arguments), headers=headers
            )
        return response.status_code, response.text

    def _calls(self):
        partner = {"res_model": "res.partner", "res_id": self.canary.id}
        row = {"interaction_id": self.row.id}
        interaction = "crm.interaction"
        return [
            (interaction, "search_read", {"domain": [], "fields": ["subject", "note"]}),
            (interaction, "read", {"ids": self.row.ids, "fields": ["subject"]}),
            (
                interaction,
                "web_search_read",
                {"domain": [], "specification": {"note": {}}},
            ),
            (interaction, "name_search", {"name": SECRET}),
            (
                interaction,
                "formatted_read_group",
                {"domain": [], "groupby": ["subject"], "aggregates": ["__count"]},
            ),
            (
                interaction,
                "export_data",
                {"ids": self.row.ids, "fields_to_export": ["note"]},
            ),
            (interaction, "timeline_fetch", partner),
            (interaction, "timeline_header", partner),
            (interaction, "brief", partner),
            (interaction, "timeline_expand", row),
            (interaction, "promise_keep", row),
            (interaction, "action_open_origin", {"ids": self.row.ids}),
            (
                interaction,
                "timeline_log",
                {**partner, "values": {"type_id": self._type("call").id}},
            ),
            ("crm.interaction.revision", "search_read", {"domain": []}),
            ("crm.partner.fact", "search_read", {"domain": []}),
            ("crm.partner.stat", "search_read", {"domain": []}),
            ("crm.interaction.failure", "search_read", {"domain": []}),
            ("crm.interaction.backfill", "search_read", {"domain": []}),
            ("crm.interaction.correct", "search_read", {"domain": []}),
        ]

    def test_json2_reveals_nothing_of_foreign_customers(self):
        self.refresh_statistics()
        for user in (
            self.user_lan, self.user_accountant, self.user_warehouse,
            self.user_employee, self.user_portal,
        ):  # fmt: skip
            for model, method, arguments in self._calls():
                with self.subTest(user=user.name, model=model, method=method):
                    status, text = self.json2(user, model, method, **arguments)
                    self.assertLess(status, 500, text[:500])
                    if status == 200 and method not in ("timeline_header", "brief"):
                        self.assertNotIn(SECRET, text)
                    self.assertNotIn(f'"note": "{SECRET}"', text)
        self.assertFalse(self.row.promise_kept_at)
        rows = self.env["crm.interaction"].search(
            [("commercial_partner_id", "=", self.canary.id)]
        )
        self.assertEqual(rows, self.row)

    def test_json2_gives_the_owner_what_is_theirs(self):
        status, text = self.json2(
            self.user_minh,
            "crm.interaction",
            "search_read",
            domain=[],
            fields=["subject"],
        )
        self.assertEqual(
            (status, [r["subject"] for r in json.loads(text)]), (200, [SECRET])
        )
        status, text = self.json2(
            self.user_minh,
            "crm.interaction",
            "timeline_fetch",
            res_model="res.partner",
            res_id=self.canary.id,
        )
        self.assertEqual(status, 200)
        self.assertEqual(json.loads(text)["rows"][0]["note"], SECRET)
        status, text = self.json2(
            self.user_minh,
            "crm.interaction",
            "timeline_log",
            res_model="res.partner",
            res_id=self.canary.id,
            values={"type_id": self._type("call").id, "subject": "By API"},
            next_step={
                "activity_type_id": self.env.ref("mail.mail_activity_data_todo").id,
                "date_deadline": "2030-01-01",
            },
        )
        self.assertEqual(status, 200, text)
        row = self.env["crm.interaction"].browse(json.loads(text)["id"])
        self.assertEqual((row.subject, row.user_id), ("By API", self.user_minh))

    def test_json2_without_a_key_is_refused(self):
        for model, method, arguments in self._calls():
            with self.subTest(model=model, method=method):
                status, text = self.json2(None, model, method, **arguments)
                self.assertEqual(status, 401)
                self.assertNotIn(SECRET, text)

    def test_json2_refuses_forged_rows_and_private_methods(self):
        forged = {
            "type_id": self._type("call").id,
            "partner_id": self.person.id,
            "origin_model": "sale.order",
            "origin_id": 1,
            "origin_event": "confirmed",
        }
        calls = [
            ("create", {"vals_list": [forged]}),
            ("write", {"ids": self.own.ids, "vals": {"user_id": self.user_minh.id}}),
            ("write", {"ids": self.row.ids, "vals": {"note": "x"}}),
            (
                "unlink",
                {"ids": self.own.ids, "context": {"interaction_delete_reason": "x"}},
            ),
            ("_claim", {"condition": "TRUE", "tables": "res_partner p"}),
            ("_capture", {"records": [], "event": "x"}),
            ("_refresh", {"pairs": []}),
            ("timeline_fetch", {"res_model": "res.users", "res_id": 1}),
            (
                "timeline_fetch",
                {"res_model": "res.partner", "res_id": self.customer.id, "cursor": "x"},
            ),
            (
                "timeline_log",
                {
                    "res_model": "res.partner",
                    "res_id": self.customer.id,
                    "values": {"type_id": "x"},
                },
            ),
        ]
        for method, arguments in calls:
            with self.subTest(method=method, arguments=arguments):
                status, text = self.json2(
                    self.user_lan, "crm.interaction", method, **arguments
                )
                self.assertIn(status, (403, 404, 422), text[:300])
        self.assertTrue(self.own.exists())
        self.assertEqual(self.own.user_id, self.user_lan)
        self.assertFalse(
            self.env["crm.interaction"].search([("origin_model", "=", "sale.order")])
        )

    def test_a_salesperson_of_the_web_client_gets_pages(self):
        self.authenticate("rel_lan", "rel_lan")
        answer = self.make_jsonrpc_request(
            "/web/dataset/call_kw/crm.interaction/timeline_fetch",
            {
                "model": "crm.interaction",
                "method": "timeline_fetch",
                "args": ["res.partner", self.customer.id],
                "kwargs": {},
            },
        )
        self.assertEqual([row["id"] for row in answer["rows"]], self.own.ids)

    def test_portal_and_visitors_get_nothing_from_the_web_client(self):
        for login in ("rel_portal", None):
            self.authenticate(login, login)
            for method, args in (
                ("search_read", [[], ["subject"]]),
                ("timeline_fetch", ["res.partner", self.canary.id]),
            ):
                with self.subTest(login=login, method=method):
                    with mute_logger("odoo.http"):
                        response = self.url_open(
                            f"/web/dataset/call_kw/crm.interaction/{method}",
                            data=json.dumps(
                                {
                                    "params": {
                                        "model": "crm.interaction",
                                        "method": method,
                                        "args": args,
                                        "kwargs": {},
                                    }
                                }
                            ),
                            headers={"Content-Type": "application/json"},
                        )
                    self.assertIn("error", response.json())
                    self.assertNotIn(SECRET, response.text)
