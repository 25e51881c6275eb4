# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta

from odoo import Command, fields
from odoo.tests import tagged

from .common import RelationshipCase


class MergeCase(RelationshipCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.twin = cls._create_customer("An Phat Co", user_id=cls.user_lan.id)
        cls.twin_person = cls.env["res.partner"].create(
            {"name": "Đào", "parent_id": cls.twin.id}
        )

    def _merge(self, kept, *merged):
        """Merge contacts as the wizard does."""
        partners = kept.union(*merged)
        self.end_transaction()
        wizard = (
            self.env["base.partner.merge.automatic.wizard"]
            .with_context(active_model="res.partner", active_ids=partners.ids)
            .create({"dst_partner_id": kept.id})
        )
        wizard.partner_ids = partners
        wizard.dst_partner_id = kept
        wizard.action_merge()
        self.assertFalse((partners - kept).exists(), "the wizard must have merged them")
        self.end_transaction()

    def _stat(self, partner):
        return self.env["crm.partner.stat"].search([("partner_id", "=", partner.id)])


@tagged("post_install", "-at_install")
class TestMergePartners(MergeCase):
    """E17 and E18: merging loses nothing."""

    def test_histories_of_two_companies_become_one(self):
        for partner in (self.customer, self.twin, self.person, self.twin_person):
            self._log(partner=partner)
        self.refresh_statistics()
        rows = self.env["crm.interaction"].search(
            [("commercial_partner_id", "in", (self.customer + self.twin).ids)]
        )

        self._merge(self.customer, self.twin)

        self.assertEqual(len(rows.exists()), 4)
        self.assertEqual(rows.commercial_partner_id, self.customer)
        self.assertEqual(
            rows.partner_id, self.customer + self.person + self.twin_person
        )

    def test_statistics_are_counted_anew(self):
        self._log(occurred_at=fields.Datetime.now() - timedelta(days=3))
        self._log(partner=self.twin)
        self.refresh_statistics()
        self.assertTrue(self._stat(self.twin))

        self._merge(self.customer, self.twin)
        self.refresh_statistics()

        stat = self._stat(self.customer)
        self.assertEqual(len(stat), 1)
        self.assertEqual(stat.count_30, 2)

    def test_customers_without_history_merge(self):
        self._merge(self.customer, self.twin)

        self.assertFalse(self.env["crm.interaction.failure"].search([]))

    def test_person_merged_into_another_company_brings_the_history_along(self):
        row = self._log(partner=self.twin_person)
        self.refresh_statistics()

        self._merge(self.person, self.twin_person)
        self.refresh_statistics()

        self.assertEqual(row.partner_id, self.person)
        self.assertEqual(row.commercial_partner_id, self.customer)
        self.assertEqual(self._stat(self.customer).count_30, 1)
        self.assertFalse(self._stat(self.twin).count_30)

    def test_company_merged_into_a_person_of_another_company(self):
        loner = self._create_customer("Loner")
        row = self._log(partner=loner)

        self._merge(self.person, loner)

        self.assertEqual(row.partner_id, self.person)
        self.assertEqual(row.commercial_partner_id, self.customer)

    def test_rows_of_one_call_survive(self):
        first = self._log()
        second = self._log(partner=self.twin_person)
        first.sudo().external_uid = "pbx/1"
        second.sudo().external_uid = "pbx/2"

        self._merge(self.person, self.twin_person)

        self.assertEqual(
            set((first + second).exists().mapped("external_uid")), {"pbx/1", "pbx/2"}
        )

    def test_rows_of_one_mail_to_both_survive(self):
        (self.customer + self.twin).write({"email": "x@anphat.test"})
        message = self.lead.with_user(self.user_lan).message_post(
            body="Hi",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=(self.customer + self.twin).ids,
        )
        self.assertEqual(len(self.logged(message)), 2)
        # core refuses to merge notifications of one message and drops the other
        self._merge(self.customer, self.twin)

        self.assertEqual(len(self.logged(message)), 2)
        self.assertEqual(self.backfill("mail.message"), 0)

    def test_meeting_about_a_merged_contact_follows(self):
        """E18: core leaves the pointer dangling."""
        meeting = self.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": datetime(2030, 1, 5, 9),
                "stop": datetime(2030, 1, 5, 10),
                "partner_ids": [Command.set(self.twin_person.ids)],
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": self.twin_person.id,
            }
        )

        self._merge(self.person, self.twin_person)
        self.refresh_statistics()

        self.assertEqual(meeting.res_id, self.person.id)
        self.assertEqual(meeting.partner_ids, self.person)
        self.assertEqual(self._stat(self.customer).next_step_at, meeting.start)

    def test_what_to_remember_is_kept(self):
        for partner in (self.person, self.twin_person):
            self.env["crm.partner.fact"].create(
                {"partner_id": partner.id, "kind": "hobby", "name": "Tea"}
            )

        self._merge(self.person, self.twin_person)

        self.assertEqual(len(self.person.fact_ids), 2)


@tagged("post_install", "-at_install")
class TestMergeLeads(MergeCase):
    def test_rows_of_merged_leads_are_kept(self):
        public = self.env.ref("base.public_user")
        leads = self.lead
        for number in range(2):
            leads += (
                self.env["crm.lead"]
                .with_user(public)
                .sudo()
                .create({"name": f"Ask {number}", "email_from": "v@unknown.test"})
                .with_user(self.env.user)
            )
        self._log(user=self.user_hoa, lead_id=leads[1].id)
        self.end_transaction()
        rows = self.env["crm.interaction"].search([("lead_id", "in", leads.ids)])
        self.assertEqual(len(rows), 3)

        kept = leads.merge_opportunity()
        self.end_transaction()

        self.assertEqual(len(rows.exists()), 3)
        self.assertEqual(rows.lead_id, kept)
        self.assertEqual(
            set(rows.filtered("origin_model").mapped("origin_id")),
            {kept.id},
            "what opens the enquiry leads to the lead that is left",
        )
        self.assertEqual(self.backfill("crm.lead"), 0)

    def test_a_merge_leaves_leads_that_wait_in_the_cache(self):
        # core spreads new leads: it merges some, and goes on with those it has read
        lead = {"name": "Ask", "email_from": "twice@unknown.test"}
        doubles = self.env["crm.lead"].create([lead, lead])
        waiting = self.env["crm.lead"].create({"name": "Waiting"})
        self.env.flush_all()
        waiting.mapped("email_from")

        doubles._merge_opportunity(auto_unlink=False)

        with self.assertQueryCount(0):
            waiting.mapped("email_from")
