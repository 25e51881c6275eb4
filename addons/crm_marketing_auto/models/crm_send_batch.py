# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
from contextlib import contextmanager

from odoo import api, fields, models
from odoo.sql_db import Cursor
from odoo.tools import SQL


@contextmanager
def each_alone(cr):
    """Let each statement of a cursor that is in no transaction commit by itself.

    A test's cursor is always in one, and commits as such cursors do.
    """
    if not isinstance(cr, Cursor):
        yield
        return
    cr.connection.autocommit = True
    try:
        yield
    finally:
        cr.connection.autocommit = False


class CrmSendBatch(models.Model):
    """How far a sender lane came with a batch: written apart from its transaction.

    The lane holds its mails locked in one transaction and writes their states in sets
    at the end. After each mail that the server accepted, the number here grows, in a
    transaction of its own. When the process dies, the locks go by themselves, and who
    finds the mails again reads here which of them had left: only the one that was
    being handed over may arrive twice, with the same Message-ID.
    """

    _name = "crm.send.batch"
    _description = "Batch of a Sender Lane"
    _log_access = False

    mail_ids = fields.Json(required=True)
    accepted = fields.Integer(required=True, default=0)
    refused = fields.Json(help="Positions of those that the server refused.")
    begun_at = fields.Datetime(required=True)

    @api.model
    def _begin(self, cr, mail_ids, now):
        """Remember what is about to be sent, in order; return the batch's id."""
        cr.execute(
            SQL(
                "INSERT INTO crm_send_batch (mail_ids, accepted, refused, begun_at)"
                " VALUES (%s, 0, '[]', %s) RETURNING id",
                json.dumps(mail_ids),
                now,
            )
        )
        batch_id = cr.fetchone()[0]
        cr.commit()  # pylint: disable=invalid-commit
        return batch_id

    @api.model
    def _advance(self, cr, batch_id, accepted, refused=None):
        """Remember that so many were dealt with: whatever crashes after this.

        Each mail waits for this: within `each_alone` it is one way to the server and
        back, where a transaction is three. It waits for the disk, too: what a crash of
        the database forgot would be sent once more.
        """
        cr.execute(
            SQL(
                "UPDATE crm_send_batch SET accepted = %s, refused = %s WHERE id = %s",
                accepted,
                json.dumps(refused or []),
                batch_id,
            )
        )
        cr.commit()  # pylint: disable=invalid-commit

    @api.model
    def _left_behind(self, cr, mail_ids):
        """Return what dead lanes did with these mails, which are locked by us.

        :return: ({ids that were accepted}, {ids that may have been}, batches to forget)
        """
        cr.execute("SELECT id, mail_ids, accepted, refused FROM crm_send_batch")
        rows = cr.fetchall()
        cr.rollback()
        mine, accepted, doubtful, done = set(mail_ids), set(), set(), []
        for batch_id, ids, count, refused in rows:
            if mine.isdisjoint(ids):
                continue
            passed = {i for n, i in enumerate(ids[:count]) if n not in (refused or [])}
            accepted |= passed & mine
            doubtful |= set(ids[count : count + 1]) & mine
            if set(ids) <= mine:
                done.append(batch_id)
        return accepted, doubtful, done

    @api.model
    def _forget(self, batch_ids):
        """Remove batches in the transaction that writes what came of their mails."""
        if batch_ids:
            self.env.cr.execute(
                SQL("DELETE FROM crm_send_batch WHERE id = ANY(%s)", list(batch_ids))
            )

    @api.autovacuum
    def _gc_finished(self):
        """Remove batches none of whose mails is waiting any more."""
        self.env.cr.execute(
            "DELETE FROM crm_send_batch b WHERE b.begun_at < (now() AT TIME ZONE 'UTC')"
            " - interval '1 day' AND NOT EXISTS (SELECT 1 FROM mail_mail m"
            " WHERE m.state = 'outgoing' AND m.id IN (SELECT x::int"
            " FROM jsonb_array_elements_text(b.mail_ids) x))"
        )
