# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The people of a company: its users by role, and its Vietnamese customers."""

from __future__ import annotations

import bulk
from erp import QUIET

from odoo import Command
from odoo.tools import SQL

PASSWORD = "company"
SALES = ("sales_team.group_sale_salesman",)
LEADERS = ("sales_team.group_sale_manager", "account.group_account_readonly")
#: role: (how many, groups)
ROLES = {
    "sales": (20, SALES),
    "manager": (3, LEADERS),
    "agent": (6, SALES),
    "marketing": (2, (*SALES, "mass_mailing.group_mass_mailing_user")),
    "accountant": (1, ("account.group_account_manager",)),
    "stock": (1, ("stock.group_stock_manager",)),
}
TEAMS = 4
FAMILY = (
    "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý".split()
)
MIDDLE = (
    "Văn Thị Hữu Đức Minh Ngọc Thanh Quốc Thu Xuân Kim Hồng Gia Bảo Anh Tuấn".split()
)
GIVEN = (
    "An Bình Châu Dũng Đạt Giang Hà Hải Hạnh Hiếu Hoa Hùng Hương Khánh Lan Linh Long Mai"
    " Nam Nga Oanh Phong Phúc Quân Sơn Tâm Thảo Trang Tú Uyên Việt Yến"
).split()
TRADES = (
    "Thực phẩm|Cơ khí|Dệt may|Xây dựng|Nội thất|Vận tải|Dược phẩm|Điện tử|Thủy sản|Bao bì"
).split("|")
CITIES = (
    "Hà Nội|Hồ Chí Minh|Đà Nẵng|Hải Phòng|Cần Thơ|Huế|Nha Trang|Biên Hòa|Vinh|Đà Lạt"
).split("|")


def hire(env):
    """Create the users of every role; return {role: users}."""
    users = env["res.users"].with_context(**QUIET, no_reset_password=True)
    staff = {
        role: users.create(
            [_employee(env, role, n, groups) for n in range(1, count + 1)]
        )
        for role, (count, groups) in ROLES.items()
    }
    first = staff["sales"][0]
    first.password = PASSWORD
    env.flush_all()
    everybody = env["res.users"].concat(*staff.values())
    env.cr.execute(  # a hash takes half a second: it is made once
        "UPDATE res_users SET password = (SELECT password FROM res_users WHERE id = %s)"
        " WHERE id = ANY(%s)",
        [first.id, everybody.ids],
    )
    _build_teams(env, staff)
    return staff


def _employee(env, role, number, groups):
    login = f"{role}{number:02d}"
    groups = ("base.group_user", "base.group_partner_manager", *groups)
    return {
        "name": f"{FAMILY[number % len(FAMILY)]} {GIVEN[number]} ({role})",
        "login": login,
        "email": f"{login}@company.test",
        "tz": "Asia/Ho_Chi_Minh",
        "group_ids": [Command.set([env.ref(group).id for group in groups])],
    }


def _build_teams(env, staff):
    sales, managers = staff["sales"], staff["manager"]
    env["crm.team"].with_context(**QUIET).create(
        [
            {
                "name": f"Sales {number + 1}",
                "user_id": managers[number % len(managers)].id,
                "member_ids": [Command.set(sales[number::TEAMS].ids)],
            }
            for number in range(TEAMS)
        ]
    )


