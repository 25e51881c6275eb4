# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What makes the chats of a customer; each takes (case, customer, owner)."""

from ..models.crm_conversation import HEARD


def handle(case, customer, owner):
    key = ("handle", customer)
    if key not in case.documents:
        # without a line in its chatter, which tells of no customer
        accounts = case.env["crm.channel.account"].with_context(tracking_disable=True)
        account = accounts.create({"name": "Page", "kind": "messenger"})
        case.documents[key] = case.env["crm.partner.handle"].create(
            {
                "account_id": account.id,
                "handle": str(customer.id),
                "name": customer.name,
                "partner_id": customer.id,
            }
        )
    return case.documents[key]


def conversation(case, customer, owner):
    key = ("conversation", customer)
    if key not in case.documents:
        person = handle(case, customer, owner)
        chat = case.env["crm.conversation"].create(
            {
                "account_id": person.account_id.id,
                "handle_id": person.id,
                "partner_id": customer.id,
                "preview": customer.name,
                "replies": case.amount(customer),
            }
        )
        chat.with_context(chat_heard=HEARD).message_post(
            body=customer.name,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        case.documents[key] = chat
    return case.documents[key]


def conversation_message(case, customer, owner):
    chat = conversation(case, customer, owner)
    return case.env["crm.conversation.message"].create(
        {
            "conversation_id": chat.id,
            "account_id": chat.account_id.id,
            "external_uid": customer.name,
            "direction": "in",
            "at": "2026-03-02 08:00:00",
        }
    )
