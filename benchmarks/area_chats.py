# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Chats: messages that arrive become messages of conversations, beside bare posts.

The floor posts the same texts on the same records, and nothing else: no row against
doubles, no session on the timeline, no number looked for, nobody told. Both alternate,
person by person, and commit as the worker does: each message.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from statistics import median

from erp import QUIET
from harness import measured

TITLE = "Chats: 1,000 messages of 50 people"
SLOWER = 4.0
START = datetime(2026, 5, 4, 2)


def run(bench, report):
    """Let people write, and judge what hearing costs beside posting."""
    people = bench.sized(50, 5)
    each = bench.sized(20, 4)
    heard, posted = [], []
    with bench.erp.environment(**QUIET) as env:
        account = env["crm.channel.account"].create({"name": "Page", "kind": "zalo"})
        env.cr.commit()
        for number in range(people):
            chat = hear(env, account, number, each, heard)
            post(env, chat, each, posted)
        lines = env["crm.conversation.message"].search_count(
            [("account_id", "=", account.id)]
        )
        hear(env, account, 0, each, [])
        again = env["crm.conversation.message"].search_count(
            [("account_id", "=", account.id)]
        )
    ours, floor = median(heard), median(posted)
    report.columns("a message", "ms", "a second")
    report.row("heard", ours, 1000 / ours)
    report.row("posted, nothing else", floor, 1000 / floor)
    report.target("hearing beside bare posting, times", ours / floor, SLOWER)
    report.holds("every message is there", lines == people * each)
    report.holds("told again, none is there twice", again == lines)


def hear(env, account, number, each, samples):
    """Let one person write; return the conversation."""
    from odoo.addons.crm_relationship.tools.gateway.chat import ChatEvent

    chat = env["crm.conversation"]
    for index in range(each):
        at = START + timedelta(hours=number, minutes=index)
        event = ChatEvent("message", f"{number}", f"{number}-{index}", at, "Xin chào")
        with measured(env.cr) as sample:
            chat = env["crm.conversation"]._hear(account, event, at)[2]
            env.cr.commit()
        samples.append(sample.wall)
    return chat


def post(env, chat, each, samples):
    """Post as many texts on the same record, and nothing else."""
    from odoo.addons.crm_relationship.models.crm_conversation import HEARD

    chat = chat.with_context(chat_heard=HEARD)
    for _index in range(each):
        with measured(env.cr) as sample:
            chat.message_post(
                body="Xin chào",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
            env.cr.commit()
        samples.append(sample.wall)
