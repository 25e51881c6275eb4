# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: every widget does what it should, alone in a browser."""

from odoo.tests import tagged

from odoo.addons.crm_relationship.tests.browser import WidgetCase


@tagged("post_install", "-at_install")
class TestWidgets(WidgetCase):
    def test_unit_tests_pass(self):
        self.assert_widgets_pass("crm_marketing_auto")
