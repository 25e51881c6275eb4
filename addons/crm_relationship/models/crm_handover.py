# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

#: Days in which what was handed over can be taken back.
UNDO_DAYS = 7
REASONS = [
    ("leaves", "Leaves the company"),
    ("moves", "Moves to other work"),
    ("portfolio", "Change of portfolio"),
]
METHODS = [
    ("one", "All to the first successor"),
    ("capacity", "To whoever has most room"),
    ("round_robin", "In turn"),
    ("province", "By province"),
    ("tier", "By tier"),
]
STATES = [
    ("draft", "Draft"),
    ("previewed", "Previewed"),
    ("running", "Running"),
    ("done", "Done"),
    ("cancelled", "Stopped"),
    ("undoing", "Taking back"),
    ("undone", "Taken back"),
]
#: The state of lines on which there is work, by the state of their handover: one that
#: ended has such lines when somebody tries again what failed.
WAITS = {"running": "planned", "done": "planned", "undoing": "done", "undone": "done"}
#: What the split rests on: other successors or another rule need another preview.
PLANNED_WITH = {"user_id", "company_id", "method", "order_scope", "successor_ids"}


class CrmHandover(models.Model):
    """The customers of somebody who leaves or moves, on their way to successors.

    First it is previewed: every customer gets a line that says what moves to whom,
    and may be changed. Then a job moves the lines in batches that each commit; killed
    anywhere, it goes on from the last one. For a week everything can be taken back:
    the items keep what was there before.
    """

    _name = "crm.handover"
    _description = "Handover of Customers"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"

    user_id = fields.Many2one(
        "res.users",
        string="From",
        required=True,
        ondelete="restrict",
        index=True,
        domain="[('share', '=', False)]",
        help="Whose customers find a new colleague.",
    )
    reason = fields.Selection(REASONS, required=True, default="leaves")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    method = fields.Selection(
        METHODS, string="Split", required=True, default="capacity"
    )
    order_scope = fields.Selection(
        [
            ("quotations", "Quotations"),
            ("uninvoiced", "Quotations, and orders not invoiced yet"),
        ],
        string="Orders",
        required=True,
        default="uninvoiced",
        help="Orders that stay keep their salesperson, also for commissions; a "
        "successor who sees his own documents only does not see them.",
    )
    has_introduction = fields.Boolean(
        string="Plan an introduction",
        help="Plans a call to each customer for the successor: as soon as the tier's "
        "rhythm asks, else within the days given.",
    )
    introduction_days = fields.Integer(default=14, string="Days to introduce oneself")
    note = fields.Text(help="Told on the customers' timelines and to the successors.")
    state = fields.Selection(
        STATES, required=True, default="draft", readonly=True, copy=False, tracking=True
    )
    stopped_state = fields.Selection(STATES, readonly=True, copy=False)
    started_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    started_at = fields.Datetime(readonly=True, copy=False)
    done_at = fields.Datetime(readonly=True, copy=False)
    undo_until = fields.Datetime(compute="_compute_undo_until")
    successor_ids = fields.One2many("crm.handover.successor", "handover_id")
    line_ids = fields.One2many("crm.handover.line", "handover_id", copy=False)
    line_count = fields.Integer(string="Lines", compute="_compute_lines")
    customer_count = fields.Integer(string="Customers", compute="_compute_lines")
    overflow_count = fields.Integer(string="Past capacity", compute="_compute_lines")
    error_count = fields.Integer(string="Failed", compute="_compute_lines")
    kept_count = fields.Integer(string="Changed since", compute="_compute_lines")
    progress = fields.Float(compute="_compute_lines")
    picture = fields.Json(compute="_compute_picture")
    is_successor = fields.Boolean(compute="_compute_is_successor")

    _introduction_check = models.Constraint(
        "CHECK (introduction_days >= 0)",
        "Days to introduce oneself cannot be negative.",
    )

    # ------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------

    @api.depends("user_id", "company_id")
    def _compute_display_name(self):
        for handover in self:
            if not handover.user_id:
                handover.display_name = self.env._("New handover")
                continue
            handover.display_name = self.env._(
                "Customers of %(name)s", name=handover.user_id.name
            )

    @api.depends("done_at")
    def _compute_undo_until(self):
        for handover in self:
            done = handover.done_at
            handover.undo_until = done and done + timedelta(days=UNDO_DAYS)

    @api.depends(
        "state",
        "stopped_state",
        "line_ids.state",
        "line_ids.overflow",
        "line_ids.is_customer",
    )
    def _compute_lines(self):
        lines = self.env["crm.handover.line"]._read_group(
            [("handover_id", "in", self.ids), ("state", "!=", "excluded")],
            ["handover_id", "state", "overflow", "is_customer"],
            ["__count"],
        )
        kept = self._count_kept()
        for handover in self:
            rows = [row[1:] for row in lines if row[0] == handover]
            total = sum(row[-1] for row in rows)
            is_stopped = handover.state == "cancelled"
            state = handover.stopped_state if is_stopped else handover.state
            waits = WAITS.get(state, "planned")
            waiting = sum(count for state, *_x, count in rows if state == waits)
            handover.line_count = total
            handover.customer_count = sum(row[-1] for row in rows if row[2])
            handover.overflow_count = sum(row[-1] for row in rows if row[1])
            handover.error_count = sum(row[-1] for row in rows if row[0] == "error")
            handover.kept_count = kept.get(handover, 0)
            handover.progress = 100.0 * (total - waiting) / total if total else 0.0

    def _count_kept(self):
        """Return ``{handover: records changed since}``; successors do not see them."""
        items = self.env["crm.handover.item"]
        if not items.has_access("read"):
            return {}
        domain = [("handover_id", "in", self.ids), ("state", "=", "kept")]
        return dict(items._read_group(domain, ["handover_id"], ["__count"]))

    @api.depends("successor_ids.capacity", "successor_ids.load", "line_ids.to_user_id")
    def _compute_picture(self):
        for handover in self:
            handover.picture = [
                successor._picture() for successor in handover.successor_ids
            ]

    @api.depends_context("uid")
    @api.depends("successor_ids.user_id")
    def _compute_is_successor(self):
        for handover in self:
            handover.is_successor = self.env.user in handover.successor_ids.user_id

    # ------------------------------------------------------------
    # Checks
    # ------------------------------------------------------------

    @api.constrains("user_id", "company_id", "successor_ids")
    def _check_people(self):
        for handover in self:
            if handover.user_id in handover.successor_ids.user_id:
                raise ValidationError(
                    self.env._(
                        "Successors: %(name)s cannot take over from themselves.",
                        name=handover.user_id.name,
                    )
                )

    def _check_ready(self):
        """Refuse a handover that nobody can take over."""
        self.ensure_one()
        if not self.successor_ids:
            raise UserError(self.env._("Successors: say who takes over."))
        for user in self.successor_ids.user_id:
            if not user.active or user.share or self.company_id not in user.company_ids:
                raise UserError(
                    self.env._(
                        "Successors: %(name)s is no active colleague in %(company)s.",
                        name=user.name,
                        company=self.company_id.name,
                    )
                )

    def write(self, vals):
        if not PLANNED_WITH.isdisjoint(vals):
            for handover in self:
                if handover.state not in ("draft", "previewed"):
                    raise UserError(
                        self.env._("It has started: make another handover instead.")
                    )
            vals = {"state": "draft", **vals}
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        if any(handover.started_at for handover in self):
            raise UserError(
                self.env._("A handover that has started is kept: it can be taken back.")
            )
