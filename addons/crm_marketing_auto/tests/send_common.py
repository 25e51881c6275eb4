# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the tests of sending start from."""

from datetime import datetime
from itertools import count

from odoo.tests import TransactionCase, new_test_user

from odoo.addons.crm_marketing_auto.tools.send_gate import SendRequest

#: A Monday, 16:00 in Hà Nội.
NOW = datetime(2026, 6, 1, 9, 0)
MARKETER = "crm_marketing_auto.group_crm_marketing_auto_user"
MANAGER = "crm_marketing_auto.group_crm_marketing_auto_manager"


class SendCase(TransactionCase):
    """People of a country without prior consent, and of Vietnam, and a gate."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env = cls.env(
            context={**cls.env.context, "no_reset_password": True, "lang": "en_US"}
        )
        cls.company = cls.env.company
        cls.gate = cls.env["crm.send.gate"]
        cls.consent = cls.env["crm.consent"]
        cls.lan = cls._person("Lan", "lan@one.test", "base.be")
        cls.mai = cls._person("Mai", "mai@vn.test", "base.vn", phone="0912345678")
        cls.keys = count(1)
        cls.brand = cls.env["crm.send.brandname"].create(
            {"name": "CHEXANH", "valid_from": "2020-01-01"}
        )
        cls.marketer = new_test_user(cls.env, "send_marketer", groups=MARKETER)
        cls.manager = new_test_user(cls.env, "send_manager", groups=MANAGER)

    @classmethod
    def _person(cls, name, email, country, **values):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "email": email,
                "country_id": cls.env.ref(country).id,
                "tz": "Asia/Ho_Chi_Minh" if country == "base.vn" else "Europe/Brussels",
                **values,
            }
        )

    def _request(self, partner=None, identity=None, channel="mail", **values):
        if identity is None and partner:
            identity = (
                partner.email_normalized
                if channel == "mail"
                else partner.phone_sanitized
            )
        return SendRequest(
            key=next(self.keys),
            channel=channel,
            identity=identity or None,
            partner_id=partner.id if partner else None,
            company_id=self.company.id,
            **values,
        )

    def _admit_one(self, partner, now=NOW, **values):
        """Return the verdict on one message to a person."""
        request = self._request(partner, **values)
        return self.gate._admit([request], now)[request.key]
