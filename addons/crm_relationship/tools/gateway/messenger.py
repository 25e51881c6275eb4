# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Facebook Messenger: what it tells us, what it is asked, and what it answers.

Shapes: developers.facebook.com, *Messenger Platform*: Webhooks (verification, payload
validation, webhook events), Send API, Common Error Codes.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from . import chat
from .chat import Attachment, ChatEvent, ChatItem
from .verdict import Verdict

BASE = "https://graph.facebook.com/v23.0"
#: The Send API takes no longer text.
MAX_TEXT = 2_000
#: What core's attachments are sent as.
MEDIA = ("image", "video", "audio")
#: (code, subcode or None) of errors that say why: (what becomes of the message, reason)
ERRORS: dict[tuple[int, int | None], tuple[str, str]] = {
    (4, None): ("ready", "rate"),
    (17, None): ("ready", "rate"),
    (32, None): ("ready", "rate"),
    (613, None): ("ready", "rate"),
    (1200, None): ("ready", "rate"),
    (190, None): ("ready", "token"),
    (10, 2018278): ("failed", "window"),
    (10, 2018065): ("failed", "window"),
    (10, 2018108): ("failed", "recipient"),
    (100, 2018001): ("failed", "recipient"),
    (551, None): ("failed", "recipient"),
    (200, 1545041): ("failed", "recipient"),
    (368, None): ("failed", "blocked"),
    (-1, None): ("unknown", "provider"),
    (1, None): ("unknown", "provider"),
    (2, None): ("unknown", "provider"),
}


def is_signed(secret: str, body: bytes, header: str) -> bool:
    """Return whether the header X-Hub-Signature-256 is of these very bytes.

    >>> is_signed("s", b"{}", "sha256=" + hmac.new(b"s", b"{}", "sha256").hexdigest())
    True
    >>> is_signed("", b"{}", "sha256=" + hmac.new(b"", b"{}", "sha256").hexdigest())
    False
    """
    good = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    same = hmac.compare_digest(good.encode(), (header or "").strip().lower().encode())
    return bool(secret) and same


def challenge(query: dict[str, str], token: str) -> str | None:
    """Return what answers the verification of a webhook, None when it is not ours.

    >>> asked = {"hub.mode": "subscribe", "hub.verify_token": "t", "hub.challenge": "7"}
    >>> challenge(asked, "t"), challenge(asked, "u"), challenge(asked, "")
    ('7', None, None)
    """
    told = str(query.get("hub.verify_token") or "")
    same = hmac.compare_digest(told.encode("utf-8", "replace"), token.encode())
    answer = str(query.get("hub.challenge") or "")
    if not (token and same) or query.get("hub.mode") != "subscribe":
        return None
    return answer[:200] if answer.isalnum() else None


def split(data: dict[str, Any]) -> list[ChatItem]:
    """Return the events of a call, each with the page it is about.

    >>> split({"object": "user", "entry": [{"messaging": [{"sender": {"id": "1"}}]}]})
    []
    """
    if data.get("object") != "page":
        return []
    items = []
    for entry in map(chat.a_dict, chat.a_list(data.get("entry"))):
        page = chat.an_id(entry.get("id"))
        for raw in map(chat.a_dict, chat.a_list(entry.get("messaging"))):
            parsed = parse(raw)
            if parsed and len(items) < chat.MAX_ITEMS:
                uid = parsed.uid or f"{parsed.kind}:{chat.fingerprint(raw)}"
                payload = {"page": page, "item": raw}
                items.append(ChatItem(parsed.kind, uid, parsed.handle, payload))
    return items


