# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: no method that is open over RPC gives what is not the caller's."""

from odoo.tests import tagged

from .leak_models import LEAK_MODELS
from .rpc_attack import RpcAttackCase
from .test_leaks import load_accounts


@tagged("post_install", "-at_install")
class TestRpcAttack(RpcAttackCase):
    leaks = LEAK_MODELS
    consequences = {
        "crm.access.request.refuse": (
            ("crm_access_request",),
            "who owns the customer answers who asked",
        ),
        "crm.call.queue.action_postpone": (
            ("crm_partner_stat",),
            "when one's own customer is due is on its figures",
        ),
        "crm.call.queue.action_postpone_week": (
            ("crm_partner_stat",),
            "when one's own customer is due is on its figures",
        ),
        **dict.fromkeys(
            (
                "crm.duplicate.pair.action_later",
                "crm.duplicate.pair.action_not_same",
                "crm.duplicate.pair.action_related",
                "crm.duplicate.pair.action_reopen",
            ),
            (("crm_duplicate_pair",), "who looks after the data decides"),
        ),
        **dict.fromkeys(
            (
                "crm.insight.action_activity",
                "crm.insight.action_snooze",
                "crm.insight.refuse",
            ),
            (("crm_insight",), "whoever owns the customer answers a hint"),
        ),
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        load_accounts(cls)
