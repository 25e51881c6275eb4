# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: what a stranger wrote does not run in the browser of whoever reads it."""

import csv
from io import StringIO

from odoo import fields
from odoo.tests import tagged

from .calls_common import CallsCase
from .common import RelationshipCase
from .import_common import ImportCase
from .planted_common import PLANT, PlantedCase, planted
from .test_agreement import AgreementCase
from .test_duplicate_scan import DuplicateCase


@tagged("post_install", "-at_install")
class TestPlanted(PlantedCase, RelationshipCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stranger = cls._create_customer(
            planted("Company"),
            user_id=cls.user_lan.id,
            comment=planted("Remark"),
            city=planted("City"),
        )
        cls._log(
            "call",
            partner=cls.stranger,
            user=cls.user_lan,
            subject=planted("Subject"),
            note=planted("Note"),
            promise=planted("Promise"),
        )
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": planted("Lead"),
                "partner_name": planted("Firm"),
                "description": planted("Wish"),
                "partner_id": cls.stranger.id,
                "user_id": cls.user_lan.id,
                "type": "opportunity",
            }
        )
        cls.lead.message_post(
            body=planted("Body"),
            subject=planted("Title"),
            attachments=[(f"File {PLANT}.txt", b"x")],
            message_type="comment",
        )

    def test_pages_of_the_web_client(self):
        lists = [[False, "list"], [False, "form"]]
        own = [["id", "=", self.lead.id]]
        rows = [["partner_id", "=", self.stranger.id]]
        self.walk(
            [
                self.form(self.stranger, "Company"),
                self.page(
                    "res.partner",
                    "Subject",
                    res_id=self.stranger.id,
                    views=[[False, "form"]],
                    tab=".o_notebook a[name='crm_relationship']",
                ),
                self.form(self.lead, "Lead"),
                self.form(self.lead, "Body"),
                self.page("crm.lead", "Lead", views=lists, domain=own),
                self.page("crm.lead", "Lead", views=[[False, "kanban"]], domain=own),
                self.page("crm.interaction", "Subject", views=lists, domain=rows),
            ],
            "rel_lan",
        )

    def test_the_dossier(self):
        self.user_lan.group_ids |= self.env.ref("base.group_allow_export")
        self.authenticate("rel_lan", "rel_lan")
        page = self.url_open(
            f"/report/html/crm_relationship.customer_dossier/{self.stranger.id}"
        )
        self.assertEqual(page.status_code, 200)
        self.assertEscaped(page.text)


@tagged("post_install", "-at_install")
class TestPlantedWork(PlantedCase, CallsCase, ImportCase, AgreementCase, DuplicateCase):
    """Pages on which people work through what strangers said."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_lan.group_ids |= cls.env.ref("crm_relationship.group_data_steward")
        cls.customer.name = planted("House")
        cls.person.write({"name": planted("Caller"), "function": planted("Role")})
        cls.order.order_line.name = planted("Desk of oak")

    def test_a_call_that_rings_and_the_page_of_the_day(self):
        self.customer.activity_schedule(
            "mail.mail_activity_data_call",
            summary=planted("Ring them"),
            date_deadline=fields.Date.today(),
            user_id=self.user_lan.id,
        )
        self._log("call", subject=planted("Last time"), note=planted("Said"))
        self._log("call", promise=planted("Samples"), promise_date="2026-03-03")
        self.ring()
        self.end_transaction()
        call = self.calls.search([("uid_provider", "=", "17.1")])
        rings = {"call": call.id, "phase": "ringing", "direction": "in"}
        self.walk(
            [
                self.client("crm_dashboard", "House"),
                {
                    "name": "call",
                    "text": "Caller",
                    "rings": {**rings, "number": planted("Number")},
                },
                {"name": "brief", "text": "Samples"},
                {"name": "number", "text": "Number"},
            ],
            "rel_lan",
        )

    def test_contacts_side_by_side(self):
        twins = [
            self._person(planted("Twin"), phone="0905222001", street=planted("Street"))
            for _both in range(2)
        ]
        self.follow()
        pair = self.pair_of(*twins)
        self.walk(
            [
                self.client("crm_duplicate_review", "Street", pair_id=pair.id),
                self.page("crm.duplicate.pair", "Twin", views=[[False, "list"]]),
            ],
            "rel_lan",
        )

    def test_what_a_file_says(self):
        text = StringIO()
        csv.writer(text).writerows(
            [
                ["Name", "Phone", planted("Header")],
                [planted("Of the file"), "0977123123", planted("Cell")],
                [planted("Wrong"), PLANT, ""],
            ]
        )
        batch = self.check(
            (f"{planted('Named')}.csv", text.getvalue()), user=self.user_lan
        )
        rows = self.page(
            "crm.customer.import.row",
            "Of the file",
            views=[[False, "list"], [False, "form"]],
            domain=[["import_id", "=", batch.id]],
        )
        columns = self.form(batch, "Header", ".o_notebook a[name='columns']")
        self.walk([self.form(batch, "Named"), columns, rows], "rel_lan")

    def test_an_agreement_in_words(self):
        self.template.name = planted("Contract")
        agreement = self._sent()
        self.env.flush_all()

        self.walk([self.form(agreement, "Desk of oak")], "rel_lan")
        token = agreement._portal_ensure_token()
        self.env.flush_all()
        self.authenticate(None, None)
        page = self.url_open(f"/my/agreements/{agreement.id}?access_token={token}")
        self.assertEscaped(page.text)
        self.user_lan.group_ids |= self.env.ref("base.group_allow_export")
        self.authenticate("rel_lan", "rel_lan")
        name = self.env.ref("crm_relationship.action_report_agreement").report_name
        self.assertEscaped(self.url_open(f"/report/html/{name}/{agreement.id}").text)
