# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: of what is told of an order the newest counts, and no row is passed over."""

from odoo.tests import tagged

from .gateway_common import GatewayCase
from .import_common import ImportCase
from .test_customer_import_orders import SHOPEE

HEAD = "Mã đơn hàng,Ngày đặt hàng,Thời gian hoàn thành đơn hàng,Trạng Thái Đơn Hàng,\
Tên sản phẩm,SKU phân loại hàng,Người Mua,Tên Người nhận,Số điện thoại\n"


def line(order, thing, status="Hoàn thành", done=""):
    """Return a line of an order export."""
    return (
        f"{order},2026-03-01 09:00,{done},{status},{thing},{thing},"
        "mai88,Lê Thị Mai,0977123123\n"
    )


@tagged("post_install", "-at_install")
class TestCustomerImportOrderStates(GatewayCase, ImportCase):
    kind = "marketplace"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        others = cls.env["crm.channel.account"].search(
            [("kind", "=", "marketplace"), ("id", "!=", cls.account.id)]
        )
        others.active = False  # of the demo

    def row(self):
        return self.env["crm.interaction"].search(
            [("external_uid", "=like", f"gateway,{self.account.id},%260301A1")]
        )

    def tell(self, status):
        """Let the shop tell of an order, without when its state is from."""
        customer = {"name": "Lê Thị Mai", "phone": "0977123123"}
        told = {"shop": "Shopee", "order": "260301A1", "status": status}
        self.send({**told, "customer": customer})
        GatewayCase.work(self)

    def work(self, batch, units=None):
        return ImportCase.work(self, batch, units)

    def test_what_a_call_told_stands_though_it_did_not_say_when(self):
        self.tell("cancelled")

        batch = self.check(("shopee.csv", SHOPEE))

        self.assertEqual(self.verdicts(batch), ["skipped", "skipped", "new"])
        self.assertIn("later state", batch.row_ids.sorted("line")[0].reason)

    def test_a_call_between_check_and_import_stands(self):
        batch = self.check(("shopee.csv", SHOPEE))
        self.tell("cancelled")

        batch.action_import()
        self.work(batch)

        self.assertEqual(self.row().state, "cancelled")
        self.assertEqual((batch.done_count, batch.failed_count), (1, 2))

    def test_calls_that_do_not_say_when_follow_each_other(self):
        self.tell("paid")
        self.tell("cancelled")

        self.assertEqual(self.row().state, "cancelled")

    def test_a_number_with_other_blanks_is_the_same_order(self):
        text = HEAD + line("DH 001", "Desk") + line("DH  001 ", "Chair")

        batch = self.imported(("orders.csv", text))

        self.assertEqual(self.verdicts(batch), ["new", "new"])
        notes = self.env["crm.interaction"].search(
            [("external_uid", "=like", f"gateway,{self.account.id},%DH 001")]
        )
        self.assertEqual(notes.mapped("note"), ["1 × Desk\n1 × Chair"])

    def test_two_numbers_that_are_one_when_shortened_are_told(self):
        first, second = (f"{'9A' * 40}{n}" for n in "12")
        text = HEAD + line(first, "Desk") + line(second, "Chair")

        batch = self.check(("orders.csv", text))

        self.assertEqual(self.verdicts(batch), ["new", "double"])
        self.assert_adds_up(batch)

    def test_of_an_order_in_two_files_the_newer_state_counts(self):
        old = HEAD + line("260301A1", "Desk", done="2026-03-02 09:00")
        new = HEAD + line("260301A1", "Desk", "Đã hủy", "2026-03-05 09:00")

        batch = self.imported(("old.csv", old), ("new.csv", new))

        self.assertEqual((batch.new_count, batch.double_count), (1, 1))
        self.assertEqual(self.row().state, "cancelled")
        [double] = batch.row_ids.filtered(lambda r: r.verdict == "double")
        self.assertEqual(double.file_id.name, "old.csv")
