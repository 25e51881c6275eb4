# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: own documents tell no more of a hidden customer than the settings say."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .confidential_common import ConfidentialCase

LABEL = {"partner_id": {"fields": {"display_name": {}}}}


@tagged("post_install", "-at_install")
class TestConfidentialMasks(ConfidentialCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hidden.write({"ref": "KH0042", "street": "CANARY street"})
        cls.own_lead = cls.env["crm.lead"].create(
            {
                "name": "Mine",
                "partner_id": cls.hidden.id,
                "user_id": cls.user_lan.id,
                "type": "opportunity",
            }
        )
        cls.own_lead.action_set_won()

    def _label(self, **context):
        """Return what Lan's own lead says of its customer."""
        self.env.flush_all()
        self.env.invalidate_all()
        specification = {"partner_id": {"fields": {"display_name": {}}}}
        specification["partner_id"]["context"] = context
        [values] = self.own_lead.with_user(self.user_lan).web_read(specification)
        return values["partner_id"]["display_name"]

    def test_case_e04_the_label_is_the_name_and_nothing_more(self):
        self.assertEqual(self._label(), "CANARY company")
        wanted = {"show_email": True, "show_address": True, "show_vat": True}
        self.assertEqual(self._label(**wanted), "CANARY company")

    def test_case_e04_the_label_is_masked(self):
        self.configure(documents="masked")

        self.assertEqual(self._label(), "Customer KH0042 (Minh)")
        leads = self.env["crm.lead"].with_user(self.user_lan)
        domain = [("id", "=", self.own_lead.id)]
        groups = leads.formatted_read_group(domain, ["partner_id"], ["__count"])
        self.assertNotIn("CANARY", str(groups))
        own = self.own_lead.with_user(self.user_lan)
        self.assertNotIn("CANARY", str(own.read(["partner_id"])))
        self.assertEqual(
            self.own_lead.with_user(self.user_minh).partner_id.display_name,
            "CANARY company",
        )

    def test_case_e04_contact_data_is_not_read_through_ones_documents(self):
        lead = self.own_lead.with_user(self.user_lan)
        self.env.flush_all()
        self.env.invalidate_all()

        with self.assertRaises(AccessError):
            _phone = lead.partner_id.phone
        with self.assertRaises(AccessError):
            lead.partner_id.read(["email"])
        domain = [("partner_id.phone", "like", "0283822")]
        self.assertFalse(lead.search(domain))
        group = self.env.ref("base.group_allow_export")
        self.user_lan.group_ids = [Command.link(group.id)]
        [row] = lead.export_data(["name", "partner_id/phone"])["datas"]
        self.assertEqual(row, ["Mine", ""])

    def test_an_invoice_keeps_the_name_for_everybody(self):
        self.configure(documents="masked")
        order = self._create_order(self.hidden, opportunity_id=False)
        self.product.invoice_policy = "order"
        order.action_confirm()

        invoice = order.with_user(self.user_lan).sudo()._create_invoices()

        self.assertEqual(invoice.invoice_partner_display_name, "CANARY company")

    def test_meetings_of_hidden_customers_are_hidden(self):
        events = self.env["calendar.event"].with_user(self.user_minh)
        values = {"start": "2026-03-02 08:00:00", "stop": "2026-03-02 09:00:00"}
        mine = self.user_minh.partner_id
        theirs, both, internal = events.create(
            [
                {"name": "A", "partner_ids": (mine + self.hidden).ids, **values},
                {
                    "name": "B",
                    "partner_ids": (mine + self.hidden + self.user_lan.partner_id).ids,
                    **values,
                },
                {"name": "C", "partner_ids": mine.ids, **values},
            ]
        )

        self.assertFalse(self.sees(self.user_lan, theirs))
        self.assertTrue(self.sees(self.user_lan, both))
        self.assertTrue(self.sees(self.user_lan, internal))
        attendees = self.env["calendar.attendee"].with_user(self.user_lan)
        rows = attendees.search([("event_id", "=", both.id)])
        self.assertNotIn("canary@canary.test", rows.mapped("email"))

    def test_followers_and_notifications_name_no_hidden_contact(self):
        self.hidden.message_subscribe(self.hidden_person.ids)
        followers = self.env["mail.followers"].with_user(self.user_lan)

        self.assertFalse(followers.search([("partner_id", "=", self.hidden_person.id)]))

    def test_rows_that_are_not_for_others(self):
        rows = {
            "all": self._log(user=self.user_lan),
            "mine": self._log(user=self.user_lan, share_level="metadata"),
            "money": self._log(user=self.user_lan, sensitivity="finance"),
            "private": self._log(user=self.user_lan, sensitivity="private"),
        }
        colleague = new_test_user(
            self.env, "rel_colleague", groups="sales_team.group_sale_salesman"
        )
        both = new_test_user(
            self.env,
            "rel_both",
            groups="sales_team.group_sale_salesman,account.group_account_invoice",
        )
        for user in (colleague, both):
            self.env["crm.customer.share"].create(
                {
                    "partner_id": self.customer.id,
                    "user_id": user.id,
                    "reason": "Together",
                }
            )

        seen = {
            user: [name for name, row in rows.items() if self.sees(user, row)]
            for user in (self.user_lan, colleague, both, self.user_manager)
        }

        self.assertEqual(seen[self.user_lan], ["all", "mine", "money", "private"])
        self.assertEqual(seen[colleague], ["all"])
        self.assertEqual(seen[both], ["all", "money"])
        self.assertEqual(seen[self.user_manager], ["all", "mine", "money", "private"])

    def test_case_e13_the_portal_reads_nothing_of_it(self):
        self.user_portal.partner_id.parent_id = self.hidden
        partner = self.hidden.with_user(self.user_portal)
        for name in ("team_id", "share_ids", "may_give_access"):
            with self.assertRaises(AccessError):
                partner.read([name])
            with self.assertRaises(AccessError):
                partner.search([(name, "!=", False)])
        for model in ("crm.customer.share", "crm.customer.delegation"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.user_portal).search([])
        with self.assertRaises(AccessError):
            self.env["crm.access.request"].with_user(self.user_portal).search([])

    def test_groups_together_read_what_each_reads(self):
        both = new_test_user(
            self.env,
            "rel_sale_stock",
            groups="sales_team.group_sale_salesman,stock.group_stock_user",
        )
        row = self._log(partner=self.hidden, user=self.user_minh)

        self.assertTrue(self.sees(both, self.hidden))
        self.assertFalse(self.sees(both, row), "contacts of all, not their history")
        self.assertFalse(self.hidden.with_user(both).has_access("write"))
