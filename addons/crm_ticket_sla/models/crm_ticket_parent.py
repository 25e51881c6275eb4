# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .crm_ticket_stage import CLOSED_KINDS, WAITING_KINDS


class CrmTicketTeam(models.Model):
    _inherit = "crm.ticket.team"

    solve_children = fields.Boolean(
        string="Solve tickets below too",
        default=True,
        help="Solving a ticket solves the open ones below it.",
    )
    child_waiting = fields.Selection(
        [
            ("none", "Nobody waits"),
            ("parent", "The upper one waits for those below"),
            ("children", "Those below wait for the upper one"),
        ],
        string="Upper and lower tickets",
        required=True,
        default="none",
        help="Who waits, stands in the first stage of waiting for somebody else, and "
        "goes on when there is nothing left to wait for.",
    )


class CrmTicket(models.Model):
    """Tickets below others: the many reports of one problem, the parts of one task."""

    _inherit = "crm.ticket"

    parent_id = fields.Many2one(
        "crm.ticket",
        string="Part of",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        domain="[('id', '!=', id), ('merged_into_id', '=', False)]",
        copy=False,
    )
    child_ids = fields.One2many("crm.ticket", "parent_id", string="Tickets below")
    child_count = fields.Integer(compute="_compute_child_count")
    open_child_count = fields.Integer(compute="_compute_child_count")

    @api.depends("child_ids.stage_kind")
    def _compute_child_count(self):
        counts = {}
        for parent, kind, count in self._read_group(
            [("parent_id", "in", self.ids)], ["parent_id", "stage_kind"], ["__count"]
        ):
            every, left = counts.get(parent.id, (0, 0))
            is_open = kind not in CLOSED_KINDS
            counts[parent.id] = every + count, left + count * is_open
        for ticket in self:
            ticket.child_count, ticket.open_child_count = counts.get(ticket.id, (0, 0))

    @api.constrains("parent_id")
    def _check_parent_id(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._("Part of: a ticket cannot be below itself.")
            )

    def _after_opened(self):
        result = super()._after_opened()
        self.filtered("parent_id")._wait_below()
        return result

    def write(self, vals):
        result = super().write(vals)
        if vals.get("parent_id"):
            self._wait_below()
        return result

    def _after_changed(self, changes, now):
        result = super()._after_changed(changes, now)
        moved = {change.ticket_id for change in changes if change.kind == "stage_id"}
        if moved:
            moved = self.browse(moved)
            moved._move_below()
            moved._move_above()
        return result

    def _wait_below(self):
        """Let parents or children wait, as their teams want it, while some are open."""
        # sudo: teams decide it, also for tickets that this agent does not see
        for ticket in self.sudo().filtered("parent_id"):
            wish = ticket.parent_id.team_id.child_waiting
            first, second = ticket.parent_id, ticket
            if wish == "children":
                first, second = second, first
            if wish != "none" and first._is_worked_on() and second._is_open():
                first._go_to("wait_third")

    def _is_open(self):
        return self.active and self.stage_kind not in CLOSED_KINDS

    def _is_worked_on(self):
        return self._is_open() and self.stage_kind not in WAITING_KINDS

    def _go_to(self, kind):
        """Move tickets to the first stage of a kind, as the system."""
        if self:
            stage = self._stage_of_kind(kind)
            self._without_required_fields().write({"stage_id": stage.id})

    def _move_below(self):
        """Solve what is below solved tickets, and let go on what waited for them."""
        solved = self.filtered(lambda t: t.stage_kind in ("solved", "closed"))
        if not solved:
            return
        # sudo: teams decide it, also for tickets that this agent does not see
        children = (
            self.sudo()
            .search([("parent_id", "in", solved.ids)])
            .filtered(lambda t: t._is_open())
        )
        followers = children.filtered(lambda t: t.parent_id.team_id.solve_children)
        for parent, part in followers.grouped("parent_id").items():
            body = self.env._("Solved with %(ticket)s.", ticket=parent.display_name)
            part._message_log_batch(dict.fromkeys(part.ids, body))
        followers._go_to("solved")
        (children - followers).filtered(
            lambda t: (
                t.stage_kind == "wait_third"
                and t.parent_id.team_id.child_waiting == "children"
            )
        )._go_to("open")

    def _move_above(self):
        """Let parents go on whose last open ticket below has ended."""
        done = self.filtered(lambda t: t.parent_id and t.stage_kind in CLOSED_KINDS)
        # sudo: teams decide it, also for tickets that this agent does not see
        parents = done.parent_id.sudo().filtered(
            lambda t: (
                t.team_id.child_waiting == "parent" and t.stage_kind == "wait_third"
            )
        )
        parents.filtered(lambda t: not t.open_child_count)._go_to("open")
        if reopened := self.filtered(lambda t: t.parent_id and t._is_worked_on()):
            reopened._wait_below()
