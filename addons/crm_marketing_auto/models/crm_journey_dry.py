# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import draw
from ..tools.dry_run import Tally
from .dry_walk import Walk, read_walkers

#: As many as the engine hands to the gate at once: limits are counted among them.
CHUNK = 500
#: So many people are looked at while the reader waits; more of them by the job.
AT_ONCE = 2000


class CrmJourney(models.Model):
    """A journey gone through in thought by its audience."""

    _inherit = "crm.journey"

    dry_run_ids = fields.One2many("crm.journey.dry.run", "journey_id")
    dry_run_count = fields.Integer(compute="_compute_dry_run_count")

    @api.depends("dry_run_ids")
    def _compute_dry_run_count(self):
        counts = self.env["crm.journey.dry.run"]._read_group(
            [("journey_id", "in", self.ids)], ["journey_id"], ["__count"]
        )
        found = {journey.id: count for journey, count in counts}
        for journey in self:
            journey.dry_run_count = found.get(journey.id, 0)

    def action_dry_run(self):
        """Ask for a dry run of what is drawn, or else of what runs.

        :return: id of the run; its state, figures and progress are fields
        """
        run = self._ask_dry_run()
        # sudo: a marketer may wake the job, not change it
        self.env.ref("crm_marketing_auto.ir_cron_journey_dry_run").sudo()._trigger()
        return run.id

    def action_open_dry_run(self):
        """Show what would happen: few people at once, more of them by the job."""
        self.ensure_one()
        self._check_dry(self._dry_version())
        # sudo: who comes in is not a question of whom the marketer may read
        entries = self.sudo()._dry_entries(fields.Datetime.now(), AT_ONCE + 1)
        if len(entries) > AT_ONCE:
            run = self.env["crm.journey.dry.run"].browse(self.action_dry_run())
        else:
            run = self._ask_dry_run()
            run._run_at_once()
        return run._open()

    def action_open_dry_runs(self):
        """List the dry runs there were."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_marketing_auto.crm_journey_dry_run_action"
        )
        return {**action, "domain": [("journey_id", "=", self.id)]}

    def _dry_version(self):
        return self.draft_version_id or self.version_id

    def _ask_dry_run(self):
        self.ensure_one()
        self.check_access("write")
        # sudo: runs are written by the job alone
        runs = self.env["crm.journey.dry.run"].sudo()
        return runs.create(
            {
                "journey_id": self.id,
                "version_id": self._dry_version().id,
                "user_id": self.env.uid,
            }
        ).sudo(False)

    def _dry_run(self, version=None, limit=None, now=None, progress=None, begun=None):
        """Return what would happen if the audience came in now; write nothing.

        :param version: by default the one being drawn, or the one that runs
        :param limit: only so many people
        :param progress: called with (figures, total) between chunks; ends it if false
        :param begun: the figures of an earlier part, which is gone on from
        """
        self.ensure_one()
        now = now or fields.Datetime.now()
        version = version or self._dry_version()
        self._check_dry(version)
        self.env.flush_all()
        # sudo: as the engine, which lets in whom the marketer may not read; what
        # names people is read by the marketer again
        journey = self.sudo()
        entries = journey._dry_entries(now, limit)
        tally = Tally.resume(begun) if begun else Tally()
        shares = journey._dry_shares(now)
        said = {"audience": len(entries), "assumptions": self._dry_assumptions(shares)}
        for start in range(tally.looked, len(entries), CHUNK):
            chunk = entries[start : start + CHUNK]
            journey._dry_chunk(chunk, version.sudo(), tally, shares)
            tally.looked += len(chunk)
            figures = {**tally.as_dict(), **said}
            if progress and not progress(figures, len(entries)):
                return figures
        self._render_samples(tally.samples)
        return {**tally.as_dict(), **said}

    def _check_dry(self, version):
        """Refuse a drawing that could not run."""
        if not version:
            raise UserError(self.env._("“%s” has no step yet.", self.name))
        problems = version._problems() if version.state == "draft" else ()
        if problems:
            raise UserError("\n".join(version._problem_text(p) for p in problems))

    def _dry_chunk(self, entries, version, tally, shares):
        """Walk a chunk of people; what is written on the way is taken back."""
        entries = self._dry_enter(entries, tally)
        if not entries:
            return
        walk = Walk(self.env, self, version, tally, shares)
        savepoint = self.env.cr.savepoint(flush=False)
        try:
            walk.run(read_walkers(self.env, self, entries))
        finally:
            savepoint.close(rollback=True)
            walk.changes.forget()

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
