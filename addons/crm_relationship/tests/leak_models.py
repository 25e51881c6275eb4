# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The models that are asked whether they leak: add a line for each with a customer."""

from odoo import Command

from .leak_entries import MAIL
from .leak_harness import BACK_OFFICE, COLLEAGUES, LeakModel

INVOICING = frozenset({"accountant", "stranger_invoicing"})
STOCK = frozenset({"warehouse", "stranger_stock"})
#: Entries for models whose rows have no name.
NAMELESS = frozenset({"name_search", "web_name_search"})


def order(case, customer, owner):
    """Return the confirmed order of a customer, one per test and customer."""
    if customer not in case.documents:
        case.documents[customer] = case.env["sale.order"].create(
            {
                "partner_id": customer.id,
                "user_id": owner.id,
                "name": f"Order of {customer.name}",
                "client_order_ref": customer.name,
                "order_line": [
                    Command.create(
                        {
                            "product_id": case.product.id,
                            "product_uom_qty": 1,
                            "price_unit": case.amount(customer),
                            "tax_ids": [],
                        }
                    )
                ],
            }
        )
        case.documents[customer].action_confirm()
    return case.documents[customer]


def invoice(case, customer, owner):
    key = ("invoice", customer)
    if key not in case.documents:
        move = order(case, customer, owner)._create_invoices()
        move.action_post()
        case.documents[key] = move
    return case.documents[key]


def lead(case, customer, owner):
    return case.env["crm.lead"].create(
        {
            "name": f"Office of {customer.name}",
            "type": "opportunity",
            "partner_id": customer.id,
            "user_id": owner.id,
            "expected_revenue": case.amount(customer),
        }
    )


def partner(case, customer, owner):
    return customer + case.env["res.partner"].create(
        {"name": f"{customer.name} person", "parent_id": customer.id}
    )


def interaction(case, customer, owner):
    key = ("interaction", customer)
    if key not in case.documents:
        case.documents[key] = case._log(
            "call",
            partner=customer,
            user=owner,
            subject=customer.name,
            note=customer.name,
        )
    return case.documents[key]


def revision(case, customer, owner):
    row = interaction(case, customer, owner)
    row.with_user(owner).note = f"{customer.name} again"
    return row.revision_ids


def activity(case, customer, owner):
    return lead(case, customer, owner).activity_schedule(
        "mail.mail_activity_data_todo", summary=customer.name, user_id=owner.id
    )


def activity_done(case, customer, owner):
    activity(case, customer, owner).with_user(owner).action_done()


def call(case, customer, owner):
    return customer.activity_schedule(
        "mail.mail_activity_data_call", summary=customer.name, user_id=owner.id
    )


def answered(case, customer, owner):
    if "questions" not in case.documents:
        case.documents["questions"] = case.env["crm.qualification"].create(
            {
                "name": "All",
                "question_ids": [Command.create({"name": "?", "kind": "text"})],
            }
        )
    return case.env["crm.qualification.answer"].create(
        {
            "lead_id": lead(case, customer, owner).id,
            "question_id": case.documents["questions"].question_ids.id,
            "answered_at": "2026-03-02 08:00:00",
            "text": customer.name,
        }
    )


def put_aside(case, customer, owner):
    return case.env["crm.lead.disqualification"].create(
        {
            "lead_id": lead(case, customer, owner).id,
            "reason_id": case.env["crm.lost.reason"].create({"name": "Busy"}).id,
            "verdict": "never",
            "disqualified_at": "2026-03-02 08:00:00",
            "note": customer.name,
        }
    )


def message(case, customer, owner):
    return lead(case, customer, owner).message_post(
        body=customer.name, author_id=owner.partner_id.id
    )


def attachment(case, customer, owner):
    return case.env["ir.attachment"].create(
        {
            "name": f"{customer.name}.txt",
            "raw": b"secret",
            "res_model": "res.partner",
            "res_id": customer.id,
        }
    )


def follower(case, customer, owner):
    document = lead(case, customer, owner)
    document.message_subscribe(partner_ids=owner.partner_id.ids)
    return document.message_follower_ids


def shared(case, customer, owner):
    return case.env["crm.customer.share"].create(
        {
            "partner_id": customer.id,
            "user_id": case.user_hoa.id,
            "shared_by_id": owner.id,
            "reason": customer.name,
        }
    )


def requested(case, customer, owner):
    return case.env["crm.access.request"].create(
        {
            "partner_id": customer.id,
            "user_id": case.user_minh.id,
            "reason": customer.name,
        }
    )


def pair(case, customer, owner):
    twin = case._create_customer(f"{customer.name} Ltd", user_id=owner.id)
    return case.env["crm.duplicate.pair"].create(
        {
            "low_id": customer.id,
            "high_id": twin.id,
            "partner_a_id": customer.id,
            "partner_b_id": twin.id,
            "score": case.amount(customer),
        }
    )


