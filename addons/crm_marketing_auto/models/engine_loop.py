# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The loop of a job: batch after batch, each a transaction of its own."""

import logging

from psycopg2.extensions import TransactionRollbackError

from odoo.addons.crm_relationship.models.crm_parked_row import is_passing

_logger = logging.getLogger(__name__)

#: Another process was faster this often in a row: leave the rest to the next run.
CONFLICTS = 50


def run_batches(env, batch, size):
    """Call a function until it finds no full batch any more or time is up.

    The function claims what it works on with its first statement, so that nothing is
    read before what another process has just committed. Where one was faster all the
    same, PostgreSQL refuses the transaction and the batch is tried again.

    :param batch: function that does up to `size` items and returns how many
    """
    commit = env["ir.cron"]._commit_progress
    conflicts = 0
    while True:
        try:
            count = batch()
            left = commit(count, remaining=int(count >= size))
        except TransactionRollbackError:
            env.cr.rollback()
            conflicts += 1
            if conflicts > CONFLICTS:
                raise
            continue
        conflicts = 0
        if count < size or not left:
            return


def run_guarded(env, queue, record, work):
    """Do the work of one record, which commits; its error stops no other record's.

    What was not committed is undone, and the record is parked with the reason; the
    next run tries it again, and forgets the reason where it works. An error that passes
    by itself stops the job as ever.
    """
    try:
        work()
        if env["crm.parked.row"]._clear(queue, record._name, record.id):
            env["ir.cron"]._commit_progress()
    except Exception as error:
        if is_passing(error):
            raise
        _logger.warning("%s of %s failed", queue, record, exc_info=True)
        env.cr.rollback()
        env.invalidate_all(flush=False)
        env["crm.parked.row"]._park(queue, record._name, record.id, error)
        env["ir.cron"]._commit_progress()
