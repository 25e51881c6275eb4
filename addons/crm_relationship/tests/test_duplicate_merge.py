# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a merge loses nothing that was known of any of the contacts."""

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .test_duplicate_scan import DuplicateCase


class StewardMergeCase(DuplicateCase):
    """Two contacts of one person, and a steward who merges."""

    def setUp(self):
        super().setUp()
        self.wizard = self.env["base.partner.merge.automatic.wizard"]
        self.kept = self._person(
            "Lý Tuấn", phone="0905111001", email="tuan@one.test",
            street="1 Lê Lợi", city="Huế", state_id=self.hue.id,
        )  # fmt: skip
        self.twin = self._person(
            "Lý Anh Tuấn", phone="0905111001", email="tuan@two.test",
            street="9 Trần Phú", city="Huế", state_id=self.hue.id,
            user_id=self.user_minh.id,
        )  # fmt: skip

    def merge(self, kept, *merged, user=None, values=None):
        """Merge as a data steward does."""
        self.end_transaction()
        merged = self.env["res.partner"].union(*merged)
        wizard = self.wizard.with_user(user or self.steward)
        wizard._merge_as_steward(
            kept.with_user(wizard.env.user), merged.with_user(wizard.env.user), values
        )
        self.end_transaction()
        self.assertFalse(merged.exists())

    def log_of(self, kept):
        return self.env["crm.merge.log"].search([("kept_id", "=", kept.id)], limit=1)


