# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from .created_values import with_defaults


class CrmCustomerDelegation(models.Model):
    """A colleague stands in for another's customers while that one is away.

    It begins and ends by its days, in the time zone of the one who is away; nothing has
    to run for that.
    """

    _name = "crm.customer.delegation"
    _description = "Delegation of Customers"
    _inherit = ["crm.customer.period"]
    _order = "date_from desc, id desc"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        "res.users",
        string="Away",
        required=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        ondelete="cascade",
        index=True,
    )
    delegate_id = fields.Many2one(
        "res.users",
        string="Stands in",
        required=True,
        domain=[("share", "=", False)],
        ondelete="cascade",
        index=True,
    )
    date_to = fields.Date(required=True)
    scope = fields.Selection(
        [("all", "All customers"), ("some", "These customers")],
        string="Customers",
        required=True,
        default="all",
    )
    partner_ids = fields.Many2many(
        "res.partner",
        "crm_customer_delegation_partner_rel",
        "delegation_id",
        "partner_id",
        string="Selected customers",
    )
    reason = fields.Char()

    _users_check = models.Constraint(
        "CHECK (user_id <> delegate_id)", "Nobody stands in for themselves."
    )

    def _period_user(self):
        return self.user_id

    @api.depends("user_id")
    def _compute_instants(self):
        return super()._compute_instants()

    @api.constrains("scope", "partner_ids", "user_id")
    def _check_customers(self):
        for delegation in self.filtered(lambda d: d.scope == "some"):
            # sudo: it only asks whose customers they are
            partners = delegation.sudo().partner_ids
            foreign = partners.filtered(
                lambda p, d=delegation: p.user_id != d.sudo().user_id
            )
            if foreign or not partners:
                raise ValidationError(
                    self.env._(
                        "Choose customers of %(name)s only.",
                        name=delegation.sudo().user_id.name,  # sudo: a colleague
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = with_defaults(self, vals_list, ["partner_ids"])
        self._check_chosen(vals_list)
        delegations = super().create(vals_list)
        delegations._check_may_delegate()
        delegations._log_on_customers(
            self.env._("%(delegate)s stands in for %(user)s %(period)s")
        )
        return delegations

    def write(self, vals):
        self._check_may_delegate()
        self._check_chosen([vals])
        result = super().write(vals)
        self._check_may_delegate()
        self._log_on_customers(
            self.env._("%(delegate)s no longer stands in for %(user)s")
            if vals.get("active") is False
            else self.env._("%(delegate)s now stands in for %(user)s %(period)s")
        )
        return result

    def _check_may_delegate(self):
        """Refuse a delegation by somebody who is neither away nor above who is."""
        user = self.env.user
        if self.env.su or user.has_group("sales_team.group_sale_salesman_all_leads"):
            return
        # sudo: who leads a colleague's team
        refused = self.sudo().filtered(
            lambda d: user not in d.user_id | d.user_id._sales_leaders()
        )
        if refused:
            raise AccessError(
                self.env._(
                    "Only %(name)s, the team's leader or a manager can say who stands "
                    "in.",
                    name=refused[0].user_id.name,
                )
            )

    @api.model
    def _check_chosen(self, vals_list):
        """Refuse customers whom the user does not see, before anything tells of them."""
        field, none = self._fields["partner_ids"], self.browse()
        chosen = {
            partner_id
            for vals in vals_list
            for partner_id in field.convert_to_cache(
                vals.get("partner_ids") or [], none, validate=False
            )
            if partner_id  # those created with it have none yet
        }
        self.env["res.partner"].browse(chosen).check_access("read")

    @api.model
    def _away_users(self, delegate):
        """Return for whom a user stands in now: ``{user: customer ids, None for all}``."""
        now = fields.Datetime.now()
        # sudo: that somebody is away, whoever asks
        running = self.sudo().search(
            [
                ("delegate_id", "=", delegate.id),
                ("start_at", "<=", now),
                ("end_at", ">", now),
            ]
        )
        away = {}
        for delegation in running:
            user, chosen = delegation.user_id, away.get(delegation.user_id, set())
            everything = delegation.scope == "all" or chosen is None
            away[user] = (
                None if everything else chosen | set(delegation.partner_ids.ids)
            )
        return away

    def _customers(self):
        """Return the customers that the delegate sees through this delegation."""
        self.ensure_one()
        # sudo: the audit is complete whoever asks
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        owned = partners.search([("user_id", "=", self.sudo().user_id.id)])
        owned = owned.filtered(lambda p: p == p.commercial_partner_id)
        return owned if self.scope == "all" else owned & self.sudo().partner_ids

    def _log_on_customers(self, text):
        """Say on each customer who stands in, and from when to when."""
        for delegation in self:
            names = delegation.sudo()  # sudo: names of colleagues
            body = text % {
                "user": names.user_id.name,
                "delegate": names.delegate_id.name,
                "period": delegation._period_text(),
            }
            customers = delegation._customers().with_context(
                interaction_capture_disable=True
            )
            customers._message_log_batch(
                bodies=dict.fromkeys(customers.ids, body),
                author_id=self.env.user.partner_id.id,
            )

    def action_end(self):
        """End the delegation now."""
        self.write({"active": False})
        return True
