# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError


class CrmAgreement(models.Model):
    """From the draft to the signature and the end."""

    _inherit = "crm.agreement"

    def action_mark_sent(self):
        """Fix the text and open it for the customer, without a mail."""
        for agreement in self:
            if agreement.state != "draft":
                raise UserError(
                    self.env._("%(number)s was sent before.", number=agreement.name)
                )
            agreement.write(
                {
                    "content": agreement._filled(),
                    "sent_at": fields.Datetime.now(),
                    "state": "sent",
                }
            )
            agreement._portal_ensure_token()

    def action_send(self):
        """Fix the text and write to the customer where to read and sign it."""
        missing = self.filtered(lambda a: not a.partner_id.email)
        if missing:
            raise UserError(
                self.env._(
                    "%(customer)s has no email address: add it, or mark the agreement "
                    "as sent and share its link.",
                    customer=missing[0].partner_id.display_name,
                )
            )
        self.filtered(lambda a: a.state == "draft").action_mark_sent()
        for agreement in self:
            agreement.message_post_with_source(
                "crm_relationship.agreement_mail",
                render_values={"agreement": agreement},
                subject=self.env._(
                    "%(title)s %(number)s",
                    title=agreement.title,
                    number=agreement.name,
                ),
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                partner_ids=agreement.partner_id.ids,
            )

    def action_preview(self):
        """Open what the customer sees."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "target": "self",
            "url": self.get_portal_url(),
        }

    def action_cancel(self):
        """Take it back: it can no longer be signed, and is not renewed."""
        ended = self.filtered(lambda a: a.state in ("ended", "cancelled"))
        if ended:
            raise UserError(
                self.env._("%(number)s is over already.", number=ended[0].name)
            )
        self.write({"state": "cancelled"})

    def action_renew(self):
        """Make the agreement that follows this one, as a draft."""
        self.ensure_one()
        if self.state not in ("signed", "ended") or not self.date_to:
            raise UserError(
                self.env._(
                    "%(number)s is not signed or has no end: there is nothing to renew.",
                    number=self.name,
                )
            )
        renewal = self.search([("renewed_from_id", "=", self.id)], limit=1)
        if not renewal:
            renewal = self.create(
                {
                    "template_id": self.template_id.id,
                    "order_id": self.order_id.id,
                    "partner_id": self.partner_id.id,
                    "user_id": self.user_id.id,
                    "date_from": self.date_to + timedelta(days=1),
                    "renewed_from_id": self.id,
                }
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": renewal.id,
            "view_mode": "form",
        }

    # ------------------------------------------------------------
    # The signature
    # ------------------------------------------------------------

    def _has_to_be_signed(self):
        self.ensure_one()
        return self.state == "sent" and not self.signature

    def _sign(self, name, signature):
        """Sign for the customer; the signed document stays on the agreement.

        :param str name: who signs
        :param signature: image, base64
        """
        self.ensure_one()
        self.write(
            {
                "signature": signature,
                "signed_by": name,
                "signed_on": fields.Datetime.now(),
                "state": "signed",
            }
        )
        self.env.flush_all()  # the report reads it
        self.signed_attachment_id = self.env["ir.attachment"].create(
            {**self._signed_document(), "res_model": self._name, "res_id": self.id}
        )

    def _signed_document(self):
        """Return name, type and content of the signed document.

        A PDF; where the server has no engine to print with, the page itself: what was
        signed is never lost.
        """
        Report = self.env["ir.actions.report"]
        name = "crm_relationship.agreement_report"
        if not self._can_print():
            content = Report._render_qweb_html(name, self.ids)[0]
            kind, suffix = "text/html", "html"
        else:
            content = Report._render_qweb_pdf(name, self.ids)[0]
            kind, suffix = "application/pdf", "pdf"
        return {"name": f"{self.name}.{suffix}", "mimetype": kind, "raw": content}

    def _get_report_base_filename(self):
        """Return the name of the document that the portal offers: core asks for it."""
        self.ensure_one()
        return self.name

    def _can_print(self):
        """Return whether the server has an engine to make PDFs with."""
        state = self.env["ir.actions.report"].get_wkhtmltopdf_state()
        return state not in ("install", "broken")
