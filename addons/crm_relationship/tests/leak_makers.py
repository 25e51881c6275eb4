# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What makes the rows of a customer; each takes (case, customer, owner)."""

from odoo import Command

# the lists of models say make.amount, make.rows_of, ...
from .leak_rows import (  # noqa: F401
    amount,
    company,
    created,
    name,
    rows_of,
    second_mail,
    standing,
)


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


def call(case, customer, owner):
    """Plan a call of today."""
    key = ("call", customer)
    if key not in case.documents:
        case.documents[key] = customer.activity_schedule(
            "mail.mail_activity_data_call", summary=customer.name, user_id=owner.id
        )
    return case.documents[key]


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


def meeting(case, customer, owner):
    return case.env["calendar.event"].create(
        {
            "name": f"Meeting {customer.name}",
            "start": "2026-12-01 08:00:00",
            "stop": "2026-12-01 09:00:00",
            "user_id": owner.id,
            "partner_ids": [Command.set((owner.partner_id + customer).ids)],
        }
    )


def agreement(case, customer, owner):
    template = case.env["crm.agreement.template"].create(
        {"name": "Contract", "months": 12, "body": "<p>{{customer}}</p>"}
    )
    return case.env["crm.agreement"].create(
        {
            "template_id": template.id,
            "order_id": order(case, customer, owner).id,
            "name": f"Contract of {customer.name}",
        }
    )


def playbook_run(case, customer, owner):
    key = ("run", customer)
    if key not in case.documents:
        plan = case.env["mail.activity.plan"].create(
            {"name": "Welcome", "res_model": "res.partner"}
        )
        playbook = case.env["crm.playbook"].create(
            {
                "name": customer.name,
                "trigger": "tier",
                "plan_id": plan.id,
                "responsible_id": case.user_hoa.id,
            }
        )
        case.documents[key] = case.env["crm.playbook.run"].create(
            {
                "playbook_id": playbook.id,
                "key": customer.name,
                "partner_id": customer.id,
                "company_id": case.company.id,
            }
        )
    return case.documents[key]


def playbook_step(case, customer, owner):
    return case.env["crm.playbook.step"].create(
        {"run_id": playbook_run(case, customer, owner).id, "name": customer.name}
    )


def imported(case, customer, owner):
    """Return the row of a file that names a customer, in the owner's import."""
    batch = case.env["crm.customer.import"].create({"user_id": owner.id})
    batch.attachment_ids = case.env["ir.attachment"].create(
        {"name": "a.csv", "raw": f"Name,Email\n{customer.name},a@x.test\n".encode()}
    )
    batch.action_check()
    case.env["crm.customer.import"]._run()
    return batch.row_ids
