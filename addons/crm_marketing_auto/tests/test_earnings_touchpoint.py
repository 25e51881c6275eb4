# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: every touch once, none lost, the first one never overwritten."""

from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .earnings_common import EarningsCase, day


@tagged("post_install", "-at_install")
class TestTouchpoint(EarningsCase):
    def _lead(self, **values):
        return self.env["crm.lead"].create(
            {"name": "Tea for us", "company_id": self.company.id, **values}
        )

    def _collect(self, now=None):
        self.env["crm.touchpoint.source"]._collect(now or day(0))

    def _touches(self, domain):
        return self.env["crm.touchpoint"].search(domain)

    def test_a_lead_from_an_ad_is_a_click_once(self):
        lead = self._lead(
            source_id=self.facebook.id, fbclid="abc", partner_id=self.lan.id
        )
        self._collect()
        self._collect()

        touch = self._touches([("lead_id", "=", lead.id)])
        self.assertEqual(len(touch), 1)
        self.assertEqual(
            (touch.kind, touch.click_kind, touch.click_id),
            ("ad_click", "fbclid", "abc"),
        )
        self.assertEqual(
            (touch.source_id, touch.partner_id), (self.facebook, self.lan.id)
        )
        self.assertEqual(self.lan.first_source_id, self.facebook)

    def test_a_touch_opens_whom_it_is_of(self):
        known = self._lead(source_id=self.facebook.id, partner_id=self.lan.id)
        unknown = self._lead(source_id=self.facebook.id)
        self._collect()

        for lead, record in ((known, self.lan), (unknown, unknown)):
            touch = self._touches([("lead_id", "=", lead.id)])
            action = touch.action_open_partner()
            self.assertEqual(
                (action["res_model"], action["res_id"]), (record._name, record.id)
            )

    def test_first_touch_stays_when_the_last_changes(self):
        lead = self._lead(source_id=self.facebook.id, campaign_id=self.campaign.id)
        lead.write({"source_id": self.google.id, "campaign_id": False})

        self.assertEqual(lead.source_id, self.google)
        self.assertEqual(lead.first_source_id, self.facebook)
        self.assertEqual(lead.first_campaign_id, self.campaign)

        salesman = new_test_user(
            self.env,
            "earn_sales",
            groups="sales_team.group_sale_salesman_all_leads",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        with self.assertRaisesRegex(UserError, "first touch is known"):
            lead.with_user(salesman).first_source_id = self.letter
        # what the system writes keeps what is known
        lead.sudo().write({"first_source_id": self.letter.id, "name": "Changed"})
        self.assertEqual((lead.first_source_id, lead.name), (self.facebook, "Changed"))

    def test_a_lead_without_a_source_gets_its_first_touch_later(self):
        lead = self._lead()
        self.assertFalse(lead.first_touch_at)
        lead.source_id = self.google
        self.assertEqual(lead.first_source_id, self.google)
        self.assertTrue(lead.first_touch_at)

    def test_the_customer_made_of_a_lead_inherits_it(self):
        lead = self._lead(
            source_id=self.facebook.id, contact_name="Thu", email_from="thu@example.com"
        )
        lead._handle_partner_assignment(create_missing=True)
        self.assertEqual(lead.partner_id.first_source_id, self.facebook)
        self.assertEqual(lead.partner_id.first_touch_at, lead.first_touch_at)

    def test_a_touch_of_a_lead_gets_its_contact_when_it_has_one(self):
        lead = self._lead(source_id=self.google.id)
        self._collect()
        touch = self._touches([("lead_id", "=", lead.id)])
        self.assertFalse(touch.partner_id)

        lead.partner_id = self.hoa
        self._collect()
        self.assertEqual(touch.partner_id, self.hoa.id)
        self.assertEqual(self.hoa.first_source_id, self.google)

    def test_an_order_of_an_opportunity_is_no_second_touch(self):
        lead = self._lead(source_id=self.google.id, partner_id=self.lan.id)
        same = self._order(
            self.lan, day(0), opportunity_id=lead.id, source_id=self.google.id
        )
        other = self._order(self.lan, day(1), source_id=self.letter.id)
        self._collect()

        keys = self._touches([("kind", "=", "order")]).mapped("event_key")
        self.assertNotIn(f"order:{same.id}", keys)
        self.assertIn(f"order:{other.id}", keys)

    def test_calls_of_customers_touch_and_ratings_do_not(self):
        log = self.env["crm.interaction"]
        types = {
            code: self.env["crm.interaction.type"].search(
                [("code", "=", code)], limit=1
            )
            for code in ("call", "visit", "note")
        }
        for code, direction in (
            ("call", "in"),
            ("call", "out"),
            ("visit", "out"),
            ("note", "in"),
        ):
            log.create(
                {
                    "type_id": types[code].id,
                    "direction": direction,
                    "partner_id": self.minh.id,
                    "occurred_at": day(-3),
                    "company_id": self.company.id,
                }
            )
        self.env.flush_all()
        self._collect()

        touches = self._touches([("partner_id", "=", self.minh.id)])
        self.assertEqual(sorted(touches.mapped("kind")), ["call", "visit"])

    def test_rows_committed_late_are_not_lost(self):
        """An id given early may be seen late: what is above the safe id is read again."""
        early = self._lead(source_id=self.google.id)
        late = self._lead(source_id=self.letter.id)
        source = self.env["crm.touchpoint.source"]._get("lead")
        # the round before saw only the later id
        source.write(
            {
                "mark_id": late.id,
                "marked_at": day(-1) + timedelta(hours=1),
                "reread_at": day(0),
                "safe_id": early.id - 1,
            }
        )
        self._collect(day(0))
        self.assertTrue(self._touches([("lead_id", "=", early.id)]))
        self.assertEqual(source.safe_id, early.id - 1)

        # a day after the mark everything up to it is committed, and was read
        self._collect(day(1))
        self.assertEqual(source.safe_id, late.id)

    def test_a_round_that_was_cut_off_goes_on(self):
        lead = self._lead(source_id=self.google.id)
        source = self.env["crm.touchpoint.source"]._get("lead")
        source.write({"began_at": day(0), "read_id": lead.id})
        self._collect(day(0))
        self.assertFalse(self._touches([("lead_id", "=", lead.id)]))

        self._collect(day(2))
        self.assertTrue(self._touches([("lead_id", "=", lead.id)]))

    def test_clicks_by_machines_are_no_touches(self):
        journey = self.env["crm.journey"].create(
            {
                "name": "Welcome",
                "company_id": self.company.id,
                "campaign_id": self.campaign.id,
            }
        )
        version = self.env["crm.journey.version"].create({"journey_id": journey.id})
        participant = self.env["crm.journey.participant"].create(
            {
                "journey_id": journey.id,
                "version_id": version.id,
                "company_id": self.company.id,
                "res_model": "res.partner",
                "res_id": self.lan.id,
                "partner_id": self.lan.id,
                "entered_at": day(-2),
            }
        )
        trace = self.env["crm.journey.trace"].create(
            {
                "participant_id": participant.id,
                "journey_id": journey.id,
                "version_id": version.id,
                "step_uid": "m1",
                "due_at": day(-2),
                "channel": "mail",
            }
        )
        self.env["crm.journey.reaction"].create(
            [
                {
                    "trace_id": trace.id,
                    "journey_id": journey.id,
                    "kind": kind,
                    "at": day(-1),
                    "is_machine": is_machine,
                    "event_key": f"{kind}{n}",
                }
                for n, (kind, is_machine) in enumerate(
                    [
                        ("click", True),
                        ("click", False),
                        ("open", False),
                        ("reply", False),
                    ]
                )
            ]
        )
        self._collect()

        touches = self._touches([("journey_id", "=", journey.id)])
        self.assertEqual(sorted(touches.mapped("kind")), ["mail_click", "reply"])
        self.assertEqual(touches.campaign_id, self.campaign)

    def test_merged_contacts_bring_their_touches(self):
        self._touch(self.minh, day(-1), self.google)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.lan | self.minh).ids, self.lan)

        touches = self._touches([("source_id", "=", self.google.id)])
        self.assertEqual(touches.mapped("partner_id"), [self.lan.id])

    def test_names_are_shown_to_those_only_who_may_read_them(self):
        touch = self._touch(self.lan, day(-1), self.google)
        self.assertEqual(touch.with_user(self.marketer).partner_name, "Lan")

        self.lan.company_id = self.other_company
        touch.invalidate_recordset()
        shown = touch.with_user(self.marketer)
        self.assertFalse(shown.partner_name)
        self.assertEqual(shown.source_id, self.google)


