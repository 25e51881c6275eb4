# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command, api, fields, models


class CrmJourneyMove(models.TransientModel):
    """Moving those inside to another version, after a look at what it would do."""

    _name = "crm.journey.move"
    _description = "Move People between Versions"

    version_id = fields.Many2one(
        "crm.journey.version", required=True, readonly=True, ondelete="cascade"
    )
    journey_id = fields.Many2one(related="version_id.journey_id")
    to_id = fields.Many2one(
        "crm.journey.version",
        string="To version",
        compute="_compute_to_id",
        store=True,
        readonly=False,
        ondelete="cascade",
        domain="[('journey_id', '=', journey_id), ('state', '!=', 'draft'),"
        " ('id', '!=', version_id)]",
    )
    spread_hours = fields.Integer(
        default=24,
        help="Over how many hours those are spread who would all be due at once.",
    )
    line_ids = fields.One2many(
        "crm.journey.move.line",
        "move_id",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    moved_count = fields.Integer(compute="_compute_counts")
    overdue_count = fields.Integer(compute="_compute_counts")
    gone_count = fields.Integer(compute="_compute_counts")

    @api.depends("version_id")
    def _compute_to_id(self):
        for move in self:
            running = move.version_id.journey_id.version_id
            move.to_id = running if running != move.version_id else False

    @api.depends("to_id")
    def _compute_line_ids(self):
        for move in self:
            preview = (
                move.version_id._migration_preview(move.to_id) if move.to_id else []
            )
            move.line_ids = [Command.clear(), *map(Command.create, preview)]

    @api.depends("line_ids")
    def _compute_counts(self):
        for move in self:
            gone = move.line_ids.filtered(lambda line: line.move == "gone")
            move.gone_count = sum(gone.mapped("count"))
            move.moved_count = sum((move.line_ids - gone).mapped("count"))
            move.overdue_count = sum(move.line_ids.mapped("overdue"))

    def action_move(self):
        """Move them; whoever stands at a step that is gone follows what was declared."""
        self.ensure_one()
        fallback = {
            line.step_uid: line.target_id.step_uid or "exit"
            for line in self.line_ids
            if line.move == "gone"
        }
        self.version_id._migrate(self.to_id, fallback, self.spread_hours)
        return {"type": "ir.actions.act_window_close"}


class CrmJourneyMoveLine(models.TransientModel):
    """What would become of those at one step."""

    _name = "crm.journey.move.line"
    _description = "Move People: Step"

    move_id = fields.Many2one("crm.journey.move", required=True, ondelete="cascade")
    to_id = fields.Many2one(related="move_id.to_id")
    step_uid = fields.Char(required=True)
    name = fields.Char(string="Now at")
    count = fields.Integer(string="People")
    move = fields.Selection(
        [("moved", "Same step"), ("gone", "The step is gone")],
        string="In the new version",
    )
    overdue = fields.Integer(string="Due at once")
    target_id = fields.Many2one(
        "crm.journey.step",
        string="Go on at",
        domain="[('version_id', '=', to_id)]",
        help="Empty: they leave the journey.",
        ondelete="cascade",
    )
