# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime, timedelta

from odoo import fields, models
from odoo.tools import SQL, email_normalize

from ..tools.gateway.call import Refused
from ..tools.gateway.orders import read_order, read_orders
from ..tools.gateway.people import read_time
from ..tools.intake.orders import MOMENTS, order_moments, order_payload
from ..tools.intake.profiles import ORDER
from ..tools.phone_key import phone_key
from .crm_gateway_event import FROM_FILE


class CrmCustomerImport(models.Model):
    """The dry run of orders: rows of an order have one verdict."""

    _inherit = "crm.customer.import"

    def _judge(self, items):
        orders = [item for item in items if item.target == ORDER]
        if orders:
            self._judge_orders(orders)
        others = [item for item in items if item.target != ORDER]
        return super()._judge(others) if others else None

    def _judge_orders(self, items):
        told = {}
        for group in self._grouped_orders(items):
            rows = self._refuse_lines(group)
            if rows and (raw := self._raw_order(rows)):
                first = told.setdefault(raw.order_key, (raw, rows))[1]
                for item in rows if first is not rows else ():
                    item.refuse(
                        "double", "double", line=first[0].line, file=first[0].file.name
                    )
        self._judge_told(told)

    def _refuse_lines(self, group):
        """Return the rows of an order that count; none where one of them is wrong.

        Of several files with the order that with its newest state counts.
        """
        moments = {}
        for item in group:
            known = moments.get(item.file, datetime.min)
            moments[item.file] = max([known, *order_moments(item.values)])
        newest = max(moments, key=moments.get)
        first = next(item for item in group if item.file == newest)
        rows, codes = [], {}
        for item in group:
            code = item.values.get("line_code")
            twin = codes.get(code) if code else None
            if item.verdict:
                rows.append(item)
            elif item.file != first.file:
                item.refuse("double", "double", line=first.line, file=first.file.name)
            elif twin:
                item.refuse("double", "double", line=twin.line, file=twin.file.name)
            else:
                codes[code] = item
                rows.append(item)
        wrong = next((item for item in rows if item.verdict == "error"), None)
        for item in rows if wrong else ():
            if not item.verdict:
                item.refuse("error", "order_line", line=wrong.line)
        return [] if wrong else rows

    def _raw_order(self, rows):
        """Return an order as a call would tell it; None when it is none."""
        payload = order_payload([item.values for item in rows])
        at = read_time(payload["at"] or "")
        code, values = "", {}
        if not at:
            code = "when_missing"
        elif late := self._late_moment(rows):
            code, values = "order_future", late
        try:
            [raw] = read_orders(payload, "UTC")
        except Refused as refused:
            code, values = "said", {"text": refused.message}
        for item in rows if code else ():
            item.refuse("error", code, **values)
        return None if code else raw

    def _late_moment(self, rows):
        """Return the first moment of an order that has not come, and its header.

        Whatever of it is of the future: as a state of it, it would stand for ever.
        """
        latest = fields.Datetime.now() + timedelta(days=1)
        for item in rows:
            for name in MOMENTS:
                moment = item.values.get(name)
                if moment and moment[0] > latest:
                    columns = item.file.column_ids.grouped("name")[name]
                    return {
                        "header": " / ".join(columns.mapped("header")),
                        "value": f"{moment[0]:%Y-%m-%d}",
                    }
        return None

    def _judge_told(self, told):
        """Say what would happen to orders: {key: (as it is told, rows)}."""
        known = self._orders_known(told)
        events, later = self._orders_told(told)
        called = self._orders_called(told)
        # the contact of what a call made is no matter of a file
        buyers = self._order_buyers(told, known, called & known.keys())
        allowed = self._touchable({b for b in buyers.values() if b})
        for key, (raw, rows) in told.items():
            buyer = buyers[key]
            for item in rows:
                if raw.external_uid in events:
                    item.refuse("skipped", "logged")
                elif key in later:
                    item.refuse("skipped", "order_later")
                elif buyer and buyer not in allowed:
                    item.refuse("owned", "owned")
                elif key in called and not self._may_change_called():
                    item.refuse("skipped", "order_called")
                else:
                    item.verdict = "update" if key in known else "new"
                    item.match = buyer or None

    def _orders_known(self, told):
        """Return {key: contact or None} of orders that are on the timeline."""
        account = self._order_account()
        uids = {account._gateway_uid(key): key for key in told}
        rows = self.env.execute_query(
            SQL(
                "SELECT external_uid, partner_id FROM crm_interaction"
                " WHERE external_uid = ANY(%s)",
                list(uids),
            )
        )
        return {uids[uid]: partner for uid, partner in rows}

    def _orders_told(self, told):
        """Return the ids of events told before, and orders of which more is known."""
        account = self._order_account()
        rows = self.env.execute_query(
            SQL(
                "SELECT external_uid, order_key, state, payload, address, received_at"
                " FROM crm_gateway_event WHERE account_id = %s AND order_key = ANY(%s)",
                account.id or None,
                list(told),
            )
        )
        events, later = set(), set()
        for uid, key, state, *known in rows:
            events.add((uid or "").removeprefix(FROM_FILE))
            mine = read_order(told[key][0].payload, "UTC").updated_at
            other = account._gateway_told_at(*known)
            if state == "done" and mine and other and other > mine:
                later.add(key)
        return events, later

    def _order_buyers(self, told, known, fixed):
        """Return {key: contact or None} of whom orders are, as far as can be told.

        :param fixed: keys of orders whose contact stays as it is, or unknown
        """
        keys = {}
        for key, (raw, _rows) in told.items():
            if key in fixed:
                keys[key] = []
                continue
            person = read_order(raw.payload, "UTC").person
            found = [
                ("email", email_normalize(person.email)),
                ("phone", phone_key(person.phone)),
            ]
            keys[key] = [pair for pair in found if pair[1]]
        candidates = self._candidates(
            [pair for pairs in keys.values() for pair in pairs]
        )
        buyers = {}
        for key, pairs in keys.items():
            found = next((candidates[p] for p in pairs if p in candidates), [])
            buyers[key] = known.get(key) or (found[0] if len(found) == 1 else None)
        return buyers
