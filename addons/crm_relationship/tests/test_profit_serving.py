# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: profit is the margin less what serving the customer cost."""

from io import BytesIO
from random import Random

import openpyxl

from odoo.tests import tagged

from .profit_common import ProfitCase
from .standing_common import DAY, NOW


@tagged("post_install", "-at_install")
class TestProfitServing(ProfitCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.handling_cost = 30.0
        cls.fair, cls.web = cls.env["utm.source"].create(
            [{"name": "Fair 2026"}, {"name": "Web 2026"}]
        )
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )

    def _call(self, minutes, partner=None, user=None, days=5):
        row = self._log(
            "call",
            partner=partner or self.buyer,
            user=user,
            occurred_at=NOW - days * DAY,
            duration=60 * minutes,
        )
        self.end_transaction()
        return row

    def _deliver(self, cost, partner=None):
        """Return a transfer that was done and cost so much."""
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.out_type_id.id,
                "partner_id": (partner or self.buyer).id,
                "delivery_cost": cost,
                "move_ids": [],
            }
        )
        picking.write({"state": "done", "date_done": NOW - 3 * DAY})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE stock_picking SET state = 'done', date_done = %s WHERE id = %s",
            [NOW - 3 * DAY, picking.id],
        )
        self.env.invalidate_all()
        return picking

    def _sums(self, groupby, partners):
        self.env.flush_all()
        rows = self.env["crm.profit.report"]._read_group(
            [("partner_id", "in", partners.ids)],
            [groupby],
            ["margin:sum", "expense:sum", "profit:sum", "minutes:sum", "discount:sum"],
        )
        return {key: tuple(round(v, 2) for v in values) for key, *values in rows}

    def test_case_53_time_and_delivery_are_taken_off(self):
        self._invoice((self.known, 3, 100.0))
        self._call(40)
        self._deliver(15.0)

        self.assertEqual(
            self._sums("partner_id", self.buyer), {self.buyer: (120, 35, 85, 40, 0)}
        )

    def test_a_person_has_a_rate_of_their_own(self):
        self.user_hoa.handling_cost = 90.0
        self._call(20)
        self._call(20, user=self.user_hoa)

        self.assertEqual(self._sums("partner_id", self.buyer)[self.buyer][1], 40)

    def test_a_discount_is_shown_and_not_taken_off_twice(self):
        self._invoice((self.known, 2, 100.0, 25.0), (self.unknown, 1, 80.0, 100.0))

        margin, _expense, profit, _minutes, discount = self._sums(
            "partner_id", self.buyer
        )[self.buyer]

        self.assertEqual((margin, profit, discount), (30, 30, 130))

    def test_a_credit_note_takes_the_discount_back(self):
        self._invoice((self.known, 2, 100.0, 25.0))
        self._invoice((self.known, 2, 100.0, 25.0), move_type="out_refund")

        self.assertEqual(
            self._sums("partner_id", self.buyer)[self.buyer], (0, 0, 0, 0, 0)
        )

    def test_the_source_of_the_invoice_or_of_the_customer(self):
        self.buyer.acquisition_source_id = self.fair
        self._invoice((self.known, 1, 100.0))
        self._invoice((self.known, 2, 100.0), source_id=self.web.id)
        self._call(60)

        self.assertEqual(
            {k: v[2] for k, v in self._sums("source_id", self.buyer).items()},
            {self.fair: 10, self.web: 80},
        )

    def test_what_brought_a_lead_brought_the_customer(self):
        lead = self.env["crm.lead"].create(
            {"name": "X", "contact_name": "New one", "source_id": self.fair.id}
        )

        customer = lead._create_customer()

        self.assertEqual(customer.acquisition_source_id, self.fair)

    def test_sums_are_those_of_an_independent_computation(self):
        random = Random(7)
        customers = self.buyer + self._create_customer("B", user_id=self.user_minh.id)
        customers += self._create_customer("C")
        expected = dict.fromkeys(customers, (0.0, 0.0))
        for _number in range(12):
            partner = random.choice(customers)
            quantity, price = random.randint(1, 5), random.choice((70.0, 95.5, 40.0))
            known = random.choice((True, False))
            sign = random.choice((1, 1, 1, -1))
            product = self.known if known else self.unknown
            self._invoice(
                (product, quantity, price),
                partner=partner,
                move_type="out_invoice" if sign > 0 else "out_refund",
            )
            minutes = random.choice((0, 6, 30))
            if minutes:
                self._call(minutes, partner, user=self.user_hoa)
            margin, expense = expected[partner]
            expected[partner] = (
                margin + (sign * quantity * (price - 60.0) if known else 0),
                expense + minutes / 2,
            )

        got = self._sums("partner_id", customers)

        for partner, (margin, expense) in expected.items():
            values = got.get(partner, (0, 0, 0))
            self.assertEqual(
                values[:3],
                (round(margin, 2), round(expense, 2), round(margin - expense, 2)),
            )
            stat = self._stand(partner)
            self.assertAlmostEqual(stat.profit, margin - expense, places=2)
            self.assertAlmostEqual(stat.service_cost, expense, places=2)

    def test_each_row_opens_its_document(self):
        call, picking = self._call(10), self._deliver(9.0)
        self.env.flush_all()
        rows = self.env["crm.profit.report"].search(
            [("partner_id", "=", self.buyer.id)]
        )

        opened = {
            (action["res_model"], action["res_id"])
            for action in (row.action_open_invoice() for row in rows)
        }

        self.assertEqual(
            opened, {("crm.interaction", call.id), ("stock.picking", picking.id)}
        )

    def test_a_download_has_every_kind_once(self):
        self._invoice((self.known, 1, 100.0), (self.unknown, 1, 5.0))
        self._call(10)
        self._deliver(9.0)
        self.env.flush_all()
        file = BytesIO()

        self.env["crm.report.export"]._export(
            "crm.profit.report", [("partner_id", "=", self.buyer.id)], file
        )

        rows = list(
            openpyxl.load_workbook(file).worksheets[0].iter_rows(values_only=True)
        )
        kind = rows[0].index("What")
        self.assertEqual(
            sorted(row[kind] for row in rows[1:]),
            ["Delivery", "Sale", "Sale", "Time with the customer"],
        )
