# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from freezegun import freeze_time

from odoo import Command

from .common import RelationshipCase

PREFIX = "crm_relationship.confidential_"


class ConfidentialCase(RelationshipCase):
    """Customers are confidential: Lan's, Minh's (hidden from Lan), and nobody's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.configure(customers="True")
        cls.hidden = cls._create_customer(
            "CANARY company",
            user_id=cls.user_minh.id,
            phone="02838221234",
            email="canary@canary.test",
        )
        cls.hidden_person = cls.env["res.partner"].create(
            {"name": "CANARY person", "parent_id": cls.hidden.id}
        )
        cls.orphan = cls._create_customer("Nobody's company", user_id=False)
        cls.team = cls.env["crm.team"].create(
            {
                "name": "North",
                "user_id": cls.user_hoa.id,
                "crm_team_member_ids": [Command.create({"user_id": cls.user_minh.id})],
            }
        )

    @classmethod
    def configure(cls, **values):
        """Set confidentiality as the settings page does: customers="True", ..."""
        parameter = cls.env["ir.config_parameter"]
        for name, value in values.items():
            parameter.set_param(PREFIX + name, value)

    def sees(self, user, record):
        """Return whether a user finds and reads a record."""
        self.env.flush_all()
        self.env.invalidate_all()
        mine = record.with_user(user).with_context(active_test=False)
        readable = mine.has_access("read")  # first: what was found is not asked about
        found = mine.search([("id", "=", record.id)])
        self.assertEqual(bool(found), readable, f"{user.name}, {record}")
        return readable

    def _sees_at(self, instant, user=None):
        with freeze_time(instant):
            return self.sees(user or self.user_lan, self.hidden)
