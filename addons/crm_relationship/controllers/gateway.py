# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import SUPERUSER_ID, fields
from odoo.http import Controller, request, route

from ..tools.gateway.call import GatewayCall


class Gateway(Controller):
    """The one door for calls of providers: stored, answered, processed later."""

    @route(
        ["/crm_gateway/<string:token>", "/crm_gateway/<string:token>/<string:event>"],
        type="http",
        auth="none",
        methods=["GET", "POST"],
        csrf=False,
        save_session=False,
        readonly=False,
        gateway=True,
    )
    def receive(self, token, event="", **_params):
        httprequest = request.httprequest
        call = GatewayCall(
            method=httprequest.method,
            event=event[:64],
            headers={
                name.lower(): value for name, value in httprequest.headers.items()
            },
            query=httprequest.args.to_dict(),
            body=httprequest.get_data(),
            address=httprequest.remote_addr,
            received_at=fields.Datetime.now(),
        )
        # superuser: a provider is no user; the account's secret gives it the right
        accounts = request.env(user=SUPERUSER_ID, su=True)["crm.channel.account"]
        status, mimetype, body = accounts._gateway_receive(token, call)
        headers = [
            ("Content-Type", mimetype),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ]
        if status == 429:
            headers.append(("Retry-After", "60"))
        return request.make_response(body, headers, status=status)
