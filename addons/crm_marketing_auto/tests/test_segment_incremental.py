# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: looking only at what was touched gives what looking at everybody gives."""

from datetime import timedelta

from odoo import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .segment_common import NOW, SegmentCase

LATER = NOW + timedelta(hours=1)
CALLED = {"kind": "interaction", "types": ["call"], "op": "at_least", "count": 1}


@tagged("post_install", "-at_install")
class TestSegmentIncremental(SegmentCase):
    def _write_long_ago(self):
        """Let all that was written so far have been written long before NOW."""
        self.end_transaction()
        for table in ("res_partner", "crm_lead", "crm_interaction", "sale_order",
                      "crm_partner_stat", "crm_segment_pin"):  # fmt: skip
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET write_date = %s",
                    SQL.identifier(table),
                    NOW - timedelta(days=9),
                )
            )
        self.env.invalidate_all()

    def _touch(self, table, records):
        """Let records have been written just before LATER."""
        self.end_transaction()
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET write_date = %s WHERE id = ANY(%s)",
                SQL.identifier(table),
                LATER - timedelta(minutes=1),
                records.ids,
            )
        )
        self.env.invalidate_all()

    def _start(self, *rules, **values):
        segment = self._segment(*rules, **values)
        self._write_long_ago()
        segment._refresh(NOW)
        return segment

    def _touched(self, segment, now=LATER):
        rows = self.env.execute_query(segment._sql_touched(now))
        return {row[0] for row in rows}

    def test_only_touched_records_are_looked_at(self):
        segment = self._start(self._tagged(), CALLED)
        self.assertEqual(self._touched(segment), set())

        call = self._interact(self.acme, 1)
        untouched = self._interact(self.bravo, 1)
        self._write_long_ago()
        self._touch("crm_interaction", call)

        self.assertEqual(self._touched(segment), {self.acme.id})
        segment._refresh(LATER, is_full=False)
        self.assertEqual(self._members(segment), {self.acme.id})
        self.assertEqual(segment.member_count, 1)
        self.assertEqual((segment.refreshed_at, segment.full_at), (LATER, NOW))
        # the night finds what slipped through
        self.assertTrue(untouched)
        segment._refresh(LATER)
        self.assertEqual(self._members(segment), {self.acme.id, self.bravo.id})

    def test_time_makes_people_leave_a_window(self):
        self._interact(
            self.acme, occurred_at=NOW - timedelta(days=30) + timedelta(minutes=30)
        )
        self._interact(self.bravo, 5)
        segment = self._start(self._tagged(), {**CALLED, "days": 30})
        self.assertEqual(self._members(segment), {self.acme.id, self.bravo.id})

        segment._refresh(LATER, is_full=False)

        self.assertEqual(self._members(segment), {self.bravo.id})
        self.assertEqual(segment.full_at, NOW)

    def test_every_kind_of_touch(self):
        lead = self.lead.create({"name": "L", "partner_id": self.bravo.id})
        order = self._create_order(self.cargo, opportunity_id=False)
        order.write({"state": "sale", "date_order": NOW - timedelta(days=1)})
        segment = self._start(
            self._tagged(),
            {"kind": "stage", "op": "open"},
            {"kind": "bought", "op": "not_bought"},
            {"kind": "fields", "domain": [["city", "=", "Huế"]]},
        )
        self._touch("res_partner", self.acme)
        self._touch("crm_lead", lead)
        self._touch("sale_order", order)

        self.assertEqual(self._touched(segment), set(self.everybody.ids))

    def test_rules_of_which_the_cause_is_unknown_look_at_everybody(self):
        for rule in (
            {"kind": "fields", "domain": [["create_date", ">", "today -3d"]]},
            {"kind": "fields", "domain": [["country_id.code", "=", "VN"]]},
            {"kind": "fields", "domain": [["child_ids", "!=", False]]},
            {"kind": "birthday", "within_days": 3},
        ):
            segment = self._start(self._tagged(), rule)
            self.assertIsNone(segment._sql_touched(LATER), rule)
        other = self._segment(self._tagged())
        segment = self._start({"kind": "segment", "op": "in", "segments": other.ids})
        self.assertIsNone(segment._sql_touched(LATER))

    def test_a_changed_rule_looks_at_everybody(self):
        segment = self._start(self._tagged(), CALLED)
        segment.rule = self._tagged()

        segment._refresh(LATER, is_full=False)

        self.assertEqual(self._members(segment), set(self.everybody.ids))
        self.assertEqual(segment.full_at, LATER)

    def test_leads_are_touched_through_their_customer(self):
        leads = self.lead.create(
            [{"name": p.name, "partner_id": p.id} for p in self.everybody]
        )
        segment = self._start({"kind": "bought", "op": "bought"}, res_model="crm.lead")
        order = self._create_order(
            self.acme, opportunity_id=False,
            order_line=[Command.create({"product_id": self.product.id})],
        )  # fmt: skip
        order.write({"state": "sale", "date_order": NOW - timedelta(days=1)})
        self._write_long_ago()
        self._touch("sale_order", order)

        self.assertEqual(self._touched(segment), {leads[0].id})
        segment._refresh(LATER, is_full=False)
        self.assertIn(leads[0].id, self._members(segment))
