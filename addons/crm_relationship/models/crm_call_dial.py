# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
import secrets
import time
from datetime import timedelta

import requests

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.gateway import line
from ..tools.gateway.dial import dialled, fill, hidden
from ..tools.webhook_signature import sign
from .crm_channel_delivery import Answer

#: A telephone that starts to ring later than this surprises whoever sits there.
LATEST = timedelta(minutes=1)
#: Names under which providers answer with the id of the call.
REFERENCES = ("call_id", "callid", "transaction_id", "id", "uuid")


class CrmInteraction(models.Model):
    _inherit = "crm.interaction"

    @api.model
    def call_dial(self, number, res_model=None, res_id=None):
        """Ask the contact centre to connect the current user with a number.

        :param res_model: whom it is about, where it is known: a contact or lead
        :return: the id of the call
        :raise UserError: naming what is missing
        """
        extension = self.env["crm.call.extension"]._mine()
        if not extension:
            raise UserError(
                self.env._("You have no extension. An administrator enters it.")
            )
        phone = dialled(number)
        if not phone:
            raise UserError(
                self.env._("%(number)s is no number to dial.", number=number or "")
            )
        about = self._dialled_about(res_model, res_id)
        key = secrets.token_hex(8)
        # sudo: calls and messages to providers are the system's; whose extension it is
        # and whom it is about were checked
        account = extension.account_id.sudo()
        call = (
            self.env["crm.call"]
            .sudo()
            .create(
                {
                    "account_id": account.id,
                    "company_id": account.company_id.id,
                    "key": key,
                    "state": "dialled",
                    "about": about,
                    "user_id": self.env.uid,
                    "last_event_at": fields.Datetime.now(),
                }
            )
        )
        payload = {"dial": {"extension": extension.extension, "phone": phone}}
        self.env["crm.channel.outbox"].sudo()._enqueue(account, [(key, payload)])
        return {"call": call.id}

    @api.model
    def _dial_from(self, record, number):
        """Dial from a server action; return what tells the user so."""
        self.call_dial(number, record._name, record.id)
        words = self.env._("Your telephone rings, then %s is called.", number)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"message": words, "type": "info"},
        }

    @api.model
    def _dialled_about(self, res_model, res_id):
        """Return whom a call is about, read with the user's own rights."""
        if res_model not in self._timeline_models() or not res_id:
            return False
        record = self._timeline_record(res_model, res_id)
        if res_model == "crm.lead":
            return {"lead_id": record.id, "partner_id": record.partner_id.id}
        return {"partner_id": record.id} if res_model == "res.partner" else False


class CrmChannelOutbox(models.Model):
    """Dialling goes out like any message; but at once, or not at all."""

    _inherit = "crm.channel.outbox"

    def _call(self):
        dial = (self.payload or {}).get("dial")
        if not dial:
            return super()._call()
        if fields.Datetime.now() - self.create_date > LATEST:
            late = self.env._(
                "Too late: nobody expects the telephone to ring any more."
            )
            return Answer("failed", late)
        answer = self._dial(dial)
        if answer.state == "ready":  # ringing in five minutes helps nobody
            return answer._replace(state="failed")
        return answer

    def _dial(self, dial):
        self.ensure_one()
        account = self.account_id.sudo()  # sudo: the secret is readable to no one
        if not account.dial_url:
            return Answer("failed", self.env._("The account dials nothing."))
        try:
            secret = account._kept("secret")
        except UserError as error:  # nothing was sent
            return Answer("failed", str(error))
        url = fill(account.dial_url, key=self.key, secret=secret, **dial)
        try:
            if account.dial_method == "post":
                response = self._dial_post(account, url, secret, dial)
            else:
                response = line.ask(
                    "GET",
                    url,
                    secret=secret,
                    timeout=account.timeout,
                    headers={"Idempotency-Key": self.key},
                )
        except requests.RequestException as error:
            answer = self._answer_of_error(error, secret)
        else:
            answer = self._answer_of_dial(response)
        return answer._replace(detail=hidden(answer.detail, secret))

    def _dial_post(self, account, url, secret, dial):
        body = json.dumps({"key": self.key, **dial}).encode()
        at = int(time.time())
        return line.ask(
            "POST",
            url,
            secret=secret,
            data=body,
            timeout=account.timeout,
            headers={
                "Content-Type": "application/json",
                "Idempotency-Key": self.key,
                "X-Timestamp": str(at),
                "X-Signature": sign(secret, at, body),
            },
        )

    def _answer_of_dial(self, response):
        answer = self._answer_of(response)
        if answer.state != "sent":
            return answer
        try:
            said = response.json()
        except ValueError:
            return answer
        said = said if isinstance(said, dict) else {}
        ref = next((said[name] for name in REFERENCES if said.get(name)), "")
        return answer._replace(provider_ref=str(ref)[:128])

    def _settle(self, answer, now):
        result = super()._settle(answer, now)
        if (self.payload or {}).get("dial"):
            # sudo: calls are the system's
            self.env["crm.call"].sudo()._dial_answered(self)
        return result


class CrmCall(models.Model):
    _inherit = "crm.call"

    @api.model
    def _dial_answered(self, message):
        """Know the call by the id that the provider gave it, or tell who dialled."""
        call = self.search(
            [("account_id", "=", message.account_id.id), ("key", "=", message.key)]
        )
        if message.state in ("failed", "unknown"):
            # why is for administrators, who find it in the outbox
            call.user_id._bus_send("crm_relationship.call_failed", {"call": call.id})
        ref = message.provider_ref
        if ref and call and not call.uid_provider:
            self._join_dialled(message.account_id, ref, message.key)
