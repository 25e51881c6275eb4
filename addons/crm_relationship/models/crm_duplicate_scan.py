# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.duplicate_keys import BLOCKING
from .crm_duplicate_find import NOW
from .crm_parked_row import is_passing

_logger = logging.getLogger(__name__)
KEYS_BATCH = 5_000
BLOCKS_BATCH = 20_000
MAX_ERRORS = 3
RUNNING = ("pending", "running")


class CrmDuplicateScan(models.Model):
    """One look at the whole base for duplicates.

    First the keys of all contacts are made, then the blocks of contacts with the same
    key are walked in order. Each batch is a transaction that also moves the position:
    killed anywhere, the scan goes on from there; two hosts never do the same batch.
    """

    _name = "crm.duplicate.scan"
    _description = "Scan for Duplicates"
    _order = "id desc"

    state = fields.Selection(
        [
            ("pending", "Waiting"),
            ("running", "Running"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
            ("error", "Failed"),
        ],
        required=True,
        default="pending",
        readonly=True,
    )
    phase = fields.Selection(
        [("keys", "Reading contacts"), ("blocks", "Comparing")],
        required=True,
        default="keys",
        readonly=True,
    )
    next_id = fields.Integer(readonly=True, help="Contacts up to this one are read.")
    last_kind = fields.Char(readonly=True)
    last_key = fields.Char(readonly=True)
    total = fields.Integer(string="Steps", readonly=True)
    done = fields.Integer(string="Steps done", readonly=True)
    found = fields.Integer(string="Pairs", readonly=True)
    skipped = fields.Integer(string="Shared by too many", readonly=True)
    progress = fields.Float(compute="_compute_progress")
    started_at = fields.Datetime(readonly=True)
    finished_at = fields.Datetime(readonly=True)
    error = fields.Text(readonly=True)
    error_count = fields.Integer(readonly=True)

    @api.depends("state", "total", "done")
    def _compute_progress(self):
        for scan in self:
            share = min(scan.done / scan.total, 1.0) if scan.total else 0.0
            scan.progress = 100.0 if scan.state == "done" else 100.0 * share

    @api.depends("create_date")
    def _compute_display_name(self):
        for scan in self:
            day = fields.Date.to_string(scan.create_date or fields.Datetime.now())
            scan.display_name = self.env._("Scan of %(day)s", day=day)

    # ------------------------------------------------------------
    # Starting and stopping
    # ------------------------------------------------------------

    @api.model
    def _plan(self):
        """Plan a scan, unless one is running, and wake the job."""
        scan = self.search([("state", "in", RUNNING)], limit=1)
        scan = scan or self.create({})
        # sudo: a data steward may wake the job, not edit it
        self.env.ref("crm_relationship.ir_cron_duplicate_scan").sudo()._trigger()
        return scan

    @api.model
    def action_start(self):
        """Look for duplicates in the whole base."""
        self.browse().check_access("create")
        if self.search_count([("state", "in", RUNNING)], limit=1):
            raise UserError(self.env._("A scan is running already. Wait or cancel it."))
        self._plan()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "crm_relationship.crm_duplicate_scan_action"
        )

    def action_cancel(self):
        """Stop after the batch that is being compared; what was found stays."""
        self.filtered(lambda s: s.state in RUNNING).write(
            {"state": "cancelled", "finished_at": fields.Datetime.now()}
        )

    # ------------------------------------------------------------
    # The job
    # ------------------------------------------------------------

    @api.model
    def _cron_scan(self):
        """Scan in batches, a commit each, as long as the scheduler gives time."""
        commit = self.env["ir.cron"]._commit_progress
        if not self.search_count([], limit=1):
            self._plan()  # the first one after the app came
        while scan := self._next_scan():
            scan._step()
            if not commit(1, remaining=scan._remaining()):
                break

    @api.model
    def _next_scan(self):
        """Return the scan to go on with, locked; none if another host has it."""
        self.flush_model(["state"])
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM crm_duplicate_scan WHERE state = ANY(%s)"
                " ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED",
                list(RUNNING),
            )
        )
        scan = self.browse(row[0] for row in rows)
        scan.invalidate_recordset()
        return scan

    def _remaining(self):
        return max(self.total - self.done, 1) if self.state in RUNNING else 0

    def _step(self):
        """Do one batch and remember how far it is."""
        try:
            with self.env.cr.savepoint():
                if self.state == "pending":
                    self._start()
                elif self.phase == "keys":
                    self._read_contacts()
                else:
                    self._compare_blocks()
        except Exception as error:  # whatever it is, the row tells and others go on
            if is_passing(error):
                raise  # says nothing of these contacts: the job comes again
            _logger.exception("The scan for duplicates failed")
            self._fail(error)

    def _start(self):
        # the hour of the statement: pairs found from now on are later
        [(contacts, now)] = self.env.execute_query(
            SQL("SELECT count(*), %s FROM res_partner", NOW)
        )
        self.write(
            {
                "state": "running",
                "started_at": now,
                # reading takes about as long as comparing
                "total": contacts * 2,
            }
        )

    def _read_contacts(self):
        """Make the keys of the next contacts; when all are read, go on to compare."""
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM res_partner WHERE id > %s ORDER BY id LIMIT %s",
                self.next_id,
                KEYS_BATCH,
            )
        )
        ids = [row[0] for row in rows]
        if ids:
            self.env["crm.duplicate.key"]._rebuild(ids)
            self.write({"next_id": ids[-1], "done": self.done + len(ids)})
            return
        self._forget_gone()
        self.env["crm.duplicate.block"]._find()
        [(blocks, skipped)] = self.env.execute_query(
            SQL(
                "SELECT (SELECT count(*) FROM crm_duplicate_key WHERE kind = ANY(%s)),"
                " (SELECT count(*) FROM crm_duplicate_block)",
                list(BLOCKING),
            )
        )
        self.write(
            {
                "phase": "blocks",
                "total": self.done + blocks,
                "skipped": skipped,
                "error_count": 0,
            }
        )

    def _forget_gone(self):
        """Take away the keys of contacts that no longer exist."""
        self.env.cr.execute(
            "DELETE FROM crm_duplicate_key k WHERE NOT EXISTS"
            " (SELECT FROM res_partner p WHERE p.id = k.partner_id)"
        )
        self.env.cr.execute("ANALYZE crm_duplicate_key")

    def _compare_blocks(self):
        """Compare the contacts of the next blocks."""
        rows = self.env.execute_query(
            SQL(
                "SELECT kind, key, count(*) FROM crm_duplicate_key"
                " WHERE kind = ANY(%s) AND (kind, key) > (%s, %s)"
                " GROUP BY kind, key ORDER BY kind, key LIMIT %s",
                list(BLOCKING),
                self.last_kind or "",
                self.last_key or "",
                BLOCKS_BATCH,
            )
        )
        if not rows:
            self._finish()
            return
        pairs = self.env["crm.duplicate.pair"]
        found = pairs._find_in_blocks([row[:2] for row in rows if row[2] > 1])
        self.write(
            {
                "last_kind": rows[-1][0],
                "last_key": rows[-1][1],
                "done": self.done + sum(row[2] for row in rows),
                "found": self.found + found,
                "error": False,
                "error_count": 0,
            }
        )

    def _finish(self):
        """Forget open pairs that this scan did not find again."""
        self.env.cr.execute(
            SQL(
                "DELETE FROM crm_duplicate_pair WHERE state = 'open' AND found_at < %s",
                self.started_at,
            )
        )
        self.env["crm.duplicate.pair"].invalidate_model()
        self.write(
            {
                "state": "done",
                "finished_at": fields.Datetime.now(),
                "found": self.env["crm.duplicate.pair"].search_count(
                    [("state", "=", "open")]
                ),
            }
        )

    def _fail(self, error):
        count = self.error_count + 1
        self.write(
            {
                "error": str(error)[:2000],
                "error_count": count,
                "state": "error" if count >= MAX_ERRORS else "running",
            }
        )
