# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: a dashboard tells what its reader may see, and opens what it counted."""

from datetime import timedelta

from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools import SQL

from ..tools.period import named_period
from .common import RelationshipCase


@tagged("post_install", "-at_install")
class TestDashboard(RelationshipCase):
    """A customer of Lan and one of Minh, each with calls in both periods."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        report = cls.env["crm.report"]
        cls.period = named_period("last_30_days", report._today(), report._zone())
        cls.other = cls._create_customer("Bình Minh", user_id=cls.user_minh.id)
        now, before = (
            p.start + timedelta(days=2) for p in (cls.period, cls.period.before)
        )
        cls.calls = cls.env["crm.interaction"]
        for partner, user, times in (
            (cls.person, cls.user_lan, (now, now, before)),
            (cls.other, cls.user_minh, (now, before, before)),
        ):
            for at in times:
                cls.calls += cls._log("call", partner, user, occurred_at=at).sudo()
        cls.calls += cls._log("visit", cls.person, cls.user_lan, occurred_at=now).sudo()
        cls.lead.write({"expected_revenue": 1000, "probability": 50})
        cls.won = cls.lead.copy({"name": "Won", "expected_revenue": 700})
        cls.won.action_set_won()
        cls.env.flush_all()
        cls.env.invalidate_all()

    def _figures(self, user, role, **options):
        return self.env["crm.dashboard"].with_user(user).figures(role, **options)

    def _tiles(self, user, role, **options):
        found = self._figures(user, role, **options)["tiles"]
        return {tile["key"]: tile for tile in found}

    def _opened(self, user, tile):
        """Return what a click on a tile shows."""
        asked = tile["open"]
        model = self.env[asked["res_model"]].with_user(user)
        return model.with_context(**asked["context"]).search(asked["domain"])

    def _of_ours(self, user, tile):
        return len(self._opened(user, tile) & self.calls)

    def test_each_role_has_its_page(self):
        def roles(user):
            found = self.env["crm.dashboard"].with_user(user).choices()["roles"]
            return [role["key"] for role in found]

        self.assertEqual(roles(self.user_lan)[:1], ["sales"])
        self.assertNotIn("manager", roles(self.user_lan))
        self.assertEqual(roles(self.user_manager)[:2], ["sales", "manager"])
        self.assertFalse({"sales", "manager"} & set(roles(self.user_employee)))

    def test_nobody_opens_the_page_of_another_role(self):
        for user, role in (
            (self.user_lan, "manager"),
            (self.user_employee, "sales"),
            (self.user_lan, "_roles"),
        ):
            with self.subTest(role=role), self.assertRaises(UserError):
                self._figures(user, role)
        with self.assertRaises(UserError):
            self._figures(self.user_lan, "sales", period="for ever")

    def test_a_salesperson_sees_what_is_theirs(self):
        tiles = self._tiles(self.user_lan, "sales")

        self.assertEqual(tiles["contacts"]["value"], 3)
        self.assertEqual(tiles["contacts"]["before"], 1)
        self.assertEqual(tiles["meetings"]["value"], 1)
        self.assertEqual(tiles["pipeline"]["value"], 1000)
        self.assertEqual(tiles["won"]["value"], 700)
        self.assertEqual(tiles["won"]["before"], 0)
        # what is won, and half of what is open only where it is due this month
        self.assertEqual(tiles["forecast"]["value"], 700)

    def test_a_manager_sees_everybody_and_who_did_what(self):
        tiles = self._tiles(self.user_manager, "manager")
        table = self._figures(self.user_manager, "manager")["tables"][0]

        self.assertEqual(self._of_ours(self.user_manager, tiles["contacts"]), 4)
        rows = {row["id"]: row for row in table["rows"]}
        self.assertEqual(rows[self.user_lan.id]["contacts"], 3)
        self.assertEqual(rows[self.user_lan.id]["meetings"], 1)
        self.assertEqual(rows[self.user_lan.id]["won"], 700)
        self.assertEqual(rows[self.user_minh.id]["contacts"], 1)

    def test_every_tile_opens_what_it_counted(self):
        amounts = {
            "pipeline": "expected_revenue",
            "won": "expected_revenue",
            "forecast": "prorated_revenue",
            "orders": "amount_untaxed",
            "logged": "logged",
        }
        for user, role in ((self.user_lan, "sales"), (self.user_manager, "manager")):
            for key, tile in self._tiles(user, role).items():
                with self.subTest(role=role, tile=key):
                    found = self._opened(user, tile)
                    if key in amounts:
                        value = sum(found.mapped(amounts[key]))
                    elif key == "reached":
                        value = len(found.commercial_partner_id)
                    else:
                        value = len(found)
                    self.assertAlmostEqual(tile["value"], value, 2)

    def test_what_is_drawn_sums_up_to_the_figure(self):
        for period in ("last_7_days", "last_30_days", "this_quarter", "this_year"):
            for key, tile in self._tiles(self.user_lan, "sales", period=period).items():
                if tile["points"]:
                    with self.subTest(period=period, tile=key):
                        drawn = sum(point["value"] for point in tile["points"])
                        self.assertAlmostEqual(drawn, tile["value"], 2)
                        days = [point["day"] for point in tile["points"]]
                        self.assertEqual(days, sorted(set(days)))

    def test_a_figure_never_tells_of_a_hidden_record(self):
        before = self._tiles(self.user_manager, "manager")
        self.env["ir.rule"].create(
            {
                "name": "Hidden in this test",
                "model_id": self.env["ir.model"]._get("crm.interaction").id,
                "domain_force": f"[('commercial_partner_id', '!=', {self.other.id})]",
            }
        )
        self.env.invalidate_all()

        after = self._tiles(self.user_manager, "manager")
        table = self._figures(self.user_manager, "manager")["tables"][0]

        for key, lost in (("contacts", 1), ("reached", 1)):
            self.assertEqual(after[key]["value"], before[key]["value"] - lost, key)
        self.assertEqual(after["contacts"]["before"], before["contacts"]["before"] - 2)
        self.assertNotIn(self.user_minh.id, [row["id"] for row in table["rows"]])

    def test_money_of_another_currency_is_converted(self):
        dollar = self.env.ref("base.USD")
        other = self.env.ref(
            "base.EUR" if self.company.currency_id == dollar else "base.USD"
        )
        other.active = True
        other.rate_ids.unlink()
        self.env["res.currency.rate"].create(
            {"currency_id": other.id, "name": "2020-01-01", "rate": 4.0}
        )
        prices = self.env["product.pricelist"].create(
            {"name": "Abroad", "currency_id": other.id}
        )
        order = self._create_order(pricelist_id=prices.id)
        order.order_line.price_unit = 200
        order.action_confirm()
        self.env.flush_all()

        tile = self._tiles(self.user_lan, "sales")["orders"]

        self.assertAlmostEqual(order.amount_untaxed, 400)
        self.assertAlmostEqual(tile["value"], 100)

    def test_money_is_worth_what_it_was_on_its_day_as_in_the_reports(self):
        dollar = self.env.ref("base.USD")
        other = self.env.ref(
            "base.EUR" if self.company.currency_id == dollar else "base.USD"
        )
        other.active = True
        other.rate_ids.unlink()
        for day, rate in (
            ("2020-01-01", 4.0),
            (self.period.first + timedelta(days=9), 8.0),
        ):
            self.env["res.currency.rate"].create(
                {"currency_id": other.id, "name": day, "rate": rate}
            )
        prices = self.env["product.pricelist"].create(
            {"name": "Abroad", "currency_id": other.id}
        )
        order = self._create_order(pricelist_id=prices.id)
        order.order_line.price_unit = 200
        order.action_confirm()
        order.date_order = self.period.start + timedelta(days=2, hours=1)
        self.env.flush_all()

        tile = self._tiles(self.user_lan, "sales")["orders"]
        people = self._figures(self.user_manager, "manager")["tables"][0]["rows"]
        [worth] = [row["orders"] for row in people if row["id"] == order.user_id.id]
        reports = self.env["crm.report"].with_user(self.user_lan)
        ordered = reports._ordered_by(self.period)[order.user_id]

        self.assertAlmostEqual(tile["value"], 100)
        self.assertAlmostEqual(worth, 100)
        self.assertAlmostEqual(ordered[1], 100)

    def test_what_is_counted_of_all_customers_is_found_by_an_index(self):
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        stats = self.env["crm.partner.stat"]
        at_risk = Domain("health_band", "=", "poor")
        at_risk |= Domain("lifecycle", "=", "lapsing")

        for name, domain in (
            ("waiting", Domain("waiting_reply", "=", True)),
            ("at_risk", at_risk),
            ("first_order", Domain("first_order_at", ">=", self.period.start)),
        ):
            query = stats._search(domain).select(SQL("count(*)"))
            plan = self.env.execute_query(SQL("EXPLAIN %s", query))
            self.assertIn(f"crm_partner_stat_{name}_idx", str(plan))

    def test_queries_do_not_grow_with_the_records(self):
        self._figures(self.user_manager, "manager")
        counts = []
        for _round in range(2):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._figures(self.user_manager, "manager")
            counts.append(self.env.cr.sql_log_count - before)
            for n in range(8):
                self._log("call", self.person, self.user_lan, subject=str(n))
            self.env.flush_all()

        self.assertLessEqual(counts[1], counts[0] + 2)
        self.assertLess(counts[0], 80)
