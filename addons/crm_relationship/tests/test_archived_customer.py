# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from ast import literal_eval

from lxml import etree

from odoo.tests import tagged

from .handover_common import HandoverCase


@tagged("post_install", "-at_install")
class TestArchivedCustomer(HandoverCase):
    """A customer who is archived: history stays, nobody is asked to call."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._log(partner=cls.other, subject="The last call")
        tier = cls.env["crm.customer.tier"].create(
            {"name": "Daily", "cadence_days": 1, "company_id": cls.company.id}
        )
        cls.env.flush_all()
        cls.env["crm.partner.stat"]._refresh({(cls.other.id, cls.company.id)})
        cls.stat = cls.env["crm.partner.stat"].search(
            [("partner_id", "=", cls.other.id)]
        )
        cls.stat.tier_id = tier
        cls.other.action_archive()
        cls.env.flush_all()

    def _filter(self, name):
        """Return the domain of a filter of the list of customers."""
        view = self.env.ref("crm_relationship.crm_partner_stat_view_search")
        [node] = etree.fromstring(view.arch).xpath(f"//filter[@name='{name}']")
        return literal_eval(node.get("domain"))

    def test_case_e22_the_timeline_is_readable(self):
        page = (
            self.env["crm.interaction"]
            .with_user(self.user_lan)
            .search([("commercial_partner_id", "=", self.other.id)])
        )
        self.assertEqual(page.mapped("subject"), ["The last call"])

    def test_case_e22_nobody_is_asked_to_call(self):
        self.env["crm.partner.stat"]._refresh_standing(self.company, self.other.ids)
        insights = self.env["crm.insight"].search(
            [("partner_id", "=", self.other.id), ("state", "=", "new")]
        )
        self.assertFalse(insights)

    def test_case_e22_totals_leave_it_out_unless_asked(self):
        for xmlid in ("crm_partner_stat_action", "crm_partner_stat_action_analysis"):
            action = self.env.ref(f"crm_relationship.{xmlid}")
            self.assertEqual(literal_eval(action.context)["search_default_in_use"], 1)
        stats = self.env["crm.partner.stat"]
        self.assertNotIn(self.stat, stats.search(self._filter("in_use")))
        self.assertIn(self.stat, stats.search(self._filter("archived")))

    def test_case_e22_it_is_handed_over_without_taking_room(self):
        handover = self._prepare()
        handover.action_preview()
        line = self._line(handover, self.other)
        self.assertFalse(line.is_customer)
        handover.action_start()

        self._work(handover)

        self.assertEqual(self.other.user_id, self.user_minh)
