# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.phone_key import phone_key, split_numbers
from .interaction_event import InteractionDocument

#: What decides which company is behind a contact.
COMPANY_FIELDS = {"parent_id", "is_company"}


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "crm.interaction.mixin"]

    fact_ids = fields.One2many(
        "crm.partner.fact",
        "partner_id",
        string="What to remember",
        groups="sales_team.group_sale_salesman",
    )

    def _interaction_document(self):
        return InteractionDocument(partner="id")

    # ------------------------------------------------------------
    # Create, write, delete
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        reachable = partners.filtered(lambda p: p.email or p.phone)
        if reachable:
            self.env["crm.interaction"]._capture_claims(reachable)
        return partners

    def write(self, vals):
        commercial, followers = {}, self.browse()
        if not COMPANY_FIELDS.isdisjoint(vals):
            commercial = {p.id: p.commercial_partner_id for p in self}
        if "user_id" in vals:
            followers = self._contacts_of_same_owner()
        result = super().write(vals)
        if followers:
            # one message about the company is enough
            quiet = followers.with_context(mail_auto_subscribe_no_notify=True)
            quiet.write({"user_id": vals["user_id"]})
        if vals.get("email") or vals.get("phone"):
            self.env["crm.interaction"]._capture_claims(self)
        if commercial:
            self._follow_new_company(commercial)
            self._log_move(commercial)
        return result

    def _contacts_of_same_owner(self):
        """Return the contacts in these companies that have the company's owner.

        Core copies the owner to each new contact. Left behind when the company gets
        another owner, it would go on showing the company's rows to the former one.
        """
        owned = self.filtered("user_id")
        if not owned:
            return self.browse()
        # sudo: who may give the customer away gives its contacts away with it
        contacts = self.sudo().with_context(active_test=False)
        return contacts.search(
            [
                ("commercial_partner_id", "in", owned.ids),
                ("id", "not in", self.ids),
                ("user_id", "in", owned.user_id.ids),
            ]
        ).filtered(lambda c: c.user_id == c.commercial_partner_id.user_id)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_history(self):
        # sudo: what the user may not see counts too
        interaction = (
            self.env["crm.interaction"]
            .sudo()
            .search(
                [
                    "|",
                    ("partner_id", "in", self.ids),
                    ("commercial_partner_id", "in", self.ids),
                ],
                limit=1,
            )
        )
        if interaction:
            raise UserError(
                self.env._(
                    "%(name)s has a history of contacts with your company. Archive it "
                    "instead of deleting it.",
                    name=(
                        interaction.partner_id & self
                        or interaction.commercial_partner_id
                    ).name,
                )
            )

    def _follow_new_company(self, commercial):
        """Bring the history of people who had no company to the one they join.

        What somebody did for a former company stays on that company's timeline.
        """
        joined = self.filtered(
            lambda p: commercial[p.id] == p and p.commercial_partner_id != p
        )
        if not joined:
            return
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "UPDATE crm_interaction i SET commercial_partner_id = p.commercial_partner_id"
                " FROM res_partner p WHERE i.commercial_partner_id = ANY(%s)"
                " AND p.id = i.commercial_partner_id"
                " RETURNING p.id, i.commercial_partner_id, i.company_id",
                joined.ids,
            )
        )
        Interaction = self.env["crm.interaction"]
        Interaction.invalidate_model(["commercial_partner_id"])
        pairs = Interaction._capture_buffer()["pairs"]
        for old, new, company in rows:
            pairs |= {(old, company), (new, company)}

    def _log_move(self, commercial):
        """Mark on both timelines that somebody left a company for another."""
        if self.env.context.get("interaction_capture_disable"):
            return
        kind = self.env["crm.interaction.type"]._id_of("contact_moved")
        moved = self.filtered(
            lambda p: commercial[p.id] not in (p, p.commercial_partner_id)
        )
        if not (moved and kind):
            return
        # sudo: the system notes it, whoever moved the contact
        Interaction = self.env["crm.interaction"].sudo()
        moves = dict(
            Interaction._read_group(
                [("origin_model", "=", self._name), ("origin_id", "in", moved.ids)],
                ["origin_id"],
                ["__count"],
            )
        )
        rows = []
        for partner in moved:
            old, new = (
                commercial[partner.id].sudo(),
                partner.sudo().commercial_partner_id,
            )
            names = {"name": partner.name, "old": old.name, "new": new.name}
            subject = self.env._("%(name)s left %(old)s", **names)
            if new != partner:
                subject = self.env._("%(name)s moved from %(old)s to %(new)s", **names)
            # with the contact's id: contacts that are merged have both moved
            occurrence = f"{partner.id}#{moves.get(partner.id, 0) + 1}"
            rows += [
                {
                    "type_id": kind,
                    "direction": "internal",
                    "actor_type": "system",
                    "user_id": self.env.uid,
                    "partner_id": contact.id,
                    "subject": subject,
                    "origin_model": self._name,
                    "origin_id": partner.id,
                    "origin_event": f"{event} {occurrence}",
                }
                for event, contact in (("left", old), ("joined", partner))
            ]
        Interaction.create(rows)

    # ------------------------------------------------------------
    # Unknown callers and senders
    # ------------------------------------------------------------

    def _claim_interactions(self):
        """Take over rows of unknown contacts with these partners' mail or phone.

        A value that several customers share is claimed by nobody: a person decides.
        """
        owners = {
            value: partner
            for partner in self.exists()
            for value in partner._contact_values()
        }
        # sudo: rows that nobody owns yet
        Interaction = self.env["crm.interaction"].sudo()
        waiting = Interaction._unclaimed_values(list(owners))
        customers = self._customers_by_value(waiting)
        claims = [
            (owners[value].id, value) for value in waiting if len(customers[value]) == 1
        ]
        if not claims:
            return
        Interaction._claim(
            SQL("i.contact_value = v.value"),
            SQL(
                "(VALUES %s) v(id, value) JOIN res_partner p ON p.id = v.id",
                SQL(", ").join(SQL("(%s, %s)", *claim) for claim in claims),
            ),
        )

    @api.model
    def _customers_by_value(self, values):
        """Return ``{value: set of customers who can be reached there}``.

        Numbers are known by their key. Those of contacts that the job has not read
        yet are as people typed them: the last digits find them, the key decides.
        """
        customers = {value: set() for value in values}
        if not values:
            return customers
        numbers = [value for value in values if value.startswith("+")]
        self.env["crm.partner.phone"].flush_model(["key", "partner_id"])
        # one index each: together by OR they would read all contacts
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM res_partner WHERE active IS TRUE AND id IN ("
                "SELECT id FROM res_partner WHERE email_normalized = ANY(%(values)s)"
                " UNION"
                " SELECT partner_id FROM crm_partner_email"
                " WHERE email_normalized = ANY(%(values)s) UNION"
                " SELECT id FROM res_partner WHERE phone_sanitized = ANY(%(values)s)"
                " UNION"
                " SELECT partner_id FROM crm_partner_phone WHERE key = ANY(%(numbers)s)"
                " UNION SELECT id FROM res_partner WHERE id < %(unread)s"
                " AND regexp_replace(phone, '\\D', '', 'g') LIKE ANY(%(endings)s))",
                values=list(values),
                numbers=numbers,
                unread=self._unread_phones(),
                endings=[f"%{number[-7:]}%" for number in numbers],
            )
        )
        # sudo: a customer whom the user may not see makes a number ambiguous too
        for partner in self.sudo().browse(row[0] for row in rows):
            for value in partner._contact_values():
                if value in customers:
                    customers[value].add(partner.commercial_partner_id.id)
        return customers

    def _contact_values(self):
        """Return the normalised values by which a caller or sender is this contact."""
        self.ensure_one()
        code = self._phone_country_code()
        keys = {phone_key(number, code) for number in split_numbers(self.phone)}
        # sudo: whoever asks, the numbers are the contact's
        keys |= set(self.sudo().phone_ids.mapped("key"))
        keys |= set(self.sudo().email_ids.mapped("email_normalized"))
        keys |= {self.email_normalized, self.phone_sanitized}
        return sorted(key for key in keys if key)
