# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: an order of an export is one row on the timeline, as if a call had told it."""

from odoo.tests import tagged
from odoo.tools import SQL

from .gateway_common import GatewayCase
from .import_common import ImportCase

SHOPEE = """Mã đơn hàng,Ngày đặt hàng,Trạng Thái Đơn Hàng,Tên sản phẩm,SKU phân loại hàng,\
Số lượng,Tổng giá trị đơn hàng (VND),Người Mua,Tên Người nhận,Số điện thoại
260301A1,2026-03-01 09:00,Hoàn thành,Bàn gỗ,D1,2,1.500.000,mai88,Lê Thị Mai,0977123123
260301A1,2026-03-01 09:00,Hoàn thành,Ghế,C1,4,1.500.000,mai88,Lê Thị Mai,0977123123
260301A2,2026-03-01 10:00,Đã hủy,Ghế,C1,1,200.000,b2,D*o,******78
"""
SHOPIFY = """Name,Email,Financial Status,Paid at,Currency,Total,Created at,\
Lineitem quantity,Lineitem name,Billing Name,Phone
#1001,lan@an.test,paid,2026-03-02 09:05:00 +0700,USD,59.50,2026-03-02 09:00:00 +0700,1,Mug,Lan An,
#1001,lan@an.test,,,,,,2,Tee,,
#1002,,partially_refunded,,USD,20.00,2026-03-02 10:00:00 +0700,1,Mug,Nam Ho,0977555666
"""
LAZADA = """orderItemId,orderNumber,sellerSku,createTime,customerName,shippingPhone,\
paidPrice,itemName,status
1,700123,D1,2026-03-03 08:00,Vy Do,0977000111,100000,Desk,delivered
2,700123,D1,2026-03-03 08:00,Vy Do,0977000111,100000,Desk,delivered
3,700123,C1,2026-03-03 08:00,Vy Do,0977000111,50000,Chair,canceled
"""


