# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: figures add up, drill down to their records, and are read by marketers only."""

import io
from datetime import date

import openpyxl
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import BaseCase, new_test_user, tagged

from ..report.crm_earnings_export import REPORTS
from ..tools.earnings import payback_days, retention
from .earnings_common import EarningsCase, day

TODAY = freeze_time("2026-03-20 12:00:00")


@tagged("post_install", "-at_install")
class TestEarningsReport(EarningsCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.ad.spend"].create(
            [
                {
                    "campaign_name": name,
                    "cost": cost,
                    "day": day(-9).date(),
                    "company_id": cls.company.id,
                    "currency_id": cls.company.currency_id.id,
                    "source_id": source.id,
                }
                for name, cost, source in (
                    ("Search", 50, cls.google),
                    ("Post", 20, cls.letter),
                )
            ]
        )
        cls._touch(cls.lan, day(-5), cls.google)
        cls._touch(cls.lan, day(-2), cls.letter)
        cls._touch(cls.minh, day(-5), cls.google)
        cls._order(cls.lan, day(-1), 200, 120)
        cls._order(cls.minh, day(-1), 100, 60)
        cls._order(cls.hoa, day(-1), 70, 50)
        cls.env["crm.attribution"]._rebuild(cls.company)

    def setUp(self):
        super().setUp()
        self.enterContext(TODAY)
        self.dashboard = self.env(user=self.marketer)["crm.earnings.dashboard"]

    def _rows(self, **choice):
        return {
            row["name"]: row for row in self.dashboard.figures(30, **choice)["rows"]
        }

    def test_sources_are_ranked_by_what_they_brought(self):
        found = self.dashboard.figures(30, "linear")
        names = [row["name"] for row in found["rows"]]
        self.assertEqual(names, ["Earnings search", "Earnings letter", "No source"])

        search, letter, none = found["rows"]
        self.assertEqual(
            (search["cost"], search["revenue"], search["margin"]), (50, 200, 80)
        )
        self.assertEqual((search["customers"], search["cac"]), (1.5, 50 / 1.5))
        self.assertEqual((search["roas"], round(search["roi"])), (4, 60))
        self.assertEqual((letter["revenue"], letter["customers"]), (100, 0.5))
        self.assertEqual((none["revenue"], none["cost"], none["roi"]), (70, 0, None))
        self.assertEqual(found["period"]["revenue"], 370)
        self.assertEqual(found["previous"]["cost"], 0)

    def test_credit_follows_the_model(self):
        self.assertEqual(self._rows(model="first")["Earnings search"]["revenue"], 300)
        self.assertEqual(self._rows(model="last")["Earnings letter"]["revenue"], 200)
        self.company.attribution_model = "last"
        self.assertEqual(self._rows()["Earnings letter"]["revenue"], 200)

    def test_the_cost_of_messages_counts_in_the_currency_of_the_company(self):
        dong = self.env.ref("base.VND")
        dong.active = True
        self.env["res.currency.rate"].create(
            {
                "currency_id": dong.id,
                "company_id": self.company.id,
                "name": "2026-01-01",
                "rate": 25000,
            }
        )
        journey = self._journey()
        participant = self._participant(journey, self.lan)
        self._trace(participant, cost=50_000, currency_id=dong.id)
        self._trace(participant, step_uid="s2", cost=1)

        found = self.dashboard.figures(30, by="journey_id")
        rows = {row["name"]: row for row in found["rows"]}
        self.assertEqual(rows["Welcome"]["cost"], 3)

    def test_leads_count_for_what_brought_them_first(self):
        lead = self.env["crm.lead"].create(
            {"name": "Tea", "company_id": self.company.id, "source_id": self.google.id}
        )
        lead.source_id = self.letter
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = %s WHERE id = %s", [day(0), lead.id]
        )
        self.assertEqual(self._rows()["Earnings search"]["leads"], 1)
        self.assertEqual(self._rows()["Earnings letter"]["leads"], 0)

    def test_ratios_of_a_group_are_not_sums(self):
        report = self.env["crm.earnings.report"].with_context(
            attribution_model="linear"
        )
        [(cac, roas, roi)] = report._read_group(
            [("company_id", "=", self.company.id)],
            [],
            ["cac:cac", "roas:roas", "roi:roi"],
        )
        self.assertAlmostEqual(cac, 70 / 3)
        self.assertAlmostEqual(roas, 370 / 70)
        self.assertAlmostEqual(roi, 100 * (140 - 70) / 70)

    def test_every_row_opens_its_record(self):
        rows = self.env(user=self.marketer)["crm.earnings.report"].search([])
        self.assertEqual(set(rows.mapped("kind")), {"ad", "sale", "direct"})
        for row in rows:
            action = row.action_open_record()
            self.assertTrue(
                self.env[action["res_model"]].browse(action["res_id"]).exists()
            )

    def test_spend_without_a_campaign_is_shown(self):
        header = ["Campaign ID", "Campaign name", "Day", "Amount spent (USD)"]
        self._import([header, ["9", "Who knows", "2026-03-10", "30"]]).action_import()
        found = self.dashboard.figures(30)
        self.assertEqual(found["unmatched"], {"amount": 30, "campaigns": 1})
        self.assertEqual(self._rows()["Facebook"]["cost"], 30)

    def test_figures_are_for_marketers_of_the_company(self):
        clerk = new_test_user(
            self.env,
            "earn_clerk",
            groups="base.group_user",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        dashboard = self.env(user=clerk)["crm.earnings.dashboard"]
        for call in (
            lambda: dashboard.figures(30),
            dashboard.cohorts,
            lambda: dashboard.funnel(30),
        ):
            with self.assertRaises(AccessError):
                call()
        self.env["crm.ad.spend"].create(
            {
                "campaign_name": "Elsewhere",
                "cost": 999,
                "day": day(0).date(),
                "company_id": self.other_company.id,
                "source_id": self.google.id,
            }
        )
        self.assertEqual(self._rows()["Earnings search"]["cost"], 50)

    def test_what_cannot_be_shown_is_refused(self):
        with self.assertRaisesRegex(UserError, "choose one of"):
            self.dashboard.figures(12)
        with self.assertRaisesRegex(UserError, "no such column"):
            self.dashboard.figures(30, by="company_id")

    def test_reports_are_workbooks_with_typed_cells(self):
        exporter = new_test_user(
            self.env,
            "earn_exporter",
            groups="base.group_user,base.group_allow_export,crm_marketing_auto.group_crm_marketing_auto_user",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        self.env["crm.ad.spend"].search([], limit=1).campaign_name = "=1+1"
        exports = self.env(user=exporter)["crm.report.export"]
        for model in REPORTS:
            file = io.BytesIO()
            exports._export(model, [], file, {"attribution_model": "linear"})
            rows = list(openpyxl.load_workbook(file).worksheets[0].iter_rows())
            count = self.env(user=exporter)[model].search_count([])
            self.assertEqual(len(rows), count + 1, model)
        cells = [cell for row in rows for cell in row]
        self.assertTrue(
            any(cell.value == "=1+1" and cell.data_type == "s" for cell in cells)
        )
        self.assertTrue(
            any(cell.value == 50 and cell.data_type == "n" for cell in cells)
        )
        self.assertTrue(any(cell.is_date for cell in cells))
        with self.assertRaises(AccessError):
            self.env["crm.report.export"].with_user(self.dashboard.env.user)._export(
                "crm.earnings.report", [], io.BytesIO()
            )
        with self.assertRaisesRegex(UserError, "none of this name"):
            exports._export("res.users", [], io.BytesIO())

    # ------------------------------------------------------------
    # Pictures
    # ------------------------------------------------------------

    def test_the_funnel_goes_from_lead_to_order(self):
        leads = self.env["crm.lead"].create(
            [
                {
                    "name": f"Tea {n}",
                    "type": kind,
                    "company_id": self.company.id,
                    "source_id": self.google.id,
                }
                for n, kind in enumerate(
                    ["lead", "opportunity", "opportunity", "opportunity"]
                )
            ]
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = %s WHERE id = ANY(%s)",
            [day(0), leads.ids],
        )
        self.env["sale.order"].create(
            {
                "partner_id": self.lan.id,
                "company_id": self.company.id,
                "opportunity_id": leads[2].id,
            }
        )
        self._order(self.minh, day(0), opportunity_id=leads[3].id)

        funnel = self.dashboard.funnel(30)

        self.assertEqual(funnel["total"], [4, 3, 2, 1, 0, 0])
        self.assertEqual([row["name"] for row in funnel["rows"]], ["Earnings search"])
        found = self.env["crm.lead"].search(
            [("id", "in", leads.ids), ("funnel_reached", "=", "quoted")]
        )
        self.assertEqual(found, leads[2:])
        self.assertEqual(
            leads.mapped("funnel_reached"), ["lead", "qualified", "quoted", "ordered"]
        )

    def test_cohorts_say_who_bought_again(self):
        self._order(self.lan, day(-40), 10)
        self._order(self.lan, day(-70), 10)
        self.env["crm.attribution"]._rebuild(self.company)

        rows = {row["month"]: row for row in self.dashboard.cohorts()}

        self.assertEqual(rows["2025-12-01"]["counts"], [1, 1, 0, 1])
        self.assertEqual(rows["2026-03-01"]["size"], 2)
        self.assertEqual(rows["2026-03-01"]["counts"], [2, None, None, None])

    def _journey(self, **values):
        journey = self.env["crm.journey"].create(
            {"name": "Welcome", "company_id": self.company.id, **values}
        )
        self.env["crm.journey.version"].create({"journey_id": journey.id})
        return journey

    def _participant(self, journey, partner, **values):
        return self.env["crm.journey.participant"].create(
            {
                "journey_id": journey.id,
                "version_id": journey.version_ids[:1].id,
                "company_id": self.company.id,
                "res_model": "res.partner",
                "res_id": partner.id,
                "partner_id": partner.id,
                "entered_at": day(-5),
                **values,
            }
        )

    def _trace(self, participant, step_uid="s1", state="done", **values):
        values.setdefault("currency_id", self.company.currency_id.id)
        return self.env["crm.journey.trace"].create(
            {
                "participant_id": participant.id,
                "journey_id": participant.journey_id.id,
                "version_id": participant.version_id.id,
                "step_uid": step_uid,
                "due_at": day(-4),
                "done_at": day(-4),
                "state": state,
                **values,
            }
        )

    def test_the_flow_of_a_journey_counts_who_went_where(self):
        journey = self._journey()
        for partner, steps, state in (
            (self.lan, ["s1", "s2"], "done"),
            (self.minh, ["s1"], "exited"),
            (self.hoa, [], "holdout"),
        ):
            participant = self._participant(journey, partner, state=state)
            for step in steps:
                self._trace(participant, step)
        trial = self._participant(journey, self.lan, entry_seq=2, is_test=True)
        self._trace(trial, "s1")

        flow = self.dashboard.flow(journey.id)

        links = {(link["from"], link["to"]): link["count"] for link in flow["links"]}
        self.assertEqual(
            links,
            {
                ("entry", "s1"): 2,
                ("s1", "s2"): 1,
                ("s2", "state:done"): 1,
                ("s1", "state:exited"): 1,
                ("entry", "state:holdout"): 1,
            },
        )
        names = {node["id"]: node["name"] for node in flow["nodes"]}
        self.assertEqual(names["state:holdout"], "Left out on purpose")

    def test_messages_tell_people_from_machines(self):
        journey = self._journey()
        traces = [
            self._trace(self._participant(journey, partner), channel="mail")
            for partner in (self.lan, self.minh)
        ]
        for trace, kind, is_machine in (
            (traces[0], "open", False),
            (traces[0], "click", True),
            (traces[1], "open", True),
            (traces[1], "bounce", False),
        ):
            self.env["crm.journey.reaction"].create(
                {
                    "trace_id": trace.id,
                    "journey_id": journey.id,
                    "kind": kind,
                    "at": day(-3),
                    "is_machine": is_machine,
                    "event_key": kind,
                }
            )
        [found] = self.env["crm.journey.message.report"]._read_group(
            [("journey_id", "=", journey.id)],
            ["step_uid"],
            [
                "sent:sum",
                "opened_rate:avg",
                "clicked:sum",
                "bounced:sum",
                "machine:sum",
            ],
        )
        self.assertEqual(found, ("s1", 2, 50, 0, 1, 2))

    def test_lift_counts_sales_of_everybody_enrolled(self):
        journey = self._journey(goal_days=10)
        people = self.env["res.partner"].create([{"name": f"P{n}"} for n in range(80)])
        for n, partner in enumerate(people):
            self._participant(journey, partner, arm="holdout" if n < 40 else "main")
        # bought: 4 of the holdout, 20 of the others; one before, one too late
        for partner in [*people[:4], *people[40:60]]:
            self._order(partner, day(-1), 100)
        self._order(people[5], day(-6), 100)
        self._order(people[6], day(6), 100)
        self.env["crm.attribution"]._rebuild(self.company)

        rows = self.env(user=self.marketer)["crm.journey.lift"].search(
            [("journey_id", "=", journey.id)]
        )
        main = rows.filtered(lambda row: row.arm == "main")
        self.assertEqual(
            (main.people, main.converted, main.held_converted), (40, 20, 4)
        )
        self.assertAlmostEqual(main.lift, 0.4)
        self.assertTrue(0 < main.low < 0.4 < main.high)
        self.assertEqual(main.verdict, "better")
        self.assertEqual(main.extra_revenue, 1600)
        people_of = main.action_open_participants()["domain"]
        self.assertEqual(
            self.env["crm.journey.participant"].search_count(people_of), 40
        )

    def test_a_small_journey_has_not_enough_data(self):
        journey = self._journey()
        self._participant(journey, self.lan)
        self._participant(journey, self.minh, arm="holdout")
        rows = self.env["crm.journey.lift"].search([("journey_id", "=", journey.id)])
        self.assertEqual(
            rows.sorted("arm").mapped("verdict"), [False, "not_enough_data"]
        )


@tagged("standard", "at_install")
class TestEarningsTool(BaseCase):
    def test_pay_back_is_the_day_on_which_all_cost_has_come_back(self):
        first = date(2026, 3, 1)
        days = [(first, 100, 0), (date(2026, 3, 5), 0, 60), (date(2026, 3, 9), 0, 50)]
        self.assertEqual(payback_days(days), 8)
        self.assertIsNone(payback_days(days[:2]))
        self.assertIsNone(payback_days([(first, 0, 50)]))

    def test_retention_knows_no_future(self):
        rows = [
            (date(2026, 1, 1), 0, 10),
            (date(2026, 1, 1), 2, 4),
            (date(2026, 3, 1), 0, 5),
        ]
        found = retention(rows, date(2026, 3, 1))
        self.assertEqual(found[0]["counts"], [10, 0, 4])
        self.assertEqual(found[1]["counts"], [5, None, None])
        self.assertEqual(retention([], date(2026, 3, 1)), [])
