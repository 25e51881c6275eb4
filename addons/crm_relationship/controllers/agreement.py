# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import binascii

from odoo import fields
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request, route
from odoo.tools.mimetypes import guess_mimetype

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

MAX_NAME = 120
#: What is shown to whoever has its address is kept by no cache, and told to no other.
BY_ADDRESS = {"Cache-Control": "no-store", "Referrer-Policy": "same-origin"}
#: Ids beyond this do not fit the database.
MAX_ID = 2**31 - 1
PICTURES = ("image/png", "image/jpeg")
REPORT = "crm_relationship.agreement_report"


class AgreementPortal(CustomerPortal):
    """A customer's agreements: list, page, document, signature."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "agreement_count" in counters:
            agreements = request.env["crm.agreement"]
            values["agreement_count"] = (
                agreements.search_count(self._own_agreements())
                if agreements.has_access("read")
                else 0
            )
        return values

    def _own_agreements(self):
        """Return the agreements of the person's company, whatever else one may read."""
        customer = request.env.user.partner_id.commercial_partner_id
        return [
            ("commercial_partner_id", "=", customer.id),
            ("state", "not in", ("draft", "cancelled")),
        ]

    def _agreement(self, agreement_id, access_token):
        """Return the agreement, sudoed, or None: no right, no such, or not sent yet."""
        is_token = isinstance(access_token, str) and access_token.isascii()
        token = access_token if is_token else None
        if agreement_id > MAX_ID:
            return None
        try:
            agreement = self._document_check_access(
                "crm.agreement", agreement_id, access_token=token
            )
        except (AccessError, MissingError):
            return None
        is_draft = agreement.state == "draft" and request.env.user.share
        return None if is_draft else agreement

    @route(
        ["/my/agreements", "/my/agreements/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_my_agreements(self, page=1, **kw):
        """List the agreements of the person's company."""
        agreements = request.env["crm.agreement"]
        if not agreements.has_access("read"):
            raise request.not_found()
        domain = self._own_agreements()
        pager = portal_pager(
            url="/my/agreements",
            total=agreements.search_count(domain),
            page=page,
            step=self._items_per_page,
        )
        values = {
            **self._prepare_portal_layout_values(),
            "agreements": agreements.search(
                domain, limit=self._items_per_page, offset=pager["offset"]
            ),
            "page_name": "agreement",
            "pager": pager,
            "default_url": "/my/agreements",
        }
        return request.render("crm_relationship.portal_my_agreements", values)

    @route(
        ["/my/agreements/<int:agreement_id>"], type="http", auth="public", website=True
    )
    def portal_agreement(
        self, agreement_id, access_token=None, report_type=None, download=False, **kw
    ):
        """Show an agreement, or its document."""
        agreement = self._agreement(agreement_id, access_token)
        if not agreement:
            raise request.not_found()
        if report_type in ("html", "pdf", "text"):
            return self._document(agreement, report_type, download)
        values = self._get_page_view_values(
            agreement,
            access_token,
            {
                "agreement": agreement,
                "page_name": "agreement",
                "report_type": "html",
                "backend_url": f"/odoo/agreements/{agreement.id}",
                "res_company": agreement.company_id,
            },
            "my_agreements_history",
            False,
            **kw,
        )
        return request.render(
            "crm_relationship.portal_agreement", values, headers=BY_ADDRESS
        )

    def _document(self, agreement, report_type, download):
        """Return the document: as it was signed, once it is."""
        signed = agreement.signed_attachment_id
        if report_type == "pdf" and signed:
            stream = request.env["ir.binary"]._get_stream_from(signed)
            return stream.get_response(as_attachment=bool(download))
        if report_type == "pdf" and not agreement._can_print():
            report_type, download = "html", False
        return self._show_report(
            model=agreement,
            report_type=report_type,
            report_ref=REPORT,
            download=download,
        )

    @route(
        ["/my/agreements/<int:agreement_id>/sign"],
        type="jsonrpc",
        auth="public",
        website=True,
    )
    def portal_agreement_sign(
        self, agreement_id, access_token=None, name=None, signature=None
    ):
        """Sign an agreement for the customer."""
        access_token = access_token or request.httprequest.args.get("access_token")
        agreement = self._agreement(agreement_id, access_token)
        if not agreement:
            return {"error": request.env._("Invalid agreement.")}
        error = self._sign_error(agreement, name, signature)
        if error:
            return {"error": error}
        try:
            with request.env.cr.savepoint():
                agreement._sign(name.strip(), signature)
        except (TypeError, ValueError, UserError):
            return {"error": request.env._("The signature cannot be read.")}
        self._tell_signed(agreement)
        return {"force_refresh": True, "redirect_url": agreement.get_portal_url()}

    def _sign_error(self, agreement, name, signature):
        if not agreement._has_to_be_signed():
            return request.env._("This agreement does not wait for a signature.")
        if agreement.date_to and agreement.date_to < fields.Date.context_today(
            agreement
        ):
            return request.env._("This agreement is over already.")
        if not isinstance(name, str) or not 0 < len(name.strip()) <= MAX_NAME:
            return request.env._("Please write your name.")
        if not isinstance(signature, str) or not signature:
            return request.env._("Signature is missing.")
        if not self._is_picture(signature):
            return request.env._("The signature cannot be read.")
        return None

    def _is_picture(self, signature):
        """Return whether a text is a picture of dots: others may hold scripts."""
        try:
            content = binascii.a2b_base64(signature)
        except (ValueError, binascii.Error):
            return False
        return guess_mimetype(content) in PICTURES

    def _tell_signed(self, agreement):
        user = request.env.user
        author = agreement.partner_id if user._is_public() else user.partner_id
        agreement.message_post(
            body=request.env._("Signed by %s", agreement.signed_by),
            attachment_ids=agreement.signed_attachment_id.ids,
            author_id=author.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
