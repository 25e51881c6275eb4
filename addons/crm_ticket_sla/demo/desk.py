# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The desk of the story: who works there, for whom, and what is promised."""

from odoo import Command

USERS = {
    "linh": ("Đỗ Mỹ Linh", "crm_ticket_sla.group_crm_ticket_sla_manager"),
    "hai": ("Nguyễn Thanh Hải", "crm_ticket_sla.group_crm_ticket_sla_user"),
    "ngoc": ("Phan Bảo Ngọc", "crm_ticket_sla.group_crm_ticket_sla_user"),
    "phuc": ("Lâm Hoàng Phúc", "crm_ticket_sla.group_crm_ticket_sla_user"),
}
#: Known from the story of CRM Relationship; created where it has not been told.
PEOPLE = {
    "dao": ("Nguyễn Thị Đào", "dao@songhuong.example"),
    "khanh": ("Võ Quốc Khánh", "khanh@songhuong.example"),
    "dung": ("Đặng Tiến Dũng", "dung@anphat.example"),
    "mai": ("Hoàng Thị Mai", "mai@hoasen.example"),
    "tuan": ("Lý Anh Tuấn", "tuan@moc.example"),
    "yen": ("Trương Hải Yến", "yen@tambinh.example"),
}
HOUR = 3600


class Desk:
    """People, teams and promises, by short names."""

    def __init__(self, env):
        self.env = env
        self.users, self.partners, self.teams = {}, {}, {}

    def set_up(self):
        self._create_people()
        self._create_hours()
        self._create_desk()
        self._create_policies()
        self._create_macros()

    def _create_people(self):
        env = self.env
        langs = dict(env["res.lang"].get_installed())
        lang = "vi_VN" if "vi_VN" in langs else env.lang or "en_US"
        for login, (name, group) in USERS.items():
            self.users[login] = env["res.users"].create(
                {
                    "name": name,
                    "login": login,
                    "password": login,
                    "email": f"{login}@noithatbenthanh.example",
                    "lang": lang,
                    "tz": "Asia/Ho_Chi_Minh",
                    "group_ids": [
                        Command.link(env.ref(group).id),
                        Command.link(env.ref("base.group_allow_export").id),
                    ],
                }
            )
        for key, (name, email) in PEOPLE.items():
            known = env["res.partner"].search([("email", "=", email)], limit=1)
            self.partners[key] = known or known.create(
                {"name": name, "email": email, "lang": lang}
            )

    def _create_hours(self):
        self.calendar = self.env["resource.calendar"].create(
            {
                "name": "Giờ làm việc của bộ phận hỗ trợ",
                "tz": "Asia/Ho_Chi_Minh",
                "attendance_ids": [
                    Command.clear(),
                    *[
                        Command.create(
                            {
                                "name": f"{day + 2} {start}",
                                "dayofweek": str(day),
                                "hour_from": start,
                                "hour_to": stop,
                                "day_period": part,
                            }
                        )
                        for day in range(6)
                        for start, stop, part in (
                            (8, 12, "morning"),
                            (13, 17.5, "afternoon"),
                        )
                    ],
                ],
            }
        )

    def _create_desk(self):
        env = self.env
        care = env.ref("crm_ticket_sla.team_support")
        care.write({"name": "Chăm sóc khách hàng", **self._team_values("linh")})
        warranty = env["crm.ticket.team"].create(
            {
                "name": "Bảo hành và lắp đặt",
                "alias_name": "baohanh",
                **self._team_values("linh"),
            }
        )
        self.teams.update(care=care, warranty=warranty)
        for team, members in (
            (care, (("hai", 8), ("ngoc", 6))),
            (warranty, (("phuc", 6), ("ngoc", 4))),
        ):
            team.member_ids = [
                Command.create({"user_id": self.users[login].id, "capacity": capacity})
                for login, capacity in members
            ]

    def _team_values(self, leader):
        return {
            "manager_id": self.users[leader].id,
            "calendar_id": self.calendar.id,
            "assignment_method": "manual",
        }

    def _create_policies(self):
        """Promise more to those who wait for a repair, and answers to everybody."""
        category = self.env.ref("crm_ticket_sla.category_warranty")
        self.env["crm.sla.policy"].create(
            {
                "name": "Bảo hành",
                "sequence": 10,
                "category_ids": [Command.set(category.ids)],
                "target_ids": [
                    Command.create({"metric": metric, "seconds": hours * HOUR, **more})
                    for metric, hours, more in (
                        ("first_response", 2, {}),
                        ("next_response", 4, {}),
                        ("resolution", 24, {}),
                        ("resolution", 12, {"priority": "2"}),
                    )
                ],
            }
        )
        default = self.env.ref(
            "crm_ticket_sla.crm_sla_policy_default", raise_if_not_found=False
        )
        if default:
            default.target_ids = [
                Command.create({"metric": "next_response", "seconds": 6 * HOUR})
            ]

    def add_serial_number(self, ticket):
        product = self.env["product.product"].create(
            {"name": "Giường khách sạn 1m6, có số", "tracking": "serial"}
            | ({"is_storable": True} if self._has("is_storable") else {})
        )
        lot = self.env["stock.lot"].create(
            {"name": "GK-0305", "product_id": product.id}
        )
        ticket.write({"product_id": product.id, "lot_id": lot.id})

    def _has(self, name):
        return name in self.env["product.product"]._fields

    def _create_macros(self):
        stage = {
            kind: self.env.ref(f"crm_ticket_sla.stage_{kind}").id
            for kind in ("wait_customer", "solved")
        }
        self.env["crm.ticket.macro"].create(
            [
                {
                    "name": "Xin ảnh và chờ khách",
                    "reply": "<p>Anh/chị vui lòng gửi ảnh chỗ hỏng giúp chúng tôi.</p>",
                    "stage_id": stage["wait_customer"],
                    "assign": "me",
                },
                {
                    "name": "Đã xử lý xong",
                    "reply": "<p>Chúng tôi đã xử lý xong yêu cầu của anh/chị.</p>",
                    "stage_id": stage["solved"],
                },
            ]
        )
