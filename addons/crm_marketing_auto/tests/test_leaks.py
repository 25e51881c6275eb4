# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: what people agreed to tells nothing of a customer whom one may not see."""

from odoo.tests import tagged

from odoo.addons.crm_relationship.tests.leak_harness import LeakModel
from odoo.addons.crm_relationship.tests.leak_promise import LeakPromise

MARKETER = frozenset({"marketing_manager"})


def consent(case, customer, owner):
    return case.env["crm.consent"].create(
        {
            "partner_id": customer.id,
            "identity": f"second@{customer.name.lower().replace(' ', '')}.test",
            "channel": "mail",
            "state": "given",
            "proof": customer.name,
        }
    )


LEAK_MODELS = [
    LeakModel(
        "crm.consent",
        consent,
        fields=("identity", "proof"),
        group="state",
        silent=frozenset({"name_search", "web_name_search"}),
        seen_by=MARKETER,
        unseen_by=frozenset({"owner", "all", "manager"}),
        witness="marketing_manager",
    ),
]


@tagged("post_install", "-at_install")
class TestMarketingLeaks(LeakPromise):
    leaks = LEAK_MODELS
    module = "crm_marketing_auto"
    more_roles = {
        "marketing_manager": "crm_marketing_auto.group_crm_marketing_auto_manager,"
        "sales_team.group_sale_salesman_all_leads"
    }
