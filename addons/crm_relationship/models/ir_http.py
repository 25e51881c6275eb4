# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from werkzeug.exceptions import RequestEntityTooLarge

from odoo import models
from odoo.http import request

from .crm_channel_gateway import MAX_BYTES

#: So much of a body that is too long is read and thrown away: who is still sending
#: does not read the answer.
MAX_DRAINED = 8 * MAX_BYTES


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _pre_dispatch(cls, rule, args):
        if rule.endpoint.routing.get("gateway"):
            cls._gateway_read_body(request.httprequest)
        return super()._pre_dispatch(rule, args)

    @classmethod
    def _gateway_read_body(cls, httprequest):
        """Keep the body of a call as it was sent, or refuse one that is too long.

        Otherwise the body of a form is gone when it has been read as a form.
        """
        httprequest.max_content_length = MAX_DRAINED
        if (httprequest.content_length or 0) > MAX_BYTES:
            httprequest.get_data(cache=False)
            raise RequestEntityTooLarge
        httprequest.get_data(cache=True)
