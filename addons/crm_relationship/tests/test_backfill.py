# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.mail.tests.common import MailCase

from ..models import crm_interaction_backfill
from ..models.interaction_event import COLUMNS
from .test_capture_documents import DocumentCase

BACKFILL_LOGGER = "odoo.addons.crm_relationship.models.crm_interaction_backfill"


class BackfillCase(DocumentCase, MailCase):
    def setUp(self):
        super().setUp()
        self.enterContext(self.mock_mail_gateway())
        self.end_transaction()

    def _source(self, name):
        return self.env["crm.interaction.backfill"].search([("model", "=", name)])

    def _live_a_year(self, **context):
        """Do one of everything; return the records that are origins of rows."""
        env = self.env(context={**self.env.context, **context})
        order = self._create_order().with_env(env)
        order.action_quotation_sent()
        order.action_confirm()
        cancelled = self._create_order().with_env(env)
        cancelled._action_cancel()
        picking = order.picking_ids
        self._deliver(picking)
        invoice = self._invoice(order)
        invoice.action_post()
        payment = self._pay(invoice)
        refund = (
            self.env(context=env.context)["account.move"]
            .create(
                {
                    "move_type": "out_refund",
                    "partner_id": self.person.id,
                    "invoice_line_ids": [
                        Command.create({"product_id": self.product.id})
                    ],
                }
            )
        )  # fmt: skip
        refund.action_post()
        lead = self.lead.with_env(env)
        messages = lead.message_post(
            body="Dear",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=(
                self.person + self._create_customer("B", email="b@b.test")
            ).ids,
        )
        messages += lead.message_post(
            body="Yes",
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            author_id=self.person.id,
        )
        messages += lead._message_sms(
            "Hi", put_in_queue=True, partner_ids=self.person.ids
        )
        activity = lead.activity_schedule("mail.mail_activity_data_call", summary="C")
        messages += env["mail.message"].browse(activity.action_feedback())
        meeting = env["calendar.event"].create(
            {
                "name": "Visit",
                "start": datetime(2026, 1, 5, 9),
                "stop": datetime(2026, 1, 5, 10),
                "partner_ids": [Command.set(self.person.ids)],
                "opportunity_id": self.lead.id,
            }
        )
        rating = env["rating.rating"].create(
            {
                "res_model_id": env["ir.model"]._get_id("crm.lead"),
                "res_id": self.lead.id,
                "partner_id": self.person.id,
                "rating": 5,
                "consumed": True,
            }
        )
        enquiry = (
            env["crm.lead"]
            .with_user(self.env.ref("base.public_user"))
            .sudo()
            .create({"name": "Ask", "email_from": "v@unknown.test"})
        )
        self.end_transaction()
        return [
            order, cancelled, picking, invoice, payment, refund, messages, meeting,
            rating, enquiry,
        ]  # fmt: skip

    def _rows(self, records):
        """Return the rows of these records as comparable values, by their key."""
        names = [*COLUMNS]
        rows = {}
        for record in records:
            for row in self.logged(record).read(names, load=""):
                row.pop("id")
                key = (row["origin_model"], row["origin_id"], row["origin_event"])
                rows[key] = row
        return rows


