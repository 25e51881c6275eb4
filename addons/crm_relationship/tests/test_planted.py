# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: what a stranger wrote does not run in the browser of whoever reads it."""

from odoo.tests import tagged

from .common import RelationshipCase
from .planted_common import PLANT, PlantedCase, planted


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
