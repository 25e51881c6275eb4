# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from odoo.addons.crm_relationship.tests.help_promise import HelpPromise


@tagged("post_install", "-at_install")
class TestHelp(HelpPromise):
    addon = "crm_marketing_auto"
    roots = ("crm_marketing_auto.crm_marketing_auto_menu_root",)
