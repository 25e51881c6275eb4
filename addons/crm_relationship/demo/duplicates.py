# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Contacts that somebody typed twice, and two who share a phone."""

#: name, phone, mail address, what else
TWICE = (
    ("Nguyen Thi Dao", "+84 912 345 678", "dao.nguyen@thuxua.example", {"city": "Huế"}),
    ("Hoàng Thị Mai", "0935.664.411", False, {"street": "18 Bạch Đằng"}),
    ("Lý Minh Khang", "0905 112 233", False, {"birthdate": "2012-03-08"}),
)


def tell(story):
    """Create them, and compare all contacts."""
    env = story.env
    env["res.partner"].create(
        [
            {"name": name, "phone": phone, "email": email, **others}
            for name, phone, email, others in TWICE
        ]
    )
    env.flush_all()
    scan = env["crm.duplicate.scan"]._plan()
    while scan.state in ("pending", "running"):
        scan._step()
