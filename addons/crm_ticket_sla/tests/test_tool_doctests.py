# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: the examples in the tools are true, and the tools do without Odoo."""

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_relationship.tests.tool_doctests import ToolDoctests


@tagged("standard")
class TestToolDoctests(ToolDoctests, BaseCase):
    addon = "crm_ticket_sla"
    least_examples = 11
