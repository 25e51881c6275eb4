# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from lxml import etree

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import file_open

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

    @api.model
    def _restore_domains(self, module, rules):
        """Give rules the domains that the addon's files say now. For migrations.

        Rules keep what a database made of them, so that a new domain of a rule that
        is there has to be written.

        :param rules: ``{path in the addon: external ids without the addon's name}``
        """
        for path, names in rules.items():
            with file_open(f"{module}/{path}", "rb") as source:
                tree = etree.parse(source)
            for name in names:
                rule = self.env.ref(f"{module}.{name}", raise_if_not_found=False)
                found = tree.xpath(
                    "//record[@id=$name]/field[@name='domain_force']", name=name
                )
                if rule:
                    rule.domain_force = found[0].text.strip()
