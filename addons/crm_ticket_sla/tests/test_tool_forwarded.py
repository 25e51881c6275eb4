# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: the sender of a forwarded mail is found however it was forwarded."""

from odoo.tests import BaseCase

from ..tools.forwarded_html import read

GMAIL = (
    '<div dir="ltr">Giúp chị Lan với nhé.<br><br><div class="gmail_quote">'
    '<div dir="ltr" class="gmail_attr">---------- Forwarded message ---------<br>'
    '{sender}: <strong dir="auto">Trần Thị Lan</strong> <span dir="auto">&lt;'
    '<a href="mailto:lan@xuong.test">lan@xuong.test</a>&gt;</span><br>'
    "{rest}</div><br><br><div>Máy in <b>hỏng</b>.</div></div></div>"
)
OUTLOOK = (
    '<div class="WordSection1"><p class="MsoNormal">{comment}</p><div><div style="'
    'border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal"><b>{sender}:</b> Trần Thị Lan'
    " &lt;lan@xuong.test&gt;<br>{rest}</p></div></div>"
    '<p class="MsoNormal">Máy in <b>hỏng</b>.</p></div>'
)
APPLE = (
    '<div>{comment}</div><div><br><blockquote type="cite"><div>{ruled}</div><br>'
    "<div><span><b>{sender}: </b></span><span>Trần Thị Lan &lt;lan@xuong.test&gt;</span>"
    "<br></div>{rest}<br><div>Máy in <b>hỏng</b>.</div></blockquote></div>"
)
THUNDERBIRD = (
    '<p>{comment}</p><div class="moz-forward-container"><br><br>'
    '-------- Forwarded Message --------<table class="moz-email-headers-table"><tbody>'
    "<tr><th>Subject: </th><td>Máy in</td></tr><tr><th>Date: </th><td>Mon, 1 Jun</td>"
    '</tr><tr><th>From: </th><td>Trần Thị Lan <a href="mailto:lan@xuong.test">'
    "&lt;lan@xuong.test&gt;</a></td></tr><tr><th>To: </th><td>an@desk.test</td></tr>"
    "</tbody></table><br><br><p>Máy in <b>hỏng</b>.</p></div>"
)
#: (program, subject, body); the language is that of whoever forwards.
HTML = (
    (
        "Gmail",
        "Fwd: Máy in",
        GMAIL.format(
            sender="From",
            rest="Date: Mon, Jun 1, 2026<br>Subject: Máy in<br>To: an@d.t",
        ),
    ),
    (
        "Gmail, Vietnamese",
        "Fwd: Máy in",
        GMAIL.format(
            sender="Từ",
            rest="Date: Th 2, 1 thg 6, 2026 lúc 10:00<br>Subject: Máy in<br>"
            "To: &lt;an@desk.test&gt;<br>",
        ),
    ),
    (
        "Outlook",
        "FW: Máy in",
        OUTLOOK.format(
            comment="Giúp chị Lan với nhé.",
            sender="From",
            rest="<b>Sent:</b> Monday, June 1, 2026 10:00 AM<br><b>To:</b> An<br>"
            "<b>Subject:</b> Máy in",
        ),
    ),
    (
        "Outlook, Vietnamese",
        "Chuyển tiếp: Máy in",
        OUTLOOK.format(
            comment="Giúp chị Lan với nhé.",
            sender="Từ",
            rest="<b>Đã gửi:</b> 01 Tháng Sáu 2026 10:00<br><b>Đến:</b> An<br>"
            "<b>Chủ đề:</b> Máy in",
        ),
    ),
    (
        "Outlook, German",
        "WG: Máy in",
        OUTLOOK.format(
            comment="Giúp chị Lan với nhé.",
            sender="Von",
            rest="<b>Gesendet:</b> Montag, 1. Juni 2026 10:00<br><b>An:</b> An<br>"
            "<b>Betreff:</b> Máy in",
        ),
    ),
    (
        "Apple Mail",
        "Fwd: Máy in",
        APPLE.format(
            comment="Giúp chị Lan với nhé.",
            ruled="Begin forwarded message:",
            sender="From",
            rest="<div><b>Subject: </b>Máy in<br></div><div><b>Date: </b>1 June<br></div>"
            "<div><b>To: </b>an@desk.test<br></div>",
        ),
    ),
    (
        "Apple Mail, Vietnamese",
        "Máy in",  # the agent has written a subject of their own
        APPLE.format(
            comment="Giúp chị Lan với nhé.",
            ruled="Bắt đầu thư được chuyển tiếp:",
            sender="Từ",
            rest="<div><b>Chủ đề: </b>Máy in<br></div><div><b>Ngày: </b>1 tháng 6<br>"
            "</div><div><b>Đến: </b>an@desk.test<br></div>",
        ),
    ),
    ("Thunderbird", "Fwd: Máy in", THUNDERBIRD.format(comment="Giúp chị Lan với nhé.")),
)
PLAIN = (
    "Giúp chị Lan với nhé.\n\n---------- Forwarded message ---------\n"
    "From: Trần Thị Lan <lan@xuong.test>\nDate: Mon, Jun 1, 2026 at 10:00 AM\n"
    "Subject: Máy in\nTo: <an@desk.test>, Hỗ trợ khách hàng\n <support@desk.test>\n\n\n"
    "Máy in hỏng.\n"
)


