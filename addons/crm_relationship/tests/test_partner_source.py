# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: customers of before the installation know which lead brought them."""

from datetime import datetime, timedelta

from odoo.tests import tagged

from ..models.res_partner_source import POSITION
from .common import RelationshipCase

START = datetime(2025, 3, 3, 8, 0)
DAY = timedelta(days=1)


@tagged("post_install", "-at_install")
class TestPartnerSource(RelationshipCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.lead"].search([]).source_id = False
        cls.fair, cls.web = cls.env["utm.source"].create(
            [{"name": "Fair of the test"}, {"name": "Web of the test"}]
        )
        cls.env["ir.config_parameter"].search([("key", "=", POSITION)]).unlink()

    def _lead(self, partner, source, day):
        lead = self.env["crm.lead"].create(
            {"name": "Old", "partner_id": partner.id, "source_id": source.id}
        )
        lead.flush_recordset()
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = %s WHERE id = %s",
            [START + day * DAY, lead.id],
        )
        return lead

    def _take_over(self):
        looked_at = self.env["res.partner"]._take_over_old_sources(10)
        self.env.invalidate_all()
        return looked_at

    def test_the_first_lead_that_names_a_source_counts(self):
        self._lead(self.person, self.web, 5)
        self._lead(self.customer, self.fair, 2)
        self._lead(self.customer, self.env["utm.source"], 1)

        self._take_over()

        self.assertEqual(self.customer.acquisition_source_id, self.fair)
        self.assertFalse(self.person.acquisition_source_id, "the customer has it")

    def test_what_somebody_said_stays(self):
        self.customer.acquisition_source_id = self.web
        self._lead(self.customer, self.fair, 2)

        self._take_over()

        self.assertEqual(self.customer.acquisition_source_id, self.web)

    def test_a_lead_of_who_bought_before_brought_nobody(self):
        order = self._create_order(self.customer, opportunity_id=False)
        order.action_confirm()
        order.date_order = START
        self._lead(self.customer, self.fair, 2)

        self._take_over()

        self.assertFalse(self.customer.acquisition_source_id)

    def test_it_is_read_once_and_goes_on_where_it_was(self):
        self._lead(self.customer, self.fair, 2)
        parameter = self.env["ir.config_parameter"]
        parameter.set_param(POSITION, str(self.customer.id))
        self.assertFalse(self._take_over(), "below: was killed after this customer")
        self.assertFalse(self.customer.acquisition_source_id)

        parameter.set_param(POSITION, str(self.customer.id + 1))
        self.assertEqual(self._take_over(), 1)
        self.assertEqual(self.customer.acquisition_source_id, self.fair)

        self.customer.acquisition_source_id = False
        self.assertFalse(self._take_over(), "nobody's choice is undone every night")
        self.assertFalse(self.customer.acquisition_source_id)