def add_customers(env, count):
    """Add companies, their people and private customers; list them in `customer`.

    The table has r (from 0) and what `copies` needs of a customer.
    """
    companies, staff = count * 18 // 100, count * 45 // 100
    first = _add(env, "company", companies, COMPANY, {"is_company": True})
    place = f"mod(n * 7::bigint, {companies})::int"
    employed = {
        "parent_id": f"{first} + {place}",
        "email": f"'nv' || n || '@congty' || (1 + {place}) || '.example'",
    }
    _add(env, "person", staff, {**PERSON, **employed}, {})
    _add(env, "private", count - companies - staff, PERSON, {})
    env.cr.execute(
        "UPDATE res_partner p SET complete_name = c.name || ', ' || p.name,"
        " commercial_company_name = c.name, user_id = c.user_id, city = c.city"
        " FROM res_partner c WHERE c.id = p.parent_id AND p.parent_id >= %s",
        [first],
    )
    env.cr.execute(
        "CREATE TEMP TABLE customer AS SELECT (row_number() OVER (ORDER BY p.id) - 1)::int AS r,"
        " p.id AS partner, p.commercial_partner_id AS commercial, p.name AS person,"
        " p.complete_name AS full_name, c.name AS firm, p.email, p.phone,"
        " split_part(p.email, '@', 2) AS domain,"
        " u.id AS employee, u.partner_id AS employee_partner, m.crm_team_id AS team"
        " FROM res_partner p JOIN res_partner c ON c.id = p.commercial_partner_id"
        " JOIN res_users u ON u.id = p.user_id"
        " JOIN crm_team_member m ON m.user_id = u.id AND m.active WHERE p.id >= %s",
        [first],
    )
    env.cr.execute("CREATE UNIQUE INDEX ON customer (r)")
    env.cr.execute("ANALYZE customer")


def _pick(words, factor):
    listed = ", ".join(f"'{word}'" for word in words)
    return f"(ARRAY[{listed}])[1 + mod(n * {factor}::bigint, {len(words)})]"


NAME = f"{_pick(FAMILY, 7)} || ' ' || {_pick(MIDDLE, 11)} || ' ' || {_pick(GIVEN, 13)}"
PHONE = "'+84 91' || lpad(mod(n * 7919::bigint, 10000000)::text, 7, '0')"
COMMON = {
    "city": _pick(CITIES, 3),
    "street": "'Số ' || (1 + mod(n, 400)) || ' đường Lê Lợi'",
    "create_date": "now()::timestamp(0) - mod(n * 104729::bigint, 2500) * interval '1 day'",
}
COMPANY = {
    **COMMON,
    "name": f"'Công ty ' || {_pick(TRADES, 3)} || ' ' || {_pick(GIVEN, 7)} || ' ' || n",
    "email": "'lienhe@congty' || n || '.example'",
    "phone": "'+84 28 3' || lpad(mod(n * 7919::bigint, 10000000)::text, 7, '0')",
}
PERSON = {
    **COMMON,
    "name": NAME,
    "email": "'khach' || {id} || '@thu.example'",
    "phone": PHONE,
}


def _add(env, kind, count, values, own):
    """Add partners like one of the ORM's; return the first id."""
    country = env.ref("base.vn").id
    record = env["res.partner"].with_context(**QUIET).create(
        {"name": "Model", "email": "model@example.test", "phone": "+84 912345678",
         "country_id": country, "user_id": env.user.id, **own}
    )  # fmt: skip
    table = f"new_{kind}"
    first = record.id + 1
    values = {
        name: text.replace("{id}", f"({first} + n - 1)")
        for name, text in values.items()
    }
    env.cr.execute(
        SQL(
            "CREATE TEMP TABLE %s ON COMMIT DROP AS SELECT n, %s AS id, %s FROM"
            " generate_series(1, %s) n",
            SQL.identifier(table),
            SQL(f"{first} + n - 1"),
            SQL(", ").join(
                SQL("%s AS %s", SQL(text.replace("%", "%%")), SQL.identifier(name))
                for name, text in values.items()
            ),
            count,
        )
    )
    columns = {name: f"c.{name}" for name in ("id", *values)}
    columns |= {
        "complete_name": "c.name",
        "email_normalized": "lower(c.email)",
        "phone_sanitized": "replace(c.phone, ' ', '')",
        "commercial_partner_id": "c.parent_id" if "parent_id" in values else "c.id",
        "user_id": "s.ids[1 + mod(c.n * 31::bigint, array_length(s.ids, 1))]",
    }
    sellers = (
        "(SELECT array_agg(id ORDER BY id) AS ids FROM res_users"
        " WHERE login ~ '^sales[0-9]+$') s"
    )
    bulk.insert_like(record, columns, f"{table} c, {sellers}", "c.id")
    env.cr.execute(
        "SELECT setval('res_partner_id_seq', (SELECT max(id) FROM res_partner))"
    )
    record.unlink()
    return first