class TestToolForwarded(BaseCase):
    def test_html_of_the_usual_programs(self):
        for program, subject, body in HTML:
            with self.subTest(program=program):
                found = read(body, subject)

                self.assertEqual(found.address, "lan@xuong.test")
                self.assertEqual(found.name, "Trần Thị Lan")
                self.assertEqual(found.comment, "Giúp chị Lan với nhé.")
                self.assertIn("Máy in <b>hỏng</b>.", found.body)
                for gone in ("Giúp chị", "lan@xuong", "blockquote", "gmail_quote"):
                    self.assertNotIn(gone, found.body)

    def test_plain_text(self):
        found = read(f"<pre>{PLAIN.replace('<', '&lt;')}</pre>", "Fwd: Máy in")

        self.assertEqual(
            (found.name, found.address), ("Trần Thị Lan", "lan@xuong.test")
        )
        self.assertEqual(found.comment, "Giúp chị Lan với nhé.")
        self.assertEqual(found.body, "<pre>Máy in hỏng.</pre>")

    def test_quote_marks_of_plain_text_are_taken_off(self):
        text = "Xem giúp.\n\n" + "".join(
            f"&gt; {x}\n"
            for x in (
                "From: Lan [mailto:lan@xuong.test]",
                "Sent: Monday",
                "To: An",
                "",
                "Hỏng.",
            )
        )
        found = read(f"<pre>{text}</pre>", "FW: in")

        self.assertEqual((found.name, found.address), ("Lan", "lan@xuong.test"))
        self.assertEqual(found.body, "<pre>Hỏng.</pre>")

    def test_an_answer_with_quoted_headers_is_no_forward(self):
        body = OUTLOOK.format(
            comment="We send a new one.",
            sender="From",
            rest="<b>Sent:</b> Monday<br><b>To:</b> An<br><b>Subject:</b> Máy in",
        )

        self.assertIsNone(read(body, "RE: Máy in"))
        self.assertIsNone(read(body, "Máy in"))

    def test_the_outermost_of_several_forwards_counts(self):
        inside = (
            "From: Hoa <hoa@x.test>\nSent: May\nTo: Lan\nSubject: in\n\nXin giúp.\n"
        )
        text = (
            f"From: Lan <lan@xuong.test>\nSent: June\nTo: An\nSubject: in\n\n{inside}"
        )
        found = read(f"<pre>{text.replace('<', '&lt;')}</pre>", "Fw: Fw: in")

        self.assertEqual((found.address, found.comment), ("lan@xuong.test", ""))
        self.assertIn("hoa@x.test", found.body)

    def test_images_of_the_mail_stay_and_those_of_the_comment_go(self):
        body = HTML[0][2].replace("với nhé.", 'với nhé.<img src="cid:logo">')
        body = body.replace("</b>.", '</b>.<img src="cid:photo">')
        found = read(body, "Fwd: Máy in")

        self.assertIn("cid:photo", found.body)
        self.assertNotIn("cid:logo", found.body)

    def test_what_names_no_address_or_is_no_mail_forwards_nothing(self):
        for subject, body in (
            ("FW: in", "<p>From: Lan Tran<br>Sent: Monday<br>To: An</p><p>Hỏng</p>"),
            ("FW: in", "<p>From: Monday on we are closed.</p>"),
            ("FW: in", ""),
            ("Fwd: in", "<p>Just a text</p>"),
            (None, None),
        ):
            with self.subTest(body=body):
                self.assertIsNone(read(body, subject))
