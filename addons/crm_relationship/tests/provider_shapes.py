# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Events as chat providers document them; ids, names and texts are ours.

- Messenger: developers.facebook.com/docs/messenger-platform/reference/webhook-events
  (messages, message_echoes, message_deliveries, message_reads, messaging_postbacks,
  messaging_referrals).
- Zalo: developers.zalo.me/docs/official-account/webhook (user_send_*, oa_send_*,
  follow, user_received_message, user_seen_message, user_submit_info).
"""

PAGE = "1029384756"
PSID = "6412345678901234"
OA = "2345678901234567890"
UID = "8765432109876543"
APP = "4567890123"
#: 2026-05-04 10:00 in Vietnam
AT = 1777863600000

_IN = {"sender": {"id": PSID}, "recipient": {"id": PAGE}, "timestamp": AT}
_OUT = {"sender": {"id": PAGE}, "recipient": {"id": PSID}, "timestamp": AT + 60000}

MESSENGER = {
    "text": {**_IN, "message": {"mid": "m_AbC-1", "text": "Còn hàng không shop?"}},
    "image": {
        **_IN,
        "message": {
            "mid": "m_AbC-2",
            "attachments": [
                {"type": "image", "payload": {"url": "https://cdn.example.test/p.jpg"}}
            ],
        },
    },
    "echo": {
        **_OUT,
        "message": {
            "is_echo": True,
            "app_id": 1517776481860111,
            "metadata": "crm.conversation.message:7",
            "mid": "m_out-1",
            "text": "Dạ còn ạ",
        },
    },
    "postback": {
        **_IN,
        "postback": {"mid": "m_pb-1", "title": "Bắt đầu", "payload": "GET_STARTED"},
    },
    "referral": {
        **_IN,
        "referral": {
            "ref": "may",
            "source": "ADS",
            "type": "OPEN_THREAD",
            "ad_id": "238599",
            "ads_context_data": {"ad_title": "Khuyến mãi tháng 5"},
        },
    },
    "delivery": {**_IN, "delivery": {"mids": ["m_out-1"], "watermark": AT + 61000}},
    "read": {**_IN, "read": {"watermark": AT + 62000}},
}


def _zalo(name, sender=UID, recipient=OA, **more):
    return {
        "app_id": APP,
        "event_name": name,
        "sender": {"id": sender},
        "recipient": {"id": recipient},
        "timestamp": str(AT),
        **more,
    }


ZALO = {
    "text": _zalo(
        "user_send_text", message={"msg_id": "z-in-1", "text": "Em muốn hỏi giá"}
    ),
    "image": _zalo(
        "user_send_image",
        message={
            "msg_id": "z-in-2",
            "attachments": [
                {
                    "type": "image",
                    "payload": {
                        "url": "https://cdn.example.test/z",
                        "thumbnail": "https://cdn.example.test/zt",
                    },
                }
            ],
        },
    ),
    "location": _zalo(
        "user_send_location",
        message={
            "msg_id": "z-in-3",
            "attachments": [
                {
                    "type": "location",
                    "payload": {
                        "coordinates": {"latitude": "10.76", "longitude": "106.66"}
                    },
                }
            ],
        },
    ),
    "echo": _zalo(
        "oa_send_text", OA, UID, message={"msg_id": "z-out-9", "text": "Dạ 250.000đ ạ"}
    ),
    "follow": {
        "app_id": APP,
        "event_name": "follow",
        "oa_id": OA,
        "follower": {"id": UID},
        "source": "oa_profile",
        "timestamp": str(AT),
    },
    "unfollow": {
        "app_id": APP,
        "event_name": "unfollow",
        "oa_id": OA,
        "follower": {"id": UID},
        "timestamp": str(AT + 90000),
    },
    "received": _zalo("user_received_message", OA, UID, message={"msg_id": "z-out-1"}),
    "seen": _zalo("user_seen_message", OA, UID, message={"msg_ids": ["z-out-1"]}),
    "info": _zalo(
        "user_submit_info", info={"phone": "84912345678", "name": "Nguyễn Thị Đào"}
    ),
}
