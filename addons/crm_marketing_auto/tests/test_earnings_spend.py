# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: spend is imported once, corrected by a corrected file, and never guessed."""

import base64
import io

import openpyxl

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from .earnings_common import USER, EarningsCase

HEADER = ["Campaign ID", "Campaign name", "Day", "Amount spent (USD)", "Link clicks"]
ROW = ["701", "TET 2026", "2026-03-01", "120.50", "30"]
OTHER = ["702", "Nobody knows", "2026-03-01", "10", "2"]


@tagged("post_install", "-at_install")
class TestSpendImport(EarningsCase):
    @property
    def spend(self):
        return self.env["crm.ad.spend"].search([("company_id", "=", self.company.id)])

    def test_a_file_is_looked_at_then_imported(self):
        run = self._import([HEADER, ROW, OTHER])
        run.action_check()

        self.assertEqual((run.state, run.new_count, run.total), ("checked", 2, 130.5))
        self.assertEqual(run.unmatched_count, 2)
        self.assertFalse(self.spend)
        self.assertFalse(
            self.env["crm.ad.campaign"].search([("company_id", "=", self.company.id)])
        )

        run.action_import()

        self.assertEqual(run.state, "done")
        self.assertEqual(sorted(self.spend.mapped("cost")), [10, 120.5])
        self.assertEqual(run.unmatched_count, 1)
        matched = self.spend.filtered(lambda spend: spend.campaign_ext_id == "701")
        self.assertEqual(matched.campaign_id, self.campaign)
        self.assertEqual(matched.source_id, self.facebook)
        self.assertEqual(matched.clicks, 30)

    def test_the_same_file_twice_changes_nothing_and_a_corrected_one_corrects(self):
        self._import([HEADER, ROW, OTHER]).action_import()
        before = self.spend.read(["cost", "write_date", "import_id"])

        again = self._import([HEADER, ROW, OTHER])
        again.action_import()
        self.assertEqual(
            (again.new_count, again.changed_count, again.same_count), (0, 0, 2)
        )
        self.assertEqual(self.spend.read(["cost", "write_date", "import_id"]), before)

        corrected = self._import([HEADER, [*ROW[:3], "99", "30"], OTHER])
        corrected.action_import()
        self.assertEqual((corrected.changed_count, corrected.same_count), (1, 1))
        self.assertEqual(sorted(self.spend.mapped("amount")), [10, 99])

    def test_the_currency_of_the_account_is_kept_and_converted_by_the_day(self):
        dong = self.env.ref("base.VND")
        dong.active = True
        self.env["res.currency.rate"].create(
            [
                {
                    "currency_id": dong.id,
                    "company_id": self.company.id,
                    "name": day,
                    "rate": rate,
                }
                for day, rate in (("2026-03-01", 25000), ("2026-03-05", 20000))
            ]
        )
        header = ["Campaign name", "Day", "Amount spent (VND)"]
        rows = [["Tet 2026", f"2026-03-0{n}", "1.000.000"] for n in (1, 5)]
        self._import([header, *rows]).action_import()

        self.assertEqual(self.spend.currency_id, dong)
        self.assertEqual(self.spend.sorted("day").mapped("cost"), [1e6, 1e6])
        self.assertEqual(self.spend.sorted("day").mapped("amount"), [40, 50])

    def test_rejected_rows_come_back_as_a_file_to_repair(self):
        bad = [*ROW[:2], "2026-02-30", *ROW[3:]]
        run = self._import([HEADER, ROW, bad])
        run.action_import()

        self.assertEqual((run.new_count, run.rejected_count), (1, 1))
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(run.rejected)))
        rows = list(book.worksheets[0].iter_rows(values_only=True))
        self.assertEqual(rows[0][:5], tuple(HEADER))
        self.assertEqual(rows[1][2], "2026-02-30")
        self.assertEqual(rows[1][5:], (3, "Day", "there is no such day"))

        # repaired in the spreadsheet, it imports as it is
        book.worksheets[0]["C2"] = "2026-02-28"
        file = io.BytesIO()
        book.save(file)
        repaired = self._import([HEADER])
        repaired.content = base64.b64encode(file.getvalue())
        repaired.action_import()
        self.assertEqual((repaired.new_count, repaired.rejected_count), (1, 0))

    def test_a_changed_header_or_a_wrong_currency_changes_nothing(self):
        for rows, values, words in (
            ([[*HEADER[:3], "Price"], ROW], {}, "Amount spent"),
            ([HEADER, ROW], {"currency_id": self.env.ref("base.EUR").id}, "USD ≠ EUR"),
            ([HEADER[:3] + ["Amount spent"], ROW], {}, "choose that of the account"),
            ([["a"], ["b"]], {}, "No line of the file"),
        ):
            run = self._import(rows, **values)
            with self.assertRaisesRegex(ValidationError, words):
                run.action_import()
        run = self._import([HEADER])
        run.content = base64.b64encode(b"PK\x03\x04 broken")
        with self.assertRaisesRegex(ValidationError, "neither CSV nor XLSX"):
            run.action_check()
        self.assertFalse(self.spend)

    def test_a_currency_without_a_rate_is_not_counted_one_to_one(self):
        euro = self.env.ref("base.EUR")
        rates = self.env["res.currency.rate"]
        rates.search(
            [("currency_id", "in", (euro | self.env.company.currency_id).ids)]
        ).unlink()
        header = ["Campaign name", "Day", "Amount spent (EUR)"]
        run = self._import([header, ["Spring", "2026-03-02", "10"]])

        with self.assertRaisesRegex(ValidationError, "no rate of exchange"):
            run.action_import()
        self.assertFalse(self.spend)

        rates.create({"currency_id": euro.id, "name": "2026-01-01", "rate": 0.5})
        run.action_import()
        self.assertEqual(self.spend.amount, 20)

    def test_another_report_is_named_with_its_line(self):
        for header, words in (
            (["ad_id", "date", "action_type", "value"], "line 1.*what people did"),
            (["date", "country", "spend"], "line 1.*Campaign.*by place"),
            (["id", "account_id", "name", "updated_time"], "line 1.*how they are"),
            (["page_link", "id", "name"], "No line.*how they are called"),
            (["date", "campaign_id", "price"], "line 1.*Amount.*header has changed"),
        ):
            run = self._import([header, ["1"] * len(header)])
            with self.subTest(header), self.assertRaisesRegex(ValidationError, words):
                run.action_import()
        self.assertFalse(self.spend)

    def test_a_campaign_mapped_later_moves_its_spend(self):
        self._import([HEADER, OTHER]).action_import()
        ad = self.spend.ad_campaign_id
        self.assertFalse(ad.is_matched)

        ad.write({"campaign_id": self.campaign.id, "source_id": self.google.id})

        self.assertTrue(ad.is_matched)
        self.assertEqual(self.spend.campaign_id, self.campaign)
        self.assertEqual(self.spend.source_id, self.google)
        self.assertEqual(ad.amount, 10)

    def test_a_fixed_cost_is_written_by_hand(self):
        spend = self.env["crm.ad.spend"].create(
            {
                "campaign_name": "Stand at the fair",
                "cost": 500,
                "company_id": self.company.id,
                "currency_id": self.company.currency_id.id,
                "source_id": self.letter.id,
            }
        )
        self.assertEqual((spend.platform, spend.amount), ("fixed", 500))
        self.assertEqual(spend.source_id, self.letter)

    def test_figures_are_of_marketers_of_the_company(self):
        self._import([HEADER, ROW]).action_import()
        stranger = new_test_user(
            self.env,
            "earn_stranger",
            groups=f"base.group_user,{USER}",
            company_id=self.other_company.id,
            company_ids=self.other_company.ids,
        )
        clerk = new_test_user(
            self.env,
            "earn_clerk",
            groups="base.group_user",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        for model in ("crm.ad.spend", "crm.ad.campaign", "crm.ad.spend.import"):
            mine = self.env(user=self.marketer)[model]
            theirs = self.env(user=stranger, context={})[model]
            self.assertEqual(len(mine.search([])), 1, model)
            self.assertFalse(theirs.search([]), model)
            with self.assertRaises(AccessError):
                self.env(user=clerk)[model].search([])
