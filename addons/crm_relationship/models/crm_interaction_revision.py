# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class CrmInteractionRevision(models.Model):
    """What an interaction said before somebody changed it. Never edited."""

    _name = "crm.interaction.revision"
    _description = "Interaction Revision"
    _inherit = "crm.system.row"
    _order = "id desc"

    interaction_id = fields.Many2one(
        "crm.interaction", required=True, ondelete="cascade", index=True
    )
    user_id = fields.Many2one("res.users", required=True, ondelete="restrict")
    field_label = fields.Char(required=True)
    old_value = fields.Text()
    new_value = fields.Text()

    @api.model
    def _record(self, interactions, vals):
        """Keep the old and new values of a change that is about to happen."""
        rows = []
        for name, value in vals.items():
            field = interactions._fields[name]
            label = field.get_description(self.env, ["string"])["string"]
            for interaction in interactions:
                old = field.convert_to_export(interaction[name], interaction)
                new = interaction.new({name: value})
                new_text = field.convert_to_export(new[name], new)
                if (old or "") != (new_text or ""):
                    rows.append(
                        {
                            "interaction_id": interaction.id,
                            "user_id": self.env.uid,
                            "field_label": label,
                            "old_value": str(old or ""),
                            "new_value": str(new_text or ""),
                        }
                    )
        # sudo: people write this trail by correcting, and in no other way
        self.sudo().create(rows)
