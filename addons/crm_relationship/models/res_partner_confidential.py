# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError

from .res_users import ALL_CUSTOMERS

GROUPS = "base.group_user"


class ResPartner(models.Model):
    """Who sees a customer, and who decides that, while customers are confidential."""

    _inherit = "res.partner"

    team_id = fields.Many2one(
        "crm.team",
        string="Sales team",
        groups=GROUPS,
        ondelete="set null",
        help="Whose members see this customer while nobody owns it.",
    )
    share_ids = fields.One2many(
        "crm.customer.share", "partner_id", string="Shared with", groups=GROUPS
    )

    # core has none: whose customers somebody sees is asked at every search
    _owner_idx = models.Index("(user_id) WHERE user_id IS NOT NULL")
    _orphan_team_idx = models.Index("(team_id) WHERE team_id IS NOT NULL")

    # ------------------------------------------------------------
    # Create, write
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if self._is_access_restricted():
            vals_list = [self._prepare_own_contact(vals) for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if self._is_access_restricted():
            self._check_visible_parent(vals)
            if "user_id" in vals:
                self._check_may_give_away()
        return super().write(vals)

    def _is_access_restricted(self):
        """Return whether the user sees only some customers and acts on their own."""
        user = self.env.user
        return bool(
            not self.env.su
            and user._is_customer_restricted()
            and user._customer_scope()
        )

    def _prepare_own_contact(self, vals):
        """Return the values of a contact that its creator will see.

        A new customer is whose creates it: nobody's might be hidden from its creator.
        """
        self._check_visible_parent(vals)
        if vals.get("parent_id") or vals.get("user_id"):
            return vals
        return {**vals, "user_id": self.env.uid}

    def _check_visible_parent(self, vals):
        """Refuse a company that the user does not see.

        Whoever owns a contact sees the companies above it: one could see any company
        by giving it a contact.
        """
        if vals.get("parent_id"):
            self.browse(vals["parent_id"]).check_access("read")

    def _check_may_give_away(self):
        """Refuse another owner by somebody who may edit the customer, but not that."""
        # sudo: whose they are, nothing more
        owned = self.sudo().filtered("commercial_partner_id.user_id")
        refused = owned.sudo(False).filtered(lambda p: not p._may_give_access())
        if refused:
            raise AccessError(
                self.env._(
                    "Only the salesperson of %(name)s, the team's leader or a manager "
                    "can give this customer to somebody else.",
                    name=refused[0].sudo().commercial_partner_id.name,
                )
            )

    def _may_give_access(self):
        """Return whether the user decides who sees this customer."""
        self.ensure_one()
        user = self.env.user
        if self.env.su or user.has_group(ALL_CUSTOMERS):
            return True
        # sudo: who leads the owner's team
        owner = self.sudo().commercial_partner_id.user_id
        return user in owner | owner._sales_leaders()
