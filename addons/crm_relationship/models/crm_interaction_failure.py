# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging

from odoo import api, fields, models

_logger = logging.getLogger(__name__)
MAX_ATTEMPTS = 5


class CrmInteractionFailure(models.Model):
    """Events that could not be logged when they happened, kept to be tried again."""

    _name = "crm.interaction.failure"
    _description = "Interaction Capture Failure"
    _order = "id desc"

    model = fields.Char(required=True)
    event = fields.Char(required=True)
    res_ids = fields.Json(required=True)
    actor_id = fields.Many2one("res.users", ondelete="set null")
    occurred_at = fields.Datetime(required=True)
    is_exact = fields.Boolean(
        help="The date was given; the record's own does not count."
    )
    error = fields.Text()
    attempts = fields.Integer()

    @api.model
    def _keep(self, events, error):
        """Keep collected events for a later try; if even that fails, only log it."""
        try:
            with self.env.cr.savepoint():
                self.create(
                    [
                        {
                            "model": model,
                            "event": event,
                            "res_ids": list(ids),
                            "actor_id": actor,
                            "occurred_at": at or fields.Datetime.now(),
                            "is_exact": bool(at),
                            "error": str(error)[:2000],
                        }
                        for (model, event, actor, at), ids in events.items()
                    ]
                )
        except Exception:  # the last line of defence: the business act goes through
            _logger.exception("The failed interactions could not be kept either")

    @api.model
    def _cron_retry(self):
        """Try again what failed, a bounded number of times, oldest first."""
        commit = self.env["ir.cron"]._commit_progress
        failures = self.search(
            [("attempts", "<", MAX_ATTEMPTS)], order="attempts, id", limit=200
        )
        commit(remaining=len(failures))
        for failure in failures:
            locked = failure[0].try_lock_for_update()
            if locked:
                locked._retry()
            if not commit(1):
                break

    def _retry(self):
        """Log one kept event; the row goes when it worked."""
        self.ensure_one()
        Interaction = self.env["crm.interaction"]
        try:
            with self.env.cr.savepoint():
                at = self.occurred_at if self.is_exact else None
                key = (self.model, self.event, self.actor_id.id, at)
                Interaction._insert_events(
                    [Interaction._select_event(key, self.res_ids, self.occurred_at)],
                    fields.Datetime.now(),
                )
                self.unlink()
        except Exception as error:  # an error of any kind must not stop the others
            _logger.warning("Interaction capture failed again: %s", error)
            self.write({"attempts": self.attempts + 1, "error": str(error)[:2000]})

    def action_try_again(self):
        """Try to log again what was given up."""
        self.env["crm.health"]._check_administrator()
        # sudo: the rows are the system's; an administrator may have them tried again
        self.sudo().write({"attempts": 0})
        # sudo: who may have it tried again may wake the job
        self.env.ref("crm_relationship.ir_cron_interaction_retry").sudo()._trigger()
