# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import http
from odoo.http import request

PAGE = "/crm/preferences/<int:partner_id>/<string:token>"


class Preferences(http.Controller):
    """The page of a person's choices: looking changes nothing, sending the form does.

    Scanners of mails open every link; none of them sends a form.
    """

    @http.route(
        PAGE,
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        sitemap=False,
        readonly=True,
    )
    def show(self, partner_id, token):
        partner = self._partner(partner_id, token)
        return self._page(partner, partner_id, token) if partner else self._forged()

    @http.route(
        PAGE,
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        sitemap=False,
        csrf=False,
    )
    def choose(self, partner_id, token, **chosen):
        """Record the choices; the signed address stands for the session."""
        partner = self._partner(partner_id, token)
        if not partner:
            return self._forged()
        preferences = request.env["crm.send.preference"]
        if chosen.get("List-Unsubscribe") == "One-Click" or "none" in chosen:
            preferences._choose(partner, set())
        else:
            may_agree = preferences._may_agree(partner, partner_id, token)
            preferences._choose(partner, set(chosen), may_agree)
        return self._page(partner, partner_id, token, is_saved=True)

    def _partner(self, partner_id, token):
        partner = request.env["crm.send.preference"]._partner(partner_id, token)
        if partner.lang:
            request.update_context(lang=partner.lang)
        return partner.with_env(request.env).sudo()  # sudo: as it came

    def _page(self, partner, partner_id, token, is_saved=False):
        preferences = request.env["crm.send.preference"]
        return request.render(
            "crm_marketing_auto.preferences_page",
            {
                "company": self._company(partner),
                "receiver": preferences._shown(partner),
                "choices": preferences._choices(partner),
                "may_agree": preferences._may_agree(partner, partner_id, token),
                "is_saved": is_saved,
            },
            headers={"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"},
        )

    def _company(self, partner):
        # sudo: the name of the company is on its messages
        return (partner.company_id or request.env.company).sudo()

    def _forged(self):
        values = {"company": self._company(request.env["res.partner"])}
        response = request.render("crm_marketing_auto.preferences_forged", values)
        response.status_code = 403
        return response
