# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Three weeks of a furniture workshop with three customers.

Addresses are below example.com, and nobody has a phone number, so that whatever
somebody tries out with these people reaches nobody.
"""

from datetime import timedelta

from odoo import api, fields, models

COMPANIES = {
    "song_huong": ("Khách sạn Sông Hương", "Huế"),
    "an_phat": ("Công ty CP Xây dựng An Phát", "Hà Nội"),
    "moc": ("Quán cà phê Mộc", "Hội An"),
}
PEOPLE = {
    "dao": ("Nguyễn Thị Đào", "song_huong", "Trưởng phòng mua hàng"),
    "khanh": ("Võ Quốc Khánh", "song_huong", "Tổng quản lý"),
    "dung": ("Đặng Tiến Dũng", "an_phat", "Giám đốc dự án"),
    "tuan": ("Lý Anh Tuấn", "moc", "Chủ quán"),
}
#: Days before today, hour in UTC, type, who, outcome, direction, minutes, subject, note.
CONTACTS = (
    (21, 2, "call", "dao", "next_appointment", "in", 9, "Hỏi giá 20 phòng tầng 3",
     "Cần 20 giường và 20 bàn, giao trước Tết. Thích gỗ sồi. Hẹn khảo sát."),
    (19, 3, "visit", "khanh", "interested", "out", 90, "Khảo sát phòng mẫu",
     "Đo phòng 305. Anh Khánh muốn xem mẫu da màu kem."),
    (15, 2, "call", "dung", "next_appointment", "out", 7, "Văn phòng mẫu chung cư",
     "Cần báo giá 12 bàn, 24 ghế cho cuối tháng."),
    (11, 7, "chat_manual", "tuan", "interested", "in", 0, "Nhắn Zalo hỏi bàn cà phê tròn",
     "Quán mở thêm tầng hai, hỏi 5 bàn tròn."),
    (8, 4, "call", "dao", "interested", "out", 6, "Hỏi ý kiến về báo giá",
     "Chị Đào đồng ý giá, chờ giám đốc ký."),
    (4, 3, "call", "dung", "complaint", "in", 8, "Hai ghế bị lỗi đường chỉ",
     "Anh Dũng không vui vì phải chờ. Hứa đổi trong tuần."),
    (1, 8, "visit", "khanh", "interested", "out", 45, "Thăm sau lắp đặt",
     "Anh Khánh hài lòng, hỏi thêm tầng 4 sau Tết."),
)  # fmt: skip


class CrmSample(models.AbstractModel):
    """The customers of the story, and what was talked about."""

    _inherit = "crm.sample"

    @api.model
    def _tell(self, story):
        result = super()._tell(story)
        self._tell_customers(story)
        self._tell_contacts(story)
        # at once: whoever loads a story looks at its customers next
        pairs = [(story[key].id, self.env.company.id) for key in COMPANIES]
        self.env["crm.partner.stat"]._refresh_pairs(pairs)
        return result

    @api.model
    def _tell_customers(self, story):
        company, person = self.env.company, self._person()
        common = {
            "company_id": company.id,
            "country_id": self.env.ref("base.vn").id,
            **self._tag(story)["res.partner"],
        }
        rows = {
            key: {
                **common,
                "name": name,
                "is_company": True,
                "city": city,
                "email": f"lienhe@{key.replace('_', '')}.example.com",
                "user_id": person.id,
            }
            for key, (name, city) in COMPANIES.items()
        }
        self._add(story, "res.partner", **rows)
        rows = {
            key: {
                **common,
                "name": name,
                "parent_id": story[of].id,
                "function": job,
                "email": f"{key}@{of.replace('_', '')}.example.com",
            }
            for key, (name, of, job) in PEOPLE.items()
        }
        self._add(story, "res.partner", **rows)
        self._add(
            story,
            "crm.partner.fact",
            fact_dao={
                "partner_id": story["dao"].id,
                "kind": "preference",
                "name": "Thích được gọi sau 9 giờ sáng",
            },
            fact_khanh={
                "partner_id": story["khanh"].id,
                "kind": "child",
                "name": "Con gái Bảo An năm nay thi đại học",
            },
        )

    @api.model
    def _tell_contacts(self, story):
        ref = "crm_relationship.crm_interaction_{}_{}".format
        now = fields.Datetime.now().replace(minute=0, second=0, microsecond=0)
        person = self._person()
        rows = {}
        for number, (days, hour, kind, who, *rest) in enumerate(CONTACTS):
            outcome, direction, minutes, subject, note = rest
            rows[f"contact_{number}"] = {
                "type_id": self.env.ref(ref("type", kind)).id,
                "outcome_id": self.env.ref(ref("outcome", outcome)).id,
                "partner_id": story[who].id,
                "user_id": person.id,
                "team_id": person.sale_team_id.id,
                "company_id": self.env.company.id,
                "direction": direction,
                "actor_type": "customer" if direction == "in" else "staff",
                "occurred_at": (now - timedelta(days=days)).replace(hour=hour),
                "duration": 60 * minutes,
                "subject": subject,
                "note": note,
            }
        rows["contact_5"] |= {
            "promise": "Đổi hai ghế lỗi đường chỉ",
            "promise_date": (now - timedelta(days=1)).date(),
        }
        rows["contact_6"]["next_step_at"] = now + timedelta(days=5)
        self._add(story, "crm.interaction", **rows)
