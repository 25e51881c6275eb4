# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL, email_normalize

from ..tools.phone_key import phone_key
from .crm_partner_phone import DEFAULT_COUNTRY_CODE

#: Somebody's number that more contacts than this share is a switchboard's.
MOST_SHARED = 20


class CrmChannelAccount(models.Model):
    """Who called, wrote or asked: contacts recognised by numbers and addresses."""

    _inherit = "crm.channel.account"

    def _gateway_partners(self, phone=None, email=None, handle=None):
        """Return the contacts with a number, address or handle.

        Those last in touch come first. Each of the three that is given is enough.
        """
        self.ensure_one()
        found = self._gateway_found_by(phone, email, handle)
        if not found:
            return self.env["res.partner"]
        self.env["crm.partner.stat"].flush_model(["last_touch_at"])
        # the system asks: whoever works with the event sees it by own rights
        rows = self.env.execute_query(
            SQL(
                "SELECT p.id FROM res_partner p LEFT JOIN crm_partner_stat s"
                " ON s.partner_id = COALESCE(p.commercial_partner_id, p.id)"
                " AND s.company_id = %(company)s WHERE p.id IN (%(found)s)"
                " AND p.active IS TRUE AND (p.company_id IS NULL OR p.company_id IN ("
                "SELECT c.id FROM res_company c JOIN res_company own"
                " ON own.id = %(company)s WHERE starts_with(own.parent_path,"
                " c.parent_path)))"
                " ORDER BY s.last_touch_at DESC NULLS LAST, p.is_company, p.id"
                " LIMIT %(most)s",
                company=self.company_id.id,
                found=SQL(" UNION ").join(found),
                most=MOST_SHARED,
            )
        )
        # sudo: the gateway has no user; what it finds goes on records that have rules
        return self.env["res.partner"].sudo().browse(row[0] for row in rows)

    def _gateway_found_by(self, phone, email, handle):
        """Return SELECTs of the ids of contacts, one for each that is given."""
        partners = self.env["res.partner"]
        partners.flush_model(["email_normalized", "phone_sanitized", "active"])
        found = []
        key = phone_key(phone, self._gateway_country_code()) if phone else None
        if key:
            self.env["crm.partner.phone"].flush_model(["key", "partner_id"])
            found += [
                SQL("SELECT id FROM res_partner WHERE phone_sanitized = %s", key),
                SQL("SELECT partner_id FROM crm_partner_phone WHERE key = %s", key),
            ]
        mail = email_normalize(email or "")
        if mail:
            self.env["crm.partner.email"].flush_model()
            found += [
                SQL("SELECT id FROM res_partner WHERE email_normalized = %s", mail),
                SQL(
                    "SELECT partner_id FROM crm_partner_email"
                    " WHERE email_normalized = %s",
                    mail,
                ),
            ]
        if handle and "crm.partner.handle" in self.env:
            self.env["crm.partner.handle"].flush_model()
            found.append(
                SQL(
                    "SELECT partner_id FROM crm_partner_handle WHERE account_id = %s"
                    " AND handle = %s AND partner_id IS NOT NULL",
                    self.id,
                    handle,
                )
            )
        return found

    def _gateway_country_code(self):
        """Return the calling code by which national numbers are read.

        The same as for contacts without a country and unknown callers: they are
        compared with these.
        """
        return DEFAULT_COUNTRY_CODE

    def _gateway_whom(self, phone=None, email=None, handle=None):
        """Return the contact that is meant; none when there is none, or several.

        A handle says more than an address, an address more than a number. Contacts of
        one customer are one customer: the person last in touch is meant.

        :return: (contact, whether several customers could be meant)
        """
        partners = self.env["res.partner"]
        for given in ({"handle": handle}, {"email": email}, {"phone": phone}):
            partners = self._gateway_partners(**given)
            if partners:
                break
        if len(partners.commercial_partner_id) > 1:
            return partners.browse(), True
        people = partners.filtered(lambda p: not p.is_company)
        return (people or partners)[:1], False

    def _gateway_alone(self, keys):
        """Keep others of the company from making a record of the same person now.

        :param keys: the numbers and addresses by which the person is known
        """
        # sudo: the gateway has no user; one account stands for the company
        accounts = self.sudo().with_context(active_test=False)
        first = accounts.search(
            [("company_id", "=", self.company_id.id)], order="id", limit=1
        )
        for key in sorted(keys):
            self.env["crm.gateway.nonce"]._alone(first, key)

    def _gateway_able(self, user):
        """Return a colleague who may be given work of this account; else none.

        Who left, or works in another company, cannot have a record of this one.
        """
        return user.filtered(
            lambda u: u.active and not u.share and self.company_id in u.company_ids
        )

    def _gateway_team(self, user=None):
        """Return the team of the account, else of a colleague, if it may have work."""
        none = self.company_id.browse()
        teams = self.team_id | (user or self.env["res.users"]).sale_team_id
        return teams.filtered(lambda t: t.company_id in (none, self.company_id))[:1]

    def _gateway_user(self, name):
        """Return the colleague whom a provider names by login or mail address."""
        users = self.env["res.users"].sudo()  # sudo: the gateway has no user
        if not name or len(name) > 200:
            return users
        found = users.search(
            [
                ("share", "=", False),
                ("company_ids", "in", self.company_id.ids),
                "|",
                ("login", "=", name),
                ("email_normalized", "=", email_normalize(name) or name),
            ],
            limit=2,
        )
        return found if len(found) == 1 else users
