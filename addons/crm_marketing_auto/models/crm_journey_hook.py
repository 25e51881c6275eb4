# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import email_normalize

from odoo.addons.crm_relationship.tools.phone_key import phone_key

from ..tools import signed_call
from ..tools.signed_call import CallError

#: Nobody can read it back: it is shown once, when it is made.
NOBODY = "."


class CrmJourney(models.Model):
    """A journey that a signed call from outside starts."""

    _inherit = "crm.journey"

    hook_token = fields.Char(
        readonly=True, copy=False, index="btree_not_null", help="Part of the address."
    )
    hook_secret = fields.Char(readonly=True, copy=False, groups=NOBODY)
    hook_url = fields.Char(string="Address", compute="_compute_hook_url")

    @api.depends("hook_token")
    def _compute_hook_url(self):
        for journey in self:
            path = journey.hook_token and f"/crm/journey/hook/{journey.hook_token}"
            journey.hook_url = path and journey.get_base_url() + path

    def _check_startable(self):
        result = super()._check_startable()
        if self.trigger == "webhook" and not self.hook_token:
            raise UserError(
                self.env._("“%s”: make its address and secret first.", self.name)
            )
        return result

    def action_renew_hook(self):
        """Make a new address and secret; calls to the former are refused from now on."""
        self.ensure_one()
        self.check_access("write")
        secret = secrets.token_urlsafe(32)
        # sudo: nobody reads the secret, so nobody may write it either
        self.sudo().write(
            {"hook_token": secrets.token_urlsafe(18), "hook_secret": secret}
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "title": self.env._("Keep the secret now: it is not shown again."),
                "message": self.env._(
                    "Address: %(url)s. Secret: %(secret)s",
                    url=self.hook_url,
                    secret=secret,
                ),
                "type": "warning",
                "sticky": True,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.model
    def _receive_call(self, token, timestamp, path, body, signature, now):
        """Start a journey for whom a signed call names.

        :param now: naive UTC
        :return: whether the call was new
        :raise CallError: refused; nothing was changed
        """
        # sudo: the signature is the right to call
        token = (token or "-").replace("\x00", "-")
        journey = self.sudo().search([("hook_token", "=", token)], limit=1)
        seconds = int((now - fields.Datetime.to_datetime("1970-01-01")).total_seconds())
        signed_call.check(
            journey.hook_secret or None, timestamp, path, body, signature, seconds
        )
        if journey.trigger != "webhook" or journey.state not in ("running", "paused"):
            raise CallError(409, "not_running", "The journey is not running.")
        found = journey._trigger_settings()
        call = signed_call.read(body, found["match"])
        record = journey._find_named(found["match"], call["value"])
        if not record:
            raise CallError(404, "nobody", "Nobody is known by that.")
        # sudo: a signed call is nobody's; the inbox is the engine's
        events = self.env["crm.journey.event"].sudo()
        mine = Domain("kind", "=", "webhook") & Domain("journey_id", "=", journey.id)
        if events.search_count(mine & Domain("event_key", "=", call["key"]), limit=1):
            return False
        recent = Domain("create_date", ">", now - timedelta(minutes=1))
        limit = found["rate_per_minute"]
        if events.search_count(mine & recent, limit=limit) >= limit:
            raise CallError(429, "too_many", f"At most {limit} calls a minute.")
        return bool(
            events._emit(
                "webhook",
                [
                    {
                        "journey_id": journey.id,
                        "res_model": record._name,
                        "res_id": record.id,
                        "event_key": call["key"],
                        "occurred_at": now,
                        "company_id": journey.company_id.id,
                        "payload": call["data"],
                    }
                ],
            )
        )

    def _find_named(self, match, value):
        """Return the record of the journey's company that a call names, if any."""
        model = self.env[self.res_model].with_context(active_test=True)
        contact = "" if model._name == "res.partner" else "partner_id."
        names = {
            "id": lambda: Domain("id", "=", value),
            "ref": lambda: Domain(f"{contact}ref", "=", value),
            "email": lambda: Domain(
                "email_normalized", "=", email_normalize(value) or "-"
            ),
            "phone": lambda: (
                Domain("phone_sanitized", "in", self._numbers(value))
                | Domain(f"{contact}phone_ids.key", "in", self._numbers(value))
            ),
        }
        company = Domain("company_id", "in", [False, self.company_id.id])
        return model.search(names[match]() & company, order="id", limit=1)

    def _numbers(self, value):
        """Return how a number may be stored."""
        country = self.company_id.country_id or self.env.ref("base.vn")
        found = self.env["res.partner"]._phone_format(
            number=value, country=country, force_format="E164"
        )
        return [number for number in (found, phone_key(value)) if number] or ["-"]
