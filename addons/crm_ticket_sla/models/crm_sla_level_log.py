# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL


class CrmSlaLevelLog(models.Model):
    """That a level was done on a clock: written before what it does, in the same
    transaction, and unique, so that nothing is done twice.

    A level that lies ahead again is *rearmed*: its row stays as history.
    """

    _name = "crm.sla.level.log"
    _description = "SLA Escalation Log"
    _order = "fired_at desc, id desc"
    _rec_name = "level_id"
    _log_access = False

    clock_id = fields.Many2one(
        "crm.ticket.sla", required=True, index=True, ondelete="cascade"
    )
    ticket_id = fields.Many2one(
        "crm.ticket", required=True, index=True, ondelete="cascade"
    )
    level_id = fields.Many2one(
        "crm.sla.level", required=True, index=True, ondelete="cascade"
    )
    cycle = fields.Integer(required=True)
    due_at = fields.Datetime(string="Reached", required=True)
    fired_at = fields.Datetime(string="Done", required=True)
    rearmed_at = fields.Datetime(help="Since then the level lies ahead again.")
    state = fields.Selection(
        [
            ("done", "Done"),
            ("skipped", "Condition not met"),
            ("failed", "Failed"),
        ],
        required=True,
    )
    error = fields.Char()

    _once_uniq = models.UniqueIndex(
        "(clock_id, level_id, cycle) WHERE rearmed_at IS NULL",
        "This level was done on this clock already.",
    )

    _failed_idx = models.Index("(fired_at) WHERE state = 'failed'")

    def action_try_again(self):
        """Forget that levels failed, so that their clocks do them again."""
        self.env["crm.health"]._check_administrator()
        # sudo: the log is the system's; an administrator may have levels done again
        failed = self.sudo().filtered(lambda log: log.state == "failed")
        clocks = failed.clock_id
        failed.unlink()
        clocks.write({"next_event_at": fields.Datetime.now()})
        clocks._wake_later()

    @api.model
    def _claim(self, clock, level_id, due_at, now, state="done", error=None):
        """Log a level of a clock; return the row, or nothing if it was done before.

        Another transaction that has logged it and is not finished is waited for.
        """
        rows = self.env.execute_query(
            SQL(
                "INSERT INTO crm_sla_level_log (clock_id, ticket_id, level_id, cycle,"
                " due_at, fired_at, state, error)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
                " ON CONFLICT (clock_id, level_id, cycle) WHERE rearmed_at IS NULL"
                " DO NOTHING RETURNING id",
                clock.id,
                clock.ticket_id.id,
                level_id,
                clock.cycle,
                due_at,
                now,
                state,
                error,
            )
        )
        return self.browse(row[0] for row in rows)

    @api.model
    def _done_by_clock(self, clock_ids):
        """Return {clock id: ids of the levels done}, by one query."""
        self.flush_model(["rearmed_at"])
        rows = self.env.execute_query(
            SQL(
                "SELECT clock_id, array_agg(level_id) FROM crm_sla_level_log"
                " WHERE clock_id = ANY(%s) AND rearmed_at IS NULL GROUP BY clock_id",
                list(clock_ids),
            )
        )
        return {clock_id: frozenset(levels) for clock_id, levels in rows}

    @api.model
    def _rearm(self, pairs, now):
        """Let levels be done again that lie ahead again; pairs of (clock, level)."""
        clocks, levels = zip(*pairs, strict=True)
        self.env.execute_query(
            SQL(
                "UPDATE crm_sla_level_log l SET rearmed_at = %s"
                " FROM unnest(%s, %s) AS v(clock_id, level_id)"
                " WHERE l.clock_id = v.clock_id AND l.level_id = v.level_id"
                " AND l.rearmed_at IS NULL RETURNING l.id",
                now,
                list(clocks),
                list(levels),
            )
        )
        self.invalidate_model(["rearmed_at"])
