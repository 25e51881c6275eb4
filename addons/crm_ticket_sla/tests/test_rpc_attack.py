# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: no method of tickets that is open over RPC gives what is not the caller's."""

from odoo.tests import tagged

from odoo.addons.crm_relationship.tests.leak_models import LEAK_MODELS as OF_CUSTOMERS
from odoo.addons.crm_relationship.tests.rpc_attack import (
    CALLERS,
    INNERMOST,
    RpcAttackCase,
)

from .test_leaks import LEAK_MODELS

KNOWN = ("res.partner", "crm.lead", "crm.interaction", "sale.order", "crm.partner.stat")


@tagged("post_install", "-at_install")
class TestRpcAttack(RpcAttackCase):
    leaks = [*(leak for leak in OF_CUSTOMERS if leak.name in KNOWN), *LEAK_MODELS]
    module = "crm_ticket_sla"
    teller = "crm_relationship"  # methods of tickets answer with ids and actions
    more_roles = {"agent": "crm_ticket_sla.group_crm_ticket_sla_user"}
    callers = {**CALLERS, "agent": INNERMOST}
    also = {"agent": ("crm_relationship",)}
    consequences = {
        "res.partner.message_process": (
            ("res_partner", "crm_interaction"),
            "core's: a colleague hands in a mail, as the mail server does",
        ),
        "crm.interaction.action_open_ticket": (
            ("crm_interaction", "crm_ticket_sla", "crm_ticket_sla_segment"),
            "a new ticket has its clocks and is on the timeline",
        ),
        "crm.ticket.message_new": (
            ("crm_ticket_sla", "crm_ticket_sla_segment"),
            "a new ticket has its clocks",
        ),
        **dict.fromkeys(
            (
                "crm.sla.policy.action_lab",
                "crm.sla.policy.unlink",
                "crm.sla.target.unlink",
                "crm.sla.target.write",
            ),
            (
                ("crm_sla_recount", "crm_sla_lab"),
                "clocks are counted anew, a trial goes with its policy of all companies",
            ),
        ),
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team = cls.env["crm.ticket.team"].create({"name": "Support of the test"})
