# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: an export is read as its program meant it, or refused with the reason."""

from datetime import date, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.crm_relationship.tests.property_settings import examples

from ..tools.spend_file import HeaderError, parse
from ..tools.spend_values import BadValue, day, day_order, decimal_mark, number

FACEBOOK = ["Campaign name", "Day", "Amount spent (VND)", "Impressions", "Link clicks"]
GOOGLE = [
    "campaign.id",
    "segments.date",
    "metrics.cost_micros",
    "customer.currency_code",
]


@tagged("standard", "at_install")
class TestSpendFile(BaseCase):
    def test_facebook_says_its_currency_in_the_header(self):
        found = parse([FACEBOOK, ["Tet", "2026-02-01", "1.500.000", "12,000", "30"]])
        [spend] = found.spends.values()

        self.assertEqual(found.platform, "facebook")
        self.assertEqual((spend.currency, spend.cost), ("VND", 1_500_000))
        self.assertEqual((spend.impressions, spend.clicks), (12000, 30))
        self.assertEqual(spend.campaign, "Tet")

    def test_google_counts_in_millionths(self):
        found = parse([GOOGLE, ["77", "2026-02-01", "12345678", "EUR"]])
        [spend] = found.spends.values()

        self.assertEqual(found.platform, "google")
        self.assertEqual(spend.cost, Decimal("12.345678"))

    def test_title_lines_and_totals_are_no_rows(self):
        found = parse(
            [
                ["Campaign report"],
                ["February 1, 2026 - February 2, 2026"],
                ["Campaign", "Day", "Currency code", "Cost", "Clicks"],
                ["Tet", "2026-02-01", "USD", "10.50", "3"],
                ["Total: account", "", "USD", "10.50", "3"],
            ]
        )
        self.assertEqual((found.header_line, found.rows), (3, 1))
        self.assertEqual(next(iter(found.spends.values())).lines, [4])

    def test_headers_of_several_languages(self):
        for header in (
            ["Kampagne", "Tag", "Kosten"],
            ["Campagne", "Jour", "Coût"],
            ["Campaña", "Día", "Coste"],
            ["Tên chiến dịch", "Ngày", "Số tiền đã chi tiêu (VND)"],
        ):
            found = parse([header, ["Tet", "2026-02-01", "10"]], currency="VND")
            self.assertEqual(len(found.spends), 1, header)

    def test_rows_of_one_campaign_and_day_are_added_up(self):
        rows = [["Tet", "2026-02-01", "10", "1", "1"]] * 3
        [spend] = parse([FACEBOOK, *rows]).spends.values()
        self.assertEqual((spend.cost, spend.lines), (30, [2, 3, 4]))

    def test_a_bad_row_says_field_and_reason_and_the_others_count(self):
        found = parse(
            [
                FACEBOOK,
                ["Tet", "2026-02-30", "10", "", ""],
                ["Tet", "2026-02-01", "ten", "", ""],
                ["Tet", "2026-02-01", "-5", "", ""],
                ["", "2026-02-01", "10", "", ""],
                ["Tet", "2026-02-01", "", "", ""],
                ["Tet", "2026-02-02", "10", "", ""],
            ]
        )
        self.assertEqual(
            [(row.line, row.field, row.code) for row in found.rejected],
            [
                (2, "day", "no_such_day"),
                (3, "cost", "number"),
                (4, "cost", "negative"),
                (5, "campaign", "empty"),
                (6, "cost", "empty"),
            ],
        )
        self.assertEqual(len(found.spends), 1)

    def test_a_changed_header_is_refused_whole(self):
        for header, code, details in (
            (["Campaign name", "Day", "Price"], "missing", "cost"),
            (["Campaign name", "Amount spent"], "missing", "day"),
            (["Day", "Amount spent"], "missing", "campaign"),
            (["Foo", "Bar"], "no_header", ""),
        ):
            with self.assertRaises(HeaderError) as caught:
                parse([header, ["a", "b", "c"]], currency="USD")
            self.assertEqual(
                (caught.exception.code, caught.exception.details), (code, details)
            )

    def test_a_wrong_currency_is_refused_whole(self):
        row = ["77", "2026-02-01", "1", "EUR"]
        other = ["77", "2026-02-02", "1", "USD"]
        for lines, currency, code in (
            ([GOOGLE, row], "VND", "other_currency"),
            ([GOOGLE, row, other], None, "currencies"),
            ([FACEBOOK, ["Tet", "2026-02-01", "1"]], "USD", "other_currency"),
            ([GOOGLE[:3], row[:3]], None, "currency_unknown"),
        ):
            with self.assertRaises(HeaderError) as caught:
                parse(lines, currency=currency)
            self.assertEqual(caught.exception.code, code)

    def test_cells_of_a_spreadsheet_are_values(self):
        header = ["Campaign ID", "Day", "Amount spent (USD)"]
        row = [23851234567890123.0, datetime(2026, 2, 1), 10.5]
        [spend] = parse([header, row]).spends.values()
        self.assertEqual(spend.day, date(2026, 2, 1))
        self.assertEqual(spend.cost, Decimal("10.5"))
        self.assertTrue(spend.campaign.isdigit())

    def test_decimal_marks(self):
        for values, has_decimals, mark in (
            (["1.234,56", "7"], True, ","),
            (["1,234.56"], True, "."),
            (["12,5"], True, ","),
            (["1,234", "2,500"], True, "."),
            (["1.234", "2.500"], True, "."),
            (["1.234", "2.500"], False, ","),
            (["1.234.567"], True, ","),
            (["7", ""], True, "."),
        ):
            self.assertEqual(decimal_mark(values, has_decimals), mark, values)

    def test_order_of_days(self):
        for values, order in (
            (["2026-02-01"], "ymd"),
            (["13/02/2026", "01/02/2026"], "dmy"),
            (["02/13/2026"], "mdy"),
            (["01.02.2026"], "dmy"),
            (["01/02/2026"], None),
            (["13/02/2026", "02/13/2026"], None),
        ):
            self.assertEqual(day_order(values), order, values)
        with self.assertRaises(HeaderError) as caught:
            parse([FACEBOOK, ["Tet", "01/02/2026", "1"]])
        self.assertEqual(caught.exception.code, "day_order")

    def test_days_in_words(self):
        for text in (
            "Feb 1, 2026",
            "1 Feb 2026",
            "1-Feb-2026",
            "20260201",
            "2026-02-01T10:00",
        ):
            self.assertEqual(day(text), date(2026, 2, 1))
        for text in ("", "soon", "1/2/26"):
            with self.assertRaises(BadValue):
                day(text, "dmy")

    @examples(200)
    @given(st.decimals(0, 10**9, places=2), st.sampled_from([",", "."]))
    def test_a_number_comes_back(self, value, mark):
        text = f"{value:,.2f}"
        if mark == ",":
            text = text.translate(str.maketrans(",.", ".,"))
        self.assertEqual(number(text, decimal_mark([text])), value)

    @examples(200)
    @given(st.lists(st.lists(st.text(max_size=12), max_size=5), max_size=5))
    def test_any_cells_are_read_or_refused(self, lines):
        try:
            found = parse([FACEBOOK, *lines])
        except HeaderError:
            return
        counted = sum(len(spend.lines) for spend in found.spends.values())
        self.assertEqual(counted + len(found.rejected), found.rows)
