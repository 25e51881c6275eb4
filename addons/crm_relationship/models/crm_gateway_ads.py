# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import requests

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.gateway import line, signature
from ..tools.gateway.call import RawEvent, Refused, RetryLater
from ..tools.gateway.lead_ads import (
    facebook_lead_ids,
    read_facebook_lead,
    read_google_lead,
)
from ..tools.gateway.payload import clean, parse_object, text
from .crm_secret_mixin import NO_ACCESS

GRAPH_URL = "https://graph.facebook.com/v23.0"
LEAD_FIELDS = (
    "id,created_time,field_data,form_id,platform,is_organic,"
    "ad_id,ad_name,adset_name,campaign_id,campaign_name"
)
#: Answers of a provider that stand for: not now.
LATER = frozenset({408, 425, 429})


class CrmChannelAccount(models.Model):
    """Lead ads of Facebook, whose details are fetched, and lead forms of Google."""

    _inherit = "crm.channel.account"

    page_token = fields.Char(string="Kept page token", groups=NO_ACCESS, copy=False)
    new_page_token = fields.Char(
        string="Page token",
        compute="_compute_new_secrets",
        inverse="_inverse_new_secrets",
        help="Lets us ask for what Facebook does not send of a lead.",
    )
    has_page_token = fields.Boolean(compute="_compute_has_secrets", compute_sudo=True)

    @api.model
    def _kept_secrets(self):
        return (*super()._kept_secrets(), "page_token")

    # ------------------------------------------------------------
    # What Facebook's products share
    # ------------------------------------------------------------

    def _gateway_check_hub(self, call):
        """Refuse a call that is not Facebook's; its verification comes by GET."""
        if call.method == "GET":
            given = call.query.get("hub.verify_token", "")
            expected = self._gateway_secret("verify_token")
            if call.query.get("hub.mode") != "subscribe" or not expected:
                raise Refused(403, "verification", "This is no verification.")
            if not signature.same(given, expected):
                raise Refused(403, "verification", "The word is another one.")
            return
        self._gateway_check_post(call)
        given = call.headers.get("x-hub-signature-256", "")
        secret = self._gateway_secret("secret")
        expected = f"sha256={signature.digest(secret, call.body)}"
        if not secret or not signature.same(given, expected):
            raise Refused(
                401, "bad_signature", "The signature is not that of the body."
            )

    def _gateway_answer_hub(self, call):
        """Return the challenge of a verification; None for other calls."""
        if call.method != "GET":
            return None
        challenge = clean(call.query.get("hub.challenge", ""))[:200]
        return 200, "text/plain; charset=utf-8", challenge.encode()

    # ------------------------------------------------------------
    # Facebook
    # ------------------------------------------------------------

    def _gateway_verify_facebook_leads(self, call):
        self._gateway_check_hub(call)

    def _gateway_answer_facebook_leads(self, call):
        return self._gateway_answer_hub(call)

    def _gateway_split_facebook_leads(self, call):
        if call.method == "GET":
            return []
        return [
            RawEvent("leadgen", lead["leadgen_id"], lead)
            for lead in facebook_lead_ids(parse_object(call.body))
        ]

    def _gateway_process_facebook_leads(self, event):
        lead_id = text(event.payload.get("leadgen_id"))
        enquiry = read_facebook_lead(self._gateway_fetch_lead(lead_id))
        return self._gateway_enquiry(
            enquiry._replace(uid=event.external_uid, at=enquiry.at or event.received_at)
        )

    def _gateway_fetch_lead(self, lead_id):
        """Return the details of a lead as Facebook tells them.

        :raise RetryLater: when it does not tell them now
        :raise UserError: when it refuses to
        """
        token = self._kept("page_token")
        if not token:
            raise UserError(self.env._("Enter the page token of the account."))
        proof = signature.digest(self._kept("secret"), token.encode())
        try:
            response = line.ask(
                "GET",
                f"{(self.url or GRAPH_URL).rstrip('/')}/{lead_id}",
                params={"fields": LEAD_FIELDS, "appsecret_proof": proof},
                # in a header, for addresses are logged
                headers={"Authorization": f"Bearer {token}"},
                timeout=self.timeout,
            )
        except requests.RequestException as error:
            raise RetryLater(
                self.env._("Facebook was not reached: %s", type(error).__name__)
            ) from error
        return self._gateway_lead_answer(response, lead_id)

    def _gateway_lead_answer(self, response, lead_id):
        if response.status_code >= 500 or response.status_code in LATER:
            raise RetryLater(
                self.env._("Facebook answered %s: later.", response.status_code)
            )
        try:
            told = parse_object(response.content)
        except Refused as error:
            raise RetryLater(self.env._("Facebook's answer is unreadable.")) from error
        if response.status_code != 200 or text(told.get("id")) != lead_id:
            error = told.get("error")
            said = text(error.get("message")) if isinstance(error, dict) else ""
            raise UserError(
                self.env._(
                    "Facebook does not give the details of this lead: %(error)s",
                    error=said or response.status_code,
                )
            )
        return told

    # ------------------------------------------------------------
    # Google
    # ------------------------------------------------------------

    def _gateway_verify_google_leads(self, call):
        self._gateway_check_post(call)
        given = text(parse_object(call.body).get("google_key"))
        secret = self._gateway_secret("secret")
        if not secret or not signature.same(given, secret):
            raise Refused(401, "bad_key", "The key is another one.")

    def _gateway_split_google_leads(self, call):
        body = parse_object(call.body)
        uid = text(body.get("lead_id"), 200)
        if not uid:
            raise Refused(400, "lead_id", "lead_id: required.")
        return [RawEvent("lead", uid, body)]

    def _gateway_process_google_leads(self, event):
        enquiry = read_google_lead(event.payload)
        return self._gateway_enquiry(
            enquiry._replace(uid=event.external_uid, at=enquiry.at or event.received_at)
        )
