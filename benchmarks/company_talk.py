# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How people keep in touch about a record: they meet, plan to call and write."""

from __future__ import annotations

from datetime import timedelta

from odoo import Command, fields

#: How many days ago stories are acted.
AGO = 40


def day_zero():
    """Return the instant at which stories are acted."""
    now = fields.Datetime.now().replace(hour=3, minute=0, second=0, microsecond=0)
    return now - timedelta(days=AGO)


def meet(people, record, days):
    """Meet the contact about a record."""
    start = day_zero() + timedelta(days=days)
    record.env["calendar.event"].create(
        {
            "name": f"Meeting with {people.contact.name}",
            "start": start,
            "stop": start + timedelta(hours=1),
            "user_id": people.seller.id,
            "res_model_id": record.env["ir.model"]._get_id(record._name),
            "res_id": record.id,
            "partner_ids": [
                Command.set((people.contact | people.seller.partner_id).ids)
            ],
            **({"opportunity_id": record.id} if record._name == "crm.lead" else {}),
        }
    )


def remind(people, record):
    """Plan to call in time."""
    record.activity_schedule(
        "mail.mail_activity_data_call",
        (day_zero() + timedelta(days=AGO + 3)).date(),
        user_id=people.seller.id,
    )


def talk(people, record, subject, to_them, from_them=None):
    """Write to the contact, who is notified by mail; and hear from the contact."""
    record.message_post(
        subject=subject,
        body=to_them,
        author_id=people.seller.partner_id.id,
        email_from=people.seller.email_formatted,
        partner_ids=people.contact.ids,
        message_type="comment",
        subtype_xmlid="mail.mt_comment",
    ).date = day_zero()
    if from_them:
        record.message_post(
            subject=f"Re: {subject}",
            body=from_them,
            author_id=people.contact.id,
            email_from=people.contact.email_formatted,
            message_type="email",
            subtype_xmlid="mail.mt_comment",
        ).date = day_zero() + timedelta(hours=5)
