# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: by a file nobody writes what only the shop, or another, may say."""

from importlib.util import module_from_spec, spec_from_file_location

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL, file_path

from .gateway_common import GatewayCase
from .import_common import ImportCase

HEADER = (
    "Mã đơn hàng,Ngày đặt hàng,Trạng Thái Đơn Hàng,Thời gian hoàn thành đơn hàng,"
    "Tên sản phẩm,SKU phân loại hàng,Số lượng,Tổng giá trị đơn hàng (VND),Người Mua,"
    "Tên Người nhận,Số điện thoại\n"
)
LINE = "A1,2026-03-01 09:00,{},{},{},1,900.000,mai88,Mai Le,0977123123\n"
AT = "2026-03-04 09:00"


def export(status="Hoàn thành", changed=AT, number="A1"):
    """Return the order of two lines as Shopee exports it."""
    lines = (LINE.format(status, changed, f"{one},{one}") for one in ("Desk", "Mug"))
    return (f"{status}.csv", HEADER + "".join(lines).replace("A1,", f"{number},"))


class OrderCase(GatewayCase, ImportCase):
    kind = "marketplace"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        others = cls.env["crm.channel.account"].search(
            [("kind", "=", "marketplace"), ("id", "!=", cls.account.id)]
        )
        others.active = False  # of the demo

    def order(self):
        return self.env["crm.interaction"].search(
            [("external_uid", "=like", f"gateway,{self.account.id},%A1")]
        )

    def tell(self, **values):
        """Tell of the order by a signed call; by default of a buyer who is hidden."""
        data = {
            "shop": "Shopee",
            "order": "A1",
            "status": "paid",
            "at": "2026-03-01T09:00:00+07:00",
            "updated_at": "2026-03-01T09:00:00+07:00",
            "amount": 500000,
            "customer": {"id": "mai88", "name": "M***i", "phone": "******23"},
            **values,
        }
        self.assertEqual(self.send(data).status_code, 200)
        GatewayCase.work(self)

    def work(self, batch):
        ImportCase.work(self, batch)

    def go_on(self, batch):
        batch.action_import()
        self.work(batch)