@tagged("post_install", "-at_install")
class TestSourceRequired(EarningsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesman = new_test_user(
            cls.env,
            "earn_sales",
            groups="sales_team.group_sale_salesman,base.group_partner_manager",
            company_id=cls.company.id,
            company_ids=cls.company.ids,
        )

    def test_salespeople_must_say_where_a_lead_comes_from(self):
        self.company.lead_source_required = True
        leads = self.env["crm.lead"].with_user(self.salesman)
        with self.assertRaisesRegex(UserError, "Tea: choose a source"):
            leads.create({"name": "Tea"})
        lead = leads.create({"name": "Tea", "source_id": self.google.id})
        with self.assertRaisesRegex(UserError, "choose a source"):
            lead.source_id = False
        # mails and web forms come as they are
        self.assertTrue(leads.sudo().create({"name": "By mail"}))

    def test_without_the_setting_nobody_is_asked(self):
        lead = self.env["crm.lead"].with_user(self.salesman).create({"name": "Tea"})
        self.assertFalse(lead.source_id)

    def test_salespeople_must_say_where_a_customer_comes_from(self):
        self.company.partner_source_required = True
        partners = self.env["res.partner"].with_user(self.salesman)
        with self.assertRaisesRegex(UserError, "Tea Ltd: choose a first source"):
            partners.create({"name": "Tea Ltd"})
        company = partners.create(
            {"name": "Tea Ltd", "first_source_id": self.letter.id}
        )
        self.assertTrue(company.first_touch_at)
        # the people of a company came with it
        self.assertTrue(partners.create({"name": "Thu", "parent_id": company.id}))
