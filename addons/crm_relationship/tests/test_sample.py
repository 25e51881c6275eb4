# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: the sample data comes once and goes without a trace, and nothing of a
person's goes with it."""

import json

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, Command, api
from odoo.exceptions import AccessError
from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .common import RelationshipCase

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9aw"
    "AAAABJRU5ErkJggg=="
)


class SampleCase(RelationshipCase):
    counted = (
        "crm.interaction",
        "crm.partner.fact",
        "crm.partner.stat",
        "mail.activity",
        "mail.mail",
        "mail.message",
        "res.partner",
        "res.partner.category",
        "sms.sms",
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sample = cls.env["crm.sample"].with_user(cls.user_manager)
        cls.company.crm_sample_loaded_at = False
        cls.env["crm.sample.record"].search([]).unlink()

    def records(self, model=None):
        """Return {key: record} of the story."""
        marks = self.env["crm.sample.record"].search([])
        return {
            mark.key: self.env[mark.res_model].browse(mark.res_id)
            for mark in marks
            if model in (None, mark.res_model)
        }

    def counts(self):
        """Return how many rows there are of what a story is made of."""
        self.env.flush_all()
        return {
            model: self.env[model].with_context(active_test=False).search_count([])
            for model in self.counted
        }

    def check_leaves_nothing(self):
        self.sample.fill()
        told = self.counts()
        self.assertEqual(self.sample.remove(), [])
        after = self.counts()
        self.assertEqual(self.sample.fill(), True)
        self.assertEqual(self.sample.remove(), [])
        self.assertEqual(self.counts(), after)
        return told, after


@tagged("post_install", "-at_install")
class TestSample(SampleCase):
    def test_it_comes_once_however_often_it_is_pressed(self):
        self.assertTrue(self.sample.fill())
        counts = self.counts()

        self.assertFalse(self.sample.fill())

        self.assertEqual(self.counts(), counts)
        self.assertEqual(len(self.records("res.partner")), 7)
        page = self.env["crm.setup"].with_user(self.user_manager).page("relationship")
        self.assertEqual(page["sample"]["count"], len(self.records()))

    def test_nothing_is_left_of_it(self):
        before = self.counts()

        told, after = self.check_leaves_nothing()

        self.assertEqual(after, before)
        self.assertEqual(told["crm.interaction"] - after["crm.interaction"], 7)
        self.assertFalse(self.company.crm_sample_loaded_at)
        self.assertEqual(self.sample.remove(), [])

    def test_it_reaches_nobody(self):
        before = self.counts()

        self.sample.fill()

        after = self.counts()
        for model in ("mail.mail", "sms.sms", "mail.activity"):
            self.assertEqual(after[model], before[model], model)
        for partner in self.records("res.partner").values():
            self.assertTrue(partner.email.endswith(".example.com"))
            self.assertFalse(partner.phone)
            self.assertEqual(partner.category_id.name, "Sample data")
            self.assertEqual(partner.company_id, self.company)

    def test_it_is_nothing_that_somebody_set_up(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.user_manager.company_ids |= other
        setup = self.env["crm.setup"].with_user(self.user_manager).with_company(other)
        self.env["res.partner"].search([("user_id", "!=", False)]).user_id = False

        self.sample.with_company(other).fill()

        steps = {step["key"]: step for step in setup.page("relationship")["steps"]}
        self.assertFalse(steps["owners"]["done"])

    def test_customers_are_of_who_loads_them(self):
        self.sample.fill()

        customer = self.records()["song_huong"]
        self.assertEqual(customer.user_id, self.user_manager)
        contacts = self.env["crm.interaction"].search(
            [("commercial_partner_id", "=", customer.id)]
        )
        self.assertEqual(contacts.user_id, self.user_manager)
        self.assertEqual(len(contacts), 4)
        figures = self.env["crm.partner.stat"].search(
            [("partner_id", "=", customer.id)]
        )
        self.assertEqual(figures.count_30, 4)

    def test_a_customer_that_somebody_changed_stays_and_is_told(self):
        self.sample.fill()
        customer = self.records()["moc"]
        customer.with_user(self.user_manager).comment = "Pays in cash"

        kept = self.sample.remove()

        self.assertEqual(
            kept,
            [["Quán cà phê Mộc", "changed by Manager", "res.partner", customer.id]],
        )
        self.assertTrue(customer.exists())
        self.assertFalse(customer.category_id)
        self.assertFalse(self.records())

    def test_what_somebody_wrote_stays_though_the_system_wrote_since(self):
        self.sample.fill()
        customer = self.records()["moc"]
        customer.with_user(self.user_manager).street = "12 Trần Phú"
        self.env.flush_all()
        customer.with_user(SUPERUSER_ID).city = "Huế"
        self.env.flush_all()

        kept = self.sample.remove()

        self.assertIn(customer.id, [row[3] for row in kept])
        self.assertEqual(customer.street, "12 Trần Phú")

    def test_a_real_record_with_the_id_of_one_of_the_story_stays(self):
        """An addon that is removed and comes again counts its records from one."""
        self.sample.fill()
        marks = self.env["crm.sample.record"]
        real = self._create_customer("Real", user_id=False)
        self.env.flush_all()
        # made another time, by the system
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = create_date + interval '1 day',"
            " create_uid = %s, write_uid = %s WHERE id = %s",
            (SUPERUSER_ID, SUPERUSER_ID, real.id),
        )
        self.env.invalidate_all()
        mark = marks.search([("key", "=", "moc")])
        mark.res_id = real.id
        mark._remember()

        self.sample.remove()

        self.assertTrue(real.exists())

    def test_nothing_of_the_callers_context_is_written_as_the_system(self):
        victim = self.env.ref("base.user_admin")
        person = victim.partner_id

        self.sample.with_context(
            default_user_ids=[Command.link(victim.id)],
            default_child_ids=[Command.link(self.customer.id)],
            default_comment="Planted",
        ).fill()

        self.assertEqual(victim.partner_id, person)
        self.assertFalse(self.customer.parent_id)
        for partner in self.records("res.partner").values():
            self.assertFalse(partner.comment)

    def test_what_somebody_wrote_in_another_language_stays(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.sample.fill()
        tag = self.records("res.partner.category").popitem()[1]
        tag.with_user(self.user_manager).with_context(lang="vi_VN").name = "Của tôi"

        kept = self.sample.remove()

        self.assertEqual([row[3] for row in kept], tag.ids)

    def test_a_customer_with_a_picture_stays(self):
        self.sample.fill()
        person = self.records()["tuan"]
        person.with_user(self.user_manager).image_1920 = PIXEL

        kept = {row[3] for row in self.sample.remove()}

        self.assertIn(person.id, kept)

    def test_a_customer_stays_whom_somebody_put_on_what_was_there_before(self):
        delegation = self.env["crm.customer.delegation"]
        self.sample.fill()
        person = self.records()["tuan"]
        lead = (
            self.env["crm.lead"].with_user(SUPERUSER_ID).create({"name": "By a form"})
        )
        lead.with_user(self.user_manager).partner_id = person
        other = self.records()["dung"]
        delegation = delegation.with_user(self.user_manager).create(
            {
                "user_id": self.user_lan.id,
                "delegate_id": self.user_hoa.id,
                "date_to": "2099-01-31",
                "partner_ids": [Command.set(other.ids)],
            }
        )

        kept = {row[3] for row in self.sample.remove()}

        self.assertTrue({person.id, other.id} <= kept)
        self.assertEqual(lead.partner_id, person)
        self.assertEqual(delegation.partner_ids, other)

    def test_fields_of_an_addon_that_came_later_are_no_change(self):
        self.sample.fill()
        for mark in self.env["crm.sample.record"].search([]):
            prints = json.loads(mark.fingerprint)
            mark.fingerprint = json.dumps(dict(list(prints.items())[:5]))

        self.assertEqual(self.sample.remove(), [])

    def test_a_customer_whom_somebody_sold_to_stays_with_the_person(self):
        self.sample.fill()
        records = self.records()
        order = self.env["sale.order"].with_user(self.user_manager).create(
            {"partner_id": records["dao"].id}
        )  # fmt: skip

        kept = self.sample.remove()

        self.assertEqual(
            {(name, model) for name, _why, model, _id in kept},
            {
                (records["dao"].display_name, "res.partner"),
                ("Khách sạn Sông Hương", "res.partner"),
            },
        )
        self.assertEqual(order.partner_id, records["dao"])
        self.assertFalse(records["khanh"].exists())

    def test_a_customer_with_a_note_or_a_call_of_a_person_stays(self):
        self.sample.fill()
        records = self.records()
        records["tuan"].with_user(self.user_manager).message_post(body="Nice")
        own = self._log(partner=records["dung"], user=self.user_manager)

        kept = {name: why for name, why, _model, _id in self.sample.remove()}

        self.assertIn("used in: Message", kept[records["tuan"].display_name])
        self.assertIn("used in: Interaction", kept[records["dung"].display_name])
        self.assertTrue(own.exists())
        self.assertFalse(records["contact_2"].exists())

    def test_a_tag_that_is_put_on_a_real_customer_stays(self):
        self.sample.fill()
        tag = self.records("res.partner.category").popitem()[1]
        self.customer.category_id = tag

        kept = self.sample.remove()

        self.assertEqual([row[2] for row in kept], ["res.partner.category"])
        self.assertEqual(self.customer.category_id, tag)

    def test_what_a_person_made_beside_it_is_left_alone(self):
        self.sample.fill()
        self._log(user=self.user_manager)
        names = (self.customer + self.person).mapped("name")

        self.sample.remove()

        self.assertEqual((self.customer + self.person).mapped("name"), names)

    def test_only_managers_load_and_remove_it(self):
        for user in (self.user_lan, self.user_hoa, self.user_employee):
            sample = self.env["crm.sample"].with_user(user)
            for name in ("fill", "remove"):
                with self.subTest(user=user.name), self.assertRaises(AccessError):
                    getattr(sample, name)()
        self.assertFalse(self.records())

    def test_each_company_has_a_story_of_its_own(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.user_manager.company_ids |= other
        self.sample.fill()
        own = set(self.records("res.partner").values())

        self.sample.with_company(other).fill()
        self.sample.with_company(other).remove()

        self.assertEqual(set(self.records("res.partner").values()), own)
        self.assertTrue(all(partner.exists() for partner in own))


@tagged("post_install", "-at_install")
class TestSampleAtOnce(TransactionCase):
    """Transactions of their own, so they commit."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self.env.registry.clear_cache)
        self.addCleanup(self._clean)

    def _open(self):
        cursor = db_connect(self.env.cr.dbname).cursor()
        self.addCleanup(cursor.close)
        return api.Environment(cursor, SUPERUSER_ID, {})

    def _sample(self):
        env = self._open()
        return env["crm.sample"].with_user(env.ref("base.user_admin"))

    def _clean(self):
        sample = self._sample()
        sample.remove()
        sample.env.cr.commit()

    def test_two_presses_at_one_instant_load_it_once(self):
        first, second = self._sample(), self._sample()
        second.env["res.partner"].search_count([])  # it looks at what is there
        self.assertTrue(first.fill())
        first.env.cr.commit()

        with self.assertRaises(SerializationFailure), mute_logger("odoo.sql_db"):
            second.fill()

        # what the server does with such a request: it is repeated
        again = self._sample()
        self.assertFalse(again.fill())
        count = again.env["crm.sample.record"].search_count([("key", "=", "moc")])
        self.assertEqual(count, 1)
