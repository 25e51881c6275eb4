# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What happens between a company and its customers, each acted once through the ORM.

A story is acted some weeks ago by its cast: a contact, the company of the contact, a
salesperson. It is copied to all days of the past by `copies`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from company_talk import day_zero, meet, remind, talk
from copies import Scene, last_ids, literal, written_since
from erp import QUIET

from odoo import Command

EMAIL, PHONE = "contact@model-story.test", "+84 900000999"
PERSON, FIRM = "Model Story Contact", "Model Story Company"
#: Nothing leaves while a story is acted: notifications become mails in the queue.
STILL = {**QUIET, "mail_notify_force_send": False}
#: Days from an order to the last that happened by each end.
LAG = {"paid": 21, True: 21}
#: How an order ended: (name, share in hundreds of the past, share of the last weeks)
ENDS = (
    ("paid", 82, 20),
    ("unpaid", 6, 25),
    ("delivered", 0, 15),
    ("confirmed", 0, 20),
    ("cancelled", 12, 5),
    ("quotation", 0, 15),
)


@dataclass
class Cast:
    """Who acts, as records."""

    contact: object
    firm: object
    seller: object
    team: object
    accountant: object
    goods: object

    def act(self, user):
        """Return an environment in which a user does things, with all rights."""
        return self.contact.env(user=user.id, su=True, context=STILL)


def cast(env, staff):
    """Return the cast, made for the stories."""
    firm = env["res.partner"].create(
        {"name": FIRM, "is_company": True, "country_id": env.ref("base.vn").id}
    )
    contact = env["res.partner"].create(
        {"name": PERSON, "parent_id": firm.id, "email": EMAIL, "phone": PHONE}
    )
    seller = staff["sales"][0]
    team = env["crm.team"].search([("member_ids", "in", seller.ids)], limit=1)
    goods = env["product.product"].create(
        [
            {"name": f"Goods {n}", "type": "consu", "list_price": 20 + 35 * n,
             "standard_price": 12 + 20 * n, "invoice_policy": "order"}
            for n in range(40)
        ]
    )  # fmt: skip
    return Cast(contact, firm, seller, team, staff["accountant"], goods)


def told(env, people, story, *args):
    """Act a story; return its Scene."""
    before, started = last_ids(env), datetime.now(timezone.utc).replace(tzinfo=None)
    numbers = story(people, *args) or {}
    env.flush_all()
    # a contact has many copies of a story, and a follower once
    people.contact.message_follower_ids.unlink()
    written = written_since(env, before)
    if mails := env["mail.mail"].search([("state", "=", "outgoing")]):
        env.cr.execute(  # they have been sent, years ago
            "UPDATE mail_notification SET notification_status = 'sent', mail_mail_id = NULL"
            " WHERE mail_mail_id = ANY(%s)",
            [mails.ids],
        )
        env.cr.execute("DELETE FROM mail_mail WHERE id = ANY(%s)", [mails.ids])
        env.invalidate_all(flush=False)
    texts = {**numbers, **_texts(people)}
    ordered = dict(sorted(texts.items(), key=lambda pair: -len(pair[0])))
    # the clock of a transaction stands still since it began
    acted = (started - timedelta(hours=1), started + timedelta(hours=1))
    return Scene(written, _substitutes(people), ordered, acted)


def _texts(people):
    return {
        EMAIL: "copy.email",
        EMAIL.split("@")[1]: "copy.domain",
        PHONE: "copy.phone",
        PHONE.replace(" ", ""): "replace(copy.phone, ' ', '')",
        f"{FIRM}, {PERSON}": "copy.full_name",
        PERSON: "copy.person",
        FIRM: "copy.firm",
    }


def _substitutes(people):
    return {
        "res.partner": {
            people.contact.id: "copy.partner",
            people.firm.id: "copy.commercial",
            people.seller.partner_id.id: "copy.employee_partner",
        },
        "res.users": {people.seller.id: "copy.employee"},
        "crm.team": {people.team.id: "copy.team"},
    }


