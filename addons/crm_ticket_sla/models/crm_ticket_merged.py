# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class CrmTicket(models.Model):
    _inherit = "crm.ticket"

    merged_into_id = fields.Many2one(
        "crm.ticket",
        string="Merged into",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
        help="The conversation goes on there: answers to this ticket arrive there.",
    )
    merged_from_ids = fields.One2many(
        "crm.ticket",
        "merged_into_id",
        string="Merged tickets",
        context={"active_test": False},
    )

    def _merge_target(self):
        """Return the ticket on which the conversation of this one goes on.

        A merged ticket stands for the one it was merged into, and so on; where that
        leads in a circle nobody can say where to, and the ticket stands for itself.
        """
        self.ensure_one()
        seen, ticket = {self.id}, self
        # sudo: a mail finds its ticket whoever may read those on the way
        while following := ticket.sudo().merged_into_id:
            if following.id in seen:
                return self
            seen.add(following.id)
            ticket = following.with_env(self.env)
        return ticket
