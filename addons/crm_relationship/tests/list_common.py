# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""People whose names are formulas, and a user who may export them."""

from .common import RelationshipCase

HOSTILE = (
    '=HYPERLINK("http://evil.test","x")',
    "+cmd|' /C calc'!A0",
    "-1+1",
    "@SUM(1,1)",
    "{=1+1}",
    "http://evil.test",
)


class ListCase(RelationshipCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        right = cls.env.ref("base.group_allow_export")
        right.user_ids = [(4, cls.user_lan.id), (3, cls.user_minh.id)]
        right.implied_by_ids.implied_ids = [(3, right.id)]
        cls.user_lan.tz = "Asia/Ho_Chi_Minh"
        tags = cls.env["res.partner.category"].create(
            [{"name": f"Tag {n}"} for n in range(3)]
        )
        countries = cls.env.ref("base.vn") + cls.env.ref("base.fr")
        cls.people = cls.env["res.partner"].create(
            [
                {
                    "name": text,
                    "phone": f"+8491234567{n}",
                    "is_company": bool(n % 2),
                    "country_id": countries[n % 2].id if n < 4 else False,
                    "parent_id": cls.customer.id if not n % 2 else False,
                    "category_id": [(6, 0, tags[: n % 4].ids)],
                    "comment": f"<p>{n} &amp; more</p>",
                    "color": n,
                }
                for n, text in enumerate(HOSTILE)
            ]
        )
        cls.env.flush_all()
        cls.env.invalidate_all()
