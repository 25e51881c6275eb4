# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestInstallLeads(TransactionCase):
    """Installing writes no lead; a job lets those of before keep their source."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fair, cls.web = cls.env["utm.source"].create(
            [{"name": "Fair of 2019"}, {"name": "Web of 2026"}]
        )
        cls.leads = cls.env["crm.lead"].create(
            [{"name": f"Lead {n}", "source_id": cls.fair.id} for n in range(3)]
        )
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE crm_lead SET first_source_id = NULL, first_touch_at = NULL,"
            " create_date = '2019-05-01' WHERE id = ANY(%s)",
            [cls.leads.ids],
        )
        cls.env.invalidate_all()

    def fill(self, limit):
        while self.env["crm.lead"]._fill_first_touch(limit):
            pass

    def test_leads_of_before_keep_their_source_as_the_first(self):
        self.fill(limit=2)
        self.leads.source_id = self.web

        self.assertEqual(self.leads.first_source_id, self.fair)
        self.assertEqual(
            {at.year for at in self.leads.mapped("first_touch_at")}, {2019}
        )

    def test_a_lead_that_does_not_know_when_it_was_made_is_filled_once(self):
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = NULL, write_date = NULL WHERE id = %s",
            [self.leads[0].id],
        )
        self.env.invalidate_all()
        leads = self.env["crm.lead"]

        self.assertGreaterEqual(leads._fill_first_touch(), 3)
        self.assertEqual(leads._fill_first_touch(), 0)
        self.assertEqual(self.leads[0].first_source_id, self.fair)
        self.assertTrue(self.leads[0].first_touch_at)

    def test_a_lead_that_has_a_first_touch_is_left_alone(self):
        self.leads[0].first_source_id = self.web
        self.leads[0].first_touch_at = "2020-01-01 08:00:00"

        self.fill(limit=2)

        self.assertEqual(self.leads[0].first_source_id, self.web)
