# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from .crm_duplicate_pair import STEWARD

#: What is compared side by side, in this order; a merge can keep either value.
SHOWN = (
    "name", "is_company", "parent_id", "function", "email", "phone", "website", "vat",
    "identity_masked", "birthdate", "street", "street2", "city", "state_id", "zip",
    "country_id", "user_id", "team_id", "category_id", "lang", "ref", "comment",
)  # fmt: skip
#: Shown, but not a value that one chooses.
FIXED = ("is_company", "identity_masked", "category_id")
#: What a contact has: model, field of the contact, domain.
HAVE = (
    ("crm.interaction", "partner_id", []),
    ("crm.lead", "partner_id", []),
    ("sale.order", "partner_id", []),
    ("account.move", "partner_id", [("move_type", "!=", "entry")]),
    ("crm.ticket", "partner_id", []),
)
MOST = 5


class CrmDuplicatePair(models.Model):
    """The review screen: contacts side by side, and what is decided there."""

    _inherit = "crm.duplicate.pair"

    def action_review(self):
        """Show these two contacts side by side."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "crm_duplicate_review",
            "name": self.env._("Compare contacts"),
            "params": {"pair_id": self.id},
        }

    @api.model
    @api.readonly
    def review_next(self, after_id=False):
        """Return the id of the next pair to decide about, False for none.

        :param after_id: the pair that was just looked at
        """
        waiting = [("state", "=", "open"), ("id", "!=", after_id)]
        found = self.search(
            [*waiting, ("band", "in", ("merge", "review"))], limit=1
        ) or self.search(waiting, limit=1)
        return found.id

    @api.readonly
    def review(self):
        """Return what the review screen shows of this pair."""
        self.ensure_one()
        contacts = self._review_contacts()
        return {
            "pair": {
                "id": self.id,
                "score": self.score,
                "band": self.band,
                "state": self.state,
                "reasons": [self._reason_words()[kind] for kind in self.reasons or ()],
            },
            "can_decide": self.env.user.has_group(STEWARD),
            "contacts": [
                {
                    "id": contact.id,
                    "name": contact.display_name,
                    "is_in_pair": contact in self.partner_a_id + self.partner_b_id,
                    "is_archived": not contact.active,
                    "can_write": contact.has_access("write"),
                }
                for contact in contacts
            ],
            "kept_id": self._suggested(contacts).id,
            "rows": self._review_rows(contacts),
            "have": self._review_have(contacts),
            "left": self.search_count([("state", "=", "open")], limit=1000),
        }

    def _review_contacts(self):
        """Return the two contacts and, up to five, others alike to one of them."""
        two = self.partner_a_id | self.partner_b_id
        others = self.search(
            Domain("state", "=", "open")
            & Domain("band", "in", ("merge", "review"))
            & (
                Domain("partner_a_id", "in", two.ids)
                | Domain("partner_b_id", "in", two.ids)
            ),
            limit=20,
        )
        return (two | others.partner_a_id | others.partner_b_id)[:MOST]

    @api.model
    def _suggested(self, contacts):
        """Return the contact that should stay: who logs in, is active, is oldest."""
        # sudo: whether a contact has a user decides, whoever asks
        users = contacts.sudo().with_context(active_test=False)
        return min(
            contacts,
            key=lambda c: (not users.browse(c.id).user_ids, not c.active, c.id),
        )

    def _review_rows(self, contacts):
        """Return the fields that somebody filled in, a value a contact."""
        rows = []
        for name in SHOWN:
            field = contacts._fields.get(name)
            if not field or not contacts._has_field_access(field, "read"):
                continue
            values = [self._review_value(contact, field) for contact in contacts]
            if any(values):
                rows.append(
                    {
                        "name": name,
                        "label": field.get_description(self.env)["string"],
                        "values": values,
                        # equal where the contacts have the same, however written
                        "keys": [
                            self._review_key(contact, field) for contact in contacts
                        ],
                        "can_choose": name not in FIXED,
                    }
                )
        return rows

    def _review_value(self, contact, field):
        value = contact[field.name]
        if field.type == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if not value:
            return ""
        if field.relational:
            return ", ".join(value.mapped("display_name"))
        if field.type == "date":
            return format_date(self.env, value)
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        if field.type == "html":
            return " ".join(str(value.striptags()).split())[:200]
        return str(value)

    def _review_key(self, contact, field):
        """Return by what a value is the same as another one."""
        if field.name == "phone":
            typed = contact.phone_ids.filtered("is_typed")
            return ",".join(sorted(phone.key or phone.number for phone in typed))
        if field.name == "email":
            return contact.email_normalized or contact.email or ""
        return self._review_value(contact, field)

    def _review_have(self, contacts):
        """Return how much each contact has of what the user may read."""
        words = {
            "crm.interaction": self.env._("Interactions"),
            "crm.lead": self.env._("Leads and opportunities"),
            "sale.order": self.env._("Orders"),
            "account.move": self.env._("Invoices"),
            "crm.ticket": self.env._("Tickets"),
        }
        found = []
        for name, path, domain in HAVE:
            if name not in self.env or not self.env[name].has_access("read"):
                continue
            counts = dict(
                self.env[name]
                .with_context(active_test=False)
                ._read_group([*domain, (path, "in", contacts.ids)], [path], ["__count"])
            )
            values = [counts.get(contact, 0) for contact in contacts]
            if any(values):
                found.append({"label": words[name], "values": values})
        # sudo: that a contact can log in, not as whom
        users = contacts.sudo().with_context(active_test=False)
        logins = [bool(contact.user_ids) for contact in users]
        if any(logins):
            values = [self.env._("Yes") if login else "" for login in logins]
            found.append({"label": self.env._("Portal login"), "values": values})
        return found

    def review_merge(self, kept_id, partner_ids, choices=None):
        """Merge contacts of the review screen; return the next pair or False.

        :param int kept_id: the contact that stays
        :param list partner_ids: the contacts that become that one
        :param dict choices: {field: contact whose value stays}
        """
        self.ensure_one()
        self._check_steward()
        allowed = self._review_contacts()
        kept = allowed.filtered(lambda c: c.id == kept_id)
        merged = allowed.filtered(lambda c: c.id in partner_ids) - kept
        if not kept or not merged or len(merged) != len(set(partner_ids) - {kept_id}):
            raise UserError(
                self.env._("These contacts changed meanwhile. Open the pair again.")
            )
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge_as_steward(kept, merged, self._chosen(allowed, choices or {}))
        return self.review_next()

    @api.model
    def _chosen(self, contacts, choices):
        """Return {field: value} of the values that somebody chose."""
        values = {}
        for name, partner_id in choices.items():
            contact = contacts.filtered(lambda c, at=partner_id: c.id == at)
            if name not in SHOWN or name in FIXED or not contact:
                raise UserError(self.env._("There is no value to choose like this."))
            value = contact[name]
            values[name] = value.id if contact._fields[name].relational else value
        return values
