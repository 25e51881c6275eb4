# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import UserError


class CrmTicketMerge(models.Model):
    """One ticket merged into another, and what moved: what an undo gives back.

    Written by the system only. ``moved`` keeps ids, so that whatever was deleted since
    is left out and whatever came later stays where it is.
    """

    _name = "crm.ticket.merge"
    _description = "Ticket Merge"
    _inherit = "crm.system.row"
    _order = "merged_at desc, id desc"
    _rec_name = "source_id"

    ticket_id = fields.Many2one(
        "crm.ticket",
        string="Merged into",
        required=True,
        index=True,
        ondelete="cascade",
    )
    source_id = fields.Many2one(
        "crm.ticket", string="Ticket", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one("res.users", string="By", ondelete="set null")
    merged_at = fields.Datetime(string="Merged", required=True)
    undone_at = fields.Datetime(string="Undone")
    undone_by_id = fields.Many2one("res.users", string="Undone by", ondelete="set null")
    moved = fields.Json(groups="base.group_system")

    def action_undo(self):
        """Give back what moved and open the tickets that were merged."""
        for merge in self.sorted("id", reverse=True):
            merge._check_undo()
            # sudo: what moved is kept from everybody, and given back as it was
            merge.source_id._merge_undo(merge.sudo())
        return True

    def _keep_begins(self, begins):
        """Keep when the target's own clocks had begun, for the undo of these."""
        # sudo: the bookkeeping of a merge is out of reach for people
        for merge in self.sudo():
            known = {m: fields.Datetime.to_string(at) for m, at in begins.items()}
            clocks = {**(merge.moved.get("clocks") or {}), **known}
            merge.moved = {**merge.moved, "clocks": clocks}

    def _check_undo(self):
        source, target = self.source_id, self.ticket_id
        (source | target).check_access("write")
        if self.undone_at or source.merged_into_id != target:
            raise UserError(
                self.env._("%(ticket)s: this merge is undone.", ticket=source.number)
            )
        if target.merged_into_id:
            raise UserError(
                self.env._(
                    "%(ticket)s was merged into %(target)s since: undo that merge"
                    " first.",
                    ticket=target.number,
                    target=target.merged_into_id.number,
                )
            )
