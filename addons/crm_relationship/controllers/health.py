# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import SUPERUSER_ID
from odoo.http import Controller, request, route


class Health(Controller):
    """Whether everything that should happen by itself does, for monitoring."""

    @route(
        ["/crm_health", "/crm_health/<string:token>"],
        type="http",
        auth="none",
        methods=["GET"],
        save_session=False,
        readonly=True,
    )
    def health(self, token=""):
        """Tell a program that says the token: in a header, or in the address.

        Web servers write addresses into their logs: the header is for whoever can send
        one.
        """
        scheme, _blank, said = request.httprequest.headers.get(
            "Authorization", ""
        ).partition(" ")
        if scheme.lower() == "bearer":
            token = said.strip()
        # superuser: a monitoring program is no user; its token gives it the right
        health = request.env(user=SUPERUSER_ID, su=True)["crm.health"]
        headers = [("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")]
        if not health._is_monitor(token):
            return request.make_json_response(
                {"error": "not found"}, headers, status=404
            )
        told, is_bad = health._monitor()
        return request.make_json_response(told, headers, status=503 if is_bad else 200)
