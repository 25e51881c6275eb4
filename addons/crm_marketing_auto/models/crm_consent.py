# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request
from odoo.tools import email_normalize

from odoo.addons.crm_relationship.tools.phone_key import phone_key

CHANNELS = [
    ("mail", "E-mail"),
    ("sms", "SMS"),
    ("call", "Phone call"),
    ("chat", "Chat"),
]
ANY_CHANNEL = ("all", "All channels")
PURPOSES = [
    ("marketing", "Advertising"),
    ("care", "Customer care"),
    ("all", "Everything but what an order or ticket needs"),
]
STATES = [
    ("given", "Given"),
    ("requested", "Asked for, not confirmed"),
    ("withdrawn", "Withdrawn"),
    ("refused", "Refused, or never answered"),
    ("cleared", "Earlier statement set aside"),
]
SOURCES = [
    ("preference_page", "Preference page"),
    ("double_optin", "Confirmed by e-mail"),
    ("unsubscribe", "Unsubscribe link"),
    ("blacklist", "Blacklist"),
    ("list", "Mailing list"),
    ("reply", "Reply"),
    ("form", "Form"),
    ("paper", "Paper"),
    ("call", "Phone call"),
    ("import", "Import"),
    ("system", "Job"),
    ("other", "Other"),
]
#: The person itself said so: this lifts what an erasure left behind.
PERSONAL_SOURCES = frozenset({"preference_page", "double_optin"})
#: Somebody's address that more contacts than this share is a company's.
MAX_SHARED = 20


class CrmConsent(models.Model):
    """What a person said about being written to. Rows are only added.

    One row per address or number: the last statement counts, for the channel and
    purpose it names, and for every address of the person (see crm.send.gate).
    """

    _name = "crm.consent"
    _description = "Consent"
    _order = "at desc, id desc"
    _rec_name = "identity"

    identity = fields.Char(
        string="Address or number", required=True, help="In its normal form."
    )
    channel = fields.Selection([*CHANNELS, ANY_CHANNEL], required=True)
    purpose = fields.Selection(PURPOSES, required=True, default="marketing")
    list_id = fields.Many2one(
        "mailing.list", string="Only for the list", ondelete="set null"
    )
    state = fields.Selection(STATES, required=True)
    source = fields.Selection(SOURCES, required=True, default="other")
    proof = fields.Text(help="What was said or shown, in words.")
    attachment_id = fields.Many2one("ir.attachment", ondelete="restrict")
    document = fields.Binary(
        string="Signed document", attachment=True, help="A form, a scan, a recording."
    )
    document_name = fields.Char()
    ip_address = fields.Char(string="IP address", readonly=True)
    user_agent = fields.Char(string="Browser", readonly=True)
    at = fields.Datetime(required=True, default=fields.Datetime.now)
    partner_id = fields.Many2one(
        "res.partner", string="Contact", ondelete="set null", index="btree_not_null"
    )
    company_id = fields.Many2one(
        "res.company", help="Empty: said to every company of ours."
    )
    user_id = fields.Many2one(
        "res.users", string="Recorded by", default=lambda self: self.env.user
    )

    _identity_idx = models.Index("(identity, at DESC, id DESC)")
    _request_uniq = models.UniqueIndex(
        "(identity, channel, purpose, COALESCE(company_id, 0))"
        " WHERE state = 'requested'",
        "This person was asked already, and is asked once only.",
    )

    # ------------------------------------------------------------
    # Rows are only added
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Normalise, and tell core's lists what the rows say."""
        vals_list = [self._prepare_row(vals) for vals in vals_list]
        rows = super().create(vals_list)
        # sudo: who may record consent need not be able to write core's lists
        rows.sudo()._after_recorded()
        return rows

    def write(self, vals):
        if not (self.env.su and self.env.context.get("consent_erase") is ERASE):
            raise UserError(
                self.env._(
                    "The register of consents is only added to. Record what the"
                    " person says now."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("Consents are proof and are not deleted."))

    @api.model
    def _prepare_row(self, vals):
        channel = vals.get("channel")
        identity = self._normalize(channel, vals.get("identity"))
        if not identity:
            raise UserError(
                self.env._(
                    "%(value)s is neither an e-mail address nor a phone number.",
                    value=vals.get("identity") or self.env._("(empty)"),
                )
            )
        if vals.get("at") and fields.Datetime.to_datetime(
            vals["at"]
        ) > fields.Datetime.add(fields.Datetime.now(), minutes=5):
            raise UserError(self.env._("A consent cannot be dated in the future."))
        web = request.httprequest if request else None
        return {
            "ip_address": web.remote_addr if web else False,
            "user_agent": (web.user_agent.string or "")[:200] if web else False,
            **vals,
            "identity": identity,
        }

    @api.model
    def _normalize(self, channel, value):
        """Return the normal form by which an address or number is known, or None."""
        text = str(value or "").strip()
        if "@" in text:
            return email_normalize(text) or None
        if channel == "mail":
            return None
        number = phone_key(text)
        return number or (text.lower() if channel == "chat" and text else None)

    # ------------------------------------------------------------
    # Recording
    # ------------------------------------------------------------

    @api.model
    def _record(self, identity, channel, state, **values):
        """Record a statement for every contact that has this address or number.

        :return: the new rows, none when the last statement says the same
        """
        identity = self._normalize(channel, identity)
        if not identity or self._last_state(identity, channel, values) == state:
            return self.browse()
        values = {"identity": identity, "channel": channel, "state": state, **values}
        if values.get("partner_id"):
            return self.create([values])
        return self.create(
            [
                {**values, "partner_id": partner_id}
                for partner_id in self._partner_ids(identity) or [False]
            ]
        )

    @api.model
    def _last_state(self, identity, channel, values):
        """Return the last statement of exactly this scope."""
        return self.search(
            [
                ("identity", "=", identity),
                ("channel", "=", channel),
                ("purpose", "=", values.get("purpose", "marketing")),
                ("list_id", "=", values.get("list_id", False)),
                ("company_id", "=", values.get("company_id", False)),
            ],
            limit=1,
        ).state

    @api.model
    def _partner_ids(self, identity):
        # sudo: a consent is recorded whoever may see the contact
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        owns = (
            ("email_normalized", "email_ids.email_normalized")
            if "@" in identity
            else ("phone_sanitized", "phone_ids.key")
        )
        known = Domain.OR(Domain(path, "=", identity) for path in owns)
        return partners.search(known, limit=MAX_SHARED).ids

    def _after_recorded(self):
        """Tell core's blacklists, and lift what an erasure left when asked to."""
        bridge = self.env["crm.consent.bridge"]
        for row in self.filtered(lambda r: not r.list_id and r.purpose != "care"):
            if row.state in ("withdrawn", "refused"):
                bridge._to_blacklist(row)
            elif row.state == "given":
                bridge._from_blacklist(row)
        self.env["crm.journey.reaction"]._react_optout(self)
        self.env["crm.send.confirm"]._confirm(self)
        personal = self.filtered(
            lambda r: r.state == "given" and r.source in PERSONAL_SOURCES
        )
        self.env["crm.send.suppression"]._lift_erased(set(personal.mapped("identity")))


#: The erasure passes this very object: no context of a client can be it.
ERASE = object()
