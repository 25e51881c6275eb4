# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: no mail that somebody sends keeps the mail gateway busy."""

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_relationship.tests.hostile_text import bounded, texts

from ..tools import forwarded, mail_intake, quoted_html, quoted_text, signature


@tagged("standard")
class TestToolHostile(BaseCase):
    def test_one_long_line(self):
        with bounded():
            for text in texts(8_000):
                lines = text.split("\n")[: quoted_text.MOST_LINES]
                quoted_text.split(text)
                forwarded.find(lines, text)
                signature.signed_numbers(lines[:50], text)

    def test_many_lines(self):
        """Each is as long as an introduction may be."""
        for line in ("On 1 May 2026" + " " * 380, "> " * 190 + "2026", "From: a"):
            with self.subTest(line=line[:20]), bounded():
                text = "\n".join([line] * (1500) + ["end"])
                self.assertTrue(quoted_text.split(text).new)

    def test_subjects(self):
        with bounded():
            for text in texts(8_000):
                mail_intake.subject_tokens(text)
                mail_intake.bare_subject(text)
                mail_intake.with_token(text, "T00012")
                mail_intake.is_courtesy(text)

    def test_pages(self):
        with bounded():
            for text in (
                "<div>" * 3000,
                "<p>On 1 May 2026" + " " * 30_000,
                "<a " * 3000,
            ):
                quoted_html.fold(text)
                quoted_html.new_part(text)
