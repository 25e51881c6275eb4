# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The contact centre of the story, and a handful of its calls."""

from datetime import timedelta

from odoo import Command

EXTENSIONS = {"huong": "101", "quan": "102", "long": "103"}
#: days ago, hour, caller, extensions that rang, who answered, seconds of talk
CALLS = [
    (-2, 9, "0912 345 678", ("101",), "101", 245),
    (-2, 15, "0905 112 233", ("102",), "102", 62),
    (-1, 10, "0988 123 456", ("101", "102"), None, 0),
    (-1, 11, "0977 555 010", ("103",), "103", 31),
    (-1, 16, "0939 222 111", ("101",), None, 0),
    (-1, 17, "0931 808 809", ("101", "102"), "102", 118),
]
#: One telephone for a couple who buy on their own: who called is a question.
COUPLE = (("Lương Gia Hân", "huong"), ("Tô Đình Phúc", "quan"))
SHARED = "0931 808 809"


def tell(story):
    """Connect the contact centre and let its telephones ring."""
    account = _connect(story)
    for name, owner in COUPLE:
        story.env["res.partner"].create(
            {"name": name, "phone": SHARED, "user_id": story.users[owner].id}
        )
    for number, (days, hour, phone, rang, answered, talk) in enumerate(CALLS):
        at = story.at(days, hour, 5 + number)
        call = {"callid": f"demo-{number}", "phone": phone}
        for extension in rang:
            _hear(
                story, account, "call_in", at, **call, event="RING", extension=extension
            )
        if answered:
            _hear(story, account, "call_in", at + timedelta(seconds=8), **call,
                  event="ANSWER", extension=answered)  # fmt: skip
        end = at + timedelta(seconds=20 + talk)
        _hear(story, account, "hangup", end, **call)
        record = {"status": "ANSWERED" if answered else "NO ANSWER"}
        if answered:
            record |= {
                "billsec": talk,
                "extension": answered,
                "recordingfile": f"https://records.tongdai.example/{number}.mp3",
            }
        _hear(story, account, "calldata", end, **call, **record)


def _connect(story):
    return story.env["crm.channel.account"].create(
        {
            "name": "Tổng đài Bến Thành",
            "kind": "call_url",
            "allowed_ips": "203.0.113.7",
            "recording_hosts": "records.tongdai.example",
            "dial_url": "https://api.tongdai.example/call"
            "?ext={extension}&phone={phone}&key={key}&token={secret}",
            "extension_ids": [
                Command.create({"extension": number, "user_id": story.users[login].id})
                for login, number in EXTENSIONS.items()
            ],
        }
    )


def _hear(story, account, name, at, **data):
    said = account._gateway_read_call(name, data, at)
    story.env["crm.call"]._take(account, said)
