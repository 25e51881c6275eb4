# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from odoo.addons.crm_relationship.tests.help_promise import HelpPromise


@tagged("post_install", "-at_install")
class TestHelp(HelpPromise):
    addon = "crm_ticket_sla"
    roots = ("crm_ticket_sla.crm_ticket_sla_menu_root",)

    def test_every_setting_says_when_one_would_change_it(self):
        """It has none: what is set is on teams and policies."""
        self.assertFalse(self.settings())
