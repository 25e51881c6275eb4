# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: agreements and playbooks change hands with their customer."""

from odoo import Command
from odoo.tests import tagged

from .handover_common import HandoverCase


@tagged("post_install", "-at_install")
class TestHandoverPaper(HandoverCase):
    def test_open_agreements_and_running_playbooks_go_to_the_successor(self):
        order = self._create_order()
        order.action_confirm()
        template = self.env["crm.agreement.template"].create(
            {"name": "Contract", "body": "<p>{{order}}</p>"}
        )
        agreements = self.env["crm.agreement"].create(
            [{"order_id": order.id, "template_id": template.id}] * 2
        )
        agreements[1].action_cancel()
        plan = self.env["mail.activity.plan"].create(
            {
                "name": "Plan",
                "res_model": "crm.lead",
                "template_ids": [Command.create({"summary": "Ask"})],
            }
        )
        stage = self.env["crm.stage"].create({"name": "Of the test"})
        self.env["crm.playbook"].search([]).action_archive()
        self.env["crm.playbook"].create(
            {
                "name": "Playbook",
                "plan_id": plan.id,
                "stage_ids": [Command.set(stage.ids)],
                "responsible_id": self.user_hoa.id,
            }
        )
        self.lead.stage_id = stage
        run = self.env["crm.playbook.run"].search([("lead_id", "=", self.lead.id)])
        self.assertEqual(run.user_id, self.user_lan)

        self._done(self.user_minh)

        self.env.invalidate_all()
        self.assertEqual(agreements[0].user_id, self.user_minh)
        self.assertEqual(agreements[1].user_id, self.user_lan)
        self.assertEqual(run.user_id, self.user_minh)