def parse(raw: dict[str, Any]) -> ChatEvent | None:
    """Return what one item of *messaging* says, None when it says nothing to us."""
    sender = chat.an_id(chat.a_dict(raw.get("sender")).get("id"))
    recipient = chat.an_id(chat.a_dict(raw.get("recipient")).get("id"))
    at = chat.an_instant(raw.get("timestamp"))
    message, postback = raw.get("message"), raw.get("postback")
    if isinstance(message, dict):
        return _message(message, sender, recipient, at)
    if not sender:
        return None
    if isinstance(postback, dict):
        title = chat.a_text(postback.get("title")) or chat.a_text(
            postback.get("payload")
        )
        uid = chat.an_id(postback.get("mid"))
        came = _referral(postback.get("referral"))
        return ChatEvent("message", sender, uid, at, title, referral=came)
    for kind, name in (("delivered", "delivery"), ("read", "read")):
        told = raw.get(name)
        if isinstance(told, dict):
            mids = tuple(filter(None, map(chat.an_id, chat.a_list(told.get("mids")))))
            until = chat.an_instant(told.get("watermark"))
            return ChatEvent(kind, sender, at=at, mids=mids, until=until)
    came = _referral(raw.get("referral"))
    return ChatEvent("referral", sender, at=at, referral=came) if came else None


def _message(message, sender, recipient, at):
    uid = chat.an_id(message.get("mid"))
    is_echo = message.get("is_echo") is True
    handle = recipient if is_echo else sender
    attachments = tuple(
        filter(
            None,
            map(_attachment, chat.a_list(message.get("attachments"), 30)),
        )
    )
    text = chat.a_text(message.get("text"))
    if not handle or not uid or not (text or attachments):
        return None
    return ChatEvent(
        "echo" if is_echo else "message",
        handle,
        uid,
        at,
        text,
        attachments,
        referral=_referral(message.get("referral")),
        key=chat.a_text(message.get("metadata"), chat.MAX_ID) if is_echo else "",
    )


def _attachment(raw):
    raw = chat.a_dict(raw)
    payload = chat.a_dict(raw.get("payload"))
    kind = chat.a_text(raw.get("type"), 30) or "file"
    url = chat.a_link(payload.get("url")) or chat.a_link(raw.get("url"))
    return Attachment(kind, url, chat.a_text(raw.get("title"), 200))


def _referral(raw):
    raw = chat.a_dict(raw)
    context = chat.a_dict(raw.get("ads_context_data"))
    found = {
        "ref": chat.a_text(raw.get("ref"), 200),
        "source": chat.a_text(raw.get("source"), 60),
        "ad_id": chat.an_id(raw.get("ad_id")),
        "title": chat.a_text(context.get("ad_title"), 200),
    }
    return {name: value for name, value in found.items() if value}


def message_body(handle, *, text="", media=None, key="", tag=None) -> dict[str, Any]:
    """Return the body of a Send API call.

    *key* comes back in the echo of the message: what became of an unknown one is known.

    >>> message_body("9", text="Hi", key="k")["messaging_type"]
    'RESPONSE'
    >>> message_body("9", text="Hi", tag="HUMAN_AGENT")["tag"]
    'HUMAN_AGENT'
    """
    message: dict[str, Any] = {"metadata": key} if key else {}
    if media:
        kind, url = media
        kind = kind if kind in MEDIA else "file"
        message["attachment"] = {"type": kind, "payload": {"url": url}}
    else:
        message["text"] = text[:MAX_TEXT]
    body = {
        "recipient": {"id": handle},
        "messaging_type": "MESSAGE_TAG" if tag else "RESPONSE",
        "message": message,
    }
    return {**body, "tag": tag} if tag else body


def read_answer(status: int, data: Any) -> Verdict:
    """Return what an answer of the Send API means for the message.

    >>> read_answer(200, {"recipient_id": "9", "message_id": "m_1"}).ref
    'm_1'
    >>> read_answer(400, {"error": {"code": 10, "error_subcode": 2018278}}).reason
    'window'
    >>> read_answer(502, None).state
    'unknown'
    """
    data = chat.a_dict(data)
    ref = chat.an_id(data.get("message_id"))
    if status == 200 and ref:
        return Verdict("sent", ref=ref)
    error = chat.a_dict(data.get("error"))
    code, subcode = error.get("code"), error.get("error_subcode")
    if not isinstance(code, int):
        if 400 <= status < 500:
            return Verdict("ready" if status == 429 else "failed", "provider")
        return Verdict("unknown", "provider")
    found = ERRORS.get((code, subcode)) or ERRORS.get((code, None))
    state, reason = found or ("failed", "refused")
    said = chat.a_text(error.get("message"), 200)
    number = f"{code}/{subcode}" if subcode else str(code)
    return Verdict(state, reason, f"{number} {said}".strip())
