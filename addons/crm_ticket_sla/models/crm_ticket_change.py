# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

#: The fields of a ticket whose changes are kept.
KINDS = [
    ("stage_id", "Stage"),
    ("user_id", "Agent"),
    ("team_id", "Team"),
    ("priority", "Priority"),
    ("category_id", "Category"),
    ("partner_id", "Customer"),
]


class CrmTicketChange(models.Model):
    """One change of one field of a ticket: append-only, written in batches.

    Chatter tracking costs a message and several queries for each ticket; this is one
    INSERT for a whole write. Times in stages, reassignments and reopenings are
    counted from it.
    """

    _name = "crm.ticket.change"
    _description = "Ticket Change"
    _inherit = "crm.system.row"
    _order = "ticket_id, at, id"
    _rec_name = "kind"
    _log_access = False

    ticket_id = fields.Many2one(
        "crm.ticket", required=True, index=True, ondelete="cascade"
    )
    at = fields.Datetime(required=True)
    user_id = fields.Many2one("res.users", string="By", ondelete="set null")
    kind = fields.Selection(KINDS, required=True)
    old_value = fields.Char(help="Id or code before.")
    new_value = fields.Char(help="Id or code after.")
    seconds = fields.Integer(
        help="Clock seconds that the old value had stood, since the change before."
    )
    label = fields.Char(compute="_compute_label")

    def _compute_label(self):
        """Show both values in words, of records that still exist."""
        for change in self:
            words = [change._words(v) for v in (change.old_value, change.new_value)]
            change.label = " → ".join(word or "…" for word in words)

    def _words(self, value):
        field = self.env["crm.ticket"]._fields[self.kind]
        if not value:
            return ""
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        record = self.env[field.comodel_name].browse(int(value)).exists()
        return record._filtered_access("read").display_name or ""
