# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import email_normalize, html2plaintext

from ..tools.mail_intake import (
    bare_subject,
    is_vietnamese,
    received_at,
)
from ..tools.quoted_html import fold, new_part
from ..tools.reply_metrics import is_automatic


class CrmTicket(models.Model):
    """Mails that open tickets, answer them, and leave them."""

    _inherit = "crm.ticket"

    sender_name = fields.Char(
        readonly=True, copy=False, help="What the sender of the mail goes by."
    )

    # ------------------------------------------------------------
    # A mail opens a ticket
    # ------------------------------------------------------------

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        values = {"channel": "mail", **(custom_values or {})}
        # sudo: the gateway opens tickets in the name of who owns the address, who may see
        # neither the team nor the sender
        team = self.env["crm.ticket.team"].sudo().browse(values.get("team_id") or [])
        if not team:
            team = team.browse(self.sudo().default_get(["team_id"]).get("team_id"))
        company = team.company_id or self.env.company
        body = html2plaintext(new_part(msg_dict.get("body") or ""))
        lang = self._mail_language(body)
        address = msg_dict.get("email_from") or ""
        sender = self._find_sender(address, company)
        proposed = {} if sender else self._signed_values(msg_dict, company)
        if not sender and not proposed and team.unknown_sender == "create":
            sender = self._create_sender(address, company, lang)
            msg_dict["author_id"] = sender.id
        values = {
            "name": bare_subject(msg_dict.get("subject")) or self.env._("No subject"),
            "team_id": team.id,
            "partner_id": sender.id,
            # sudo: see above
            "phone": sender.sudo().phone,
            "sender_name": self._address_name(address),
            "description": Markup(new_part(msg_dict.get("body") or "")),
            "opened_at": received_at(
                self.env.context.get("ticket_mail_received", ()), self._now()
            ),
            "lang_id": self._lang_id(sender.sudo().lang or lang),
            **proposed,
            **values,
        }
        parsed = {
            **msg_dict,
            "email_from": email_normalize(address, strict=False) or address,
            "cc": msg_dict.get("cc_filtered"),  # not our own addresses
        }
        ticket = super(CrmTicket, self.with_company(company)).message_new(
            parsed, values
        )
        ticket = ticket.with_context(ticket_mail_opened=True)
        ticket._note_mail_opened()
        return ticket

    def _note_mail_opened(self):
        """Follow up what was found when the mail was routed."""
        if self.partner_id.partner_share:
            self.message_subscribe(partner_ids=self.partner_id.ids)
        link = self.origin_ticket_id or self.claimed_ticket_id
        if self.other_team_ids:
            names = ", ".join(self.other_team_ids.mapped("name"))
            self._message_log(
                body=self.env._(
                    "The same mail was also sent to %(teams)s.", teams=names
                )
            )
        if link == self.origin_ticket_id and link:
            text = self.env._("The customer came back: %(ticket)s", ticket=self.number)
            # sudo: notes what happened on a ticket that the gateway need not see
            link.sudo()._message_log(body=text)

    @api.model
    def _address_name(self, address):
        parts = address.rpartition("<")[0].strip().strip('"')
        return parts or False

    @api.model
    def _mail_language(self, text):
        """Return the code of the active language a mail is written in, or None."""
        installed = [code for code, _name in self.env["res.lang"].get_installed()]
        if "vi_VN" in installed and is_vietnamese(text):
            return "vi_VN"
        header = self.env.context.get("ticket_mail_language") or ""
        wanted = header.split(",")[0].strip().replace("-", "_")
        for code in installed:
            if wanted and code.lower().startswith(wanted.lower()):
                return code
        return None

    @api.model
    def _lang_id(self, code):
        return self.env["res.lang"]._get_data(code=code).id if code else False

    def _mail_author(self, message_dict, custom_values=None):
        """Return who wrote a mail, as seen from the company of the ticket."""
        # sudo: in which company the sender is looked for
        team = self.env["crm.ticket.team"].sudo()
        team = team.browse((custom_values or {}).get("team_id") or [])
        company = self.company_id or team.company_id or self.env.company
        address = message_dict.get("email_from") or ""
        normalized = email_normalize(address, strict=False)
        customer = self.partner_id
        if normalized and customer.email_normalized == normalized:
            return customer
        return self._find_sender(address, company)

    def _creation_subtype(self):
        return self.env.ref("crm_ticket_sla.mt_ticket_new")

    # ------------------------------------------------------------
    # A mail or a comment answers a ticket
    # ------------------------------------------------------------

    def message_post(self, **kwargs):
        headers = self.env.context.get("ticket_mail_headers")
        if headers is not None and kwargs.get("message_type") == "email":
            kwargs["body"] = Markup(fold(kwargs.get("body") or ""))
            # core tells the author of what is answered; our automatic mails are
            # written by the company, whose mailbox needs no copy
            told = kwargs.get("partner_ids") or []
            # sudo: which addresses are ours, of any company
            companies = self.env["res.company"].sudo()
            ours = companies.search([("partner_id", "in", told)]).partner_id
            kwargs["partner_ids"] = [one for one in told if one not in ours.ids]
        if self._is_from_outside(kwargs):
            self._answered_from_outside(kwargs)
        message = super().message_post(**kwargs)
        if kwargs.get("message_type") == "email" and self.env.context.get(
            "ticket_mail_opened"
        ):
            ticket = self.with_context(ticket_mail_opened=False)
            ticket._show_images(message)
            ticket._acknowledge(message)
        return message

    def _is_from_outside(self, values):
        """Tell whether somebody who is no colleague says something to everyone."""
        self.ensure_one()
        if values.get("message_type") not in ("email", "comment"):
            return False
        if self.env.context.get("ticket_mail_opened"):
            return False
        if is_automatic(self.env.context.get("ticket_mail_headers") or {}):
            return False
        data = self.env["ir.model.data"]
        subtype = values.get("subtype_id") or (
            values.get("subtype_xmlid")
            and data._xmlid_to_res_id(values["subtype_xmlid"])
        )
        if not subtype or self.env["mail.message.subtype"].browse(subtype).internal:
            return False
        author = self._posting_author(values)
        return not author or author.partner_share

    def _posting_author(self, values):
        """Return who posts; an empty one is somebody unknown."""
        if values.get("author_id") is None and not values.get("email_from"):
            return self.env.user.partner_id
        # sudo: whether it is a colleague who posts
        return self.env["res.partner"].sudo().browse(values.get("author_id") or [])

    def _answered_from_outside(self, values):
        """Let the ticket go on when the one it waited for has answered."""
        author = self._posting_author(values)
        # sudo: the customer moves the ticket by what they write, not by hand
        ticket = self.sudo()
        if ticket._speaks_for_customer(author, values.get("email_from")):
            text = html2plaintext(new_part(values.get("body") or ""))
            goes_on = ticket.stage_kind == "wait_customer" or (
                ticket.stage_id.is_closed and not ticket._is_bare_courtesy(text)
            )
        else:
            goes_on = ticket.stage_kind == "wait_third"
        stage = goes_on and ticket._first_stage_of_kind("open")
        if stage:
            # what an agent still has to fill in does not stop the customer
            ticket._without_required_fields().write({"stage_id": stage.id})

    def _first_stage_of_kind(self, kind):
        """Return the first stage of a kind that the team uses."""
        teams = [False, *self.team_id.ids]
        return self.env["crm.ticket.stage"].search(
            [("kind", "=", kind), ("team_ids", "in", teams)], limit=1
        )

    def _show_images(self, message):
        """Let images of the mail show in the description, where they now are."""
        if "cid:" in (self.description or ""):
            self.description = Markup(new_part(message.body))

    # ------------------------------------------------------------
    # Bounces
    # ------------------------------------------------------------

    @api.model
    def _mail_bounced(self, message_dict):
        """Note on the ticket that a mail of it did not arrive."""
        bounced = message_dict.get("bounced_message")
        # sudo: a bounce is noted on its ticket, whoever runs the gateway
        if not bounced or bounced.sudo().model != self._name:
            return
        ticket = self.sudo().browse(bounced.sudo().res_id).exists()
        if not ticket:
            return
        partner = message_dict.get("bounced_partner")
        address = message_dict.get("bounced_email") or (partner and partner.email)
        said = html2plaintext(message_dict.get("body") or "").strip()
        ticket._message_log(
            body=Markup("%s<br/><pre>%s</pre>")
            % (
                self.env._(
                    "A mail did not arrive at %(address)s.",
                    address=address or self.env._("its recipient"),
                ),
                said[:2000],
            )
        )
