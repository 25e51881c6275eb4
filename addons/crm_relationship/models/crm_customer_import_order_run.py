# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import psycopg2

from odoo import fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from ..tools.gateway.call import GatewayCall, Refused
from ..tools.gateway.orders import read_order, read_orders
from ..tools.intake.orders import order_payload
from ..tools.intake.profiles import ORDER
from .crm_customer_import_order_rights import FILE_EVENT
from .crm_gateway_event import FROM_FILE
from .crm_interaction import HISTORY

#: Rows of orders at a time: each order costs what a call of the shop costs.
ORDER_CHUNK = 100
#: What a later state of an order changes on its row.
CHANGED = ("subject", "note", "amount", "state", "occurred_at")


class CrmCustomerImport(models.Model):
    """Importing orders: each becomes an event of the gateway, processed at once."""

    _inherit = "crm.customer.import"

    def _rows_to_import(self):
        rows = super()._rows_to_import()
        file = self.file_ids.browse(rows[0][1] if rows else ())
        return rows[:ORDER_CHUNK] if file.target == ORDER else rows

    def _import_items(self, items):
        if items[0].target != ORDER:
            return super()._import_items(items)
        return self._import_orders(items)

    def _import_orders(self, items):
        """Import the orders that these rows are of, wholly; a bad one fails alone."""
        account = self._make_order_account().with_context(interaction_history=HISTORY)
        groups = [self._rows_to_take(group) for group in self._grouped_orders(items)]
        called = self._orders_called({self._order_key(rows) for rows in groups})
        done = []
        for rows in groups:
            try:
                with self.env.cr.savepoint():
                    done += self._import_order(account, rows, called)
            except psycopg2.OperationalError:
                raise  # somebody else wrote: the chunk comes again
            except (
                UserError,
                ValidationError,
                AccessError,
                ValueError,
                Refused,
                psycopg2.Error,
            ) as error:
                for item in rows:
                    self._store_failed(item, error)
        if done:
            self._store_done(done)

    def _rows_to_take(self, group):
        """Return the rows of an order that wait to be imported."""
        ids = [item.row_id for item in group if item.is_waiting]
        taken = self.env.execute_query(
            SQL(
                "SELECT id FROM crm_customer_import_row WHERE id = ANY(%s)"
                " AND verdict IN ('new', 'update')",
                ids,
            )
        )
        wanted = {row[0] for row in taken}
        return [item for item in group if item.row_id in wanted]

    def _order_key(self, rows):
        """Return what an order is known by."""
        return read_order(order_payload([item.values for item in rows]), "UTC").uid

    def _import_order(self, account, rows, called):
        """Tell the gateway of an order, as a call of the shop would.

        :param called: keys of orders of which calls told
        :return: list of (item, model, id, whether it is new)
        """
        [raw] = read_orders(order_payload([item.values for item in rows]), "UTC")
        account = self._account_for(account, rows[0], raw.order_key in called)
        known = account._gateway_interaction(raw.order_key)
        before = {name: self._plain_value(known, name) for name in CHANGED if known}
        event = self._order_event(account, raw)
        if not event:
            raise self._refusal(rows[0], "logged")
        last = self._last_partner()
        event._settle(account._gateway_step("process", event))
        self.env.flush_all()
        interaction = event._result()
        if not interaction:
            raise self._refusal(rows[0], "order_later")
        buyer = interaction.partner_id
        is_made = buyer.id > last if buyer else False
        if buyer and not is_made and not self._touchable(buyer.ids):
            raise self._refusal(rows[0], "owned")
        rows[0].values["__before"] = {
            **{
                n: v
                for n, v in before.items()
                if v != self._plain_value(interaction, n)
            },
            "__companies": buyer.ids if is_made else [],
            "__event": event.id,
        }
        return [
            (item, "crm.interaction", interaction.id, not known and item is rows[0])
            for item in rows
        ]

    def _order_event(self, account, raw):
        """Return the event of an order, that is stored now; none when it was before.

        Its id is a file's: a call that says the same later is heard all the same.
        """
        # sudo: events are the system's
        events = self.env["crm.gateway.event"].sudo()
        call = GatewayCall("FILE", received_at=fields.Datetime.now())
        event, uid, *rest = events._prepare_row(raw._replace(event=FILE_EVENT))
        if self._is_called(account, uid):
            return events
        row = (event, f"{FROM_FILE}{uid}", *rest)
        return events.browse(events._insert_rows(account, call, [row]))

    def _is_called(self, account, uid):
        """Tell whether a call told of this state of an order."""
        return bool(
            self.env.execute_query(
                SQL(
                    "SELECT FROM crm_gateway_event WHERE account_id = %s"
                    " AND external_uid = %s",
                    account.id,
                    uid,
                )
            )
        )

    def _last_partner(self):
        [(last,)] = self.env.execute_query(SQL("SELECT max(id) FROM res_partner"))
        return last or 0

    def _plain_value(self, interaction, name):
        """Return a value of an interaction as JSON has it."""
        value = interaction[name]
        return fields.Datetime.to_string(value) if name == "occurred_at" else value

    # ------------------------------------------------------------
    # Undo
    # ------------------------------------------------------------

    def _used(self, rows):
        """Keep orders, too, of whom the user may not change by now."""
        orders = rows.filtered(lambda row: row.target == ORDER)
        # sudo: of whom they are, nothing more; rights are asked of contacts
        history = self.env["crm.interaction"].sudo().browse(orders.mapped("res_id"))
        buyers = {row.id: row.partner_id.id for row in history.exists()}
        allowed = self._touchable(filter(None, buyers.values()))
        return super()._used(rows) | orders.filtered(
            lambda row: (buyer := buyers.get(row.res_id)) and buyer not in allowed
        )

    def _take_back(self, rows):
        orders = rows.filtered(lambda row: row.target == ORDER)
        # sudo: events and their rows are the system's; what was edited since is kept
        system = self.sudo()
        for row in orders.filtered("before"):
            before = dict(row.before)
            event = system.env["crm.gateway.event"].browse(before.pop("__event", None))
            event.exists().unlink()
            old = {n: v for n, v in before.items() if not n.startswith("__")}
            if old and not row.is_created:
                system.env["crm.interaction"].browse(row.res_id).exists().write(old)
        made = orders.filtered("is_created").mapped("res_id")
        self._delete(self.env["crm.interaction"].browse(made).exists())
        result = super()._take_back(rows - orders)
        self._delete_companies(
            [pid for row in orders for pid in (row.before or {}).get("__companies", ())]
        )
        return result