@tagged("post_install", "-at_install")
class TestCustomerImportOrders(GatewayCase, ImportCase):
    kind = "marketplace"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        others = cls.env["crm.channel.account"].search(
            [("kind", "=", "marketplace"), ("id", "!=", cls.account.id)]
        )
        others.active = False  # of the demo

    def rows(self):
        return self.env["crm.interaction"].search(
            [("external_uid", "=like", f"gateway,{self.account.id},%")],
            order="occurred_at, id",
        )

    def tell(self, **values):
        self.send(
            {
                "shop": "Shopee",
                "order": "260301A1",
                "status": "paid",
                "at": "2026-03-01T09:00:00+07:00",
                "updated_at": "2026-03-01T09:00:00+07:00",
                "amount": 1500000,
                "customer": {"name": "Lê Thị Mai", "phone": "0977123123"},
                **values,
            }
        )
        return self.work()

    def test_shopee_lines_become_orders_and_customers(self):
        batch = self.imported(("shopee.csv", SHOPEE))
        first, second = self.rows()

        self.assertEqual(batch.file_ids.profile, "shopee_order")
        self.assertEqual(self.verdicts(batch), ["new"] * 3)
        self.assert_adds_up(batch)
        self.assertEqual(batch.done_count, 3)
        self.assertEqual(first.partner_id.name, "Lê Thị Mai")
        self.assertEqual(first.partner_id.acquisition_source_id.name, "Shopee")
        self.assertEqual((first.amount, first.state), (1500000, "done"))
        self.assertEqual(first.note, "2 × Bàn gỗ\n4 × Ghế")
        self.assertEqual(str(first.occurred_at), "2026-03-01 02:00:00")
        self.assertEqual(
            (second.state, second.contact_value), ("cancelled", "Shopee:b2")
        )
        self.assertEqual(self.stored().mapped("state"), ["done", "done"])

    def test_shopify_says_what_is_of_the_order_once(self):
        self.imported(("orders.csv", SHOPIFY))
        first, second = self.rows()

        self.assertEqual((first.amount, first.currency_id.name), (59.5, "USD"))
        self.assertEqual(first.note, "1 × Mug\n2 × Tee")
        self.assertEqual(first.subject, "Order #1001, Shopify: paid")
        self.assertEqual(second.state, "done")

    def test_lazada_pieces_are_added_up_without_what_was_cancelled(self):
        self.imported(("lazada.csv", LAZADA))
        row = self.rows()

        self.assertEqual(
            (row.amount, row.note, row.state), (200000, "2 × Desk", "done")
        )

    def test_a_call_first_and_the_file_after_it(self):
        self.tell()
        people = self.env["res.partner"].search_count([])

        batch = self.check(("shopee.csv", SHOPEE))
        self.assertEqual(self.verdicts(batch), ["update", "update", "new"])
        batch.action_import()
        self.work_import(batch)

        self.assertEqual(len(self.rows()), 2)
        self.assertEqual(self.rows()[0].subject, "Order 260301A1, Shopee: Hoàn thành")
        self.assertEqual(self.env["res.partner"].search_count([]), people)

    def test_the_file_first_and_a_call_after_it(self):
        self.imported(("shopee.csv", SHOPEE))
        self.tell(status="returned", updated_at="2026-03-05T09:00:00+07:00")

        self.assertEqual(len(self.rows()), 2)
        self.assertEqual(self.rows()[0].state, "cancelled")

    def test_what_a_call_told_later_stands(self):
        self.tell(status="delivered", updated_at="2026-03-05T09:00:00+07:00")

        batch = self.check(("shopee.csv", SHOPEE))

        self.assertEqual(self.verdicts(batch), ["skipped", "skipped", "new"])
        self.assertIn("later state", batch.row_ids.sorted("line")[0].reason)

    def test_the_same_file_again_changes_nothing(self):
        self.imported(("shopee.csv", SHOPEE))
        before = [row.read() for row in self.rows()]

        again = self.check(("shopee.csv", SHOPEE))

        self.assertEqual(self.verdicts(again), ["skipped"] * 3)
        self.assertEqual([row.read() for row in self.rows()], before)

    def test_an_order_with_a_wrong_line_stays_out_as_a_whole(self):
        wrong = SHOPEE.replace("Ghế,C1,4,", "Ghế,C1,four pieces,")
        batch = self.imported(("shopee.csv", wrong))

        self.assertEqual(self.verdicts(batch), ["error", "error", "new"])
        self.assertIn(
            "line 3 of the same order", batch.row_ids.sorted("line")[0].reason
        )
        self.assertEqual(len(self.rows()), 1)
        self.assertEqual(batch.file_ids.rejected_count, 2)

        self.imported(("repaired.csv", SHOPEE))
        self.assertEqual(len(self.rows()), 2)

    def test_lines_of_an_order_that_stand_apart_are_one_order(self):
        head, *lines = SHOPEE.splitlines()
        apart = "\n".join([head, lines[0], lines[2], lines[1]])
        self.patch(type(self.env["crm.customer.import"]), "_to_check_sql", one_by_one)

        self.imported(("shopee.csv", apart))

        self.assertEqual(self.rows()[0].note, "2 × Bàn gỗ\n4 × Ghế")

    def test_an_order_in_two_files_is_one(self):
        batch = self.check(("may.csv", SHOPEE), ("june.csv", SHOPEE))

        self.assertEqual(batch.new_count, 3)
        self.assertEqual(batch.double_count, 3)

    def test_numbers_that_a_spreadsheet_spoilt_are_refused(self):
        batch = self.check(("lazada.csv", LAZADA.replace("700123", "7.00123E+11")))

        self.assertEqual(self.verdicts(batch), ["error"] * 3)
        self.assertIn("spoilt", batch.row_ids[0].reason)

    def test_undo_takes_orders_and_their_customers_back(self):
        people = self.env["res.partner"].search_count([])
        batch = self.imported(("shopee.csv", SHOPEE))

        batch.action_undo()
        self.work_import(batch)

        self.assertEqual(batch.state, "undone")
        self.assertFalse(self.rows())
        self.assertEqual(self.env["res.partner"].search_count([]), people)
        self.imported(("shopee.csv", SHOPEE))
        self.assertEqual(len(self.rows()), 2)

    def test_undo_gives_the_state_before_back(self):
        self.tell()
        batch = self.imported(("shopee.csv", SHOPEE))

        batch.action_undo()
        self.work_import(batch)

        self.assertEqual(self.rows().subject, "Order 260301A1, Shopee: paid")

    def test_a_salesperson_does_not_touch_the_customer_of_another(self):
        theirs = self.env["res.partner"].create(
            {"name": "Mai", "phone": "0977123123", "user_id": self.user_minh.id}
        )
        batch = self.check(("shopee.csv", SHOPEE), user=self.user_lan)

        self.assertEqual(self.verdicts(batch), ["owned", "owned", "new"])
        self.assertFalse(batch.row_ids.filtered("match_id"))
        batch.action_import()
        self.work_import(batch)
        self.assertFalse(self.rows().filtered(lambda r: r.partner_id == theirs))

    def test_of_several_accounts_one_is_chosen(self):
        self._account(name="Another")
        batch = self.check(("shopee.csv", SHOPEE))
        self.assertEqual(batch.state, "mapped")
        self.assertIn("several shop accounts", batch.question)

        batch.order_account_id = self.account
        batch.action_check()
        self.work_import(batch)
        self.assertEqual(batch.state, "checked")

    def test_a_company_without_an_account_gets_one_that_takes_no_call(self):
        self.account.active = False
        batch = self.imported(("shopee.csv", SHOPEE))

        account = batch._order_account()
        self.assertFalse(account.has_secret)
        self.assertEqual(self.send({"shop": "S", "order": 1}, account).status_code, 401)

    def test_the_name_of_the_shop_is_remembered(self):
        batch = self.upload(("shopee.csv", SHOPEE))
        self.assertEqual(batch.file_ids.shop, "Shopee")
        batch.file_ids.shop = "My shop"
        self.env.flush_all()

        other = self.upload(("shopee2.csv", SHOPEE))

        self.assertEqual(other.file_ids.shop, "My shop")

    def work_import(self, batch):
        ImportCase.work(self, batch)

    def work(self, batch=None):
        """Do the work of an import, or of the gateway."""
        return ImportCase.work(self, batch) if batch else GatewayCase.work(self)


def one_by_one(self):
    """Return the next row to check: chunks end anywhere."""
    return SQL(
        "SELECT id, file_id, line, cells, issues FROM crm_customer_import_row"
        " WHERE import_id = %s AND verdict IS NULL AND state = 'pending'"
        " ORDER BY rank, id LIMIT 1",
        self.id,
    )
