# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError

from .created_values import with_defaults
from .res_users import ALL_CUSTOMERS

GROUPS = "base.group_user"
#: The companies above a contact, which whoever owns the contact sees.
ABOVE = ("parent_id", "commercial_partner_id")
#: Where a transaction keeps whom it knows to be readable.
KNOWN = "crm_relationship.readable_contacts"
#: Where it keeps what leads say that is their customers', see crm_lead_confidential.py.
COPIED = "crm_relationship.copied_values"
#: What a client may ask a label for, beside the name.
LABEL_KEYS = (
    "show_email", "show_address", "show_vat", "partner_show_db_id",
    "formatted_display_name",
)  # fmt: skip


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

    may_give_access = fields.Boolean(
        compute="_compute_may_give_access", groups=GROUPS, compute_sudo=False
    )

    # core has none: whose customers somebody sees is asked at every search
    _owner_idx = models.Index("(user_id, id) WHERE user_id IS NOT NULL")
    _own_customer_idx = models.Index(
        "(user_id, id) WHERE user_id IS NOT NULL AND commercial_partner_id = id"
    )
    _inside_customer_idx = models.Index(
        "(commercial_partner_id) WHERE commercial_partner_id <> id"
    )
    _own_contact_idx = models.Index(
        "(user_id) WHERE user_id IS NOT NULL AND parent_id IS NOT NULL"
    )
    _orphan_team_idx = models.Index("(team_id) WHERE team_id IS NOT NULL")

    @api.depends_context("uid")
    def _compute_display_name(self):
        """Show of a hidden customer the bare name, or its code and owner.

        A document shows its customer's name in sudo, and would with it an email or a
        postal address that the client asks for.
        """
        hidden = self._hidden_from_user()
        super(ResPartner, self - hidden)._compute_display_name()
        if not hidden:
            return
        if self.env.user._customer_scope().documents == "shown":
            bare = {key: False for key in LABEL_KEYS if key in self.env.context}
            for partner in hidden:
                partner.display_name = partner.with_context(**bare).complete_name
            return
        for partner in hidden:
            customer = partner.commercial_partner_id
            partner.display_name = self.env._(
                "Customer %(code)s (%(owner)s)",
                code=customer.ref or "…",
                owner=customer.user_id.name or self.env._("nobody"),
            )

    def _hidden_from_user(self):
        """Return which of these, being read in sudo, the user does not see."""
        user = self.env.user
        if not self.env.su or not user._is_customer_restricted():
            return self.browse()
        known, hidden = self._known_access()
        asked = self.filtered(lambda p: isinstance(p.id, int) and p.id not in known)
        if not asked or not user._customer_scope():
            return self.browse()
        unknown = asked.browse(i for i in asked._ids if i not in hidden)
        readable = unknown.sudo(False)._filtered_access("read")
        known |= set(readable._ids)
        hidden |= set(unknown._ids) - known
        return asked - readable.sudo()

    def _check_access(self, operation):
        """Ask once in a transaction: a list reads what it has just searched."""
        restricted = operation == "read" and self and self._is_access_restricted()
        allowed = self.env["ir.model.access"].check
        if not restricted or not allowed(self._name, "read", raise_exception=False):
            return super()._check_access(operation)
        self.env.user._customer_scope().flush(self.env)
        known = self._known_readable()
        unknown = self.browse(i for i in self._ids if i not in known)
        return super(ResPartner, unknown)._check_access(operation)

    @api.model
    def search_fetch(self, domain, field_names=None, offset=0, limit=None, order=None):
        found = super().search_fetch(domain, field_names, offset, limit, order)
        if found and self._is_access_restricted():
            self._known_readable().update(found._ids)
        return found

    def _known_readable(self):
        """Return the ids of contacts that the user was allowed to read just now."""
        return self._known_access()[0]

    def _known_access(self):
        """Return the ids of contacts that the user may read, and of those not.

        They need not be asked about again. It holds in this transaction until
        something in it changes who sees what, a rule and a group included.
        """
        known = self.env.cr.cache.setdefault(KNOWN, {})
        minute = fields.Datetime.now().replace(second=0)
        key = (self.env.uid, tuple(self.env.companies.ids), minute)
        rule = self.env(su=False)["ir.rule"]._compute_domain(self._name, "read")
        former, access = known.get(key, (None, None))
        if former is not rule:  # the cache of rules was emptied
            access = (set(), set())
            known[key] = (rule, access)
        return access

    def _forget_readable(self):
        self.env.cr.cache.pop(KNOWN, None)
        self.env.cr.cache.pop(COPIED, None)

    @api.depends_context("uid")
    @api.depends("commercial_partner_id.user_id")
    def _compute_may_give_access(self):
        confidential = self.env.user._customer_scope()
        for partner in self:
            partner.may_give_access = bool(confidential and partner._may_give_access())

    @api.onchange("user_id")
    def _onchange_user_id_confidential(self):
        """Say what giving a customer away means."""
        former = self._origin.user_id
        if former and former != self.user_id and self.env.user._customer_scope():
            return {
                "warning": {
                    "title": self.env._("Another salesperson"),
                    "message": self._give_away_warning(former),
                }
            }
        return None

    @api.model
    def _give_away_warning(self, former):
        return self.env._(
            "%(name)s loses this customer at once: its timeline, attachments and "
            "activities; planned activities pass to the new salesperson, and "
            "%(name)s no longer follows the customer. Messages that %(name)s wrote or "
            "was notified of remain, as do own opportunities, quotations and orders "
            "that are still open: hand those over too.",
            name=former.name,
        )

    # ------------------------------------------------------------
    # Create, write
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if self._is_access_restricted():
            for vals in with_defaults(self, vals_list, ABOVE):
                self._check_visible_parent(vals)
            vals_list = [self._prepare_own_contact(vals) for vals in vals_list]
        partners = super().create(vals_list)
        self._forget_readable()
        return partners

    def write(self, vals):
        if self._is_access_restricted():
            self._check_visible_parent(vals)
            if "user_id" in vals:
                self._check_may_give_away()
        # sudo: whose they were; whoever gives a customer away may no longer see it
        former = {p: p.user_id for p in self.sudo()} if "user_id" in vals else {}
        result = super().write(vals)
        self._forget_readable()
        if former and self.env.user._customer_scope():
            self._leave_to_new_owner(former)
        return result

    def unlink(self):
        self._forget_readable()
        return super().unlink()

    def _leave_to_new_owner(self, former):
        """Take followers and activities from former owners.

        :param dict former: contacts (sudo) and the users who owned them
        """
        for owner in {user for user in former.values() if user}:
            left = self.browse(
                p.id for p, user in former.items() if user == owner != p.user_id
            ).sudo()
            if not left:
                continue
            for customer in left.filtered(lambda p: not p.user_id and not p.team_id):
                # the team goes on, see the setting for customers without salesperson
                customer.team_id = owner.crm_team_member_ids.filtered("active")[
                    :1
                ].crm_team_id
            contacts = left | left.with_context(active_test=False).search(
                [("commercial_partner_id", "in", left.ids)]
            ).filtered(lambda p, owner=owner: p.user_id != owner)
            contacts.message_unsubscribe(owner.partner_id.ids)
            activities = (
                self.env["mail.activity"]
                .sudo()
                .search(
                    [
                        ("res_model", "=", self._name),
                        ("res_id", "in", contacts.ids),
                        ("user_id", "=", owner.id),
                    ]
                )
            )
            for activity in activities:
                customer = self.sudo().browse(activity.res_id)
                heir = customer.user_id or customer.commercial_partner_id.user_id
                activity.user_id = heir or owner._sales_leaders()[:1] or self.env.user

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
        if vals.get("parent_id") or vals.get("user_id"):
            return vals
        return {**vals, "user_id": self.env.uid}

    def _check_visible_parent(self, vals):
        """Refuse a company that the user does not see.

        Whoever owns a contact sees the companies above it: one could see any company
        by giving it a contact.
        """
        for name in ABOVE:
            if vals.get(name):
                self.browse(vals[name]).check_access("read")

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

    def _masked_customers(self):
        """Return all that one may know of customers whom one does not see.

        :return: a list of ``{"code": customer code, "owner": name}``
        """
        # sudo: the code and the owner's name, nothing else leaves this method
        customers = self.sudo().commercial_partner_id
        return [{"code": c.ref or "", "owner": c.user_id.name or ""} for c in customers]

    def _may_give_access(self):
        """Return whether the user decides who sees this customer."""
        self.ensure_one()
        user = self.env.user
        if self.env.su or user.has_group(ALL_CUSTOMERS):
            return True
        # sudo: who leads the owner's team
        owner = self.sudo().commercial_partner_id.user_id
        return user in owner | owner._sales_leaders()