def sell(people, number, end):
    """Sell something, as far as it gets."""
    env = people.act(people.seller)
    order = env["sale.order"].create(
        {
            "partner_id": people.contact.id,
            "user_id": people.seller.id,
            "team_id": people.team.id,
            "order_line": [
                _order_line(people, number, k) for k in range(1 + number % 3)
            ],
        }
    )
    talk(
        people,
        order,
        "Your order",
        "Báo giá của quý khách",
        "Cảm ơn, chúng tôi đồng ý.",
    )
    numbers = {order.name: "('S' || lpad(copy.n::text, 7, '0'))"}
    if end == "cancelled":
        order._action_cancel()
    elif end != "quotation":
        order.action_confirm()
        numbers |= _fulfil(people, order, end)
    order.date_order = day_zero()
    return numbers


def _order_line(people, number, k):
    product = people.goods[(number * 5 + k * 7) % len(people.goods)]
    quantity = 1 + (number + k) % 9
    return Command.create({"product_id": product.id, "product_uom_qty": quantity})


def _fulfil(people, order, end):
    picking = order.picking_ids
    numbers = {picking.name: "('WH/OUT/' || lpad(copy.n::text, 7, '0'))"}
    if end != "confirmed":
        silent = {"skip_sms": True, "skip_backorder": True}
        if picking.with_context(**silent).button_validate() is not True:
            raise RuntimeError("the delivery asks back")
        picking.date_done = day_zero() + timedelta(days=2)
    if end in ("paid", "unpaid"):
        env = people.act(people.accountant)
        invoice = order.with_env(env)._create_invoices()
        numbers |= bill(people, invoice, end == "paid")
    return numbers


def bill(people, invoice, is_paid):
    """Post an invoice of three days later; pay it 20 days later."""
    invoice.invoice_date = (day_zero() + timedelta(days=3)).date()
    invoice.action_post()
    talk(people, invoice, invoice.name, "Hóa đơn của quý khách")
    numbers = {invoice.name: _numbered(invoice)}
    if is_paid:
        wizard = invoice.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        payment = wizard.create(
            {"payment_date": (day_zero() + timedelta(days=20)).date()}
        )._create_payments()
        numbers[payment.move_id.name] = _numbered(payment.move_id)
    for name in list(numbers):
        prefix = name.rpartition("/")[0] + "/"
        numbers.setdefault(prefix, numbers[name].partition(" || lpad")[0] + ")")
    return numbers


def _numbered(move):
    journal = move.name.split("/")[0]
    year = f"extract(year FROM {literal(str(move.date))}::date + copy.days)::int"
    return f"({literal(journal)} || '/' || {year} || '/' || lpad(copy.n::text, 7, '0'))"


def invoice_only(people, number, is_paid):
    """Bill without an order."""
    env = people.act(people.accountant)
    product = people.goods[number % len(people.goods)]
    invoice = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": people.contact.id,
            "invoice_user_id": people.seller.id,
            "invoice_line_ids": [
                Command.create({"product_id": product.id, "quantity": 1 + number})
            ],
        }
    )
    return bill(people, invoice, is_paid)


def pursue(people, number, end):
    """Pursue an opportunity: open, won or lost."""
    env = people.act(people.seller)
    lead = env["crm.lead"].create(
        {
            "name": f"Enquiry of {FIRM}",
            "type": "opportunity",
            "partner_id": people.contact.id,
            "user_id": people.seller.id,
            "team_id": people.team.id,
            "expected_revenue": 500.0 * (1 + number),
            "date_deadline": (day_zero() + timedelta(days=50)).date(),
        }
    )
    talk(people, lead, "Enquiry", "Báo giá", "Tôi muốn biết giá.")
    if number % 3 == 0:
        meet(people, lead, 4)
    if end == "open":
        remind(people, lead)
    elif end == "won":
        lead.action_set_won()
    else:
        lead.action_set_lost()


def keep_in_touch(people, number, is_recent):
    """Write to each other on the contact itself; meet, and plan the next call."""
    contact = people.contact.with_env(people.act(people.seller))
    talk(people, contact, "News", "Kính chào quý khách", "Cảm ơn, gọi lại giúp tôi.")
    contact.message_post(body=f"Called, number {number}", subtype_xmlid="mail.mt_note")
    if number % 2:
        meet(people, contact, 45 if is_recent else 5)
    if is_recent:
        remind(people, contact)
