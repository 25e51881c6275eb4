# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models, tools
from odoo.fields import Domain

from .customer_access import CustomerScope, Sources, stood_in_for

SALESPERSON = "sales_team.group_sale_salesman"
ALL_CUSTOMERS = "sales_team.group_sale_salesman_all_leads"
#: Whose work is with anybody's contacts. They have rules of their own where their
#: addon is always there; the others are asked about by name.
OPEN_GROUPS = (
    "account.group_account_invoice",
    "account.group_account_readonly",
    "stock.group_stock_user",
    "purchase.group_purchase_user",
    "crm_ticket_sla.group_crm_ticket_sla_user",
    "base.group_system",
)


class ResUsers(models.Model):
    _inherit = "res.users"

    def _customer_access_domain(self, path, otherwise=None):
        """Return the domain of what belongs to customers whom this user may see.

        The one place that says whose customers a salesperson sees; record rules
        reach it as ``customers(path)``. Rules see archived records: a membership
        that ended is left out.

        :param str path: field path from the model to the customer (commercial
            partner)
        :param list otherwise: the domain while customers are not confidential, where
            it is not the usual one
        :return: domain as a list
        """
        self.ensure_one()
        scope = self._customer_scope()
        if scope:
            return [scope.customers(path)]
        if otherwise is not None:
            return otherwise
        owner = f"{path}.user_id"
        return [
            "|",
            "|",
            (owner, "=", self.id),
            (owner, "=", False),
            (
                f"{owner}.crm_team_member_ids",
                "any",
                [("active", "=", True), ("crm_team_id.user_id", "=", self.id)],
            ),
        ]

    def _contact_access_domain(self, mode="read"):
        """Return the domain of contacts that this user, a salesperson, reads or writes.

        Without confidentiality these are all.
        """
        self.ensure_one()
        scope = self._customer_scope()
        if not scope or (mode == "read" and self._works_with_all_contacts()):
            return [(1, "=", 1)]
        return [scope.contacts(mode)]

    def _own_or_ownerless_domain(self, owner, partner, team):
        """Return the domain that takes nobody's documents of hidden customers away.

        Core shows a document without an owner to every salesperson. What has an
        owner is left to core's rule.

        :param str owner, partner, team: field paths on the document
        """
        self.ensure_one()
        scope = self._is_customer_restricted() and self._customer_scope()
        if not scope:
            return [(1, "=", 1)]
        owned = Domain(owner, "!=", False)
        nobody = self._empty_domain(partner)
        if scope.orphans == "managers":
            nobody = Domain.FALSE
        elif scope.orphans == "team":
            member = [("active", "=", True), ("user_id", "=", self.id)]
            nobody &= Domain(f"{team}.user_id", "=", self.id) | Domain(
                f"{team}.crm_team_member_ids", "any", member
            )
        return [owned | nobody | scope.customers(partner)]

    def _stood_in_for_domain(self, owner, partner):
        """Return the domain of documents of colleagues whom this user stands in for.

        Whether customers are confidential or not: core shows own documents only.
        """
        self.ensure_one()
        return [stood_in_for(self.id, owner, partner)]

    def _narrowed_domain(self, owner, partner):
        """Return the domain of documents of visible contacts, or of one's own.

        For documents that core shows to every salesperson; whoever works with all
        contacts goes on seeing all.
        """
        self.ensure_one()
        scope = self._is_customer_restricted() and self._customer_scope()
        if not scope or self._works_with_all_contacts():
            return [(1, "=", 1)]
        own = Domain(owner, "=", self.id) if owner else Domain.FALSE
        nobody = self._empty_domain(partner)
        return [own | nobody | Domain(partner, "any", scope.contacts("read"))]

    @staticmethod
    def _empty_domain(path):
        """Return the domain of records that have nothing at the end of a path."""
        parts = path.split(".")
        ends = (".".join(parts[:n]) for n in range(1, len(parts) + 1))
        return Domain.OR(Domain(end, "=", False) for end in ends)

    def _meeting_access_domain(self):
        """Return the domain that takes meetings with hidden contacts away.

        Not those that one takes part in: one knows whom one meets.
        """
        self.ensure_one()
        scope = self._is_customer_restricted() and self._customer_scope()
        if not scope or self._works_with_all_contacts():
            return [(1, "=", 1)]
        visible = scope.contacts("read")
        about = self._empty_domain("opportunity_id.partner_id")
        return [
            Domain("user_id", "=", self.id)
            | Domain("partner_ids", "in", self.partner_id.ids)
            | (
                Domain("partner_ids", "not any", ~visible)
                & (about | Domain("opportunity_id.partner_id", "any", visible))
            )
        ]

    def _discreet_domain(self, path=""):
        """Return the domain that takes away interactions which are not for others.

        Not a matter of the setting: who logged it decided it.

        :param str path: path to the interaction, with a dot at its end
        """
        self.ensure_one()
        if self._reads_all_interactions():
            return [(1, "=", 1)]
        kinds = [False, "normal"]
        if self.has_group("account.group_account_invoice"):
            kinds.append("finance")
        # who they are is known: joined, a page of a long timeline would be sorted
        own_or_led = Domain(f"{path}user_id", "in", self._interaction_owners())
        # of a row whose subject is shared, others see the row, and nothing that hangs on it
        levels = [False, "full"] if path else [False, "full", "subject"]
        everyones = Domain(f"{path}sensitivity", "in", kinds) & Domain(
            f"{path}share_level", "in", levels
        )
        return [everyones | own_or_led]

    def _reads_all_interactions(self):
        """Return whether no interaction is too discreet for this user."""
        self.ensure_one()
        return self.has_group(ALL_CUSTOMERS) or self.has_group("base.group_system")

    def _interaction_owners(self):
        """Return the ids of the users whose discreet interactions this user reads."""
        self.ensure_one()
        return self._customer_access_sources().owners

    def _customer_scope(self):
        """Return what decides for this user, None while customers are not confidential."""
        settings = self.env["res.config.settings"]._confidentiality()
        if not settings["confidential"]:
            return None
        return CustomerScope(self.id, settings["orphans"], settings["documents"])

    @tools.ormcache("self.id")
    def _customer_access_sources(self):
        """Return what gives this user access to customers, whatever the day.

        Whatever changes it forgets it, see `crm.access.source`.
        """
        # sudo: rules are evaluated so
        members = self.env["crm.team.member"].sudo().with_context(active_test=True)
        teams = self.env["crm.team"].sudo().with_context(active_test=False)
        led = teams.search([("user_id", "=", self.id)])
        own = members.search([("user_id", "=", self.id)]).crm_team_id
        colleagues = members.search([("crm_team_id", "in", led.ids)]).user_id
        shares = self.env["crm.customer.share"].sudo()
        shared = [
            "|",
            ("user_id", "=", self.id),
            ("team_id", "in", (led | own).ids),
        ]
        delegations = (
            self.env["crm.customer.delegation"]
            .sudo()
            .search([("delegate_id", "=", self.id), ("active", "=", True)])
        )
        everything = delegations.filtered(lambda d: d.scope == "all")
        return Sources(
            owners=tuple(sorted({self.id, *colleagues.ids})),
            teams=tuple(sorted((led | own).ids)),
            away=tuple((d.user_id.id, d.start_at, d.end_at) for d in everything),
            is_shared_with=bool(shares.search_count(shared, limit=1)),
            has_chosen=bool(delegations - everything),
        )

    def _sales_leaders(self):
        """Return who leads a sales team of these users."""
        members = self.crm_team_member_ids.filtered("active")
        return members.crm_team_id.user_id

    def _is_customer_restricted(self):
        """Return whether the user sees some customers only."""
        self.ensure_one()
        return self.has_group(SALESPERSON) and not self.has_group(ALL_CUSTOMERS)

    def _works_with_all_contacts(self):
        """Return whether the user's work outside sales is with anybody's contacts."""
        self.ensure_one()
        return any(self.has_group(group) for group in OPEN_GROUPS)
