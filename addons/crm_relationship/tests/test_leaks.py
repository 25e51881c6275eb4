# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: whoever may not see a customer learns nothing of it, in any way."""

from odoo.tests import tagged

from .leak_models import EXEMPT, LEAK_MODELS
from .leak_promise import LeakPromise


def load_accounts(case):
    """Give the company accounts, so that customers can be invoiced."""
    if not case.company.chart_template:
        case.env["account.chart.template"].try_loading(
            "generic_coa", company=case.company, install_demo=False
        )


@tagged("post_install", "-at_install")
class TestLeaks(LeakPromise):
    leaks = LEAK_MODELS
    exempt = EXEMPT

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        load_accounts(cls)
