# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Zalo Official Account: what it tells us, what it is asked, and what it answers.

Shapes: developers.zalo.me, *Official Account*: webhook (overview, events), messages
(consultation v3.0), authentication v4, error codes; ZNS: sending, error codes.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from . import chat
from .chat import Attachment, ChatEvent, ChatItem
from .verdict import Verdict

BASE = "https://openapi.zalo.me"
OAUTH_BASE = "https://oauth.zaloapp.com"
TEMPLATE_BASE = "https://business.openapi.zalo.me"
MAX_TEXT = 2_000
#: Codes of the consultation messages and of ZNS: (what becomes of it, reason)
ERRORS: dict[int, tuple[str, str]] = {
    -32: ("ready", "rate"),
    -216: ("ready", "token"),
    -124: ("ready", "token"),
    -211: ("ready", "quota"),
    -144: ("ready", "quota"),
    -147: ("ready", "quota"),
    -133: ("ready", "night"),
    -234: ("ready", "night"),
    -230: ("failed", "window"),
    -232: ("failed", "window"),
    -305: ("failed", "window"),
    -311: ("failed", "window"),
    -108: ("failed", "recipient"),
    -118: ("failed", "recipient"),
    -119: ("failed", "recipient"),
    -139: ("failed", "recipient"),
    -140: ("failed", "recipient"),
    -201: ("failed", "refused"),
    -213: ("failed", "recipient"),
    -227: ("failed", "recipient"),
    -115: ("failed", "balance"),
    -100: ("unknown", "provider"),
    -200: ("unknown", "provider"),
}


def is_signed(secret: str, app_id: str, body: bytes, at: str, header: str) -> bool:
    """Return whether X-ZEvent-Signature is of these very bytes.

    >>> mac = hashlib.sha256(b'1{"timestamp":"5"}5s').hexdigest()
    >>> is_signed("s", "1", b'{"timestamp":"5"}', "5", "mac=" + mac)
    True
    >>> is_signed("t", "1", b'{"timestamp":"5"}', "5", "mac=" + mac)
    False
    """
    whole = app_id.encode() + body + at.encode() + secret.encode()
    told = (header or "").strip().lower().removeprefix("mac=").strip()
    good = hashlib.sha256(whole).hexdigest()
    return bool(secret) and hmac.compare_digest(good.encode(), told.encode())


def timestamp_of(data: dict[str, Any]) -> str:
    """Return the timestamp of an event as the provider signed it."""
    return chat.a_text(data.get("timestamp"), 30)


def split(data: dict[str, Any]) -> list[ChatItem]:
    """Return the event of a call: Zalo sends one at a time.

    >>> split({"event_name": "user_send_nothing_known"})
    []
    """
    parsed = parse(data)
    if not parsed:
        return []
    uid = f"{parsed.kind}:{parsed.uid or chat.fingerprint(data)}"
    return [ChatItem(parsed.kind, uid, parsed.handle, {"item": data})]


def parse(data: dict[str, Any]) -> ChatEvent | None:
    """Return what an event says, None when it says nothing to us."""
    name = chat.a_text(data.get("event_name"), 60)
    sender = chat.an_id(chat.a_dict(data.get("sender")).get("id"))
    recipient = chat.an_id(chat.a_dict(data.get("recipient")).get("id"))
    at = chat.an_instant(data.get("timestamp"))
    message = chat.a_dict(data.get("message"))
    if name in ("follow", "unfollow"):
        handle = chat.an_id(chat.a_dict(data.get("follower")).get("id"))
        return ChatEvent(name, handle, at=at) if handle else None
    if name == "user_submit_info" and sender:
        info = chat.a_dict(data.get("info"))
        phone, told = chat.a_text(info.get("phone"), 40), chat.a_text(info.get("name"))
        return ChatEvent("info", sender, at=at, phone=phone, name=told[:120])
    if name in ("user_received_message", "user_seen_message"):
        return _receipt(name, message, recipient or sender, at)
    if name.startswith("user_send_"):
        return _message("message", sender, message, at)
    if name.startswith("oa_send_"):
        return _message("echo", recipient, message, at)
    return None


def _receipt(name, message, handle, at):
    mids = [message.get("msg_id"), *chat.a_list(message.get("msg_ids"))]
    found = tuple(dict.fromkeys(filter(None, map(chat.an_id, mids))))
    kind = "read" if name == "user_seen_message" else "delivered"
    key = chat.a_text(message.get("tracking_id"), chat.MAX_ID)
    if not (found or key):
        return None
    return ChatEvent(kind, handle, at=at, mids=found, key=key)


def _message(kind, handle, message, at):
    uid = chat.an_id(message.get("msg_id"))
    raw = chat.a_list(message.get("attachments"), chat.MAX_ATTACHMENTS)
    attachments = tuple(map(_attachment, map(chat.a_dict, raw)))
    text = chat.a_text(message.get("text"))
    if not handle or not uid or not (text or attachments):
        return None
    return ChatEvent(kind, handle, uid, at, text, attachments)


def _attachment(raw):
    payload = chat.a_dict(raw.get("payload"))
    kind = chat.a_text(raw.get("type"), 30) or "file"
    place = chat.a_dict(payload.get("coordinates"))
    name = chat.a_text(payload.get("name"), 200)
    where = [chat.a_text(place.get(part), 30) for part in ("latitude", "longitude")]
    if kind == "location" and all(where):
        name = ", ".join(where)
    url = chat.a_link(payload.get("url")) or chat.a_link(payload.get("thumbnail"))
    return Attachment(kind, url, name)


def message_body(handle, *, text="", media=None) -> dict[str, Any]:
    """Return the body of a consultation message (v3.0/oa/message/cs).

    >>> message_body("9", text="Chào chị")["message"]
    {'text': 'Chào chị'}
    """
    message: dict[str, Any] = {"text": text[:MAX_TEXT]}
    if media:
        _kind, url = media
        element = {"media_type": "image", "url": url}
        payload = {"template_type": "media", "elements": [element]}
        message["attachment"] = {"type": "template", "payload": payload}
    return {"recipient": {"user_id": handle}, "message": message}


def template_body(phone, template_id, params, key) -> dict[str, Any]:
    """Return the body of a ZNS message; the number without its plus.

    >>> template_body("+84912345678", 7, {"name": "Lan"}, "k")["phone"]
    '84912345678'
    """
    return {
        "phone": phone.lstrip("+"),
        "template_id": str(template_id),
        "template_data": params,
        "tracking_id": key,
    }


def read_answer(status: int, data: Any) -> Verdict:
    """Return what an answer means for the message.

    >>> read_answer(200, {"error": 0, "data": {"message_id": "m1"}}).ref
    'm1'
    >>> read_answer(200, {"error": -230, "message": "no"})
    Verdict(state='failed', reason='window', detail='-230 no', ref='')
    >>> read_answer(200, "<html>").state
    'unknown'
    """
    data = chat.a_dict(data)
    code = data.get("error")
    if isinstance(code, bool) or not isinstance(code, int):
        if 400 <= status < 500:
            return Verdict("ready" if status == 429 else "failed", "provider")
        return Verdict("unknown", "provider")
    if code == 0:
        told = chat.a_dict(data.get("data"))
        ref = chat.an_id(told.get("message_id")) or chat.an_id(told.get("msg_id"))
        return Verdict("sent", ref=ref)
    state, reason = ERRORS.get(code, ("failed", "refused"))
    said = chat.a_text(data.get("message"), 200)
    return Verdict(state, reason, f"{code} {said}".strip())
