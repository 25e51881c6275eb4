# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The same promise through the doors that the network has."""

import json
from datetime import timedelta
from io import BytesIO
from xmlrpc.client import Fault

import openpyxl

from odoo import fields, http
from odoo.tests import HttpCase, get_db_name, tagged
from odoo.tools import mute_logger

from . import leak_entries as entries
from .leak_harness import CHATTY, LeakCase
from .leak_models import LEAK_MODELS
from .test_leaks import load_accounts

#: Refusals of requests are logged as well.
NOISY = (*CHATTY, "odoo.http", "odoo.addons.web.controllers.export", "odoo.sql_db")
#: What a customer may open in the portal, by the model of the id.
PORTAL = {
    "sale.order": "/my/orders/{}",
    "account.move": "/my/invoices/{}",
    "crm.agreement": "/my/agreements/{}",
}
CONTACTS = next(leak for leak in LEAK_MODELS if leak.name == "res.partner")
LISTS = ("/my/home", "/my/orders", "/my/quotes", "/my/invoices", "/my/agreements")


@tagged("post_install", "-at_install")
class TestLeaksNetwork(HttpCase, LeakCase):
    leaks = LEAK_MODELS

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        load_accounts(cls)

    def setUp(self):
        super().setUp()
        self.confidential(True)
        self.rows = self.plant()

    def _key(self, role):
        """Return an API key of a role."""
        return (
            self.env["res.users.apikeys"]
            .with_user(self.roles[role])
            ._generate("rpc", "test", fields.Datetime.now() + timedelta(days=1))
        )

    def _json2(self, key, model, method, arguments):
        answer = self.url_open(
            f"/json/2/{model}/{method}",
            data=json.dumps(arguments),
            headers={
                "Content-Type": "application/json",
                "Authorization": f"Bearer {key}",
            },
        )
        self.assertLess(answer.status_code, 500, answer.text[:300])
        return answer.text

    def _calls(self, leak):
        """Return what a program asks a model for: (method, arguments)."""
        return [
            ("search_read", {"domain": [], "fields": list(leak.fields)}),
            (
                "formatted_read_group",
                {"domain": [], "groupby": [leak.group], "aggregates": ["__count"]},
            ),
            (
                "read",
                {"ids": self.rows[leak.name].ids, "fields": list(leak.fields)},
            ),
        ]

    def test_programs_are_told_nothing(self):
        self._ask_json2()
        self._ask_xml_rpc()

    def _ask_json2(self):
        keys = {role: self._key(role) for role in ("stranger", "portal", "manager")}
        for leak in self.leaks:
            calls = self._calls(leak)
            for role in self.blind(leak):
                if role not in keys:
                    continue
                for method, arguments in calls:
                    with (
                        self.subTest(model=leak.name, role=role, method=method),
                        mute_logger(*NOISY),
                    ):
                        told = self._json2(keys[role], leak.name, method, arguments)
                        self.assertFalse(self._tells(told), told[:300])
        told = self._json2(keys["manager"], "res.partner", *self._calls(CONTACTS)[0])
        self.assertTrue(self._tells(told), "the canary must really be there")

    def _ask_xml_rpc(self):
        user, key = self.roles["stranger"], self._key("stranger")
        with mute_logger(*NOISY, "odoo.addons.rpc.controllers.xmlrpc"):
            for leak in self.leaks:
                with self.subTest(model=leak.name):
                    try:
                        told = self.xmlrpc_object.execute_kw(
                            get_db_name(), user.id, key, leak.name, "search_read",
                            [[]], {"fields": list(leak.fields)},
                        )  # fmt: skip
                    except Fault as fault:
                        told = fault.faultString
                    self.assertFalse(self._tells(json.dumps(told, default=str)))

    def _download(self, address, **data):
        return self.url_open(
            address, data={"csrf_token": http.Request.csrf_token(self), **data}
        )

    def _list(self, leak, kind):
        asked = {
            "model": leak.name,
            "fields": [
                {"name": name, "label": name, "type": "char"} for name in leak.fields
            ],
            "ids": False,
            "domain": [],
            "import_compat": False,
        }
        return self._download(f"/web/export/{kind}", data=json.dumps(asked)).text

    def test_case_e05_pages_and_downloads_of_a_stranger_hold_nothing(self):
        self.authenticate("leak_stranger", "leak_stranger")
        self._ask_the_chatter()
        with mute_logger(*NOISY):
            for leak in self.leaks:
                with self.subTest(model=leak.name):
                    self.assertFalse(self._tells(self._list(leak, "csv")))
            for report in self.env["crm.report.export"]._exported_reports():
                with self.subTest(report=report):
                    answer = self._download(
                        "/crm_relationship/report.xlsx", model=report
                    )
                    self.assertNotIn(entries.TOKEN, self._cells(answer))
            cards = self.url_open(
                "/web/partner/vcard",
                params={"partner_ids": self.rows["res.partner"].ids[0]},
            )
            self.assertFalse(self._tells(cards.text))
        self.authenticate("leak_manager", "leak_manager")
        self.assertTrue(self._tells(self._list(CONTACTS, "csv")))

    @staticmethod
    def _cells(answer):
        """Return what stands in a workbook, or the page that refuses it."""
        if not answer.content.startswith(b"PK"):
            return answer.text
        book = openpyxl.load_workbook(BytesIO(answer.content))
        return str([row for sheet in book for row in sheet.iter_rows(values_only=True)])

    def _ask_the_chatter(self):
        with mute_logger(*NOISY):
            for leak in self.leaks:
                for row in self.rows[leak.name][:1]:
                    with self.subTest(model=leak.name):
                        told = self._rpc(
                            "/mail/thread/messages",
                            thread_model=leak.name,
                            thread_id=row.id,
                        )
                        self.assertFalse(self._tells(told), told[:300])
            told = self._rpc(
                "/mail/data", fetch_params=["systray_get_activities", "init_messaging"]
            )
            self.assertFalse(self._tells(told))

    def _rpc(self, address, **arguments):
        return self.url_open(
            address,
            data=json.dumps({"jsonrpc": "2.0", "method": "call", "params": arguments}),
            headers={"Content-Type": "application/json"},
        ).text

    def test_case_e13_e14_customers_and_visitors_are_shown_nothing_of_another(self):
        self.authenticate("leak_portal", "leak_portal")
        addresses = [
            *LISTS,
            *(a.format(self.rows[model][:1].id) for model, a in PORTAL.items()),
        ]
        with mute_logger(*NOISY):
            for address in addresses:
                with self.subTest(address=address):
                    self.assertFalse(self._tells(self.url_open(address).text))

        self._ask_as_visitor()

    def _ask_as_visitor(self):
        self.logout()
        file = self.env["ir.attachment"].search(
            [("name", "=", f"{entries.TOKEN}.txt")], limit=1
        )
        self.assertTrue(file)
        with mute_logger(*NOISY):
            for address in (
                f"/web/content/{file.id}",
                *(a.format(self.rows[m][:1].id) for m, a in PORTAL.items()),
                "/crm_relationship/report.xlsx",
            ):
                with self.subTest(address=address):
                    answer = self.url_open(address)
                    self.assertNotIn("secret", answer.text[:100])
                    self.assertFalse(self._tells(answer.text))
