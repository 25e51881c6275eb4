# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: tickets tell nothing of a customer whom one may not see."""

from odoo.tests import tagged

from odoo.addons.crm_relationship.tests.leak_harness import LeakModel
from odoo.addons.crm_relationship.tests.leak_promise import LeakPromise

AGENT = frozenset({"agent"})
NAMELESS = frozenset({"name_search", "web_name_search"})


def ticket(case, customer, owner):
    if customer not in case.documents:
        case.documents[customer] = case.env["crm.ticket"].create(
            {
                "name": f"Broken desk of {customer.name}",
                "partner_id": customer.id,
                "team_id": case.team.id,
            }
        )
    return case.documents[customer]


def report(case, customer, owner):
    ticket(case, customer, owner)
    case.env.flush_all()
    return case.env["crm.ticket.report"].search(
        [("commercial_partner_id", "=", customer.id)]
    )


LEAK_MODELS = [
    LeakModel(
        "crm.ticket",
        ticket,
        customer="commercial_partner_id",
        fields=("display_name", "name"),
        group="stage_id",
        bar=("priority", "1"),
        seen_by=AGENT,
        witness="agent",
    ),
    LeakModel(
        "crm.ticket.report",
        report,
        customer="commercial_partner_id",
        fields=("ticket_id",),
        group="team_id",
        silent=NAMELESS,
        seen_by=AGENT,
        unseen_by=frozenset({"owner", "all", "manager"}),
        witness="agent",
    ),
]


@tagged("post_install", "-at_install")
class TestTicketLeaks(LeakPromise):
    leaks = LEAK_MODELS
    module = "crm_ticket_sla"
    more_roles = {"agent": "crm_ticket_sla.group_crm_ticket_sla_user"}
    exempt = {
        "crm.ticket.entitlement": "Agents only, whose work is with all customers.",
        "crm.ticket.sla.report": "As crm.ticket.report, from the same tickets.",
        "crm.ticket.stage.report": "As crm.ticket.report, from the same tickets.",
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team = cls.env["crm.ticket.team"].create({"name": "Support of the test"})
