# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Is the company that was made by SQL one to Odoo? Its people open some of it."""

from __future__ import annotations

from recompute import differing_fields

from odoo.tests import Form
from odoo.tools import SQL

SAMPLE = 25
#: What each opens: (login, model, domain).
OPENED = (
    ("sales01", "res.partner", [("email", "like", "@congty")]),
    ("sales01", "crm.lead", []),
    ("sales01", "sale.order", [("state", "=", "draft")]),
    ("sales01", "calendar.event", []),
    ("manager01", "sale.order", [("invoice_status", "=", "invoiced")]),
    ("accountant01", "account.move", [("move_type", "=", "out_invoice")]),
    ("accountant01", "account.payment", []),
    ("stock01", "stock.picking", [("state", "=", "done")]),
)
DERIVED = ("res.partner", "sale.order", "sale.order.line", "account.move")
DERIVED += ("account.move.line", "stock.picking", "crm.lead")
#: Numbers are those of orders; the chance of a lead is that of all leads; what a story
#: planned and did within a second is done two hours after it began in the copies.
ACCEPTED = (
    "account.move.made_sequence_gap",
    "crm.lead.automated_probability",
    "stock.picking.has_deadline_issue",
)
#: Each must find nothing.
ORPHANS = {
    "entries that do not balance": "SELECT move_id FROM account_move_line"
    " GROUP BY move_id HAVING sum(balance) <> 0",
    "orders that are not the sum of their lines": "SELECT o.id FROM sale_order o JOIN"
    " sale_order_line l ON l.order_id = o.id GROUP BY o.id"
    " HAVING abs(o.amount_total - sum(l.price_total)) > 0.01",
    "numbers given twice": "SELECT name FROM sale_order GROUP BY name HAVING count(*) > 1",
    "messages on documents that are not there": "SELECT m.id FROM mail_message m"
    " LEFT JOIN sale_order o ON o.id = m.res_id WHERE m.model = 'sale.order' AND o.id IS NULL",
    "reconciled lines with a rest": "SELECT id FROM account_move_line"
    " WHERE full_reconcile_id IS NOT NULL AND amount_residual <> 0",
}


def problems(erp):
    """Return a line for each thing that is not as Odoo would have made it."""
    found = []
    for login, model, domain in OPENED:
        found += opened(erp, login, model, domain)
    with erp.environment() as env:
        for model in DERIVED:
            records = env[model].search([], limit=SAMPLE, order="id desc")
            found += [
                t for t in differing_fields(records) if not t.startswith(ACCEPTED)
            ]
            env.cr.rollback()
        for what, query in ORPHANS.items():
            rows = env.execute_query(SQL(f"SELECT count(*) FROM ({query}) s"))
            if rows[0][0]:
                found.append(f"{rows[0][0]} {what}")
    return found


def opened(erp, login, model, domain):
    """Search, open the form and read the chatter of a record, as a user."""
    with erp.environment() as env:
        user = env["res.users"].search([("login", "=", login)])
    with erp.environment(user.id) as env:
        records = env[model].search(domain, limit=SAMPLE, order="id desc")
        if not records:
            return [f"{login} finds no {model}"]
        Form(records[0])
        if hasattr(records, "message_ids"):
            env["mail.message"]._message_fetch(None, thread=records[0], limit=30)
        names = [
            name for name in records[:5].mapped("display_name") if "Model Story" in name
        ]
        env.cr.rollback()
        return [f"{login} reads {names[0]} in {model}"] if names else []
