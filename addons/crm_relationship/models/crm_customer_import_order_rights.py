# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL

from .res_users import ALL_CUSTOMERS

#: What the events of files are called; no call of a shop can say so.
FILE_EVENT = "order_file"


class CrmCustomerImport(models.Model):
    """Who may change, by a file, an order of which a signed call told.

    A call proves that the shop said it; a file proves nothing. So a file of a salesperson
    leaves such orders alone, and whom a call's order is of is no matter of any file.
    """

    _inherit = "crm.customer.import"

    def _may_change_called(self):
        return self.user_id.has_group(ALL_CUSTOMERS)

    def _orders_called(self, keys):
        """Return those keys of orders of which a call told.

        The keys of old events are gone, what they became is not; an order of which no
        event is left may have come by a call.
        """
        account = self._order_account()
        uids = {account._gateway_uid(key): key for key in keys}
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT external_uid, id FROM crm_interaction"
                " WHERE external_uid = ANY(%s)",
                list(uids),
            )
        )
        known = {uids[uid]: row_id for uid, row_id in rows}
        calls, files = self._told_of(account, list(keys), list(known.values()))
        return {
            key
            for key in keys
            if {key, known.get(key)} & calls
            or (key in known and not {key, known[key]} & files)
        }

    def _told_of(self, account, keys, ids):
        """Return the keys and interactions of events that calls, and files, told."""
        rows = self.env.execute_query(
            SQL(
                "SELECT order_key, result_id, event = %(file)s FROM crm_gateway_event"
                " WHERE account_id = %(account)s AND (order_key = ANY(%(keys)s)"
                " OR (result_model = 'crm.interaction' AND result_id = ANY(%(ids)s)))",
                file=FILE_EVENT,
                account=account.id or None,
                keys=keys,
                ids=ids,
            )
        )
        calls, files = set(), set()
        for key, result_id, is_file in rows:
            (files if is_file else calls).update(filter(None, (key, result_id)))
        return calls, files

    def _account_for(self, account, item, is_called):
        """Return the account as it takes an order; refuse what the user may not change."""
        if not is_called:
            return account
        if not self._may_change_called():
            raise self._refusal(item, "order_called")
        return account.with_context(gateway_keep_contact=True)


class CrmCustomerImportRow(models.Model):
    _inherit = "crm.customer.import.row"

    @api.model
    def _reason_words(self):
        return {
            **super()._reason_words(),
            "order_called": self.env._(
                "the shop's own calls told of the order: only who sees all customers "
                "changes it by a file"
            ),
        }
