# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class ResUsers(models.Model):
    """Who follows what: core tells every colleague, of every document."""

    _inherit = "res.users"

    def _followed_domain(self):
        """Return the domain of followers of documents that this user may read.

        Record rules reach it as ``followed()``. Core lists the followers of any
        document, by name and address: of a hidden customer's these are the customer.
        """
        self.ensure_one()
        if not (self._is_customer_restricted() and self._customer_scope()):
            return [(1, "=", 1)]
        return [Domain.custom(to_sql=FollowedDocuments(self.id).condition)]

    @api.model
    def _customer_document_models(self):
        """Return the names of the models with followers that name a customer."""
        thread = self.env.registry["mail.thread"]
        return sorted(
            name
            for name, model in self.env.registry.items()
            if issubclass(model, thread)
            and not model._abstract
            and (name == "res.partner" or self.env[name]._mail_get_partner_fields())
        )


class FollowedDocuments:
    """Builds the condition for one user; holds no environment, as rules are cached."""

    def __init__(self, uid):
        self.uid = uid

    def condition(self, model, alias, query):
        env = model.with_user(self.uid).env
        names = env["res.users"]._customer_document_models()
        res_model = SQL.identifier(alias, "res_model")
        conditions = [SQL("%s <> ALL(%s)", res_model, names)]
        for name in names:
            documents = env[name].with_context(active_test=False)
            if documents.has_access("read"):
                conditions.append(
                    SQL(
                        "(%s = %s AND %s IN %s)",
                        res_model,
                        name,
                        SQL.identifier(alias, "res_id"),
                        documents._search([]).subselect(),
                    )
                )
        return SQL("(%s)", SQL(" OR ").join(conditions))
