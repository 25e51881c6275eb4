# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from .guarded_field import GuardedChar
from .res_partner_confidential import COPIED as KNOWN

MAIL = """(p.email_normalized = l.email_normalized OR p.email = l.email_from
    OR EXISTS (SELECT 1 FROM crm_partner_email e WHERE e.partner_id = p.id
       AND e.email_normalized = l.email_normalized))"""
PHONE = """(p.phone_sanitized = l.phone_sanitized OR p.phone = l.phone
    OR EXISTS (SELECT 1 FROM crm_partner_phone n WHERE n.partner_id = p.id
       AND n.key = l.phone_sanitized))"""
NAME = "(p.name IN (l.contact_name, l.partner_name) OR c.name = l.partner_name)"
#: When a field of a lead ``l`` says what its customer ``p``, of company ``c``, says.
COPIED = {
    "email_from": MAIL,
    "email_normalized": MAIL,
    "email_domain_criterion": MAIL,
    "phone": PHONE,
    "phone_sanitized": PHONE,
    "street": "p.street = l.street",
    "street2": "p.street2 = l.street2",
    "zip": "p.zip = l.zip",
    "city": "p.city = l.city",
    "website": "p.website = l.website",
    "contact_name": NAME,
    "partner_name": NAME,
}
#: Shown as the customer's label is, see the setting.
NAMES = frozenset({"contact_name", "partner_name"})
FLUSHED = {
    "crm.lead": ("partner_id", *COPIED),
    "res.partner": (
        "name", "email", "email_normalized", "phone", "phone_sanitized", "street",
        "street2", "zip", "city", "website", "commercial_partner_id",
    ),
    "crm.partner.email": ("partner_id", "email_normalized"),
    "crm.partner.phone": ("partner_id", "key"),
}  # fmt: skip


class CrmLead(models.Model):
    """One's own lead of a customer whom one does not see.

    The lead keeps what is its own: a number that nobody has noted on the customer is
    still there to be called. What is the customer's, a mail address, number, postal
    address or website that the contact has as well, is closed as the contact is. So
    are the names where labels are masked.
    """

    _name = "crm.lead"
    _inherit = ["crm.lead", "crm.guarded"]

    email_from = GuardedChar()
    email_normalized = GuardedChar()
    email_domain_criterion = GuardedChar()
    phone = GuardedChar()
    phone_sanitized = GuardedChar()
    street = GuardedChar()
    street2 = GuardedChar()
    zip = GuardedChar()
    city = GuardedChar()
    website = GuardedChar()
    contact_name = GuardedChar()
    partner_name = GuardedChar()

    def _is_value_open(self, name):
        lead = self._origin
        if self.env.su or not lead or name not in self._guarded_names():
            return True
        partner = lead.sudo().partner_id  # sudo: only to ask whether it is hidden
        return not partner._hidden_from_user() or name not in lead._copied_names()

    def _closed_value_sql(self, alias, name):
        if name not in self._guarded_names():
            return None
        contacts = self.env["res.partner"].with_context(active_test=False)
        return SQL(
            "EXISTS (SELECT 1 FROM crm_lead l JOIN res_partner p ON p.id = l.partner_id"
            " LEFT JOIN res_partner c ON c.id = p.commercial_partner_id"
            " WHERE l.id = %s AND %s AND p.id NOT IN %s)",
            SQL.identifier(alias, "id"),
            SQL(COPIED[name], to_flush=self._copied_flushed()),
            contacts._search([]).subselect(),
        )

    def _guarded_names(self):
        """Return the fields that this user may find closed on some lead."""
        user = self.env.user
        if not user._is_customer_restricted() or user._works_with_all_contacts():
            return frozenset()
        scope = user._customer_scope()
        if not scope:
            return frozenset()
        return COPIED.keys() if scope.documents == "masked" else COPIED.keys() - NAMES

    def _copied_flushed(self):
        return [self.env[m]._fields[f] for m, names in FLUSHED.items() for f in names]

    def _copied_names(self):
        """Return the fields of this lead that say what its customer says."""
        self.ensure_one()
        known = self.env.cr.cache.setdefault(KNOWN, {})
        if self.id not in known:
            columns = [SQL("COALESCE(%s, FALSE)", SQL(sql)) for sql in COPIED.values()]
            query = SQL(
                "SELECT %s FROM crm_lead l JOIN res_partner p ON p.id = l.partner_id"
                " LEFT JOIN res_partner c ON c.id = p.commercial_partner_id"
                " WHERE l.id = %s",
                SQL(", ").join(columns),
                self.id,
            )
            self.env.flush_query(SQL("", to_flush=self._copied_flushed()))
            rows = self.env.execute_query(query)
            known[self.id] = {
                name
                for row in rows
                for name, copied in zip(COPIED, row, strict=True)
                if copied
            }
        return known[self.id]

    def write(self, vals):
        asked = self if not COPIED.keys().isdisjoint(vals) else self.browse()
        if closed := asked._closed_leads():
            # nobody finds out what a customer's number is by trying
            raise AccessError(
                self.env._(
                    "%(name)s: you do not see its customer, and so do not change how "
                    "the customer is reached. Ask for access to the customer.",
                    name=closed[0].name,
                )
            )
        result = super().write(vals)
        self.env.cr.cache.pop(KNOWN, None)
        return result

    def _closed_leads(self):
        """Return those of these leads whose customer the user does not see."""
        if self.env.su or not self._guarded_names():
            return self.browse()
        # sudo: only to ask whether it is hidden
        return self.filtered(lambda lead: lead.sudo().partner_id._hidden_from_user())

    def _track_filter_for_display(self, tracking_values):
        shown = super()._track_filter_for_display(tracking_values)
        if not self.sudo(False)._closed_leads():
            return shown
        names = self.sudo(False)._guarded_names()
        return shown.filtered(lambda value: value.field_id.name not in names)

    def _search_phone_mobile_search(self, operator, value):
        found = super()._search_phone_mobile_search(operator, value)
        if self.env.su or not self._guarded_names():
            return found
        # core compares the column itself, whoever may read it
        if operator in Domain.NEGATIVE_OPERATORS:
            return found | Domain("phone", "=", False)
        return found & Domain("phone", "!=", False)