@tagged("post_install", "-at_install")
class TestCustomerImportOrderAccount(OrderCase):
    """The account is a shop's, of the company of the import."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        other = cls.env["res.company"].create({"name": "Another company"})
        cls.theirs = cls._account(name="Theirs", company_id=other.id)

    def test_the_account_of_another_company_is_not_written(self):
        batch = self.check(export(), user=self.user_lan)

        with self.assertRaises(UserError):
            batch.order_account_id = self.theirs.id
        with self.assertRaises(UserError):
            self.upload(user=self.user_lan, order_account_id=self.theirs.id)

    def test_nothing_goes_to_an_account_that_is_not_ours(self):
        wrong = {
            "of another company": self.theirs,
            "of another kind": self._account("generic", name="Calls"),
            "out of use": self._account(name="Old", active=False),
        }
        batch = self.check(export(), user=self.user_lan)
        for name, account in wrong.items():
            with self.subTest(name):
                self.assert_refused(batch, account)
                self.assertFalse(self.stored(account))

    def assert_refused(self, batch, account):
        """Choose an account past the check of the field."""
        self.end_transaction()
        self.env.cr.execute(
            SQL(
                "UPDATE crm_customer_import SET order_account_id = %s WHERE id = %s",
                account.id,
                batch.id,
            )
        )
        self.env.invalidate_all()
        self.assertIn("no shop account", batch.question)
        self.assertTrue(batch._has_questions())
        for step in (batch._order_account, batch._make_order_account):
            with self.assertRaisesRegex(UserError, "no shop account"):
                step()


@tagged("post_install", "-at_install")
class TestCustomerImportOrderCalled(OrderCase):
    """What a signed call told is changed by a file of who sees all customers only."""

    def test_a_salesperson_does_not_take_an_order_of_nobody(self):
        self.tell()
        before = self.order().read()

        batch = self.check(export(), user=self.user_lan)

        self.assertEqual(self.verdicts(batch), ["skipped", "skipped"])
        self.assertIn("calls told of the order", batch.row_ids[0].reason)
        self.go_on(batch)
        self.assertEqual(self.order().read(), before)

    def test_a_call_between_the_check_and_the_import(self):
        batch = self.check(export(), user=self.user_lan)
        self.assertEqual(self.verdicts(batch), ["new", "new"])
        self.tell()

        self.go_on(batch)

        self.assertEqual(batch.failed_count, 2)
        self.assertIn("calls told of the order", batch.row_ids[0].reason)
        self.assertEqual((self.order().amount, len(self.stored())), (500000, 1))
        self.assertFalse(self.order().partner_id)

    def test_an_order_of_which_no_event_is_left_is_left_alone(self):
        self.tell()
        self.stored().write({"received_at": "2020-01-01 00:00:00"})
        self.events._gc_contents()
        self.assertFalse(self.stored())

        batch = self.check(export(), user=self.user_lan)

        self.assertEqual(self.verdicts(batch), ["skipped", "skipped"])

    def test_contents_that_are_emptied_tell_of_whom_they_were(self):
        self.tell()
        self.stored().write({"order_key": False, "payload": {}})

        batch = self.check(export(), user=self.user_lan)

        self.assertEqual(self.verdicts(batch), ["skipped", "skipped"])

    def test_a_manager_changes_the_state_and_never_the_contact(self):
        self.tell()
        people = self.env["res.partner"].search_count([])

        batch = self.imported(export(), user=self.user_hoa_importing())
        row = self.order()

        self.assertEqual(self.verdicts(batch), ["update", "update"])
        self.assertFalse(batch.row_ids.filtered("match_id"))
        self.assertEqual((row.amount, row.subject[-10:]), (900000, "Hoàn thành"))
        self.assertFalse(row.partner_id)
        self.assertEqual(row.contact_value, "Shopee:mai88")
        self.assertEqual(self.env["res.partner"].search_count([]), people)

    def user_hoa_importing(self):
        self.user_hoa.group_ids += self.env.ref("base.group_partner_manager")
        return self.user_hoa

    def test_a_salesperson_goes_on_with_orders_of_files(self):
        self.imported(export("Đang giao", "2026-03-02 09:00"), user=self.user_lan)

        batch = self.imported(export(), user=self.user_lan)

        self.assertEqual(self.verdicts(batch), ["update", "update"])
        self.assertIn("Hoàn thành", self.order().subject)


@tagged("post_install", "-at_install")
class TestCustomerImportOrderNames(OrderCase):
    """What a file tells takes no name that a call may have."""

    def tell_the_same(self, **values):
        """Tell by a call of the very state that a file told of."""
        [event] = self.stored()
        told = {name: event.payload[name] for name in ("shop", "status", "updated_at")}
        self.tell(**told, **values)

    def test_a_call_of_the_same_state_is_heard_after_a_file(self):
        self.imported(export(), user=self.user_lan)
        self.assertEqual((self.order().amount, len(self.stored())), (900000, 1))

        self.tell_the_same(amount=500000)

        self.assertEqual(self.stored().mapped("state"), ["done", "done"])
        self.assertEqual((self.order().amount, len(self.order())), (500000, 1))

    def test_no_id_that_a_shop_gives_is_one_of_a_file(self):
        self.imported(export(), user=self.user_lan)
        [event] = self.stored()
        self.assertTrue(event.external_uid.startswith("file:order,"))

        self.tell(id=event.external_uid, status="paid")

        self.assertEqual(len(self.stored()), 2)

    def test_a_state_that_a_call_told_is_told_by_no_file_again(self):
        self.imported(export(), user=self.user_lan)
        self.tell_the_same()
        self.stored().filtered(lambda e: e.event == "order_file").unlink()

        batch = self.check(export(), user=self.user_lan)

        self.assertEqual(self.verdicts(batch), ["skipped", "skipped"])
        self.assertIn("on the timeline already", batch.row_ids[0].reason)

    def test_events_of_files_of_before_are_told_from_calls(self):
        self.imported(export(), user=self.user_lan)
        [event] = self.stored()
        uid = event.external_uid.removeprefix("file:")
        event.write({"event": "order", "external_uid": uid})
        self.tell(order="B2")
        self.env.flush_all()

        for _twice in range(2):
            self.upgrade("19.0.1.2.0/post-file-events.py")

        self.assertEqual(
            {(e.event, e.external_uid[:11]) for e in self.stored()},
            {("order_file", "file:order,"), ("order", "order,Shope")},
        )

    def upgrade(self, script):
        path = file_path(f"crm_relationship/migrations/{script}")
        spec = spec_from_file_location("crm_relationship_post", path)
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        module.migrate(self.env.cr, "19.0.1.1.0")
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestCustomerImportOrderFuture(OrderCase):
    """No moment of the future freezes an order."""

    def test_a_state_of_the_future_is_refused_by_its_header(self):
        batch = self.check(export(changed="2099-01-01 09:00"))

        self.assertEqual(self.verdicts(batch), ["error", "error"])
        self.assertIn(
            "Thời gian hoàn thành đơn hàng: 2099-01-01", batch.row_ids[0].reason
        )

    def test_an_order_of_the_future_is_refused(self):
        name, text = export()
        batch = self.check((name, text.replace("2026-03-01", "2099-03-01")))

        self.assertEqual(self.verdicts(batch), ["error", "error"])
        self.assertIn("Ngày đặt hàng: 2099-03-01", batch.row_ids[0].reason)

    def test_a_moment_long_after_it_was_told_stops_no_call(self):
        self.tell(updated_at="2099-01-01T00:00:00Z")

        self.tell(status="returned", updated_at="2026-03-05T09:00:00Z")

        self.assertEqual(self.order().state, "cancelled")

    def test_a_moment_long_after_it_was_told_stops_no_later_file(self):
        self.tell(updated_at="2099-01-01T00:00:00Z")
        self.assertEqual(self.verdicts(self.check(export())), ["skipped", "skipped"])
        self.stored().write({"received_at": "2026-03-02 09:00:00"})

        batch = self.check(export())

        self.assertEqual(self.verdicts(batch), ["update", "update"])


@tagged("post_install", "-at_install")
class TestCustomerImportOrderUndo(OrderCase):
    """Nobody takes back what is another's by now."""

    def undone(self, batch):
        self.end_transaction()
        batch.action_undo()
        self.work(batch)
        return {row.code.split(",")[-1]: row.state for row in batch.row_ids}

    def test_the_order_of_anothers_customer_stays(self):
        name, text = export()
        other = export(number="B2")[1].replace("0977123123", "0977000999")
        batch = self.imported(
            (name, text + other.removeprefix(HEADER)), user=self.user_lan
        )
        self.order().partner_id.user_id = self.user_minh

        self.assertEqual(self.undone(batch), {"A1": "kept", "B2": "undone"})
        self.assertEqual(self.order().partner_id.user_id, self.user_minh)

    def test_its_state_stays_too(self):
        self.imported(export("Đang giao", "2026-03-02 09:00"), user=self.user_lan)
        batch = self.imported(export(), user=self.user_lan)
        self.order().partner_id.user_id = self.user_minh

        self.assertEqual(self.undone(batch), {"A1": "kept"})
        self.assertIn("Hoàn thành", self.order().subject)
