# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What was taken out of the system, and whose customers a manager opened."""

#: Days back, hour, who, model, rows, format, picked by hand, filter, fields.
EXPORTS = (
    (-12, 9, "huong", "res.partner", 6, "xlsx", False,
     "[('user_id', '=', uid)]", "name, city, phone, email"),
    (-9, 16, "trang", "account.move", 14, "csv", False,
     "[('move_type', '=', 'out_invoice'), ('state', '=', 'posted')]",
     "name, partner_id/name, invoice_date, amount_total, payment_state"),
    (-6, 11, "long", "crm.lead", 5, "xlsx", False,
     "[('type', '=', 'opportunity')]", "name, partner_id/name, stage_id, expected_revenue"),
    (-4, 14, "quan", "res.partner", 1, "vcard", True, False, "vcard"),
    (-1, 17, "long", "sale.order", 3, "pdf", True, False, "sale.report_saleorder"),
    (-1, 22, "admin", "res.partner", 25, "call", False,
     "[('customer_rank', '>', 0)]", "id, name, phone, email"),
)  # fmt: skip
ROUTES = {
    "xlsx": "/web/export/xlsx",
    "csv": "/web/export/csv",
    "vcard": "/web/partner/vcard",
    "pdf": "/report/pdf",
    "call": False,
}
#: Days back, hour, the customer that the manager opened.
OPENED = (
    (-8, 10, "an_phat"),
    (-8, 10, "moc"),
    (-5, 15, "song_huong"),
    (-3, 9, "an_phat"),
    (-1, 16, "tam_binh"),
)


def tell(story):
    """Write both logs as the system would have."""
    env = story.env
    models = env["ir.model"].with_context(lang=story.users["huong"].lang)
    people = {**story.users, "admin": env.ref("base.user_admin")}
    env["crm.export.log"].create(
        [
            {
                "user_id": people[who].id,
                "company_id": env.company.id,
                "exported_at": story.at(days, hour, 20),
                "model": model,
                "model_name": models._get(model).name,
                "record_count": count,
                "is_selection": is_picked,
                "domain": domain,
                "field_names": field_names,
                "format": kind,
                "route": ROUTES[kind],
            }
            for (
                days, hour, who, model, count, kind, is_picked, domain, field_names,
            ) in EXPORTS
        ]
    )  # fmt: skip
    manager = story.users["long"]
    rows = []
    for days, hour, key in OPENED:
        opened_at, customer = story.at(days, hour, 5), story.partners[key]
        rows.append(
            {
                "user_id": manager.id,
                "partner_id": customer.id,
                "owner_id": customer.user_id.id,
                "company_id": env.company.id,
                "day": opened_at.date(),
                "opened_at": opened_at,
                "key": f"{manager.id}:{customer.id}:{opened_at.date()}",
            }
        )
    env["crm.access.log"].create(rows)
