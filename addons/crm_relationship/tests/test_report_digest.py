# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: the digest tells each recipient the figures of what they may see."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .report_common import ReportCase
from .standing_common import DAY, NOW


@tagged("post_install", "-at_install")
class TestReportDigest(ReportCase):
    def _digest(self, user, start=NOW - 7 * DAY, end=NOW):
        digest = self.env["digest.digest"].create(
            {
                "name": "Weekly",
                "company_id": self.company.id,
                "kpi_crm_interaction": True,
                "kpi_crm_silent": True,
            }
        )
        return (
            digest.with_user(user)
            .with_company(self.company)
            .with_context(start_datetime=start, end_datetime=end)
        )

    def test_interactions_are_those_that_the_recipient_sees(self):
        for partner, user in (
            (self.buyer, self.user_lan),
            (self.minhs, self.user_minh),
        ):
            for days in (1, 6, 8):
                self._log(
                    "call",
                    partner=partner,
                    user=user,
                    occurred_at=NOW - days * DAY,
                    company_id=self.company.id,
                )
        self._log(
            "note",
            partner=self.buyer,
            occurred_at=NOW - DAY,
            company_id=self.company.id,
        )
        for user, count in (
            (self.user_lan, 2),
            (self.user_minh, 2),
            (self.user_hoa, 4),
        ):
            self.assertEqual(
                self._digest(user).kpi_crm_interaction_value, count, user.name
            )

    def test_customers_silent_for_too_long(self):
        self.env["crm.customer.tier"].search([]).action_archive()
        self.env["crm.customer.tier"].create(
            {"name": "Key", "domain": "[]", "cadence_days": 14}
        )
        for partner, days in ((self.buyer, 20), (self.minhs, 3)):
            self._log(
                "call",
                partner=partner,
                user=self.user_manager,
                occurred_at=NOW - days * DAY,
                company_id=self.company.id,
            )
            self.end_transaction()
            self._stand(partner)
        self.env["crm.partner.stat"].search(
            [
                ("company_id", "=", self.company.id),
                ("partner_id", "not in", (self.buyer + self.minhs).ids),
            ]
        ).unlink()

        self.assertEqual(self._digest(self.user_lan).kpi_crm_silent_value, 1)
        self.assertEqual(self._digest(self.user_hoa).kpi_crm_silent_value, 1)
        self.assertEqual(self._digest(self.user_minh).kpi_crm_silent_value, 0)

    def test_recipients_without_access_get_the_digest_without_the_figures(self):
        digest = self._digest(self.user_employee)
        for name in ("kpi_crm_interaction_value", "kpi_crm_silent_value"):
            with self.assertRaises(AccessError):
                digest.mapped(name)
        kpis = digest.sudo()._compute_kpis(self.company, self.user_employee)
        names = {kpi["kpi_name"] for kpi in kpis}
        self.assertFalse(names & {"kpi_crm_interaction", "kpi_crm_silent"})
