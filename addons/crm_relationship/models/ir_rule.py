# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class IrRule(models.Model):
    """What rules may say of the user's customers.

    - ``customers('partner_id')``: what belongs to customers whom the user sees;
    - ``contacts('read')``: the contacts themselves;
    - ``ownerless('user_id', 'partner_id', 'team_id')``: for a rule of everybody,
      nobody's documents only of those customers;
    - ``narrowed('user_id', 'partner_id')``: likewise, for documents that core shows
      to every salesperson.
    """

    _inherit = "ir.rule"

    def _eval_context(self):
        context = super()._eval_context()
        user = self.env.user
        context["customers"] = user._customer_access_domain
        context["contacts"] = user._contact_access_domain
        context["ownerless"] = user._own_or_ownerless_domain
        context["narrowed"] = user._narrowed_domain
        return context
