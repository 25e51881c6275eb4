# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL

from .crm_channel_account_calls import CALL_KINDS


class CrmCustomerImport(models.Model):
    """Call records of a file: their recordings are played like those that came live.

    An address may have a password in it: it goes where nobody reads it, and not into a
    note. Of which contact centre a file is, is known where the company has one.
    """

    _inherit = "crm.customer.import"

    def _log_items(self, items, codes):
        logged = super()._log_items(items, codes)
        recorded = [
            (rid, item.name.split(".call_", 1)[-1], item.values["recording"])
            for item, _model, rid, is_new in logged
            if is_new and item.values.get("recording")
        ]
        account = recorded and self._contact_centre()
        if account:
            self._keep_recordings(account, recorded)
        return logged

    def _users_by_word(self, texts):
        """Know who sits at an extension, where the company has one contact centre.

        A number may be somebody's login, too: the extension goes before it in a file of
        calls alone.
        """
        found = super()._users_by_word(texts)
        account = self._contact_centre()
        if account and "calls" in self.file_ids.mapped("profile"):
            # sudo: who sits where is asked by the system
            rows = self.env["crm.call.extension"].sudo()
            seats = rows.search(
                [("account_id", "=", account.id), ("extension", "in", list(texts))]
            )
            for seat in seats.filtered("user_id.active"):
                found[seat.extension] = seat.user_id.id
        return found

    def _contact_centre(self):
        """Return the contact centre of the company, if there is just one."""
        # sudo: whoever imports need not see accounts
        accounts = self.env["crm.channel.account"].sudo()
        found = accounts.search(
            [("kind", "in", CALL_KINDS), ("company_id", "=", self.company_id.id)],
            limit=2,
        )
        return found if len(found) == 1 else accounts

    def _keep_recordings(self, account, recorded):
        rows, uids, urls = (list(column) for column in zip(*recorded, strict=True))
        self.env.execute_query(
            SQL(
                "INSERT INTO crm_call (account_id, company_id, uid_provider, state,"
                " recording, interaction_id, last_event_at, settled_at, create_uid,"
                " create_date, write_uid, write_date) SELECT %(account)s, %(company)s,"
                " r.uid, 'over', left(r.url, 2000), r.row, %(now)s, %(now)s, %(user)s,"
                " %(now)s, %(user)s, %(now)s FROM unnest(%(rows)s::int[],"
                " %(uids)s::text[], %(urls)s::text[]) AS r(row, uid, url)"
                " ON CONFLICT DO NOTHING RETURNING id",
                account=account.id,
                company=self.company_id.id,
                rows=rows,
                uids=uids,
                urls=urls,
                now=fields.Datetime.now(),
                user=self.env.uid,
            )
        )
        self.env["crm.call"].invalidate_model()
