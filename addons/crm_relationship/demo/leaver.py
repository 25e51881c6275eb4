# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Somebody leaves the workshop of the story: her customers are about to change hands."""

from odoo import Command

CUSTOMERS = {
    "Nhà hàng Ven Sông": ("Huế", 96_000_000, "Bàn ghế cho tầng hai"),
    "Công ty CP Du lịch Trăng Xanh": ("Đà Nẵng", 210_000_000, "Nội thất văn phòng mới"),
    "Trường tiểu học Kim Đồng": ("Đà Nẵng", 54_000_000, "Kệ sách cho thư viện"),
    "Phòng khám An Tâm": ("Hội An", 38_000_000, None),
    "Khách sạn Bến Xuân": ("Huế", 145_000_000, "Giường cho 20 phòng"),
    "Quán trà Lá": ("Hội An", 12_000_000, None),
}


def tell(story):
    """Give a colleague customers and plans."""
    story.users["van"] = _colleague(story)
    for number, (name, (city, revenue, wish)) in enumerate(CUSTOMERS.items()):
        story.partners[name] = _customer(story, name, city)
        if not wish:
            continue
        story._order(name, "van", [("desk", 2 + number)], story.at(-90, 10))
        lead = story._lead(wish, name, "van", -20, 1 + number % 3, revenue)
        story._plan(lead, "call", "van", 1 + number, f"Gọi lại: {wish}")
        visit = story.at(3 + number, 9)
        story._meeting(f"Đo đạc tại {name}", "van", [name], visit, 60, lead)


def _colleague(story):
    return story.env["res.users"].create(
        {
            "name": "Đỗ Thanh Vân",
            "login": "van",
            "password": "van",
            "email": "van@noithatbenthanh.example",
            "lang": story.users["huong"].lang,
            "tz": "Asia/Ho_Chi_Minh",
            "group_ids": [
                Command.link(story.env.ref("sales_team.group_sale_salesman").id)
            ],
        }
    )


def _customer(story, name, city):
    return story.env["res.partner"].create(
        {
            "name": name,
            "is_company": True,
            "city": city,
            "country_id": story.env.ref("base.vn").id,
            "user_id": story.users["van"].id,
        }
    )


def hand_over(story):
    """Make the handover of her customers, which was only previewed so far."""
    handover = story.env["crm.handover"].create(
        {
            "user_id": story.users["van"].id,
            "reason": "leaves",
            "method": "capacity",
            "note": "Vân nghỉ từ cuối tháng; hồ sơ giấy ở tủ số 3.",
            "has_introduction": True,
            "successor_ids": [
                Command.create({"user_id": story.users["huong"].id, "capacity": 6}),
                Command.create({"user_id": story.users["quan"].id, "capacity": 3}),
            ],
        }
    )
    handover.action_preview()
