# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL, formataddr

from odoo.addons.crm_relationship.tools.phone_key import phone_key

#: The address or number of a participant, as its record and its contact say.
TARGETS = """
    SELECT t.id, p.res_model, p.res_id, c.id, COALESCE(l.contact_name, c.name, l.name),
        COALESCE(c.email_normalized, l.email_normalized),
        COALESCE(c.phone_sanitized, l.phone_sanitized), COALESCE(c.phone, l.phone),
        COALESCE(cc.code, lc.code)
    FROM crm_journey_trace t
    JOIN crm_journey_participant p ON p.id = t.participant_id
    LEFT JOIN crm_lead l ON p.res_model = 'crm.lead' AND l.id = p.res_id
    LEFT JOIN res_partner c ON c.id = CASE WHEN p.res_model = 'res.partner'
        THEN p.res_id ELSE COALESCE(p.partner_id, l.partner_id) END
    LEFT JOIN res_country cc ON cc.id = c.country_id
    LEFT JOIN res_country lc ON lc.id = l.country_id
    WHERE t.id = ANY(%s)
"""


class Target(NamedTuple):
    """Who gets the message of a trace."""

    trace_id: int
    res_model: str
    res_id: int
    partner_id: int | None
    name: str
    email: str | None
    phone_sanitized: str | None
    phone: str | None
    country_code: str | None

    @property
    def number(self):
        return self.phone_sanitized or phone_key(self.phone)

    @property
    def address(self):
        return formataddr((self.name or "", self.email))

    def identity(self, channel):
        return self.email if channel == "mail" else self.number


class CrmSendTarget(models.AbstractModel):
    """Reads whom the traces of a step write to."""

    _name = "crm.send.target"
    _description = "Receiver of a Message"

    @api.model
    def _read(self, traces):
        """Return {trace id: Target}."""
        self.env["res.partner"].flush_model()
        self.env["crm.lead"].flush_model()
        rows = self.env.execute_query(SQL(TARGETS, traces.ids))
        return {row[0]: Target(*row) for row in rows}
