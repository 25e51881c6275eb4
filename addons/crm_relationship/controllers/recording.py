# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Recordings of calls: the one way to them."""

import os

from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from ..tools.gateway import recording

#: Hosts that may be inside the house, and who vouches for them: whoever runs the server
#: says so, not whoever sets up an account.
INSIDE = "CRM_RECORDING_INTERNAL_HOSTS"
CA_FILE = "CRM_RECORDING_CA_FILE"
#: What a browser plays and does not run.
PLAYED = ("audio/", "video/mp4", "video/webm", "application/ogg")
PASSED = ("Content-Length", "Content-Range", "Accept-Ranges")
FENCED = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; media-src 'self'; sandbox",
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "no-referrer",
}


class RecordingController(http.Controller):
    @http.route(
        "/crm/recording/<int:interaction_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=False,
    )
    def play(self, interaction_id, **_ignored):
        """Stream the recording of a call to whoever may read the call; log it."""
        place, account = self._find(interaction_id)
        if place is None:
            return self._refuse(account)
        asked = request.httprequest.headers.get("Range")
        try:
            answer = recording.open_recording(
                place, asked, os.environ.get(CA_FILE) or None
            )
        except recording.NotOpened as error:
            return self._refuse(str(error))
        return self._stream(answer, interaction_id)

    def _find(self, interaction_id):
        """Return where the recording is; else None and the reason."""
        interaction = request.env["crm.interaction"].browse(interaction_id)
        try:
            interaction.check_access("read")
            interaction.fetch(["occurred_at"])
            interaction._check_content()
        except (AccessError, MissingError):
            return None, "missing"  # who may not see it does not learn that it is there
        # sudo: the address may hold a password, and is shown to nobody
        call = (
            request.env["crm.call"]
            .sudo()
            .search([("interaction_id", "=", interaction.id)], limit=1)
        )
        if not call.recording:
            return None, "missing"
        request.env["crm.recording.log"]._note(interaction)
        hosts = recording.read_hosts(call.account_id.recording_hosts)
        inside = frozenset(recording.read_hosts(os.environ.get(INSIDE)))
        try:
            return recording.locate(call.recording, hosts, inside), None
        except recording.NotOpened as error:
            return None, str(error)

    def _refuse(self, code):
        words = request.env["crm.recording.log"]._reason(code)
        status = 404 if code == "missing" else 403
        if code in ("unreachable", "not_there", "redirect", "too_large"):
            status = 502
        return request.make_response(
            words,
            headers=[("Content-Type", "text/plain; charset=utf-8"), *FENCED.items()],
            status=status,
        )

    def _stream(self, answer, interaction_id):
        kind = (answer.headers.get("Content-Type") or "").split(";")[0].strip().lower()
        is_played = kind.startswith(PLAYED)
        response = http.Response(
            recording.pieces(answer), status=answer.status, direct_passthrough=True
        )
        response.headers["Content-Type"] = (
            kind if is_played else "application/octet-stream"
        )
        way = "inline" if is_played else "attachment"
        response.headers["Content-Disposition"] = (
            f'{way}; filename="call-{interaction_id}"'
        )
        for name in PASSED:
            if answer.headers.get(name):
                response.headers[name] = answer.headers[name]
        response.headers.update(FENCED)
        return response
