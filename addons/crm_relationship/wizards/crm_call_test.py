# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
from urllib.parse import urlencode

from odoo import api, fields, models

from ..tools.gateway import calls
from ..tools.gateway.call_shapes import Unreadable
from ..tools.phone_key import phone_key


class CrmCallTest(models.TransientModel):
    """What an event of a contact centre would do, without doing it."""

    _name = "crm.call.test"
    _description = "Test Event of a Contact Centre"

    account_id = fields.Many2one("crm.channel.account", required=True, readonly=True)
    phone = fields.Char(string="Caller", default="0912345678")
    extension = fields.Char(default="101")
    event = fields.Selection(
        [
            ("ring", "It rings"),
            ("answer", "Somebody answers"),
            ("hangup", "It is over"),
            ("record", "The record of an answered call"),
            ("missed", "The record of a missed call"),
        ],
        default="ring",
        required=True,
    )
    request = fields.Text(string="What the provider sends", compute="_compute_request")
    outcome = fields.Text(string="What would happen", compute="_compute_outcome")

    def _data(self):
        """Return the name and data of the event, in the shape of the account."""
        missed = self.event == "missed"
        event = "record" if missed else self.event
        status = {"record": "NO ANSWER" if missed else "ANSWERED"}.get(event, "")
        if self.account_id.kind == "call_url":
            name = {"ring": "call_in", "answer": "call_in", "record": "calldata"}
            data = {
                "callid": "test-1",
                "phone": self.phone or "",
                "extension": self.extension or "",
                "event": event.upper() if event in ("ring", "answer") else "",
                "status": status,
            }
            return name.get(event, event), {k: v for k, v in data.items() if v}
        key = "call" if self.account_id.kind == "call_generic" else "transaction_id"
        return "record", {
            key: "test-1",
            "event": event,
            "direction": "inbound",
            "phone": self.phone or "",
            "extension": self.extension or "",
            **({"status": status} if status else {}),
        }

    @api.depends("account_id", "phone", "extension", "event")
    def _compute_request(self):
        for test in self:
            name, data = test._data()
            # sudo: only whether there is an address; managers see who administers it
            url = test.account_id.sudo().gateway_url or ""
            url = url if test.account_id._may_see_address() else "…"
            if test.account_id.kind == "call_url":
                test.request = f"GET {url}/{name}?{urlencode(data)}"
            else:
                body = json.dumps(data, ensure_ascii=False, indent=2)
                test.request = f"POST {url}\n\n{body}"

    @api.depends("account_id", "phone", "extension", "event")
    def _compute_outcome(self):
        for test in self:
            test.outcome = "\n".join(test._foretell())

    def _foretell(self):
        """Return what would happen, line by line; nothing is written."""
        account = self.account_id
        try:
            event = account._gateway_read_call(*self._data(), fields.Datetime.now())
        except Unreadable as error:
            return [self.env._("Refused: %(code)s.", code=error)]
        if calls.is_internal(event):
            return [self.env._("Ignored: both ends are extensions of the house.")]
        call = calls.conclude(calls.said(event))
        lines = [self._foretell_caller(call), self._foretell_agent(call)]
        if call.is_final and call.result != "answered":
            lines.append(self.env._("Whoever looks after the customer calls back."))
        elif call.state == "over":
            lines.append(self.env._("The popup asks what came of the call."))
        return lines

    def _foretell_caller(self, call):
        # sudo: among all customers, as the worker looks; who that is is not said
        partners = self.account_id.sudo()._gateway_partners(phone=call.phone)
        # sudo(False): of those found, only what the user may read is named
        known = partners.sudo(False)._filtered_access("read")
        if len(partners.commercial_partner_id) > 1:
            return self.env._(
                "%(count)s customers have the number: the call waits in Ambiguous "
                "callers.",
                count=len(partners.commercial_partner_id),
            )
        if known:
            return self.env._("The caller is %(name)s.", name=known[0].display_name)
        if partners:
            return self.env._("The caller is a customer whom you do not see.")
        if not phone_key(call.phone):
            return self.env._("Nobody is recognised by such a number.")
        if self.account_id.unknown_as_lead:
            return self.env._("The caller is unknown: a lead is made.")
        return self.env._("The caller is unknown and waits in Unknown contacts.")

    def _foretell_agent(self, call):
        user = self.env["crm.call.extension"]._user_of(self.account_id, call.extension)
        if user:
            return self.env._(
                "Extension %(extension)s: the call pops up at %(name)s.",
                extension=call.extension,
                name=user.name,
            )
        return self.env._(
            "Extension %(extension)s is nobody's: the call stays unassigned.",
            extension=call.extension or "?",
        )
