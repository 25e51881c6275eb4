# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: no method of marketing that is open over RPC gives what is not the caller's."""

from odoo.tests import tagged

from odoo.addons.crm_relationship.tests.leak_models import LEAK_MODELS as OF_CUSTOMERS
from odoo.addons.crm_relationship.tests.rpc_attack import (
    CALLERS,
    INNERMOST,
    RpcAttackCase,
)

from .common_journey import JourneyCase
from .test_leaks import LEAK_MODELS

KNOWN = ("res.partner", "crm.lead", "crm.interaction", "sale.order", "crm.partner.stat")


@tagged("post_install", "-at_install")
class TestRpcAttack(RpcAttackCase, JourneyCase):
    leaks = [*(leak for leak in OF_CUSTOMERS if leak.name in KNOWN), *LEAK_MODELS]
    module = "crm_marketing_auto"
    more_roles = {"marketer": "crm_marketing_auto.group_crm_marketing_auto_user"}
    callers = {**CALLERS, "marketer": INNERMOST}
    also = {"marketer": ("crm_relationship",)}
    told_at_least = 1  # a sales manager, who is no marketer
    consequences = {
        **dict.fromkeys(
            (
                "crm.journey.action_archive",
                "crm.journey.action_stop",
                "crm.journey.try.action_try",
                "crm.journey.version.action_try",
            ),
            (
                ("crm_journey_participant", "crm_journey_trace"),
                "who runs a journey ends it for those inside, and tries it",
            ),
        ),
        **dict.fromkeys(
            ("crm.journey.action_dry_run", "crm.journey.dry.run.action_cancel"),
            (("crm_journey_dry_run",), "who may write a journey runs it dry"),
        ),
        **dict.fromkeys(
            ("crm.segment.action_refresh", "crm.segment.action_confirm_refresh"),
            (("crm_segment_snapshot",), "its size on a day is kept"),
        ),
        "crm.attribution.action_rebuild": (
            ("crm_touchpoint_source",),
            "up to where it was collected",
        ),
        "crm.consent.story.action_ask_sms": (
            ("sms_sms", "crm_contact_log"),
            "the question to a person leaves, once",
        ),
    }

    def hide(self):
        """Let there be a journey at work, whose participants are nobody's to touch."""
        self.journey = self._create_journey(
            {"mark": ("field", {"field": "ref", "value": "x"})}
        )
        self.env["crm.segment"].create({"name": "Hidden", "kind": "static"})
        self._enrol(self.journey, self.customer)
        return super().hide()
