# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a condition of a manager asks nothing that the manager may not read."""

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .ladder_common import LadderCase

#: Guarded fields, fields for nobody, and ways around rules.
ASKED = (
    "[('partner_id.income_bracket', '!=', False)]",
    "[('partner_id', 'any', [('income_bracket', '!=', False)])]",
    "[('team_id.api_key_ids.create_uid.password', '!=', False)]",
    "[('partner_id', 'any!', [('name', '=', 'x')])]",
    "[('partner_id.name', '=', __import__('os').getcwd())]",
    "[" * 2000,
)


@tagged("post_install", "-at_install")
class TestAskedFields(LadderCase):
    def test_levels_and_policies(self):
        policy = self._ladder({"percent": 50})
        level = policy.level_ids.with_user(self.user_manager)
        self.assertFalse(
            self.user_manager.has_group("crm_relationship.group_income_reader")
        )
        level.domain = "[('partner_id.name', 'ilike', 'a')]"
        for domain in ASKED:
            for record in (level, policy.with_user(self.user_manager)):
                with (
                    self.subTest(record=record._name, domain=domain[:60]),
                    self.assertRaises(ValidationError),
                    self.env.cr.savepoint(),
                ):
                    record.domain = domain
                    self.env.flush_all()
