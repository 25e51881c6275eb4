# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: forms with parts are taken, and their files are not; no letter is lost."""

from odoo.tests import tagged

from .test_gateway_leads import FORM, LeadCase


@tagged("post_install", "-at_install")
class TestGatewayFormParts(LeadCase):
    kind = "form"

    def test_a_form_with_parts_is_a_form_and_its_files_are_not_taken(self):
        self.account.is_unsigned = True
        parts = {name: (None, value) for name, value in FORM.items() if name != "id"}
        files = {"cv": ("cv.pdf", b"%PDF-1.4 secret"), "empty": ("", b"")}
        path = self.base_url() + self.path()

        answer = self.opener.post(path, files={**parts, **files}, timeout=30)
        self.assertEqual(answer.status_code, 200)
        self.assertIn("text/html", answer.headers["Content-Type"])
        lead = self.lead_of(self.work())

        self.assertEqual(
            (lead.contact_name, lead.phone), (FORM["your-name"], FORM["phone"])
        )
        self.assertIn("Files that were not taken</b>: cv.pdf", lead.description)
        self.assertFalse(lead.message_attachment_count)
        self.assertNotIn("secret", str(self.stored().payload))

        big = {**parts, "cv": ("cv.pdf", b"x" * 400 * 1024)}
        self.assertEqual(self.opener.post(path, files=big, timeout=30).status_code, 413)
        self.assertEqual(len(self.stored()), 1)

    def test_a_page_that_is_not_in_utf_8_loses_no_letter(self):
        self.account.is_unsigned = True
        raw = b"Kh\xe1nh &#272;&#7895;"  # what a browser posts from a page in Latin-1
        path = self.base_url() + self.path()
        parts = {"name": (None, raw), "email": (None, "k@lead.test")}
        self.assertEqual(
            self.opener.post(path, files=parts, timeout=30).status_code, 200
        )
        self.assertEqual(self.lead_of(self.work()).contact_name, "Khánh Đỗ")

        self.post_fields({"name": raw, "email": "k2@lead.test"})
        self.assertEqual(self.lead_of(self.work()).contact_name, "Khánh Đỗ")

    def test_parts_that_are_no_form_are_refused(self):
        self.account.is_unsigned = True
        for kind, body in (
            ("multipart/form-data", b"x"),
            ("multipart/form-data; boundary=x", b"no parts"),
            ("multipart/form-data; boundary=x", b"--x\r\n\r\nhi\r\n--x--\r\n"),
        ):
            with self.subTest(kind=kind, body=body):
                answer = self.url_open(
                    self.path(), data=body, headers={"Content-Type": kind}
                )
                self.assertIn(answer.status_code, (400, 422))

    def test_who_entered_nothing_cannot_be_reached(self):
        self.account.is_unsigned = True
        for phone in ("N/A", "-", "none", "không có"):
            answer = self.post_fields({"your-name": "Lan", "phone": phone})
            self.assertEqual(answer.status_code, 422)

    def post_fields(self, fields):
        return self.opener.post(self.base_url() + self.path(), data=fields, timeout=30)
