# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The people of a load test: some of each role, and whose the customers are."""

from __future__ import annotations

from odoo.tools import SQL

#: role: groups that a person of it has, those of addons that are not there left out
ROLES = {
    "sales": ("base.group_user", "sales_team.group_sale_salesman"),
    "manager": ("base.group_user", "sales_team.group_sale_manager"),
    "agent": ("base.group_user", "crm_ticket_sla.group_crm_ticket_sla_user"),
    "marketing": (
        *("base.group_user", "mass_mailing.group_mass_mailing_user"),
        "crm_marketing_auto.group_crm_marketing_auto_user",
    ),
    "portal": ("base.group_portal",),
}
NOBODY = """
    SELECT p.id FROM res_partner p WHERE p.active AND p.type = 'contact'
       AND NOT EXISTS (SELECT FROM res_users u WHERE u.partner_id = p.id)
       AND NOT EXISTS (SELECT FROM res_company c WHERE c.partner_id = p.id)
     ORDER BY p.id
"""


def customers_of(bench, count):
    """Return the ids of the customers, made where there are too few.

    A customer is a contact that nobody logs in as and that is no company of ours.
    """
    with bench.erp.environment() as env:
        found = [row[0] for row in env.execute_query(SQL(NOBODY))]
    if len(found) < count:
        found += bench.add_customers(count - len(found), "Load customer")
    return found


def hire(env, count, password, customers):
    """Make people of every role, all with one password; return {role: logins}."""
    logins, user = {}, None
    for role, names in ROLES.items():
        groups = [env.ref(name, raise_if_not_found=False) for name in names]
        group_ids = [group.id for group in groups if group]
        logins[role] = [f"load.{role}.{n}" for n in range(count)]
        for n, login in enumerate(logins[role]):
            values = {"name": f"{role.title()} {n}", "login": login, "tz": "UTC"}
            values |= {
                "email": f"{login}@example.test",
                "group_ids": [(6, 0, group_ids)],
            }
            if role == "portal":
                values["partner_id"] = customers[n]
            users = env["res.users"].with_context(no_reset_password=True)
            user = users.create(values)
    set_password(user, password)
    return logins


def set_password(user, password):
    """Give one password to all: its hash takes longer than making them."""
    user.password = password
    user.env.flush_all()
    user.env.cr.execute(
        "UPDATE res_users SET password = (SELECT password FROM res_users WHERE id = %s)"
        " WHERE login LIKE 'load.%%'",
        [user.id],
    )


def own(env, logins, customers):
    """Give the customers to the salespeople, a company with all of its people."""
    users = env["res.users"].search([("login", "in", logins)], order="login").ids
    env.cr.execute(
        "UPDATE res_partner SET user_id = (%s::int[])[1 + mod(commercial_partner_id, %s)]"
        " WHERE id = ANY(%s)",
        [users, len(users), customers],
    )
    for table in ("sale_order", "crm_lead"):  # a document is whose customer it is with
        env.cr.execute(
            SQL(
                "UPDATE %s d SET user_id = p.user_id FROM res_partner p"
                " WHERE p.id = d.partner_id AND d.user_id IS DISTINCT FROM p.user_id"
                " AND p.user_id = ANY(%s)",
                SQL.identifier(table),
                users,
            )
        )
    env.invalidate_all(flush=False)
