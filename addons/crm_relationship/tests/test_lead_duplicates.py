# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from .common import RelationshipCase


@tagged("post_install", "-at_install")
class TestLeadDuplicates(RelationshipCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.twin = cls.lead.copy({"name": "Mine too", "user_id": cls.user_lan.id})
        cls.theirs = cls.lead.copy({"name": "Not for Lan", "user_id": cls.user_minh.id})

    def _shown(self, user, lead=None):
        self.env.flush_all()
        self.env.invalidate_all()
        lead = (lead or self.lead).with_user(user)
        return lead.duplicate_lead_ids, lead.duplicate_lead_count

    def test_case_e11_only_readable_duplicates_are_counted_and_listed(self):
        leads, count = self._shown(self.user_lan)

        self.assertEqual(set(leads.ids), set((self.lead + self.twin).ids))
        self.assertEqual(count, 1)

    def test_case_e11_who_sees_all_leads_is_shown_all(self):
        leads, count = self._shown(self.user_hoa)

        self.assertEqual(set(leads.ids), set((self.lead + self.twin + self.theirs).ids))
        self.assertEqual(count, 2)

    def test_case_e11_who_asked_first_changes_nothing(self):
        self._shown(self.user_hoa)
        hers = self.lead.with_user(self.user_hoa).duplicate_lead_count
        his = self.lead.with_user(self.user_lan).duplicate_lead_count

        self.assertEqual((hers, his), (2, 1))