@tagged("post_install", "-at_install")
class TestDuplicateMerge(StewardMergeCase):
    def test_case_e17_all_rows_survive_and_are_counted_anew(self):
        for partner in (self.kept, self.twin):
            self._log(partner=partner, user=self.user_hoa)
        self.refresh_statistics()

        self.merge(self.kept, self.twin)
        self.refresh_statistics()

        rows = self.env["crm.interaction"].search([("partner_id", "=", self.kept.id)])
        self.assertEqual(len(rows), 2)
        self.assertEqual(rows.commercial_partner_id, self.kept)
        stat = self.env["crm.partner.stat"].search([("partner_id", "=", self.kept.id)])
        self.assertEqual(stat.count_30, 2)

    def test_case_e17_no_unique_says_a_contact_unhandled(self):
        self.env.cr.execute(
            "SELECT DISTINCT x.relname FROM pg_index i"
            " JOIN pg_class x ON x.oid = i.indexrelid"
            " JOIN pg_class t ON t.oid = i.indrelid"
            " JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY(i.indkey)"
            " JOIN pg_constraint c ON c.conrelid = t.oid AND c.contype = 'f'"
            " AND c.conkey = ARRAY[a.attnum] AND c.confrelid = 'res_partner'::regclass"
            " WHERE i.indisunique AND t.relname <> 'res_partner'"
            " AND t.relname NOT LIKE 'base_partner_merge%'"
            # tables of links: core moves those that are not there
            " AND EXISTS (SELECT FROM information_schema.columns s"
            " WHERE s.table_name = t.relname AND s.column_name = 'id')"
        )
        uniques = {row[0] for row in self.env.cr.fetchall()}
        handled = {unique["index"] for unique in self.wizard._partner_uniques()}
        self.assertIn(
            "mail_followers_mail_followers_res_partner_res_model_id_uniq", uniques
        )
        self.assertFalse(uniques - handled)

    def test_case_e17_no_log_row_is_unique_a_contact(self):
        uniques = self.wizard._partner_uniques()
        self.assertFalse([u for u in uniques if u["table"] == "crm_interaction"])

    def test_only_the_doubled_row_of_a_unique_goes(self):
        both = self.env["discuss.channel"].create({"name": "Both"})
        one = self.env["discuss.channel"].create({"name": "One"})
        both.add_members((self.kept + self.twin).ids)
        one.add_members(self.twin.ids)
        lead, other = self.lead, self.lead.copy()
        lead.message_subscribe((self.kept + self.twin).ids)
        other.message_subscribe(self.twin.ids)

        self.merge(self.kept, self.twin)

        for channel in (both, one):
            self.assertIn(self.kept, channel.channel_member_ids.partner_id)
        for record in (lead, other):
            self.assertIn(self.kept, record.message_partner_ids)

    def test_followers_of_both_stay(self):
        self.kept.message_subscribe(self.user_lan.partner_id.ids)
        self.twin.message_subscribe((self.user_lan + self.user_minh).partner_id.ids)

        self.merge(self.kept, self.twin)

        self.assertEqual(
            self.kept.message_partner_ids & (self.user_lan + self.user_minh).partner_id,
            (self.user_lan + self.user_minh).partner_id,
        )

    def test_case_e18_what_is_about_a_merged_contact_follows(self):
        meeting = self.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": "2030-01-05 09:00:00",
                "stop": "2030-01-05 10:00:00",
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": self.twin.id,
            }
        )
        rating = self.env["rating.rating"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": self.twin.id,
                "rating": 5,
            }
        )

        self.merge(self.kept, self.twin)

        self.assertEqual((meeting.res_id, rating.res_id), (self.kept.id,) * 2)

    def test_case_e19_five_with_other_mails_and_a_portal_user(self):
        user = new_test_user(
            self.env, "tuan_portal", groups="base.group_portal", email="tuan@p.test"
        )
        tag, other = self.env["res.partner.category"].create(
            [{"name": "VIP"}, {"name": "Late payer"}]
        )
        third = self._person(
            "Tuan", phone="0905111002", category_id=[Command.link(tag.id)]
        )
        fourth = self._person("Tuan L", email="TUAN@one.test", ref="KH9")
        self.kept.category_id = other

        self.merge(self.kept, self.twin, third, fourth, user.partner_id)

        self.assertEqual(user.partner_id, self.kept)
        self.assertEqual(
            set(self.kept.phone_ids.mapped("key")), {"+84905111001", "+84905111002"}
        )
        self.assertEqual(self.kept.email, "tuan@one.test")
        self.assertEqual(
            set(self.kept.email_ids.mapped("email")), {"tuan@two.test", "tuan@p.test"}
        )
        self.assertEqual(self.kept.category_id, tag + other)
        self.assertEqual(self.kept.user_id, self.user_minh)
        self.assertEqual(self.kept.street, "1 Lê Lợi")
        self.assertEqual(self.kept.child_ids.mapped("street"), ["9 Trần Phú"])
        self.assertEqual(self.kept.child_ids.type, "other")
        self.assertEqual(len(self.log_of(self.kept).merged_ids), 4)

    def test_a_contact_is_recognised_by_the_mail_of_a_merged_one(self):
        self.merge(self.kept, self.twin)
        found = self.env["res.partner"]._customers_by_value(["tuan@two.test"])
        self.assertEqual(found["tuan@two.test"], {self.kept.id})
        threads, count = (
            self.env["mail.thread"],
            self.env["res.partner"].search_count([]),
        )
        for no_create in (True, False):
            author = threads._partner_find_from_emails_single(
                ['"Tuan" <tuan@two.test>'], no_create=no_create
            )
            self.assertEqual(author, self.kept)
        self.assertEqual(self.env["res.partner"].search_count([]), count)
        self.assertFalse(
            threads._partner_find_from_emails_single(["no@two.test"], no_create=True)
        )
        self.assertTrue(threads._partner_find_from_emails_single(["new@two.test"]))

    def test_an_address_is_not_mixed_of_two(self):
        self.kept.write(
            {"street": False, "city": False, "state_id": False, "zip": False}
        )
        third = self._person("Tuấn", street="3 Hùng Vương", zip="53000")

        self.merge(self.kept, self.twin, third)

        self.assertEqual((self.kept.street, self.kept.zip), ("9 Trần Phú", False))
        self.assertEqual(self.kept.child_ids.mapped("zip"), ["53000"])

    def test_what_a_choice_replaces_is_kept_beside(self):
        self.twin.phone = "0905111009"
        chosen = {
            "phone": "0905111009",
            "email": "tuan@two.test",
            "street": "9 Trần Phú",
        }
        self.merge(self.kept, self.twin, values=chosen)

        self.assertEqual(self.kept.email, "tuan@two.test")
        self.assertEqual(self.kept.email_ids.mapped("email"), ["tuan@one.test"])
        self.assertEqual(
            set(self.kept.phone_ids.mapped("key")), {"+84905111001", "+84905111009"}
        )
        self.assertIn("1 Lê Lợi", self.kept.child_ids.mapped("street"))

    def test_case_e20_refused_as_a_whole(self):
        self.env["ir.rule"].create(
            {
                "name": "not this one",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "perm_read": False,
                "domain_force": f"[('id', '!=', {self.twin.id})]",
            }
        )
        third = self._person("Tuấn 3")
        with self.assertRaisesRegex(AccessError, "none was merged"):
            self.merge(self.kept, third, self.twin)
        self.assertTrue(
            (third + self.twin + self.kept).exists() == third + self.twin + self.kept
        )
        wizard = self.wizard.with_user(self.steward)
        with self.assertRaises(AccessError):
            wizard._merge((self.kept + self.twin).ids, self.kept)

    def test_more_than_three_is_for_stewards(self):
        people = self.kept + self.twin
        for number in range(2):
            people += self._person(f"T{number}", email="tuan@one.test")
        self.user_lan.group_ids += self.env.ref("base.group_partner_manager")
        with self.assertRaisesRegex(UserError, "more than 3"):
            self.wizard.with_user(self.user_lan)._merge(people.ids, self.kept)
        self.wizard.with_user(self.steward)._merge(people.ids, self.kept)
        self.assertEqual(people.exists(), self.kept)

    def test_values_that_somebody_chose_stay(self):
        self.merge(self.kept, self.twin, values={"name": "Lý Anh Tuấn"})
        self.assertEqual(self.kept.name, "Lý Anh Tuấn")

    def test_numbers_that_the_steward_may_not_read_are_kept(self):
        self.twin.identity_number = "079090123456"
        self.merge(self.kept, self.twin)
        self.assertEqual(self.kept.identity_number, "079090123456")

    def test_not_the_same_follows_a_merge(self):
        third = self._person("Lý Tuấn", phone="0905111001")
        self.follow()
        self.pair_of(self.twin, third).with_user(self.steward).action_not_same()
        self.assertEqual(self.pair_of(self.kept, third).state, "open")

        self.merge(self.kept, self.twin)
        self.follow()
        self.scan()

        self.assertEqual(self.pair_of(self.kept, third).state, "not_same")
        self.assertEqual(len(self.pairs.search([("state", "=", "merged")])), 1)
