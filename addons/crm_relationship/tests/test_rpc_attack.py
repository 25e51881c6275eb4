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
        "crm.customer.tier.unlink": (
            ("crm_customer_tier_give",),
            "a wizard that names a tier of all companies goes with it",
        ),
        "crm.sample.fill": (
            (
                "crm_purchase_model",
                "crm_sample_record",
                "crm_partner_stat",
                "crm_segment_member",
                "crm_segment_change",
                "crm_segment_pin",
                "crm_segment_snapshot",
                "res_company",
            ),
            "a story in the manager's own company, with all that jobs make of it",
        ),
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        load_accounts(cls)
