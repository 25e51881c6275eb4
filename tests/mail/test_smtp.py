# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A conversation by mail, over real SMTP and through Odoo's own mailgate."""

from email.message import EmailMessage
from email.utils import make_msgid, parseaddr

CUSTOMER = "dao@anphat.test"
AGENT = "an@office.test"
SUPPORT = "support@desk.test"


def mail(subject, text, sender=f"Nguyễn Thị Đào <{CUSTOMER}>", **headers):
    message = EmailMessage()
    message["From"], message["To"] = sender, SUPPORT
    message["Subject"], message["Message-Id"] = subject, make_msgid(domain="x.test")
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def answer(to, text, sender):
    """Return the answer of a mail program to a mail."""
    message = mail(
        f"Re: {to['Subject']}",
        text,
        sender,
        In_Reply_To=to["Message-Id"],
        References=to["Message-Id"],
    )
    message.replace_header("To", to["Reply-To"])
    return message


def text_of(message):
    return message.get_body(("plain", "html")).get_content()


def test_customer_and_agent_converse_by_mail(odoo, post):
    post.send(mail("Máy in hỏng", "Máy in không chạy."))

    [ticket] = odoo.tickets(("name", "=", "Máy in hỏng"))
    receipt = post.receive(CUSTOMER)
    assert f"[{ticket['number']}]" in receipt["Subject"]
    assert receipt["Auto-Submitted"] == "auto-replied"
    assert parseaddr(receipt["Reply-To"])[1] == SUPPORT

    post.send(answer(receipt, "Nó còn kêu nữa.", f"Đào <{CUSTOMER}>"))
    odoo.call(
        "crm.ticket",
        "message_post",
        [ticket["id"]],
        body="Chào chị, mời chị thử lại.",
        message_type="comment",
        subtype_xmlid="mail.mt_comment",
        login="an",
        password="an-secret",
    )

    reply = post.receive(CUSTOMER)
    assert "thử lại" in text_of(reply)
    assert f"[{ticket['number']}]" in reply["Subject"]
    assert reply["Auto-Submitted"] is None
    [after] = odoo.tickets(
        ("id", "=", ticket["id"]), fields=("first_response_at", "message_ids")
    )
    assert after["first_response_at"]
    bodies = odoo.call(
        "mail.message", "search_read", [("id", "in", after["message_ids"])], ["body"]
    )
    assert any("còn kêu" in row["body"] for row in bodies)
    assert len(odoo.tickets(("email_from", "ilike", CUSTOMER))) == 1
    assert not post.refusals


def test_agent_answers_and_forwards_from_his_own_mail_program(odoo, post):
    post.send(mail("Mực in", "Còn mực không?"))
    receipt = post.receive(CUSTOMER)

    post.send(answer(receipt, "Vẫn còn ạ.", f"An <{AGENT}>"))
    assert "Vẫn còn" in text_of(post.receive(CUSTOMER))

    forward = (
        "Nhờ xem giúp.\n\n---------- Forwarded message ---------\n"
        "Từ: Bình <binh@khac.test>\nDate: Th 2, 1 thg 6, 2026 lúc 10:00\n"
        f"Subject: Giấy in\nTo: <{AGENT}>\n\nGiấy in bị ướt.\n"
    )
    post.send(mail("Fwd: Giấy in", forward, f"An <{AGENT}>"))
    [ticket] = odoo.tickets(("name", "=", "Giấy in"), fields=("email_from", "number"))
    assert "binh@khac.test" in ticket["email_from"]
    assert ticket["number"] in post.receive("binh@khac.test")["Subject"]
    assert not post.refusals


def test_vacation_notice_opens_nothing_and_is_not_answered(odoo, post):
    post.send(mail("Giấy bảo hành", "Gửi lại giúp."))
    receipt = post.receive(CUSTOMER)
    before = odoo.call("crm.ticket", "search_count", [])

    notice = answer(receipt, "I am away.", f"Đào <{CUSTOMER}>")
    notice["Auto-Submitted"] = "auto-replied"
    post.send(notice)

    assert odoo.call("crm.ticket", "search_count", []) == before
    assert post.is_empty(CUSTOMER)
    assert not post.refusals
