# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
import logging
import time
from itertools import islice
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.intake import profiles
from ..tools.intake.convert import Column, Plan
from ..tools.intake.dates import Evidence
from ..tools.intake.errors import IntakeError
from .crm_customer_import import RUNNING
from .crm_parked_row import is_passing

_logger = logging.getLogger(__name__)
READ_CHUNK = 2_000
#: A file is read from its beginning after every pause: pauses are rare.
READ_SECONDS = 60


class CrmCustomerImport(models.Model):
    """The job: units of work, a transaction each."""

    _inherit = "crm.customer.import"

    @api.model
    def _cron_import(self):
        """Work on imports, a commit a chunk, as long as the scheduler gives time."""
        commit = self.env["ir.cron"]._commit_progress
        until = None

        def may_go_on(is_reading):
            nonlocal until
            left = commit(1, remaining=1)
            if is_reading and until is None:  # what was read before takes no time away
                until = time.monotonic() + READ_SECONDS
            return left or (is_reading and time.monotonic() < until)

        while batch := self._next_import():
            if not batch._work(may_go_on):
                return
        # one that somebody writes in this moment is gone on with at once
        commit(remaining=self.search_count([("state", "in", RUNNING)], limit=1))

    @api.model
    def _run(self, commit=None):
        """Do everything that is left, for scripts and tests.

        :param commit: called after every chunk
        """
        while batch := self._next_import():
            batch._work(lambda _is_reading: commit() or True if commit else True)

    @api.model
    def _next_import(self):
        """Return an import to go on with, locked; none if other hosts have them all."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM crm_customer_import WHERE state = ANY(%s)"
                " ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED",
                list(RUNNING),
            )
        )
        batch = self.browse(row[0] for row in rows)
        batch.invalidate_recordset()
        return batch

    def _is_still(self, state):
        """Return whether, after a commit, the import is ours and in the same state."""
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM crm_customer_import WHERE id = %s AND state = %s"
                " FOR UPDATE SKIP LOCKED",
                self.id,
                state,
            )
        )
        self.invalidate_recordset()
        return bool(rows)

    def _work(self, may_go_on):
        """Do the units of one state; return False when the time is up.

        :param may_go_on: commits, and says whether there is time left
        """
        state = self.state
        batch = self._as_owner()
        units = batch._units()
        try:
            while self._next_unit(units):
                if not may_go_on(state == "reading"):
                    return False
                if not self._is_still(state):
                    return True
        except Exception as error:  # whatever it is, the import tells and others go on
            if is_passing(error):
                raise  # of the connection, or somebody else wrote: the job comes again
            _logger.exception("Import %s failed", self.id)
            self.write(
                {"state": "failed", "failed_state": state, "error": str(error)[:2000]}
            )
        return bool(may_go_on(False))

    def _next_unit(self, units):
        """Do one unit of work, all of it or nothing; return False after the last."""
        with self.env.cr.savepoint():
            return next(units, self) is not self

    def _as_owner(self):
        """Return the import with the rights, company and language of who asked for it."""
        user = self.user_id
        return (
            self.with_user(user)
            .with_company(self.company_id)
            .with_context(
                allowed_company_ids=self.company_id.ids,
                lang=user.lang,
                tz=self.tz,
                tracking_disable=True,
                mail_create_nosubscribe=True,
                mail_create_nolog=True,
                mail_notrack=True,
            )
        )

    def _units(self):
        """Do the work of the import's state, a unit between two yields."""
        return {
            "reading": self._read_files,
            "checking": self._check_rows,
            "importing": self._import_rows,
            "undoing": self._undo_rows,
        }[self.state]()

    def _to_state(self, state):
        # sudo: the state is the system's; buttons ask before who may press them
        self.sudo().write({"state": state, "error": False})

    # ------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------

    def _read_files(self):
        for file in self.file_ids.sorted(lambda f: (f.sequence, f.id)):
            if not file.is_read and not file.error:
                yield from file._read()
        self.env["crm.customer.import.row"]._set_ranks(self)
        self._to_state("mapped" if self._has_questions() else "checking")
        yield

    def _plan_of(self, file):
        """Return how the rows of a file are read."""
        profile = profiles.profiles().get(file.profile)
        zone = profile.zone if profile and profile.zone else self.tz
        columns = tuple(
            Column(column.header, column.name or "", column.date_order or "ymd")
            for column in file.column_ids.sorted("sequence")
        )
        headers = [column.header for column in columns]
        return Plan(
            target=file.target or "partner",
            columns=columns,
            zone=ZoneInfo(zone or "UTC"),
            constants=profile.constants if profile else {},
            now=fields.Datetime.now(),
            short_codes=file.system == "salesforce",
            order=tuple(profiles.reading_order(profile, headers)),
        )


class CrmCustomerImportFile(models.Model):
    _inherit = "crm.customer.import.file"

    def _read(self):
        """Store the rows of a file that are not stored yet, a chunk between yields.

        What is read twice is stored once: the line is unique.
        """
        evidence = [Evidence() for _column in self.column_ids]
        last = self._last_line()
        try:
            with self._opened() as table:
                while rows := list(islice(table.rows, READ_CHUNK)):
                    for row in rows:
                        for seen, cell in zip(evidence, row.cells, strict=False):
                            seen.add(cell)
                    if rows[-1].line > last:
                        self._store(rows)
                        yield
                self._finish_reading(table.counts, evidence)
        except IntakeError as error:
            self._refuse(error)
        yield

    def _refuse(self, error):
        """Say why a file is not taken; of a file that ends badly nothing is."""
        self.env.cr.execute(
            SQL("DELETE FROM crm_customer_import_row WHERE file_id = %s", self.id)
        )
        rows = self.env["crm.customer.import.row"]
        rows.invalidate_model()
        # sudo: the job's own bookkeeping
        self.sudo().write({"error": rows._reason_text(error)})

    def _last_line(self):
        """Return the last line that is stored: all before it are."""
        [(line,)] = self.env.execute_query(
            SQL(
                "SELECT max(line) FROM crm_customer_import_row WHERE file_id = %s",
                self.id,
            )
        )
        return line or 0

    def _store(self, rows):
        """Store rows of a file that are not there yet."""
        cells = [json.dumps(row.cells, ensure_ascii=False) for row in rows]
        issues = [self._issues_of(row.error) for row in rows]
        self.env.cr.execute(
            SQL(
                "INSERT INTO crm_customer_import_row (import_id, file_id, rank, line,"
                " cells, issues, state, is_created) SELECT %(batch)s, %(file)s, 0, line,"
                " cells::jsonb, issues::jsonb, 'pending', FALSE FROM unnest("
                "%(lines)s::int[], %(cells)s::text[], %(issues)s::text[])"
                " AS r(line, cells, issues) ON CONFLICT (file_id, line) DO NOTHING",
                batch=self.import_id.id,
                file=self.id,
                lines=[row.line for row in rows],
                cells=cells,
                issues=issues,
            )
        )

    @api.model
    def _issues_of(self, error):
        if not error:
            return None
        return json.dumps([{"code": error.code, "values": error.values}])

    def _finish_reading(self, counts, evidence):
        # sudo: the job's own bookkeeping
        self.sudo().write(
            {
                "is_read": True,
                "line_count": counts.lines,
                "header_count": counts.header,
                "blank_count": counts.blank,
                "continued_count": counts.continued,
            }
        )
        columns = self.column_ids.sorted("sequence").sudo()
        for column, seen in zip(columns, evidence, strict=True):
            if not column.date_order:
                column.date_order = seen.order
