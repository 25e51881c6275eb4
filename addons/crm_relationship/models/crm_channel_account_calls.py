# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.gateway import call_shapes as shapes
from ..tools.gateway.call import RawEvent, Refused
from ..tools.gateway.calls import ANSWER, HANGUP, RING
from ..tools.gateway.dial import check_template
from ..tools.gateway.payload import parse_body, parse_json
from ..tools.gateway.recording import read_hosts
from ..tools.gateway.signature import same
from .crm_channel_gateway import CHANNEL_ADMIN

CALL_KINDS = ("call_url", "call_json", "call_generic")
READERS = {"call_json": shapes.of_record, "call_generic": shapes.of_generic}
MAX_NAME = 32
#: Events that change what is on somebody's screen.
HURRIED = (RING, ANSWER, HANGUP)
MOST_HURRIED = 5
#: An address to dial may have a password in it.
DIALLING = f"sales_team.group_sale_manager,{CHANNEL_ADMIN}"


class CrmChannelAccount(models.Model):
    """Contact centres: three shapes of events, one way to process them."""

    _inherit = "crm.channel.account"

    is_contact_centre = fields.Boolean(compute="_compute_is_contact_centre")
    extension_ids = fields.One2many("crm.call.extension", "account_id")
    unknown_as_lead = fields.Boolean(
        string="Unknown people become leads",
        help="Who calls or writes and is nobody's customer becomes a lead: one for each, "
        "while it is open. Leave it off where strangers mostly ask what is no business; "
        "an agent can make a lead of any of them by hand.",
    )
    recording_hosts = fields.Char(
        string="Hosts of recordings",
        help="Recordings are played from these hosts only, over https. Separate them "
        "by commas; .example.com stands for every host of example.com.",
    )
    dial_url = fields.Char(
        string="Click-to-call address",
        groups=DIALLING,
        help="{extension}, {phone} and {key} stand for what is dialled; {secret} for the "
        "secret of this account, so that nobody reads it here.",
    )
    dial_method = fields.Selection(
        groups=DIALLING,
        selection=[("get", "Open the address"), ("post", "Send JSON, signed")],
        required=True,
        default="get",
        string="Click-to-call by",
    )

    @api.depends("kind")
    def _compute_is_contact_centre(self):
        for account in self:
            account.is_contact_centre = account.kind in CALL_KINDS

    @api.constrains("recording_hosts", "dial_url")
    def _check_contact_centre(self):
        for account in self:
            try:
                read_hosts(account.recording_hosts)
                if account.dial_url:
                    check_template(account.dial_url)
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "%(name)s: '%(value)s' cannot be used. Addresses begin with "
                        "https:// and contain {phone}; hosts are names such as "
                        "records.example.com.",
                        name=account.name,
                        value=error,
                    )
                ) from error

    def _may_see_address(self):
        return self.env.user.has_group(CHANNEL_ADMIN)

    def action_test_event(self):
        """Show what an event would do, without doing it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Test event"),
            "res_model": "crm.call.test",
            "view_mode": "form",
            "target": "new",
            "context": {"default_account_id": self.id},
        }

    # ------------------------------------------------------------
    # Verify: who can sign, signs; others have an address and where they are
    # ------------------------------------------------------------

    def _gateway_verify_call_url(self, call):
        self._gateway_check_call_secret(call)

    def _gateway_verify_call_json(self, call):
        if call.method != "POST":
            raise Refused(405, "method", "Send a POST request.")
        self._gateway_check_call_secret(call)

    def _gateway_verify_call_generic(self, call):
        self._gateway_check_post(call)
        self._gateway_check_signed(call)

    def _gateway_check_call_secret(self, call):
        """Where the account has a secret, the provider sends it; in constant time."""
        secret = self._kept("secret")
        if not secret:
            return
        bearer = call.headers.get("authorization", "").removeprefix("Bearer ")
        given = call.query.get("token") or call.headers.get("x-api-key") or bearer
        if not same(given or "", secret):
            raise Refused(401, "not_allowed", "Send the secret of the account.")

    # ------------------------------------------------------------
    # Split: what is stored
    # ------------------------------------------------------------

    def _gateway_split_call_url(self, call):
        data = dict(call.query)
        if call.method == "POST" and call.body:
            data |= parse_body(call)
        data.pop("token", None)
        return [self._gateway_call_event(call, call.event[:MAX_NAME], data)]

    def _gateway_split_call_json(self, call):
        return self._gateway_call_records(call)

    def _gateway_split_call_generic(self, call):
        return self._gateway_call_records(call)

    def _gateway_call_records(self, call):
        try:
            rows = shapes.records(parse_json(call.body))
        except shapes.Unreadable as error:
            raise Refused(
                400, str(error), "Send one call, or a list of calls."
            ) from None
        return [self._gateway_call_event(call, "record", row) for row in rows]

    def _gateway_call_event(self, call, name, data):
        """Return what is stored of an event, once however often it is sent."""
        try:
            event = self._gateway_read_call(name, data, call.received_at)
        except shapes.Unreadable as error:
            message = "Send the id of the call and its event."
            raise Refused(400, str(error), message) from None
        payload = {"name": name, "data": data}
        return RawEvent(
            event.event, shapes.fingerprint(name, data), payload, event.call
        )

    def _gateway_read_call(self, name, data, at):
        zone = ZoneInfo(self.timezone or "UTC")
        if self.kind == "call_url":
            return shapes.of_url(name, data, at, zone)
        return READERS[self.kind](data, at, zone)

    # ------------------------------------------------------------
    # At once: a telephone rings for a few seconds
    # ------------------------------------------------------------

    def _gateway_stored_call_url(self, events):
        self._gateway_hurry_calls(events)

    def _gateway_stored_call_json(self, events):
        self._gateway_hurry_calls(events)

    def _gateway_stored_call_generic(self, events):
        self._gateway_hurry_calls(events)

    def _gateway_hurry_calls(self, events):
        """Process what somebody waits for now; the worker does what fails, and records.

        The event and what came of it are committed together: it is still there, and
        still processed once, whatever happens.
        """
        for event in events.filtered(lambda e: e.event in HURRIED)[:MOST_HURRIED]:
            event.write({"state": "processing", "attempt": 1})
            event._process()

    # ------------------------------------------------------------
    # Process
    # ------------------------------------------------------------

    def _gateway_process_call_url(self, event):
        return self._gateway_process_call(event)

    def _gateway_process_call_json(self, event):
        return self._gateway_process_call(event)

    def _gateway_process_call_generic(self, event):
        return self._gateway_process_call(event)

    def _gateway_process_call(self, event):
        """Add an event to its call."""
        payload = event.payload or {}
        try:
            said = self._gateway_read_call(
                payload.get("name") or "", payload.get("data") or {}, event.received_at
            )
        except shapes.Unreadable as error:
            return ("ignored", str(error), None)
        # sudo: calls are the system's
        call = self.env["crm.call"].sudo()._take(self, said)
        if not call:
            return ("ignored", self.env._("A call inside the house."), None)
        return ("done", "", call.interaction_id or None)
