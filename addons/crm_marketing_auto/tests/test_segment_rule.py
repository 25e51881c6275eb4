# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: each condition selects those whom its words name, and nobody else."""

from datetime import date, timedelta

from odoo import Command
from odoo.tests import tagged

from .segment_common import NOW, SegmentCase


def interaction(op="at_least", count=1, **more):
    """Return a condition on calls."""
    return {"kind": "interaction", "types": ["call"], "op": op, "count": count, **more}


@tagged("post_install", "-at_install")
class TestSegmentRule(SegmentCase):
    # --- groups and fields ---

    def test_groups(self):
        self.acme.city, self.bravo.city = "Huế", "Vinh"
        hue = {"kind": "geography", "cities": ["huế "]}
        vinh = {"kind": "fields", "domain": "[('city', '=', 'Vinh')]"}
        called = interaction(days=30)
        self._interact(self.bravo)
        self._interact(self.cargo)

        both = {"kind": "or", "rules": [hue, called]}
        self.assertMeets(both, self.everybody)
        self.assertMeets({"kind": "and", "rules": [vinh, called]}, self.bravo)
        self.assertMeets({"kind": "not", "rules": [hue, vinh]}, self.cargo)
        self.assertMeets({"kind": "not", "rules": [vinh, called]}, self.acme)
        self.assertMeets({"kind": "not", "rules": [both]}, self.env["res.partner"])
        nested = {"kind": "or", "rules": [hue, {"kind": "not", "rules": [called]}]}
        self.assertMeets(nested, self.acme)

    def test_no_condition_is_nobody_and_an_empty_domain_is_everybody(self):
        self.assertEqual(self._ids(self._segment(rule=False)), set())
        self.assertEqual(
            self._ids(self._segment(rule={"kind": "and", "rules": []})), set()
        )
        self.assertMeets({"kind": "fields", "domain": []}, self.everybody)

    def test_relative_dates_of_fields(self):
        self.acme.birthdate = date.today() - timedelta(days=2)
        self.bravo.birthdate = date.today() - timedelta(days=9)
        self.assertMeets(
            {"kind": "fields", "domain": [["birthdate", ">=", "today -5d"]]}, self.acme
        )

    def test_archived_and_foreign_records_are_never_in(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.acme.active = False
        self.bravo.company_id = other
        self.cargo.company_id = self.company
        self.assertMeets({"kind": "fields", "domain": []}, self.cargo)
        archived = {"kind": "fields", "domain": [["active", "in", [True, False]]]}
        self.assertMeets(archived, self.cargo)

    def test_archived_and_foreign_records_are_never_in_whatever_the_root(self):
        """One condition alone, or one of several, is bound like all of several."""
        other = self.env["res.company"].create({"name": "Other"})
        for partner in self.everybody:
            self._interact(partner)
        leaf = interaction()
        self.acme.active = False
        self.bravo.company_id = other

        for rule in (
            leaf,
            {"kind": "or", "rules": [leaf, {"kind": "geography", "cities": ["x"]}]},
            {"kind": "not", "rules": [{"kind": "not", "rules": [leaf]}]},
        ):
            ids = self._ids(self._segment(rule))
            self.assertEqual(ids & set(self.everybody.ids), {self.cargo.id}, rule)

    # --- interactions ---

    def test_interactions_are_counted_in_a_window(self):
        for days in (1, 5, 40):
            self._interact(self.acme, days)
        self._interact(self.bravo, 40)
        nobody = self.env["res.partner"]

        self.assertMeets(interaction(count=2, days=30), self.acme)
        self.assertMeets(interaction(count=3, days=30), nobody)
        self.assertMeets(interaction(count=3), self.acme)
        self.assertMeets(interaction("at_most", 2), self.bravo | self.cargo)
        self.assertMeets(interaction("none", days=30), self.bravo | self.cargo)
        self.assertMeets(interaction("none"), self.cargo)
        self.assertMeets(
            interaction(**{"from": "2026-04-20", "to": "2026-04-25"}),
            self.acme | self.bravo,
        )
        self.assertMeets(interaction(**{"to": "2026-04-21"}), nobody)

    def test_only_matching_interactions_count(self):
        self._interact(self.acme, direction="in")
        self._interact(self.bravo, code="visit")
        failed = self._interact(self.cargo)
        failed.sudo().write({"state": "cancelled"})

        self.assertMeets(interaction(), self.acme)
        self.assertMeets(interaction(direction="in"), self.acme)
        self.assertMeets(interaction(direction="out"), self.env["res.partner"])
        anything = {"kind": "interaction", "op": "at_least", "count": 1}
        self.assertMeets(anything, self.acme | self.bravo)

    def test_a_company_has_the_interactions_of_its_people(self):
        person = self.env["res.partner"].create(
            {"name": "P", "parent_id": self.acme.id, "category_id": self.tag.ids}
        )
        self._interact(person)
        self._interact(self.acme)

        self.assertMeets(interaction(count=1), self.acme | person)
        self.assertMeets(interaction(count=2), self.acme)

    def test_interactions_of_another_company_do_not_count(self):
        other = self.env["res.company"].create({"name": "Other"})
        self._interact(self.acme, company_id=other.id)
        self.assertMeets(interaction(), self.env["res.partner"])

    # --- sales ---

    def _buy(self, partner, days_ago=0, quantity=2, price=100.0, product=None):
        order = self._create_order(
            partner,
            opportunity_id=False,
            order_line=[
                Command.create(
                    {
                        "product_id": (product or self.product).id,
                        "product_uom_qty": quantity,
                        "price_unit": price,
                        "tax_ids": [],
                    }
                )
            ],
        )
        order.write({"state": "sale", "date_order": NOW - timedelta(days=days_ago)})
        return order

    def test_bought_and_not_bought(self):
        parent = self.env["product.category"].create({"name": "Furniture"})
        below = parent.create({"name": "Chairs", "parent_id": parent.id})
        chair = self.env["product.product"].create({"name": "C", "categ_id": below.id})
        self._buy(self.acme, 10)
        self._buy(self.bravo, 100, quantity=5, price=20.0, product=chair)
        self._buy(self.cargo, 10).state = "cancel"
        desk = {"products": self.product.product_tmpl_id.ids}
        chairs = {"categories": parent.ids}

        def bought(**more):
            return {"kind": "bought", "op": "bought", **more}

        both, nobody = self.acme | self.bravo, self.env["res.partner"]
        self.assertMeets(bought(), both)
        self.assertMeets(bought(**desk), self.acme)
        self.assertMeets(bought(**chairs), self.bravo)
        self.assertMeets(bought(**desk, **chairs), both)
        self.assertMeets(bought(days=30), self.acme)
        self.assertMeets(bought(min_quantity=5), self.bravo)
        self.assertMeets(bought(min_amount=101), self.acme)
        self.assertMeets(bought(min_amount=201), nobody)
        self.assertMeets({"kind": "bought", "op": "not_bought"}, self.cargo)
        self.assertMeets(
            {"kind": "bought", "op": "not_bought", "days": 30}, self.bravo | self.cargo
        )

    def test_rfm(self):
        self._buy(self.acme, 1, price=900.0)
        for days in (50, 60):
            self._buy(self.bravo, days, price=1.0)
        self.env["crm.partner.stat"]._refresh_rfm(self.company, NOW)
        stat = self.env["crm.partner.stat"].search(
            [("partner_id", "=", self.acme.id), ("company_id", "=", self.company.id)]
        )
        nobody = self.env["res.partner"]

        score = [stat.rfm_monetary, stat.rfm_monetary]
        rule = {"kind": "rfm", "segments": [stat.rfm_segment], "monetary": score}
        self.assertMeets(rule, self.acme)
        self.assertMeets({"kind": "rfm", "recency": [1, 5]}, self.acme | self.bravo)
        self.assertMeets({**rule, "segments": ["loyal"]}, nobody)

    # --- leads ---

    def test_stages_of_the_leads_of_a_customer(self):
        leads = self.env["crm.lead"].create(
            [
                {"name": p.name, "type": "opportunity", "partner_id": p.id}
                for p in self.everybody
            ]
        )
        leads[1].action_set_won()
        leads[2].action_set_lost()

        for op, partner in zip(("open", "won", "lost"), self.everybody, strict=True):
            self.assertMeets({"kind": "stage", "op": op}, partner)
        stage = {"kind": "stage", "op": "stage", "stages": leads[0].stage_id.ids}
        self.assertMeets(stage, self.acme)

    def test_segments_of_leads(self):
        tag = self.env["crm.tag"].create({"name": "Fair"})
        leads = self.env["crm.lead"].create(
            [
                {
                    "name": partner.name,
                    "type": "opportunity",
                    "partner_id": partner.id,
                    "tag_ids": tag.ids,
                    "city": partner.name,
                }
                for partner in self.everybody
            ]
        )
        self._interact(self.acme, lead_id=leads[0].id)
        self._buy(self.bravo)
        leads[2].action_set_lost()
        at_fair = {"kind": "tag", "of": "lead", "op": "any", "tags": tag.ids}

        def meets(rule, expected):
            segment = self._segment(at_fair, rule, res_model="crm.lead")
            self.assertEqual(self._ids(segment), set(expected.ids))

        meets({"kind": "fields", "domain": []}, leads[:2])
        meets({"kind": "stage", "op": "lost"}, leads[2])
        meets({"kind": "stage", "op": "open"}, leads[:2])
        meets(interaction(), leads[0])
        meets(interaction("none"), leads[1])
        meets({"kind": "bought", "op": "bought"}, leads[1])
        meets({"kind": "bought", "op": "not_bought"}, leads[0])
        meets({"kind": "geography", "cities": ["acme"]}, leads[0])
        meets(self._tagged(), leads[:2])
        buyers = self._segment(self._tagged(), {"kind": "bought", "op": "bought"})
        meets({"kind": "segment", "op": "in", "segments": buyers.ids}, leads[1])
        meets({"kind": "segment", "op": "not_in", "segments": buyers.ids}, leads[0])

    # --- about the person ---

    def test_tags_of_contacts(self):
        second = self.tag.create({"name": "Second"})
        self.bravo.category_id += second

        def tag(op, tags):
            return {"kind": "tag", "of": "partner", "op": op, "tags": tags.ids}

        self.assertMeets(tag("any", second), self.bravo)
        self.assertMeets(tag("all", self.tag | second), self.bravo)
        self.assertMeets(tag("none", second), self.acme | self.cargo)

    def test_birthdays(self):
        self.acme.birthdate, self.bravo.birthdate = "2000-02-29", "1990-12-31"
        february = self.env["res.partner"] | self.acme

        self.assertMeets({"kind": "birthday", "months": [2, 3]}, february)
        within = {"kind": "birthday", "within_days": 1}
        self.assertMeets(within, self.acme, NOW.replace(year=2027, month=2, day=27))
        self.assertMeets(within, self.acme, NOW.replace(year=2028, month=2, day=28))
        self.assertMeets(within, self.bravo, NOW.replace(month=12, day=30))
        self.assertMeets(within, self.env["res.partner"], NOW.replace(month=12, day=29))

    def test_satisfaction(self):
        self._interact(self.acme, 9, "rating", subject="1/5 · slow", direction="in")
        self._interact(self.acme, 2, "rating", subject="4/5", direction="in")
        self._interact(self.bravo, 2, "rating", subject="5/5", direction="in")

        def rated(measure, op, value, **more):
            return {
                "kind": "satisfaction",
                "measure": measure,
                "op": op,
                "value": value,
                **more,
            }

        self.assertMeets(rated("last", ">=", 4), self.acme | self.bravo)
        self.assertMeets(rated("average", "<=", 3), self.acme)
        self.assertMeets(rated("average", ">=", 4, days=5), self.acme | self.bravo)
        self.assertMeets(rated("last", "<=", 2), self.env["res.partner"])

    # --- segments of segments ---

    def test_union_difference_and_intersection(self):
        ab = self._segment(
            {"kind": "fields", "domain": [["id", "in", (self.acme | self.bravo).ids]]}
        )
        bc = self._segment(rule=False, kind="static")
        bc._put_in((self.bravo | self.cargo).ids)

        def seg(op, *segments):
            return {"kind": "segment", "op": op, "segments": [s.id for s in segments]}

        self.assertMeets(seg("in", ab, bc), self.everybody)
        self.assertMeets(
            {"kind": "and", "rules": [seg("in", ab), seg("in", bc)]}, self.bravo
        )
        self.assertMeets(
            {"kind": "and", "rules": [seg("in", ab), seg("not_in", bc)]}, self.acme
        )

    def test_a_day_begins_in_the_zone_of_the_company(self):
        self.company.partner_id.tz = "Asia/Ho_Chi_Minh"
        # 17:30 UTC is half past midnight of the next day in Hà Nội
        self._interact(self.acme, occurred_at="2026-05-20 17:30:00")
        self.assertMeets(
            interaction(**{"from": "2026-05-21", "to": "2026-05-21"}), self.acme
        )
        self.assertMeets(interaction(**{"to": "2026-05-20"}), self.env["res.partner"])

    def test_words(self):
        segment = self._segment(
            self._tagged(),
            {"kind": "not", "rules": [interaction(count=2, days=30, direction="in")]},
            {"kind": "birthday", "months": [5]},
        )
        words = segment.rule_words
        for part in (
            "In the test",
            "at least 2 Call from the customer in the last 30 days",
            "May",
        ):
            self.assertIn(part, words)
