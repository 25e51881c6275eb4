# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Quotation rules, agreements and playbooks of the story."""

from datetime import date, datetime, timedelta

from odoo import Command

WARRANTY_MONTHS = {"bed": 24, "desk": 12, "chair": 12}
#: What is done for every order, in days from its confirmation, and by which role.
STEPS = [
    ("Gọi xác nhận ngày giao hàng", 1, "owner"),
    ("Kiểm tra hàng trước khi xuất kho", 2, "warehouse"),
    ("Xuất hóa đơn và nhắc lịch thanh toán", 5, "accountant"),
    ("Hỏi thăm sau khi lắp đặt", 10, "owner"),
]


def prepare(story):
    """Create what the story's orders start from."""
    env = story.env
    for key, months in WARRANTY_MONTHS.items():
        story.products[key].warranty_months = months
    env.ref("crm_relationship.crm_playbook_role_accountant").user_id = story.users[
        "trang"
    ]
    plan = env["mail.activity.plan"].create(
        {
            "name": "Sau khi chốt đơn",
            "res_model": "sale.order",
            "template_ids": [
                Command.create(
                    {
                        "summary": summary,
                        "delay_count": days,
                        "delay_from": "after_plan_date",
                        "responsible_type": "crm_role",
                        "crm_role_id": env.ref(
                            f"crm_relationship.crm_playbook_role_{role}"
                        ).id,
                    }
                )
                for summary, days, role in STEPS
            ],
        }
    )
    env["crm.playbook"].create(
        {
            "name": "Sau khi chốt đơn",
            "trigger": "order_confirmed",
            "plan_id": plan.id,
            "customer_type": "company",
            "responsible_id": story.users["long"].id,
        }
    )
    bed = story.products["bed"]
    env["crm.quotation.rule"].create(
        {
            "name": "Khách sạn: nội thất phòng",
            "sequence": 1,
            "customer_type": "company",
            "product_ids": [Command.set(bed.ids)],
            "pricelist_id": story.pricelist.id,
            "validity_days": 15,
            "agreement_template_id": env.ref(
                "crm_relationship.crm_agreement_template_sales"
            ).id,
            "line_ids": [
                Command.create({"product_id": bed.id, "quantity": 10}),
                Command.create(
                    {"product_id": story.products["chair"].id, "is_optional": True}
                ),
            ],
        }
    )
    env["crm.quotation.rule"].create(
        {
            "name": "Mọi khách hàng",
            "sequence": 9,
            "pricelist_id": story.pricelist.id,
            "validity_days": 30,
        }
    )


def sign(story):
    """Make agreements of orders: one signed that ends soon, one that waits."""
    env = story.env
    orders = env["sale.order"].search(
        [
            ("state", "=", "sale"),
            ("partner_id", "in", [partner.id for partner in story.partners.values()]),
        ],
        order="date_order",
        limit=2,
    )
    service = env.ref("crm_relationship.crm_agreement_template_service")
    agreements = env["crm.agreement"]
    for order in orders:
        agreements |= agreements.create(
            {
                "order_id": order.id,
                "template_id": service.id,
                "date_from": date.today() - timedelta(days=345),
                "date_to": date.today() + timedelta(days=20),
            }
        )
    agreements.action_mark_sent()
    signed = agreements[:1]
    signed.write(
        {
            "state": "signed",
            "signed_by": signed.partner_id.name,
            "signed_on": datetime.now() - timedelta(days=2),
        }
    )
    late = env["crm.playbook.step"].search([("run_id.order_id", "=", orders[:1].id)])
    late[:1].activity_id.date_deadline = date.today() - timedelta(days=3)
    late[1:2].activity_id.action_done()
