# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: the customer signs in the portal, once, and nobody else reads a word."""

import base64
import json

from lxml import html

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .test_agreement import AgreementCase

PIXEL = base64.b64encode(
    base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/"
        "iZk9HQAAAABJRU5ErkJggg=="
    )
).decode()


@tagged("post_install", "-at_install")
class TestAgreementPortal(HttpCase, AgreementCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.signer = new_test_user(
            cls.env, "rel_signer", groups="base.group_portal", name="Signer"
        )
        cls.signer.partner_id.parent_id = cls.customer

    def _page(self, agreement, token=None, **query):
        query = {**({"access_token": token} if token else {}), **query}
        with mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"):
            return self.url_open(
                f"/my/agreements/{agreement.id}"
                + "?"
                + "&".join(f"{k}={v}" for k, v in query.items())
            )

    def _sign(self, agreement, token=None, name="Nguyễn Thị Đào", signature=PIXEL):
        response = self.url_open(
            f"/my/agreements/{agreement.id}/sign",
            data=json.dumps(
                {
                    "jsonrpc": "2.0",
                    "method": "call",
                    "params": {
                        "access_token": token,
                        "name": name,
                        "signature": signature,
                    },
                }
            ),
            headers={"Content-Type": "application/json"},
        )
        self.env.invalidate_all()
        return response.json()["result"]

    def test_a_token_with_letters_that_none_has_is_a_wrong_one(self):
        agreement = self._sent()
        answers = {self._page(agreement, t).status_code for t in ("wrong", "é", "%00")}
        self.assertEqual(answers, {404})
        for token in ("é", 5, ["a"]):
            self.assertEqual(
                self._sign(agreement, token), {"error": "Invalid agreement."}
            )

    def test_the_page_is_kept_by_no_cache_and_its_address_told_to_nobody(self):
        agreement = self._sent()
        page = self._page(agreement, agreement._portal_ensure_token())
        self.assertEqual(page.status_code, 200)
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.assertEqual(page.headers["Referrer-Policy"], "same-origin")
        self.assertEqual(page.headers["X-Content-Type-Options"], "nosniff")

    def test_without_the_token_there_is_nothing(self):
        agreement = self._sent()

        for token in (None, "wrong", agreement.access_token[:-1]):
            with self.subTest(token=token):
                self.assertEqual(self._page(agreement, token).status_code, 404)
                self.assertEqual(
                    self._page(agreement, token, report_type="pdf").status_code, 404
                )
                self.assertIn("error", self._sign(agreement, token))
        self.assertEqual(agreement.state, "sent")
        self.assertFalse(agreement.signature)

    def test_the_link_opens_it(self):
        agreement = self._sent()

        page = self._page(agreement, agreement.access_token)

        self.assertEqual(page.status_code, 200)
        self.assertIn(self.order.name, page.text)

    def test_a_draft_is_not_open_even_with_the_link(self):
        agreement = self._agreement()
        token = agreement._portal_ensure_token()

        self.assertEqual(self._page(agreement, token).status_code, 404)
        self.assertIn("error", self._sign(agreement, token))

    def test_another_customer_sees_nothing(self):
        agreement = self._sent()
        self.authenticate("rel_portal", "rel_portal")

        self.assertEqual(self._page(agreement).status_code, 404)
        self.assertIn("error", self._sign(agreement))
        self.assertNotIn(agreement.name, self.url_open("/my/agreements").text)
        self.assertFalse(
            self.env["crm.agreement"].with_user(self.user_portal).search_count([])
        )

    def test_a_colleague_of_the_customer_sees_it(self):
        agreement = self._sent()
        self.authenticate("rel_signer", "rel_signer")

        self.assertIn(agreement.name, self.url_open("/my/agreements").text)
        self.assertEqual(self._page(agreement).status_code, 200)

    def test_the_way_back_is_shown_in_steps(self):
        agreement = self._sent()
        self.authenticate("rel_signer", "rel_signer")

        page = html.fromstring(self._page(agreement).content)

        steps = page.xpath("//ol[contains(@class, 'o_portal_submenu')]/li/@class")
        self.assertEqual(len(steps), 3)
        self.assertEqual(
            [step.split()[0] for step in steps], ["breadcrumb-item"] * 3, steps
        )

    def test_signing_keeps_the_document_and_tells_the_timeline(self):
        agreement = self._sent()

        answer = self._sign(agreement, agreement.access_token)

        self.assertTrue(answer.get("force_refresh"), answer)
        self.assertEqual(agreement.state, "signed")
        self.assertEqual(agreement.signed_by, "Nguyễn Thị Đào")
        self.assertTrue(agreement.signed_attachment_id.raw)
        self.assertIn(
            agreement.signed_attachment_id,
            agreement.sudo().message_ids.attachment_ids,
        )
        row = self.env["crm.interaction"].search(
            [
                ("origin_model", "=", "crm.agreement"),
                ("origin_id", "=", agreement.id),
                ("origin_event", "=", "signed"),
            ]
        )
        self.assertEqual(row.type_id.code, "agreement_signed")
        self.assertEqual(row.direction, "in")

    def test_the_document_is_there_before_and_after_the_signature(self):
        agreement = self._sent()
        token = agreement.access_token

        before = self._page(agreement, token, report_type="pdf", download="1")
        self._sign(agreement, token)
        after = self._page(agreement, token, report_type="pdf", download="1")

        self.assertEqual((before.status_code, after.status_code), (200, 200))
        self.assertEqual(after.content, agreement.signed_attachment_id.raw)
        self.assertIn("attachment", after.headers["Content-Disposition"])

    def test_the_file_that_a_customer_keeps_is_named_as_the_agreement(self):
        agreement = self._sent()

        self.assertEqual(agreement._get_report_base_filename(), agreement.name)

    def test_it_is_signed_once(self):
        agreement = self._sent()
        self._sign(agreement, agreement.access_token)

        answer = self._sign(agreement, agreement.access_token, name="Other")

        self.assertIn("error", answer)
        self.assertEqual(agreement.signed_by, "Nguyễn Thị Đào")

    def test_bad_signatures_change_nothing(self):
        agreement = self._sent()
        for name, signature in (
            ("", PIXEL),
            ("x" * 500, PIXEL),
            ("An", ""),
            ("An", "no base64 ="),
            ("An", base64.b64encode(b"<svg/>").decode()),
            ("An", {"a": 1}),
            (["An"], PIXEL),
        ):
            with self.subTest(name=name, signature=signature):
                answer = self._sign(agreement, agreement.access_token, name, signature)
                self.assertIn("error", answer)
                self.assertEqual(agreement.state, "sent")

    def test_a_cancelled_one_is_not_signed(self):
        agreement = self._sent()
        agreement.action_cancel()

        self.assertIn("error", self._sign(agreement, agreement.access_token))

    def test_a_portal_user_writes_nothing(self):
        agreement = self._sent()
        record = agreement.with_user(self.signer)

        self.assertEqual(record.read(["name"])[0]["name"], agreement.name)
        for values in ({"signed_by": "x"}, {"state": "signed"}):
            self.assertFalse(record.has_access("write"), values)
