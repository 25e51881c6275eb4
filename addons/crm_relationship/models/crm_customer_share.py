# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError


class CrmCustomerShare(models.Model):
    """A customer shown to a colleague or a sales team, by its owner or a manager.

    Rows are not deleted but ended, so that one can see later who saw what.
    """

    _name = "crm.customer.share"
    _description = "Shared Customer"
    _inherit = ["crm.customer.period"]
    _order = "date_from desc, id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, ondelete="cascade", index=True
    )
    user_id = fields.Many2one(
        "res.users",
        string="Colleague",
        domain=[("share", "=", False)],
        ondelete="cascade",
        index="btree_not_null",
    )
    team_id = fields.Many2one(
        "crm.team", string="Sales team", ondelete="cascade", index="btree_not_null"
    )
    access = fields.Selection(
        [("read", "See"), ("edit", "See and edit")], required=True, default="read"
    )
    reason = fields.Char(required=True)
    shared_by_id = fields.Many2one(
        "res.users",
        string="Shared by",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )

    _receiver_check = models.Constraint(
        "CHECK ((user_id IS NULL) <> (team_id IS NULL))",
        "Share a customer with one colleague or with one sales team.",
    )

    def _period_user(self):
        return self.shared_by_id

    @api.constrains("partner_id")
    def _check_customer(self):
        for share in self:
            if share.partner_id != share.partner_id.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "%(name)s is a contact of %(customer)s: share the customer.",
                        name=share.partner_id.name,
                        customer=share.partner_id.commercial_partner_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:  # the audit says who shared it, not whom they name
            vals_list = [{**vals, "shared_by_id": self.env.uid} for vals in vals_list]
        for vals in vals_list:
            partner = self.env["res.partner"].browse(vals.get("partner_id"))
            partner.check_access("read")
            # sudo: only which one it is; the next line asks for the customer itself
            customer = partner.sudo().commercial_partner_id.sudo(self.env.su)
            customer.check_access("read")
            vals["partner_id"] = customer.id
        shares = super().create(vals_list)
        shares._check_may_share()
        shares._log_on_customers(
            self.env._("Shared with %(receiver)s (%(access)s) %(period)s: %(reason)s")
        )
        return shares

    def write(self, vals):
        if {"partner_id", "user_id", "team_id", "shared_by_id"} & set(vals):
            raise ValidationError(
                self.env._("End this share and make another one: it says who saw what.")
            )
        self._check_may_share()
        result = super().write(vals)
        self._log_on_customers(
            self.env._("Sharing with %(receiver)s ended")
            if vals.get("active") is False
            else self.env._(
                "Sharing with %(receiver)s is now %(access)s %(period)s: %(reason)s"
            )
        )
        return result

    def _check_may_share(self):
        """Refuse a share by somebody who neither owns the customer nor manages."""
        if self.env.su:
            return
        # nobody shares what they do not see (any more)
        self.partner_id.check_access("read")
        refused = self.filtered(lambda s: not s.partner_id._may_give_access())
        if refused:
            raise AccessError(
                self.env._(
                    "Only the salesperson of %(name)s, the team's leader or a manager "
                    "can share this customer.",
                    name=refused[0].sudo().partner_id.name,
                )
            )

    def _log_on_customers(self, text):
        """Say on the customer what happened to these shares."""
        levels = dict(self._fields["access"]._description_selection(self.env))
        for share in self:
            # sudo: the names of colleagues and teams
            receiver = share.sudo().user_id.name or share.sudo().team_id.name
            values = {
                "receiver": receiver,
                "access": levels[share.access],
                "period": share._period_text(),
                "reason": share.reason,
            }
            # sudo: the audit is written whatever the user may write
            share.partner_id.sudo()._message_log(
                body=text % values, author_id=self.env.user.partner_id.id
            )

    def action_end(self):
        """End the access now."""
        self.write({"active": False})
        return True
