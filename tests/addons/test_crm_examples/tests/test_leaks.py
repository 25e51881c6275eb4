# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: visits tell nothing of a customer whom one may not see."""

from odoo.tests import tagged

from odoo.addons.crm_relationship.tests.leak_harness import LeakModel
from odoo.addons.crm_relationship.tests.leak_promise import LeakPromise


def visit(case, customer, owner):
    """Return the visits of a customer, named after them."""
    return case.env["crm.showroom.visit"].create(
        {
            "topic": f"Kitchen of {customer.name}",
            "partner_id": customer.id,
            "user_id": owner.id,
        }
    )


@tagged("post_install", "-at_install")
class TestShowroomLeaks(LeakPromise):
    module = "test_crm_examples"
    leaks = [
        LeakModel(
            "crm.showroom.visit", visit, group="user_id", bar=("state", "planned")
        )
    ]
