# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.phone_key import phone_key, split_numbers
from .crm_partner_phone import DEFAULT_COUNTRY_CODE

#: Where the job that reads old numbers is: ids below are still to be read.
POSITION = "crm_relationship.phones_below"
LEAST_DIGITS = 3


class ResPartner(models.Model):
    """The numbers by which a contact is recognised."""

    _inherit = "res.partner"

    phone_ids = fields.One2many(
        "crm.partner.phone",
        "partner_id",
        string="Phone numbers",
        groups="base.group_user",
    )
    phone_search = fields.Char(
        string="Phone or its last digits",
        store=False,
        search="_search_phone_search",
        groups="base.group_user",
    )

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        partners.filtered("phone")._mirror_phones()
        return partners

    def write(self, vals):
        before = {}
        if "phone" in vals or "country_id" in vals:
            before = {p.id: (p.phone, p.country_id) for p in self}
        result = super().write(vals)
        self.filtered(
            lambda p: p.id in before and before[p.id] != (p.phone, p.country_id)
        )._mirror_phones()
        return result

    def _mirror_phones(self):
        """Keep the numbers that are written in the field Phone as rows."""
        if not self:
            return
        # sudo: the rows are part of the field, which the user could write
        self.env["crm.partner.phone"].sudo()._mirror(
            {p.id: (p.phone, p._phone_country_code()) for p in self.sudo()}
        )

    def _phone_country_code(self):
        """Return the calling code by which national numbers are read."""
        return str(self.country_id.phone_code or DEFAULT_COUNTRY_CODE)

    def _search_phone_search(self, operator, value):
        """Find a number however it is written, whole or by its last digits."""
        if operator == "in":
            return Domain.OR(self._search_phone_search("like", v) for v in value if v)
        if operator not in ("like", "ilike", "=") or not value:
            return NotImplemented
        digits = re.sub(r"\D", "", value)
        if len(digits) < LEAST_DIGITS:
            return Domain("phone", "ilike", value)
        keys = [key for key in map(phone_key, split_numbers(value)) if key]
        end = digits.removeprefix("0")[::-1] + "%"
        return (
            Domain("phone_ids.key", "in", keys)
            | Domain("phone_ids.reversed_key", "=like", end)
            | Domain("phone_mobile_search", "like", value)
        )

    # ------------------------------------------------------------
    # Numbers of before
    # ------------------------------------------------------------

    @api.model
    def _unread_phones(self):
        """Return the id below which the numbers have not been read yet, 0 for none."""
        # sudo: a mark of the system's
        settings = self.env["ir.config_parameter"].sudo()
        position = settings.get_param(POSITION)
        if position is not False:
            return int(position)
        [(newest,)] = self.env.execute_query(SQL("SELECT max(id) FROM res_partner"))
        return (newest or 0) + 1

    @api.model
    def _read_old_phones(self, limit):
        """Read the numbers of the next contacts, newest first.

        The position is committed together with the rows: killed anywhere, the job
        goes on where it was, and what is read twice is the same.

        :return: how many contacts were read
        """
        below = self._unread_phones()
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM res_partner WHERE id < %s AND phone IS NOT NULL"
                " AND phone <> '' ORDER BY id DESC LIMIT %s",
                below,
                limit,
            )
        )
        ids = [row[0] for row in rows]
        cells = self._locked_cells(ids)
        position = ids[-1] if len(ids) == limit else 0
        if skipped := set(ids) - set(cells):
            # somebody is writing it: the job goes on there the next time
            position = max(skipped) + 1
            cells = {key: cell for key, cell in cells.items() if key >= position}
        if cells:
            self.env["crm.partner.phone"]._mirror(cells)
        # sudo: a mark of the system's
        settings = self.env["ir.config_parameter"].sudo()
        settings.set_param(POSITION, str(position))
        return len(cells)

    @api.model
    def _locked_cells(self, ids):
        """Return {id: (phone, calling code)} of the contacts nobody else writes now."""
        rows = self.env.execute_query(
            SQL(
                "SELECT p.id, p.phone, c.phone_code FROM res_partner p"
                " LEFT JOIN res_country c ON c.id = p.country_id"
                " WHERE p.id = ANY(%s) FOR NO KEY UPDATE OF p SKIP LOCKED",
                ids,
            )
        )
        return {
            partner_id: (phone, str(code or DEFAULT_COUNTRY_CODE))
            for partner_id, phone, code in rows
        }
