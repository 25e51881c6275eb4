# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import BaseCase

from ..tools.mail_intake import is_courtesy, is_vietnamese, with_token
from ..tools.quoted_html import MARK, fold, new_part
from ..tools.quoted_text import split

REPLIES = {
    "Gmail, Vietnamese": (
        "Vào 10:00, Th 2, 1 thg 6, 2026 Hỗ trợ <a@b.test> đã viết:\n> Thử lại nhé"
    ),
    "Gmail, wrapped": "On Mon, 1 Jun 2026 at 10:00, Support <\na@b.test> wrote:\n> Hi",
    "iPhone, Vietnamese": "Được gửi từ iPhone của tôi",
    "Outlook, Vietnamese": (
        "Từ: Hỗ trợ <a@b.test>\nĐã gửi: Thứ Hai\nĐến: Đào\nChủ đề: Máy in\n\nChào chị"
    ),
    "Outlook, English": (
        "________________________________\nFrom: Support\nSent: Monday\nTo: Dao\n"
        "Subject: x\n\nHello"
    ),
    "signature": "-- \nĐào\nAn Phát",
}


class TestQuotedText(BaseCase):
    def test_what_is_new_is_kept_and_nothing_is_lost(self):
        for name, rest in REPLIES.items():
            with self.subTest(name):
                parts = split(f"Vẫn lỗi.\n\n{rest}\n")

                self.assertEqual(parts.new, "Vẫn lỗi.")
                self.assertEqual(parts.rest.split(), rest.split())

    def test_answers_between_the_quotes_keep_them(self):
        text = "> Which model?\n\nThe red one.\n\n> Since when?\n\nSince Monday."

        self.assertEqual(split(text), (text, ""))

    def test_forwarded_mail_without_a_word_is_what_it_says(self):
        text = (
            "---------- Forwarded message ----------\nFrom: Lan <a@b.test>\n"
            "Date: Monday\nSubject: x\nTo: y@z.test\n\nThe printer burns."
        )

        self.assertEqual(split(text).new, "The printer burns.")

    def test_text_of_many_lines_stays_whole(self):
        text = "> a\nb\n" * 10000

        self.assertEqual(split(text).rest, "")

    def test_html_of_outlook_is_folded_from_its_headers_on(self):
        body = (
            "<div><p>It fails.</p><div><p><b>From:</b> Support<br><b>Sent:</b> Monday"
            "<br><b>To:</b> Dao<br><b>Subject:</b> x</p></div><p>Old text</p></div>"
        )

        self.assertEqual(fold(body).count(f'{MARK}="1"'), 2)
        self.assertEqual(new_part(body), "<div><p>It fails.</p></div>")

    def test_html_with_nothing_new_is_shown_whole(self):
        body = f'<blockquote {MARK}="1">All there is</blockquote>'

        self.assertIn("All there is", new_part(body))

    def test_image_alone_is_something_new(self):
        self.assertIn("<img", new_part('<p><img src="cid:1"></p>'))

    def test_courtesy_is_told_from_requests(self):
        yes = ("Thanks!", "Cảm ơn anh ạ", "ok, thank you very much", "Dạ em cảm ơn")
        no = ("Thanks, when?", "Cảm ơn, nhưng vẫn lỗi", "Thanks for nothing", "", "Hi")
        for text in yes:
            self.assertTrue(is_courtesy(text), text)
        for text in no:
            self.assertFalse(is_courtesy(text), text)

    def test_vietnamese_is_told_from_other_languages(self):
        self.assertTrue(is_vietnamese("Máy in của tôi bị hỏng rồi"))
        self.assertFalse(is_vietnamese("L'imprimante de René est cassée"))

    def test_subject_names_its_ticket_once(self):
        once = with_token("Re: Printer", "T00012")

        self.assertEqual(with_token(once, "T00012"), once)
