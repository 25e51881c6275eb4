# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: whatever is sent to the gateway, it answers; nothing is taken twice."""

import json
from urllib.parse import urlencode

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import tagged

from ..tools.gateway.signature import digest
from .gateway_common import SECRET, GatewayCase
from .property_settings import examples

#: Words that the kinds look for: what is made of them gets far.
WORDS = (
    "id type at contact phone email name handle duration direction subject note kind user"
    " events conversation utm source medium campaign answers consent page test shop order"
    " orders status amount currency customer updated_at lines sku quantity lead_id"
    " user_column_data column_id string_value column_name google_key is_test campaign_id"
    " object entry changes field value leadgen_id form_id message your-email consent_sms"
).split()
VALUES = (
    "call message lead interaction in out 0912345678 lan@an.test leadgen FULL_NAME EMAIL"
    " 2026-03-02T08:00:00+07:00 VND 1e999 -1 %00 \x00 ' \" \ud800 <b> {{7*7}} NaN"
).split(" ")
NAME = st.sampled_from(WORDS) | st.text(max_size=8)
LEAF = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(VALUES)
    | st.text(max_size=30)
)
DATA = st.recursive(
    LEAF,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(NAME, inner, max_size=6)
    ),
    max_leaves=15,
)
CONTACT = st.fixed_dictionaries({"phone": LEAF}, optional={"name": DATA, "email": LEAF})
EVENT = st.fixed_dictionaries(
    {"id": st.integers(0, 5) | LEAF, "contact": CONTACT},
    optional={
        "type": st.sampled_from(["call", "message", "lead", "interaction"]),
        **dict.fromkeys(("at", "subject", "note", "utm", "answers", "consent"), DATA),
        **dict.fromkeys(("duration", "direction", "kind", "user", "page"), LEAF),
    },
)
ORDER = st.fixed_dictionaries(
    {"shop": st.sampled_from(["S", "L"]), "order": st.integers(0, 5) | LEAF},
    optional={
        "customer": CONTACT,
        **dict.fromkeys(("status", "amount", "currency", "lines", "at"), DATA),
    },
)
GOOGLE = st.fixed_dictionaries(
    {"google_key": st.just(SECRET), "lead_id": st.integers(0, 5) | LEAF},
    optional={"user_column_data": st.lists(DATA, max_size=4), "campaign_id": LEAF},
)
KINDS = {
    "generic": EVENT,
    "form": EVENT | st.dictionaries(NAME, DATA, max_size=8),
    "google_leads": GOOGLE,
    "marketplace": ORDER,
    "facebook_leads": DATA,
}


@tagged("post_install", "-at_install")
class TestGatewayFuzz(GatewayCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accounts = {
            kind: cls._account(kind, name=kind, rate_limit=60_000) for kind in KINDS
        }

    def throw(self, kind, body, **headers):
        """Send a body as the provider of a kind would, signed in every way there is."""
        signed = {
            **self.signed(body),
            "X-Hub-Signature-256": f"sha256={digest(SECRET, body)}",
            **headers,
        }
        answer = self.send(body, self.accounts[kind], headers=signed)
        self.assertLess(answer.status_code, 500, body)
        self.assertNotIn("Traceback", answer.text)
        return answer

    @examples(30)
    @given(st.sampled_from(sorted(KINDS)), st.binary(max_size=200))
    def test_bytes_are_answered(self, kind, body):
        self.throw(kind, body)

    @examples(25)
    @given(st.data())
    def test_data_is_taken_once_or_refused(self, data):
        for kind, shape in KINDS.items():
            body = json.dumps(data.draw(shape | DATA)).encode()
            self.throw(kind, body)
            before = len(self.stored(self.accounts[kind]))
            self.throw(kind, body)
            self.assertEqual(len(self.stored(self.accounts[kind])), before, body)
            self.check_processed(kind)

    def check_processed(self, kind):
        """Process what was taken: it is understood, or put aside for a reason."""
        for event in self.work():
            if kind == "facebook_leads":  # nobody is there to ask for details
                continue
            self.assertIn(
                event.state, ("done", "ignored"), (event.payload, event.detail)
            )

    @examples(30)
    @given(
        st.sampled_from(["", "GET", "form", "parts", "files", "token", "headers"]),
        st.dictionaries(NAME, st.text(max_size=20), max_size=5),
        st.text(max_size=40),
    )
    def test_addresses_headers_and_forms_are_answered(self, where, fields, word):
        account = self.accounts["form"]
        account.is_unsigned = True
        query = urlencode({n: v.encode("utf-8", "replace") for n, v in fields.items()})
        path = self.path(account)
        if where == "form":
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            answer = self.url_open(path, data=query, headers=headers, method="POST")
        elif where in ("parts", "files"):
            content = {
                name or "x": (
                    None if where == "parts" else word[:9],
                    value.encode("utf-8", "replace"),
                )
                for name, value in fields.items()
                if name.isprintable()
            } or {"x": (None, b"x")}
            answer = self.opener.post(self.base_url() + path, files=content, timeout=30)
            broken = query.encode() + word.encode("utf-8", "replace")
            headers = {
                "Content-Type": f"multipart/form-data; boundary={len(word) or ''}"
            }
            second = self.url_open(path, data=broken or b"x", headers=headers)
            self.assertLess(second.status_code, 500)
        elif where == "GET":
            hub = self.path(self.accounts["facebook_leads"])
            answer = self.url_open(f"{hub}?{query}")
        elif where == "token":
            quoted = urlencode({"": word.encode("utf-8", "replace")})[1:]
            answer = self.url_open(f"/crm_gateway/{quoted}/{quoted}", data=b"x")
        else:
            ascii_word = "".join(c for c in word if " " < c < "\x7f") or "x"
            headers = dict.fromkeys(
                ("X-Timestamp", "X-Nonce", "X-Signature", "Content-Type"), ascii_word
            )
            answer = self.url_open(path, data=query or b"x", headers=headers)
        self.assertLess(answer.status_code, 500)
        self.assertNotIn("Traceback", answer.text)
