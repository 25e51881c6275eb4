# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CrmCallExtension(models.Model):
    """Who sits at an extension of a contact centre."""

    _name = "crm.call.extension"
    _description = "Extension"
    _order = "account_id, extension, id"
    _rec_name = "extension"

    account_id = fields.Many2one(
        "crm.channel.account",
        string="Contact centre",
        required=True,
        ondelete="cascade",
        domain="[('kind', 'in', ('call_url', 'call_json', 'call_generic'))]",
    )
    company_id = fields.Many2one(related="account_id.company_id", store=True)
    extension = fields.Char(required=True)
    user_id = fields.Many2one(
        "res.users",
        string="Colleague",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('share', '=', False)]",
    )

    _extension_uniq = models.UniqueIndex(
        "(account_id, extension)",
        "This extension of the contact centre is somebody's already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["extension"] = (vals.get("extension") or "").strip()
        rows = super().create(vals_list)
        rows._give_unassigned()
        return rows

    def write(self, vals):
        if "extension" in vals:
            vals = {**vals, "extension": (vals["extension"] or "").strip()}
        result = super().write(vals)
        self._give_unassigned()
        return result

    @api.constrains("extension")
    def _check_extension(self):
        for row in self:
            if not row.extension:
                raise ValidationError(self.env._("Extension: enter its number."))

    @api.model
    def _user_of(self, account, extension):
        if not extension:
            return self.env["res.users"]
        # sudo: who sits where is asked for calls, by the system
        rows = self.sudo().search(
            [("account_id", "=", account.id), ("extension", "=", extension)], limit=1
        )
        return rows.user_id.filtered("active")

    @api.model
    def _users_of(self, account, extensions):
        """Return the colleagues at several extensions."""
        # sudo: as above
        rows = self.sudo().search(
            [("account_id", "=", account.id), ("extension", "in", list(extensions))]
        )
        return rows.user_id.filtered("active")

    @api.model
    def _mine(self):
        """Return the extension from which the current user dials, if any."""
        # sudo: one's own extension, of an account that one need not see
        return self.sudo().search(
            [
                ("user_id", "=", self.env.uid),
                ("account_id.active", "=", True),
                ("account_id.dial_url", "!=", False),
                ("company_id", "in", self.env.companies.ids),
            ],
            order="id",
            limit=1,
        )

    def _give_unassigned(self):
        """Calls of an extension that nobody had belong to whoever has it now."""
        # sudo: calls are the system's
        Call = self.env["crm.call"].sudo()
        for row in self:
            waiting = Call.search(
                [
                    ("account_id", "=", row.account_id.id),
                    ("user_id", "=", False),
                    ("facts", "!=", False),
                ],
                limit=1000,
            )
            theirs = waiting.filtered(lambda c, row=row: c._is_of(row.extension))
            theirs.user_id = row.user_id
            unassigned = theirs.interaction_id.filtered(lambda i: not i.user_id)
            unassigned.user_id = row.user_id


class ResUsers(models.Model):
    _inherit = "res.users"

    call_extension_ids = fields.One2many(
        "crm.call.extension",
        "user_id",
        string="Extensions",
        groups="base.group_user",
    )
