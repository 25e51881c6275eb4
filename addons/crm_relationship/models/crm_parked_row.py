# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import errno
import logging

import psycopg2

from odoo import api, fields, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)
#: Errors that go by themselves: of the connection, of locks, of the database's disk.
PASSING = (psycopg2.OperationalError, psycopg2.InterfaceError)
#: Too large a value is none of them, though the driver files it there too.
LASTING = psycopg2.errors.ProgramLimitExceeded
#: The code and the tables are not of one version, or the role may not: no row's fault.
SCHEMA = (
    psycopg2.errors.UndefinedColumn,
    psycopg2.errors.UndefinedTable,
    psycopg2.errors.UndefinedFunction,
    psycopg2.errors.UndefinedObject,
    psycopg2.errors.InsufficientPrivilege,
)
#: Errors of the code itself: whatever the row says, it is not its fault.
OURS = (
    *SCHEMA,
    psycopg2.ProgrammingError,
    psycopg2.NotSupportedError,
    LookupError,
    AttributeError,
    NameError,
    TypeError,
    ImportError,
    NotImplementedError,
    RecursionError,
    MemoryError,
)
#: Where so many rows fail alike and none works, it is not the rows.
ALIKE = 3
#: Files cannot be written, whatever is in them.
DISK = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EIO, errno.EFBIG}


def is_passing(error):
    """Tell whether an error says nothing of the row that was worked on."""
    if isinstance(error, OSError):
        return error.errno in DISK
    if isinstance(error, SCHEMA):
        return True
    return isinstance(error, PASSING) and not isinstance(error, LASTING)


def is_ours(error):
    """Tell whether an error is of the code or its tables, and not of a row."""
    return isinstance(error, OURS)


class CrmParkedRow(models.Model):
    """A row that was taken out of a queue because working on it fails every time.

    Queues whose rows have no state of their own put them here, so that the others go
    on: one row for what is parked, with the reason. Trying again puts it back.
    """

    _name = "crm.parked.row"
    _description = "Row Taken Out of Its Queue"
    _order = "id desc"
    _rec_name = "queue"

    queue = fields.Char(required=True, readonly=True)
    res_model = fields.Char(string="Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Row", model_field="res_model", required=True, readonly=True
    )
    company_id = fields.Many2one("res.company", readonly=True, ondelete="cascade")
    error = fields.Char(string="Reason", readonly=True)
    parked_at = fields.Datetime(string="Since", required=True, readonly=True)

    _row_uniq = models.UniqueIndex(
        "(queue, res_model, res_id, COALESCE(company_id, 0))",
        "This row is parked already.",
    )

    @api.model
    def _park(self, queue, res_model, res_id, error, company_id=None):
        """Keep what failed, and why; what is parked already says the newer reason.

        :param error: an exception, or what it said
        """
        if not isinstance(error, str):
            error = f"{type(error).__name__}: {error}"
        self.env.cr.execute(
            SQL(
                "INSERT INTO crm_parked_row (queue, res_model, res_id, company_id, error,"
                " parked_at, create_uid, create_date, write_uid, write_date)"
                " VALUES (%(queue)s, %(model)s, %(id)s, %(company)s, %(error)s, %(now)s,"
                " %(uid)s, %(now)s, %(uid)s, %(now)s) ON CONFLICT (queue, res_model,"
                " res_id, (COALESCE(company_id, 0))) DO UPDATE"
                " SET error = excluded.error, parked_at = excluded.parked_at",
                queue=queue,
                model=res_model,
                id=res_id,
                company=company_id or None,
                error=error[:500],
                now=fields.Datetime.now(),
                uid=self.env.uid,
            )
        )
        self.invalidate_model()

    @api.model
    def _clear(self, queue, res_model, res_id):
        """Forget what is parked of a record that works again; tell whether it was."""
        rows = self.search(
            [
                ("queue", "=", queue),
                ("res_model", "=", res_model),
                ("res_id", "=", res_id),
            ]
        )
        rows.unlink()
        return bool(rows)

    @api.model
    def _parked_ids(self, queue):
        """Return the ids of what is parked of a queue."""
        return self.search([("queue", "=", queue)]).mapped("res_id")

    @api.model
    def _each_safely(self, rows, work, park, stops_if_all=False):
        """Work on rows together; those that make it fail are parked, the others done.

        Nobody knows which row it is: halves are tried until one is left. An error that
        passes by itself says nothing of the rows, and stops the job as ever.

        :param rows: a list
        :param work: function of a list of rows
        :param park: function of one row and the error
        :param stops_if_all: an error that all of several rows share is not theirs, and
            stops the job too: for queues where parking cannot be undone
        """
        failed = self._sift(rows, work) if rows else []
        kinds = {type(error) for _row, error in failed}
        is_shared = len(failed) == len(rows) >= ALIKE and len(kinds) == 1
        if stops_if_all and is_shared:
            raise failed[-1][1]
        for row, error in failed:
            _logger.warning("A row is parked: %s", row, exc_info=error)
            park(row, error)

    @api.model
    def _sift(self, rows, work):
        """Work on rows; return (row, error) of each that makes it fail."""
        try:
            with self.env.cr.savepoint():
                work(rows)
                self.env.flush_all()
        except Exception as error:
            if is_passing(error):
                raise
            self.env.invalidate_all(flush=False)
            if len(rows) == 1:
                return [(rows[0], error)]
        else:
            return []
        half = len(rows) // 2
        return self._sift(rows[:half], work) + self._sift(rows[half:], work)

    def action_try_again(self):
        """Put rows back into their queue."""
        self.env["crm.health"]._check_administrator()
        # sudo: the queues are the system's; who may read them all may restart them
        for queue, rows in self.sudo().grouped("queue").items():
            # the addon of a queue may have been removed: its rows go with it
            if put_back := getattr(rows, f"_unpark_{queue}", None):
                put_back()
            rows.exists().unlink()  # some are forgotten with what stopped

    # ------------------------------------------------------------
    # Back into the queue
    # ------------------------------------------------------------

    def _unpark_statistics(self):
        pairs = [(row.res_id, row.company_id.id) for row in self]
        partners, companies = map(list, zip(*pairs, strict=True))
        self.env["crm.partner.stat"]._enqueue(
            SQL(
                "SELECT partner_id, company_id FROM unnest(%s::int[], %s::int[])"
                " AS k(partner_id, company_id)",
                partners,
                companies,
            )
        )

    def _unpark_qualification(self):
        leads = SQL("SELECT unnest(%s::int[])", self.mapped("res_id"))
        self.env["crm.qualification.queue"]._enqueue(leads)

    def _unpark_reminder(self):
        # the row is the claim: without it the date is found again
        self.env["crm.reminder"].browse(self.mapped("res_id")).exists().unlink()

    def _unpark_agreement(self):
        """Nothing to do: what is not parked is found again."""

    def _unpark_playbook_step(self):
        steps = self.env["crm.playbook.step"].browse(self.mapped("res_id")).exists()
        steps.write({"escalated_at": False})

    def _unpark_handover(self):
        handovers = self.env["crm.handover"].browse(self.mapped("res_id")).exists()
        handovers.filtered(lambda h: h.state == "cancelled").action_resume()
