# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from .help_promise import HelpPromise


@tagged("post_install", "-at_install")
class TestHelp(HelpPromise):
    addon = "crm_relationship"
    roots = ("crm_relationship.crm_relationship_menu_root",)
