# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.fields import Domain

#: Models of addons that need not be there, whose rows name a contact; see narrowed().
OPTIONAL = {
    "loyalty.card": (None, "partner_id"),
    "snailmail.letter": ("user_id", "partner_id"),
}


class IrRule(models.Model):
    """What rules may say of the user's customers.

    - ``customers('partner_id')``: what belongs to customers whom the user sees;
    - ``contacts('read')``: the contacts themselves;
    - ``ownerless('user_id', 'partner_id', 'team_id')``: for a rule of everybody,
      nobody's documents only of those customers;
    - ``narrowed('user_id', 'partner_id')``: likewise, for documents that core shows
      to every salesperson;
    - ``stood_in_for('user_id', 'partner_id')``: documents of colleagues who are away;
    - ``meetings()``: likewise, meetings with contacts who are hidden;
    - ``discreet()``: for a rule of everybody, interactions that are not for others;
    - ``followed()``: followers of documents that the user reads.
    """

    _inherit = "ir.rule"

    def _eval_context(self):
        context = super()._eval_context()
        user = self.env.user
        context["customers"] = user._customer_access_domain
        context["contacts"] = user._contact_access_domain
        context["ownerless"] = user._own_or_ownerless_domain
        context["narrowed"] = user._narrowed_domain
        context["stood_in_for"] = user._stood_in_for_domain
        context["meetings"] = user._meeting_access_domain
        context["discreet"] = user._discreet_domain
        context["followed"] = user._followed_domain
        return context

    def _compute_domain(self, model_name, mode="read"):
        domain = super()._compute_domain(model_name, mode)
        if model_name in OPTIONAL and not self.env.su:
            own = self.env.user._narrowed_domain(*OPTIONAL[model_name])
            domain &= Domain(own)
        return domain
