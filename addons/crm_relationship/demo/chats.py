# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The demo story's chats: an account each of Messenger and Zalo, and who wrote."""

from datetime import timedelta

from odoo import fields

from ..tools.gateway.chat import ChatEvent

ACCOUNTS = {
    "messenger": "Xưởng mộc Hội An",
    "zalo": "Xưởng mộc Hội An OA",
}
#: (account, id of the person, name there, contact of the story, who answers,
#: hours ago of the first message, (direction, minutes later, text)...)
CHATS = (
    (
        "zalo", "7620049913301", "Tuấn Cafe Mộc", "tuan", "quan", 5,
        (
            ("in", 0, "Anh ơi bàn cà phê tròn còn hàng không ạ?"),
            ("out", 6, "Dạ còn 12 cái anh nhé, giao trong tuần được ạ."),
            ("in", 9, "Cho em đặt thêm 4 cái giao trước thứ Sáu."),
        ),
    ),
    (
        "messenger", "6412907755120", "Thanh Hằng", None, None, 2,
        (
            ("in", 0, "Shop ơi cho mình hỏi giá ghế bọc da"),
            ("in", 1, "Số mình 0935 664 411, gọi giúp mình nhé"),
        ),
    ),
    (
        "messenger", "6412907755121", "Hải Yến", "yen", "huong", 52,
        (
            ("in", 0, "Bên mình có xuất hoá đơn VAT không em?"),
            ("out", 14, "Dạ có ạ, em gửi chị báo giá qua mail nhé."),
        ),
    ),
)  # fmt: skip


def chat(story):
    """Let people write, and colleagues answer: as if heard when it happened."""
    env = story.env
    accounts = {
        kind: env["crm.channel.account"].create({"name": name, "kind": kind})
        for kind, name in ACCOUNTS.items()
    }
    now = fields.Datetime.now()
    for kind, handle, name, contact, login, hours, said in CHATS:
        begin = now - timedelta(hours=hours)
        conversation = env["crm.conversation"]
        for number, (direction, minutes, text) in enumerate(said):
            event = ChatEvent(
                "message" if direction == "in" else "echo",
                handle,
                f"demo-{handle}-{number}",
                begin + timedelta(minutes=minutes),
                text,
                name=name,
            )
            conversation = env["crm.conversation"]._hear(accounts[kind], event, now)[2]
        if contact:
            conversation.partner_id = story.partners[contact]
        if login:
            conversation.user_id = story.users[login]
