# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import time

from odoo import SUPERUSER_ID
from odoo.exceptions import UserError
from odoo.http import Controller, request, route

from ..tools.api_request import MAX_BYTES, MAX_ID, ApiError, check_timestamp

#: The headers of a request. The signature is the HMAC-SHA256, in hexadecimal, of the
#: timestamp, the path as it reads when decoded, and the body, joined by line feeds.
KEY, TIMESTAMP, SIGNATURE = "X-Ticket-Key", "X-Ticket-Timestamp", "X-Ticket-Signature"


class TicketApi(Controller):
    """Tickets opened by programs: signed, safe to repeat, answered in JSON."""

    @route(
        "/tickets/api/v1/tickets",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def open_ticket(self, **_params):
        return self._answer(
            lambda entries, team, body: entries._open_ticket(team, body)
        )

    @route(
        "/tickets/api/v1/tickets/<string:external_id>/messages",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def add_message(self, external_id, **_params):
        return self._answer(
            lambda entries, team, body: entries._add_message(
                team, external_id[:MAX_ID], body
            )
        )

    def _answer(self, act):
        """Check who asks, act, and answer in JSON whatever happens."""
        try:
            body = self._body()
            key = self._signed_by(body)
            team = key.team_id
            # the system acts, for the team's company alone
            env = request.env(user=SUPERUSER_ID)
            entries = env["crm.ticket.api.entry"].with_context(
                allowed_company_ids=team.company_id.ids
            )
            with env.cr.savepoint():
                entry, is_new = act(entries, team.with_env(entries.env), body)
            key._stamp_used()
        except ApiError as error:
            return request.make_json_response(error.as_dict(), status=error.status)
        except UserError as error:
            refused = ApiError(422, "refused", str(error))
            return request.make_json_response(refused.as_dict(), status=422)
        return request.make_json_response(
            self._describe(entry, is_new), status=201 if is_new else 200
        )

    def _body(self):
        """Return the body as sent, of a bounded size."""
        if request.httprequest.mimetype != "application/json":
            raise ApiError(400, "bad_type", "Send application/json.")
        length = request.httprequest.content_length
        if length is None:
            raise ApiError(400, "no_length", "Send the length of the body.")
        if length > MAX_BYTES:
            message = f"A request has {MAX_BYTES} bytes at most."
            raise ApiError(413, "too_large", message)
        return request.httprequest.get_data()

    def _signed_by(self, body):
        """Return the key that signed the request just now."""
        headers = request.httprequest.headers
        timestamp = headers.get(TIMESTAMP, "")
        check_timestamp(timestamp, int(time.time()))
        key = request.env["crm.ticket.api.key"]._find_signed(
            headers.get(KEY, ""),
            timestamp,
            request.httprequest.path,
            body,
            headers.get(SIGNATURE, "").removeprefix("sha256="),
        )
        if not key:
            message = "The key is not known, or the signature is not that of the key."
            raise ApiError(401, "bad_signature", message)
        return key

    def _describe(self, entry, is_new):
        ticket = entry.ticket_id
        answer = {
            "number": ticket.number,
            "external_id": entry.external_id,
            "status": ticket.stage_kind,
            "created": is_new,
        }
        if entry.message_external_id:
            answer["message_external_id"] = entry.message_external_id
        return answer
