# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import SUPERUSER_ID, fields
from odoo.http import Controller, request, route

from ..tools.signed_call import MAX_BYTES, CallError


class JourneyHook(Controller):
    """The address at which other programs start a journey."""

    @route(
        "/crm/journey/hook/<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def call(self, token, **_params):
        try:
            is_new = self._receive(token)
        except CallError as error:
            answer = {"error": error.code, "message": str(error)}
            return request.make_json_response(answer, status=error.status)
        return request.make_json_response(
            {"accepted": True, "is_new": is_new}, status=202 if is_new else 200
        )

    def _receive(self, token):
        length = request.httprequest.content_length
        if length is None:
            raise CallError(411, "no_length", "Send the length of the body.")
        if length > MAX_BYTES:
            message = f"A call has {MAX_BYTES} bytes at most."
            raise CallError(413, "too_large", message)
        headers = request.httprequest.headers
        journeys = request.env(user=SUPERUSER_ID)["crm.journey"]
        return journeys._receive_call(
            token,
            headers.get("X-Journey-Timestamp", ""),
            request.httprequest.path,
            request.httprequest.get_data(),
            headers.get("X-Journey-Signature", ""),
            fields.Datetime.now(),
        )
