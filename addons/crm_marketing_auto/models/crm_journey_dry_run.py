# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from datetime import timedelta

from psycopg2.extensions import TransactionRollbackError

from odoo import api, fields, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)
#: A run that has not moved for so long has died and is gone on with.
DEAD = timedelta(minutes=15)
#: Runs are kept so long.
KEPT = timedelta(days=60)


class CrmJourneyDryRun(models.Model):
    """A journey gone through in thought by its whole audience, and what came of it.

    The figures are kept after each chunk of people, so that a run goes on where it
    was when its process ended, and one that is cancelled shows what it had found.
    """

    _name = "crm.journey.dry.run"
    _description = "Dry Run of a Journey"
    _inherit = "crm.system.row"
    _order = "id desc"

    journey_id = fields.Many2one(
        "crm.journey", required=True, readonly=True, index=True, ondelete="cascade"
    )
    version_id = fields.Many2one(
        "crm.journey.version", readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="journey_id.company_id")
    user_id = fields.Many2one(
        "res.users",
        string="Asked for by",
        readonly=True,
        default=lambda self: self.env.user,
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
    started_at = fields.Datetime(
        readonly=True, help="The moment at which the audience comes in, in thought."
    )
    total_count = fields.Integer(string="Audience", readonly=True)
    done_count = fields.Integer(string="Looked at so far", readonly=True)
    moved_at = fields.Datetime(readonly=True)
    result = fields.Json(readonly=True, help="The figures; see tools/dry_run.py.")
    error = fields.Char(readonly=True)

    def action_cancel(self):
        """End runs that are not finished; what they have found so far is kept."""
        self.journey_id.check_access("write")
        going = self.filtered(lambda run: run.state in ("queued", "running"))
        # sudo: runs are written by the job alone
        going.sudo().write({"state": "cancelled"})
        return True

    def action_again(self):
        """Try once more, with the audience and the drawing as they are now."""
        self.ensure_one()
        return self.journey_id.action_open_dry_run()

    def _open(self):
        """Show the page of a run."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_marketing_auto.crm_journey_dry_run_action"
        )
        return {**action, "views": [(False, "form")], "res_id": self.id}

    def _run_at_once(self):
        """Do a run of few people while the reader waits."""
        now = fields.Datetime.now()
        result = self.journey_id._dry_run(self.version_id, now=now)
        # sudo: runs are written by the job alone, and for the reader here
        self.sudo().write(
            {
                "state": "done",
                "started_at": now,
                "result": result,
                "done_count": result["looked"],
                "total_count": result["audience"],
            }
        )

    # ------------------------------------------------------------
    # The job
    # ------------------------------------------------------------

    @api.model
    def _cron_run(self):
        """Do the runs that are asked for, one after the other."""
        commit = self.env["ir.cron"]._commit_progress
        while run := self._claim(fields.Datetime.now()):
            commit(remaining=1)
            has_time = run._run(commit)
            waiting = self.search_count(["|", *QUEUED, *STOPPED])
            if not commit(1, remaining=waiting) or not has_time:
                break

    @api.model
    def _claim(self, now):
        """Return the next run, as running; none: there is nothing to do."""
        rows = self.env.execute_query(
            SQL(
                "UPDATE crm_journey_dry_run SET state = 'running', moved_at = %(now)s,"
                " started_at = COALESCE(started_at, %(now)s)"
                " WHERE id = (SELECT id FROM crm_journey_dry_run"
                " WHERE state = 'queued' OR state = 'running'"
                " AND (moved_at IS NULL OR moved_at < %(dead)s)"
                " ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id",
                now=now,
                dead=now - DEAD,
            )
        )
        self.invalidate_model()
        return self.browse(row[0] for row in rows)

    def _run(self, commit):
        """Do a run in chunks; return whether there is time for another.

        Between the chunks it shows how far it is, can be cancelled, and stops when the
        time of the job is over, to be gone on with.
        """
        left = [1.0]

        def progress(figures, total):
            going = self._move(
                commit,
                done_count=figures["looked"],
                total_count=total,
                moved_at=fields.Datetime.now(),
                result=figures,
            )
            left[0] = commit()
            return going and left[0] > 0

        # the reader's rights decide whose names and mails are shown as examples
        journey = self.journey_id.with_user(self.user_id)
        journey = journey.with_company(self.company_id)
        try:
            result = journey._dry_run(
                self.version_id.with_user(self.user_id),
                now=self.started_at,
                progress=progress,
                begun=self.result or None,
            )
        except TransactionRollbackError:
            # somebody changed a record at the same moment: gone on with in a while
            self.env.cr.rollback()
            self._move(commit, moved_at=None)
            return True
        except Exception as error:
            self.env.cr.rollback()
            _logger.info("Dry run %s failed", self.id, exc_info=True)
            self._move(commit, state="failed", error=str(error)[:500])
            return True
        if result["looked"] < result["audience"]:
            self._move(commit, moved_at=None)
        else:
            self._move(commit, state="done", result=result,
                done_count=result["looked"], total_count=result["audience"])  # fmt: skip
        return left[0] > 0

    def _move(self, commit, **values):
        """Write on a run that still runs; return whether it does.

        In a transaction of its own: whoever cancels it meanwhile is seen.
        """
        commit()
        run = self.try_lock_for_update()
        if run.state != "running":
            return False
        run.write(values)
        return True

    @api.autovacuum
    def _gc_runs(self):
        """Forget runs of long ago."""
        before = fields.Datetime.now() - KEPT
        old = self.search([("create_date", "<", before)], limit=1000)
        old.unlink()
        return len(old), len(old) == 1000


QUEUED = [("state", "=", "queued")]
STOPPED = ["&", ("state", "=", "running"), ("moved_at", "=", False)]