@tagged("post_install", "-at_install")
class TestBackfill(BackfillCase):
    def test_history_reads_the_same_as_it_was_captured_live(self):
        records = self._live_a_year()
        live = self._rows(records)
        self.assertEqual(
            set(live),
            {
                ("account.move", records[3].id, "posted"),
                ("account.move", records[5].id, "refunded"),
                ("account.payment", records[4].id, "received"),
                ("calendar.event", records[7].id, "held"),
                ("crm.lead", records[9].id, "enquired"),
                ("mail.message", records[6][0].id, "sent"),
                ("mail.message", records[6][0].id, "sent#2"),
                ("mail.message", records[6][1].id, "received"),
                ("mail.message", records[6][2].id, "sms"),
                ("mail.message", records[6][3].id, "activity"),
                ("rating.rating", records[8].id, "rated"),
                ("sale.order", records[0].id, "confirmed"),
                ("sale.order", records[0].id, "sent"),
                ("sale.order", records[1].id, "cancelled"),
                ("stock.picking", records[2].id, "delivered"),
            },
        )
        self.env["crm.interaction"].search([]).with_context(
            interaction_delete_reason="test"
        ).unlink()
        self.end_transaction()

        self.backfill()
        read = self._rows(records)

        # of a confirmed order nothing tells any more that it was sent before
        live.pop(("sale.order", records[0].id, "sent"))
        self.assertEqual(set(read), set(live))
        for key, row in live.items():
            for name, value in row.items():
                if name == "occurred_at":
                    self.assertAlmostEqual(
                        read[key][name],
                        value,
                        delta=timedelta(minutes=1),
                        msg=f"{key} {name}",
                    )
                elif name == "user_id" and value == self.env.uid:
                    self.assertFalse(read[key][name], f"{key} {name}")
                else:
                    self.assertEqual(read[key][name], value, f"{key} {name}")

    def test_history_before_the_capture_is_read(self):
        records = self._live_a_year(interaction_capture_disable=True)
        for record in records[:3]:
            self.assertFalse(self.logged(record))

        self.backfill()

        for record in records[:3]:
            self.assertTrue(self.logged(record), record)

    def test_read_again_adds_nothing(self):
        self._live_a_year()
        self.backfill()
        before = self.env["crm.interaction"].search_count([])

        self.assertEqual(self.backfill(), 0)
        self.assertEqual(self.env["crm.interaction"].search_count([]), before)

    def test_row_is_not_touched_by_reading_again(self):
        order = self._create_order()
        order.action_confirm()
        row = self.logged(order)
        row.with_user(self.user_hoa).note = "Wants it by Friday"
        self.end_transaction()

        self.backfill()

        self.assertEqual(row.note, "Wants it by Friday")

    def test_old_invoice_keeps_its_date_and_is_never_in_the_future(self):
        old, coming = self.env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": self.person.id,
                    "invoice_date": date,
                    "invoice_line_ids": [
                        Command.create({"product_id": self.product.id})
                    ],
                }
                for date in (
                    "2020-02-03",
                    fields.Date.today() + timedelta(days=9),
                )
            ]
        )
        (old + coming).with_context(interaction_capture_disable=True).action_post()

        self.backfill("account.move")

        self.assertEqual(self.logged(old).occurred_at, datetime(2020, 2, 3, 12, 0))
        self.assertLessEqual(self.logged(coming).occurred_at, fields.Datetime.now())

    def _orders(self, count):
        orders = self.env["sale.order"].with_context(interaction_capture_disable=True)
        for _order in range(count):
            orders += self._create_order()
        orders.action_confirm()
        self.end_transaction()
        return orders

    def _restart(self, name="sale.order"):
        source = self._source(name)
        source.state = "paused"
        source.action_restart()
        return source

    def test_newest_come_first_and_a_chunk_is_remembered(self):
        orders = self._orders(5)
        self.patch(crm_interaction_backfill, "CHUNK", 2)
        source = self._restart()

        self.assertEqual(source._step(), 2)
        self.assertEqual(
            [bool(self.logged(order)) for order in orders],
            [False, False, False, True, True],
        )
        self.assertEqual(source.state, "running")
        self.assertEqual(source.next_id, orders[2].id)

        # another process goes on from what the row says
        self.env.flush_all()
        self.env.invalidate_all()
        again = self.env["crm.interaction.backfill"].browse(source.id)
        again._step()
        self.assertEqual(
            [bool(self.logged(order)) for order in orders],
            [False, True, True, True, True],
        )

    def test_progress_goes_from_nothing_to_all(self):
        self._orders(4)
        source = self._restart()
        self.patch(crm_interaction_backfill, "CHUNK", max(1, source.max_id // 4))
        seen = [source.progress]

        while source.state != "done":
            source._step()
            seen.append(source.progress)

        self.assertEqual(seen, sorted(seen))
        self.assertEqual((seen[0], seen[-1]), (0, 100))
        self.assertTrue(source.started_at)
        self.assertTrue(source.finished_at)

    def test_empty_table_is_done_at_once(self):
        source = self._source("rating.rating")
        self.env["rating.rating"].search([]).unlink()
        self._restart("rating.rating")

        source._step()

        self.assertEqual(source.state, "done")
        self.assertEqual(source.progress, 100)

    def test_paused_source_waits_and_goes_on(self):
        self._orders(4)
        self.patch(crm_interaction_backfill, "CHUNK", 2)
        source = self._restart()
        source._step()
        place = source.next_id

        source.action_pause()
        self._run_job()
        self.assertEqual(source.state, "paused")
        self.assertEqual(source.next_id, place)

        source.action_resume()
        self.patch(crm_interaction_backfill, "CHUNK", 10_000)
        self._run_job()
        self.assertEqual(source.state, "done")

    def test_running_source_is_not_restarted(self):
        source = self._restart()

        with self.assertRaises(UserError):
            source.action_restart()

    def test_sales_manager_pauses_and_resumes(self):
        source = self._restart().with_user(self.user_manager)

        source.action_pause()
        self.assertEqual(source.state, "paused")
        source.action_resume()

        self.assertEqual(source.state, "pending")

    def _run_job(self):
        self.end_transaction()
        cron = self.env.ref("crm_relationship.ir_cron_interaction_backfill")
        with self.enter_registry_test_mode():
            self.assertIs(cron.method_direct_trigger(), True)
        self.env.invalidate_all()

    def test_job_reads_everything(self):
        orders = self._orders(3)
        self._restart()

        self._run_job()

        self.assertEqual(len(self.logged(orders)), 3)
        self.assertEqual(
            set(self.env["crm.interaction.backfill"].search([]).mapped("state")),
            {"done"},
        )

    def test_broken_source_is_shown_and_stops_nobody(self):
        orders = self._orders(2)
        self._restart()
        self._restart("stock.picking")
        events = type(self.env["crm.interaction.backfill"])._events_of

        def broken(sources, model):
            if model._name == "stock.picking":
                raise ValueError("broken declaration")
            return events(sources, model)

        with (
            patch.object(
                type(self.env["crm.interaction.backfill"]), "_events_of", broken
            ),
            mute_logger(BACKFILL_LOGGER),
        ):
            self._run_job()

        self.assertEqual(len(self.logged(orders)), 2)
        source = self._source("stock.picking")
        self.assertEqual(source.state, "error")
        self.assertIn("broken declaration", source.error)

        source.action_resume()
        self._run_job()
        self.assertEqual(source.state, "done")
        self.assertFalse(source.error)

    def test_broken_sql_is_shown_and_rolled_back(self):
        self._orders(1)
        source = self._restart()
        with (
            patch.object(
                type(self.env["crm.interaction"]),
                "_insert_events",
                lambda self, *a, **k: self.env.execute_query(SQL("SELECT * FROM nope")),
            ),
            mute_logger(BACKFILL_LOGGER, "odoo.sql_db"),
        ):
            self.assertEqual(source._step(), 0)

        self.assertEqual(source.error_count, 1)
        self.assertIn("nope", source.error)
        self.assertEqual(source.next_id, source.max_id)

    def test_source_of_a_removed_addon_is_done(self):
        source = self.env["crm.interaction.backfill"].create(
            {"model": "no.such.model", "max_id": 5, "next_id": 5}
        )

        source._step()

        self.assertEqual(source.state, "done")

    def test_planning_again_adds_no_source(self):
        before = self.env["crm.interaction.backfill"].search([])

        self.env["crm.interaction.backfill"]._plan()

        self.assertEqual(self.env["crm.interaction.backfill"].search([]), before)
        self.assertEqual(
            set(before.mapped("model")),
            {
                "account.move", "account.payment", "calendar.event", "crm.lead",
                "mail.message", "rating.rating", "sale.order", "stock.picking",
            }
            | set(before.mapped("model")),
        )  # fmt: skip

    def test_old_cancellation_has_the_date_that_the_chatter_knows(self):
        order = self._create_order().with_context(interaction_capture_disable=True)
        with freeze_time("2026-01-10 08:30:00"):
            self.flush_tracking()
            order.with_context(disable_cancel_warning=True).action_cancel()
            self.flush_tracking()
        order.note = "Written long after"

        self.backfill("sale.order")

        row = self.logged(order, "cancelled")
        self.assertEqual(row.occurred_at, datetime(2026, 1, 10, 8, 30))

    def test_statements_are_not_compiled(self):
        """PostgreSQL would take longer to compile them than to run them."""
        self.env.cr.execute("SET LOCAL jit = on")

        self._restart()._step()

        self.assertEqual(self.env.execute_query(SQL("SHOW jit")), [("off",)])

    def test_statistics_follow_the_backfill(self):
        self._orders(1)
        self.env["crm.partner.stat.queue"].search([]).unlink()

        self.backfill("sale.order")

        self.assertIn(
            self.customer.id,
            self.env["crm.partner.stat.queue"].search([]).mapped("partner_id"),
        )
