# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import RedirectWarning, UserError


class ResUsers(models.Model):
    """Nobody who looks after customers disappears before they found somebody else.

    Archiving by the button deletes the planned activities, archiving by a write leaves
    everything to somebody who cannot log in, and deleting leaves it to nobody: all
    three are refused while something is open.
    """

    _inherit = "res.users"

    def action_archive(self):
        self.filtered("active")._check_nothing_open()  # core deletes the activities
        return super().action_archive()

    def write(self, vals):
        if "active" in vals and not vals["active"]:
            self.filtered("active")._check_nothing_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_customers(self):
        # archived ones too: their customers would be nobody's
        self._check_nothing_open()

    def _check_nothing_open(self):
        """Refuse for a colleague who still has customers, and offer the handover.

        :raise RedirectWarning: naming who has how much of what
        """
        # sudo: only counts are told, to whoever may archive a user
        handover = self.env["crm.handover"].sudo()
        for user in self.sudo().filtered(lambda user: not user.share):
            counts = handover._open_counts(user)
            if not counts:
                continue
            message = self.env._(
                "%(name)s still looks after customers: %(what)s. Hand them over first.",
                name=user.name,
                what=", ".join(f"{count} {label}" for label, count in counts.items()),
            )
            if not self.env["crm.handover"].has_access("create"):
                raise UserError(message)
            raise RedirectWarning(
                message,
                self.env.ref("crm_relationship.crm_handover_action_new").id,
                self.env._("Hand over"),
                {"default_user_id": user.id},
            )

    def action_hand_over(self):
        """Open a new handover of this user's customers."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_relationship.crm_handover_action_new"
        )
        action["context"] = {"default_user_id": self.id}
        return action