def merged(case, customer, owner):
    return case.env["crm.merge.log"].create(
        {"kept_id": customer.id, "names": customer.name}
    )


def handed_over(case, customer, owner):
    handover = case.env["crm.handover"].create(
        {
            "user_id": case.user_lan.id,
            "successor_ids": [Command.create({"user_id": owner.id})],
        }
    )
    return case.env["crm.handover.line"].create(
        {
            "handover_id": handover.id,
            "partner_id": customer.id,
            "owner_model": "res.partner",
            "owner_id": customer.id,
            "to_user_id": owner.id,
            "state": "done",
            "revenue": case.amount(customer),
        }
    )


def rows_of(model, make_first, path="partner_id"):
    """Return how to find the rows of a report about what another function makes."""

    def find(case, customer, owner):
        make_first(case, customer, owner)
        case.env.flush_all()
        return case.env[model].search([(path, "=", customer.id)])

    return find


def created(model, **values):
    """Return how to create a row of a customer: callables are called with both."""

    def create(case, customer, owner):
        named = {
            name: value(case, customer) if callable(value) else value
            for name, value in values.items()
        }
        return case.env[model].create({"partner_id": customer.id, **named})

    return create


def company(case, customer):
    return case.company.id


def name(case, customer):
    return customer.name


def amount(case, customer):
    return case.amount(customer)


def second_mail(case, customer):
    return f"second{'@own.test' if customer == case.own else MAIL}"


def standing(model, **values):
    return created(model, company_id=company, **values)


