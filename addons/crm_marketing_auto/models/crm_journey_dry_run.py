# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import draw
from ..tools.dry_run import Tally
from .dry_walk import Walk, read_walkers

_logger = logging.getLogger(__name__)
#: As many as the engine hands to the gate at once: limits are counted among them.
CHUNK = 500
#: A run that has not moved for so long has died and is begun again.
DEAD = timedelta(minutes=15)


class CrmJourneyDryRun(models.Model):
    """A journey gone through in thought by its whole audience, and what came of it."""

    _name = "crm.journey.dry.run"
    _description = "Dry Run of a Journey"
    _order = "id desc"

    journey_id = fields.Many2one(
        "crm.journey", required=True, readonly=True, index=True, ondelete="cascade"
    )
    version_id = fields.Many2one(
        "crm.journey.version", readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="journey_id.company_id")
    user_id = fields.Many2one(
        "res.users", readonly=True, default=lambda self: self.env.user
    )
    state = fields.Selection(
        [
            ("queued", "Waiting"),
            ("running", "Running"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
            ("failed", "Failed"),
        ],
        required=True,
        default="queued",
        readonly=True,
    )
    total_count = fields.Integer(readonly=True)
    done_count = fields.Integer(readonly=True)
    moved_at = fields.Datetime(readonly=True)
    result = fields.Json(readonly=True, help="The figures; see tools/dry_run.py.")
    error = fields.Char(readonly=True)

    def action_cancel(self):
        """End runs that are not finished."""
        self.journey_id.check_access("write")
        going = self.filtered(lambda run: run.state in ("queued", "running"))
        # sudo: runs are written by the job alone
        going.sudo().write({"state": "cancelled"})
        return True

    @api.model
    def _cron_run(self):
        """Do the runs that are asked for, one after the other."""
        commit = self.env["ir.cron"]._commit_progress
        while run := self._claim(fields.Datetime.now()):
            commit(remaining=1)
            run._run(fields.Datetime.now(), commit)
            if not commit(1, remaining=0):
                break

    @api.model
    def _claim(self, now):
        """Return the next run, as running; none: there is nothing to do."""
        rows = self.env.execute_query(
            SQL(
                "UPDATE crm_journey_dry_run SET state = 'running', done_count = 0,"
                " moved_at = %(now)s WHERE id = (SELECT id FROM crm_journey_dry_run"
                " WHERE state = 'queued' OR state = 'running' AND moved_at < %(dead)s"
                " ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id",
                now=now,
                dead=now - DEAD,
            )
        )
        self.invalidate_model()
        return self.browse(row[0] for row in rows)

    def _run(self, now, commit):
        """Do a run in chunks; between them it shows how far it is and can be ended."""

        def progress(done, total):
            self.write({"done_count": done, "total_count": total, "moved_at": now})
            commit()
            return self.browse(self.id).state == "running"

        journey = self.journey_id.with_company(self.company_id)
        try:
            result = journey._dry_run(self.version_id, now=now, progress=progress)
        except Exception as error:
            self.env.cr.rollback()
            _logger.info("Dry run %s failed", self.id, exc_info=True)
            self.write({"state": "failed", "error": str(error)[:500]})
            return
        if self.state == "running":
            self.write({"state": "done", "result": result})


class CrmJourney(models.Model):
    _inherit = "crm.journey"

    dry_run_ids = fields.One2many("crm.journey.dry.run", "journey_id")

    def action_dry_run(self):
        """Ask for a dry run of what is drawn, or else of what runs.

        :return: id of the run; its state, figures and progress are fields
        """
        self.ensure_one()
        self.check_access("write")
        version = self.draft_version_id or self.version_id
        # sudo: runs are written by the job alone
        run = (
            self.env["crm.journey.dry.run"]
            .sudo()
            .create(
                {
                    "journey_id": self.id,
                    "version_id": version.id,
                    "user_id": self.env.uid,
                }
            )
        )
        # sudo: a marketer may wake the job, not change it
        self.env.ref("crm_marketing_auto.ir_cron_journey_dry_run").sudo()._trigger()
        return run.id

    def _dry_run(self, version=None, limit=None, now=None, progress=None):
        """Return what would happen if the audience came in now; write nothing.

        :param version: by default the one being drawn, or the one that runs
        :param limit: only so many people
        :param progress: called with (done, total) between chunks; ends it if false
        """
        self.ensure_one()
        now = now or fields.Datetime.now()
        version = version or self.draft_version_id or self.version_id
        self._check_dry(version)
        self.env.flush_all()
        entries = self._dry_entries(now, limit)
        found = Tally()
        shares = self._dry_shares(now)
        for start in range(0, len(entries), CHUNK):
            self._dry_chunk(entries[start : start + CHUNK], version, found, shares)
            done = min(start + CHUNK, len(entries))
            if progress and not progress(done, len(entries)):
                break
        self._render_samples(found.samples, now)
        return {
            **found.as_dict(),
            "audience": len(entries),
            "assumptions": self._dry_assumptions(shares),
        }

    def _check_dry(self, version):
        """Refuse a drawing that could not run."""
        problems = version._problems() if version.state == "draft" else ()
        if problems:
            raise UserError("\n".join(version._problem_text(p) for p in problems))

    def _dry_chunk(self, entries, version, tally, shares):
        """Walk a chunk of people; what the gate counts on the way is taken back."""
        entries = self._dry_enter(entries, tally)
        if not entries:
            return
        savepoint = self.env.cr.savepoint(flush=False)
        try:
            walkers = read_walkers(self.env, self, entries)
            walk = Walk(self.env, self, version, tally, shares)
            walk.run(walkers)
        finally:
            savepoint.close(rollback=True)

    def _dry_enter(self, entries, tally):
        """Return the people who would not be left out on purpose."""
        tally.entered += len(entries)
        if not self.holdout_percent:
            return entries
        keys = {}
        if self.res_model == "crm.lead":
            leads = self.env["crm.lead"].browse(entry[0] for entry in entries)
            keys = {lead.id: lead.partner_id.id for lead in leads}
        going = [
            entry
            for entry in entries
            if draw.share(
                self.seed,
                draw.person_key(self.res_model, entry[0], keys.get(entry[0])),
            )
            >= self.holdout_percent / 100
        ]
        tally.holdout += len(entries) - len(going)
        return going
