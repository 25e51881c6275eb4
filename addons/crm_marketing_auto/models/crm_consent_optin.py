# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

#: A registration by SMS that is not answered in this time is a refusal.
ANSWER_WITHIN = timedelta(hours=24)


class CrmConsent(models.Model):
    """Asking for consent: once, and silence is no."""

    _inherit = "crm.consent"

    @api.model
    def _ask(
        self, identity, channel, *, purpose="marketing", company_id=False, **values
    ):
        """Record that the person is asked; the caller sends the question.

        One question only, ever: the unique key keeps two workers from asking twice.

        :return: the new row, or none when this person was asked or answered before
        """
        identity = self._normalize(channel, identity)
        if not identity:
            return self.browse()
        known = self.search_count(
            [
                ("identity", "=", identity),
                ("channel", "in", [channel, "all"]),
                ("purpose", "in", [purpose, "all"]),
                ("company_id", "in", [False, company_id]),
                ("list_id", "=", False),
            ],
            limit=1,
        )
        if known:
            return self.browse()
        partner_id = values.pop("partner_id", False)
        return self.create(
            [
                {
                    "identity": identity,
                    "channel": channel,
                    "purpose": purpose,
                    "company_id": company_id,
                    "state": "requested",
                    "partner_id": partner_id
                    or next(iter(self._partner_ids(identity)), False),
                    **values,
                }
            ]
        )

    @api.model
    def _is_known(self, identity, channel):
        """Return whether anything was said of a channel, here or on core's lists.

        Whatever the purpose and company, and by whichever address of the person.
        """
        identity = self._normalize(channel, identity)
        known = Domain("identity", "=", identity)
        known |= Domain("partner_id", "in", self._partner_ids(identity))
        if channel != "all":
            known &= Domain("channel", "in", [channel, "all"])
        if self.search_count(known, limit=1):
            return True
        # sudo: whether somebody may be written to, not who is on the lists
        mails = self.env["mail.blacklist"].sudo()
        numbers = self.env["phone.blacklist"].sudo()
        return bool(
            mails.search_count([("email", "=", identity)], limit=1)
            or numbers.search_count([("number", "=", identity)], limit=1)
        )

    @api.model
    def _expire_requests(self, now):
        """Record a refusal for whoever did not answer a registration by SMS."""
        rows = self.env.execute_query(
            SQL(
                "SELECT c.id FROM crm_consent c WHERE c.state = 'requested'"
                " AND c.channel = 'sms' AND c.at <= %s AND NOT EXISTS (SELECT 1"
                " FROM crm_consent later WHERE later.identity = c.identity"
                " AND later.channel IN ('sms', 'all')"
                " AND (later.at, later.id) > (c.at, c.id)) ORDER BY c.id LIMIT 500",
                now - ANSWER_WITHIN,
            )
        )
        asked = self.browse([row[0] for row in rows])
        return self.create(
            [
                {
                    "identity": row.identity,
                    "channel": row.channel,
                    "purpose": row.purpose,
                    "company_id": row.company_id.id,
                    "partner_id": row.partner_id.id,
                    "state": "refused",
                    "source": "system",
                }
                for row in asked
            ]
        )