LEAK_MODELS = [
    LeakModel(
        "res.partner",
        partner,
        customer="id",
        fields=("display_name", "name", "phone", "email"),
        group="user_id",
        bar=("type", "contact"),
        order="complete_name",
        seen_by=COLLEAGUES,
        is_open_when_off=True,
    ),
    LeakModel(
        "crm.lead",
        lead,
        fields=("display_name", "partner_name", "phone"),
        bar=("type", "opportunity"),
        amount="expected_revenue",
        group="stage_id",
    ),
    LeakModel(
        "crm.activity.report",
        rows_of("crm.activity.report", activity_done),
        group="user_id",
        silent=NAMELESS,
    ),
    LeakModel(
        "sale.order",
        order,
        fields=("display_name", "client_order_ref", "amount_total"),
        bar=("state", "sale"),
        amount="amount_total",
        group="user_id",
        seen_by=frozenset({"accountant", "warehouse"}),
    ),
    LeakModel(
        "sale.order.line",
        lambda case, customer, owner: order(case, customer, owner).order_line,
        customer="order_partner_id",
        fields=("display_name", "name", "price_subtotal"),
        bar=("state", "sale"),
        amount="price_subtotal",
        group="product_id",
        seen_by=frozenset({"accountant", "warehouse"}),
    ),
    LeakModel(
        "sale.report",
        rows_of("sale.report", order),
        fields=("product_id", "price_total"),
        amount="price_total",
        group="product_id",
        bar=("state", "sale"),
        silent=NAMELESS,
    ),
    LeakModel(
        "account.move",
        invoice,
        fields=("display_name", "amount_total", "invoice_partner_display_name"),
        bar=("state", "posted"),
        amount="amount_total_signed",
        group="invoice_user_id",
        seen_by=INVOICING,
    ),
    LeakModel(
        "account.move.line",
        lambda case, customer, owner: invoice(case, customer, owner).line_ids,
        fields=("display_name", "balance"),
        bar=("parent_state", "posted"),
        amount="price_subtotal",
        group="product_id",
        seen_by=INVOICING,
    ),
    LeakModel(
        "account.invoice.report",
        rows_of("account.invoice.report", invoice),
        fields=("product_id", "price_subtotal"),
        bar=("state", "posted"),
        amount="price_subtotal",
        group="product_id",
        seen_by=frozenset({"accountant"}),
        unseen_by=frozenset({"owner", "all", "manager"}),
        witness="accountant",
        silent=NAMELESS,
    ),
    LeakModel(
        "stock.picking",
        lambda case, customer, owner: order(case, customer, owner).picking_ids,
        fields=("display_name", "origin"),
        group="picking_type_id",
        silent=NAMELESS,
        seen_by=STOCK | INVOICING,
    ),
    LeakModel(
        "crm.interaction",
        interaction,
        customer="commercial_partner_id",
        fields=("display_name", "subject", "note"),
        group="type_id",
        bar=("direction", "out"),
        partly=BACK_OFFICE,
    ),
    LeakModel(
        "crm.interaction.revision",
        revision,
        customer="interaction_id.commercial_partner_id",
        fields=("display_name", "new_value"),
        group="field_label",
    ),
    LeakModel(
        "crm.partner.stat",
        standing("crm.partner.stat", revenue=amount, lifecycle="loyal"),
        fields=("display_name", "revenue"),
        amount="revenue",
        group="lifecycle",
        bar=("lifecycle", "loyal"),
    ),
    LeakModel(
        "crm.partner.change",
        standing(
            "crm.partner.change",
            kind="lifecycle",
            changed_at="2026-03-02 08:00:00",
            value="loyal",
            reason=name,
        ),
        fields=("display_name", "reason"),
        group="kind",
        bar=("kind", "lifecycle"),
    ),
    LeakModel(
        "crm.insight",
        standing(
            "crm.insight",
            kind="date",
            key=lambda case, customer: f"date:{customer.id}:1",
            evidence=lambda case, customer: {
                "name": customer.name,
                "day": "2026-03-02",
            },
        ),
        fields=("display_name", "evidence"),
        group="kind",
        bar=("kind", "date"),
    ),
    LeakModel(
        "crm.partner.fact",
        created("crm.partner.fact", name=name),
        fields=("display_name", "name"),
        group="kind",
        bar=("kind", "other"),
    ),
    LeakModel(
        "crm.partner.phone",
        lambda case, customer, owner: customer.phone_ids,
        fields=("display_name", "number"),
        group="kind",
        silent=NAMELESS,
        seen_by=COLLEAGUES,
        is_open_when_off=True,
    ),
    LeakModel(
        "crm.profit.report",
        rows_of("crm.profit.report", invoice),
        fields=("revenue",),
        amount="revenue",
        group="product_id",
        seen_by=INVOICING,
    ),
    LeakModel(
        "crm.retention.report",
        rows_of("crm.retention.report", order),
        fields=("display_name", "revenue", "share"),
        amount="revenue",
        group="state",
        bar=("state", "new"),
    ),
    LeakModel(
        "res.partner.bank",
        created("res.partner.bank", acc_number=name),
        fields=("display_name", "acc_number"),
        group="bank_id",
        seen_by=COLLEAGUES,
        is_open_when_off=True,
    ),
    LeakModel(
        "crm.partner.email",
        created("crm.partner.email", email=second_mail),
        fields=("display_name", "email"),
        seen_by=COLLEAGUES,
        is_open_when_off=True,
    ),
    LeakModel(
        "crm.customer.share",
        shared,
        fields=("display_name", "reason"),
        group="user_id",
        bar=("access", "read"),
    ),
    LeakModel(
        "crm.access.request",
        requested,
        customer=None,
        fields=("display_name", "reason"),
        group="user_id",
        bar=("state", "pending"),
    ),
    LeakModel(
        "crm.duplicate.pair",
        pair,
        customer="partner_a_id",
        fields=("display_name", "score"),
        amount="score",
        group="state",
        bar=("state", "open"),
    ),
    LeakModel(
        "crm.merge.log",
        merged,
        customer="kept_id",
        fields=("display_name", "names"),
        bar=("state", "done"),
        unseen_by=frozenset({"owner", "all"}),
    ),
    LeakModel(
        "crm.handover.line",
        handed_over,
        fields=("display_name", "revenue"),
        amount="revenue",
        group="to_user_id",
        bar=("state", "done"),
        unseen_by=frozenset({"all"}),
    ),
    LeakModel(
        "crm.call.queue",
        rows_of("crm.call.queue", call),
        fields=("display_name", "summary", "reason", "phone"),
        group="kind",
        bar=("kind", "today"),
    ),
    LeakModel(
        "crm.call.report",
        rows_of("crm.call.report", call),
        fields=("display_name", "summary"),
        group="state",
        bar=("state", "planned"),
    ),
    LeakModel(
        "crm.qualification.answer",
        answered,
        customer="lead_id.partner_id",
        fields=("display_name", "text", "answer"),
        group="question_id",
        silent=NAMELESS,
    ),
    LeakModel(
        "crm.lead.disqualification",
        put_aside,
        customer="lead_id.partner_id",
        fields=("display_name", "note"),
        group="reason_id",
        bar=("verdict", "never"),
        silent=NAMELESS,
    ),
    LeakModel(
        "mail.activity",
        activity,
        customer=None,
        group="activity_type_id",
        partly=COLLEAGUES,
    ),
    LeakModel(
        "mail.message",
        message,
        customer=None,
        fields=("body", "record_name"),
        bar=("message_type", "notification"),
        # by administrators only
        silent=NAMELESS | {"export_data"},
        # core takes the limit of a page before it leaves out what is hidden
        unasked=frozenset({"web_read_group"}),
        partly=COLLEAGUES,
    ),
    LeakModel(
        "ir.attachment",
        attachment,
        customer=None,
        fields=("name", "res_name"),
        seen_by=COLLEAGUES,
        is_open_when_off=True,
    ),
    LeakModel(
        "mail.followers",
        follower,
        customer=None,
        group="partner_id",
        partly=frozenset({"stranger_invoicing", "stranger_stock"}),
        left_to_core=frozenset({"accountant", "warehouse", "employee"}),
        silent=NAMELESS,
    ),
]
EXEMPT = {
    "crm.access.log": "Managers only, who see all customers.",
}
