# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.identity_vn import digits_of, identity_fault, masked, tax_fault

READER = "crm_relationship.group_identity_reader"
#: What core takes for "has none".
NO_TAX_NUMBER = "/"


class ResPartner(models.Model):
    """Numbers that the state gave a person or company.

    The personal number is read by those of a group of its own. Everybody else sees the
    ends of it, and can enter it: who takes it down need not be able to look up others.
    """

    _inherit = "res.partner"

    identity_number = fields.Char(
        string="Full personal number", copy=False, index="btree_not_null", groups=READER
    )
    identity_masked = fields.Char(
        string="Personal number",
        compute="_compute_identity_masked",
        inverse="_inverse_identity_masked",
        compute_sudo=True,
        groups="base.group_user",
        help="The 12 digits of the citizen's card. Once saved only its ends are shown.",
    )

    @api.depends("identity_number")
    def _compute_identity_masked(self):
        for partner in self:
            partner.identity_masked = masked(partner.identity_number)

    def _inverse_identity_masked(self):
        for partner in self:
            # sudo: who may write the contact may enter the number, not read it
            stored = partner.sudo()
            if partner.identity_masked != masked(stored.identity_number):
                stored.identity_number = partner.identity_masked

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._plain_identity(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._plain_identity(vals))

    @api.model
    def _plain_identity(self, vals):
        """Store the digits alone, so that a number is the same however written."""
        number = vals.get("identity_number")
        return {**vals, "identity_number": digits_of(number)} if number else vals

    @api.constrains("identity_number")
    def _check_identity_number(self):
        year = fields.Date.today().year
        # sudo: who entered the number need not be able to read it
        for partner in self.sudo().filtered("identity_number"):
            if fault := identity_fault(partner.identity_number, year):
                raise ValidationError(
                    self.env._(
                        "Personal number of %(name)s: %(why)s",
                        name=partner.name,
                        why=self._identity_words(fault),
                    )
                )

    @api.constrains("vat", "country_id")
    def _check_vietnamese_vat(self):
        year = fields.Date.today().year
        vietnamese = self.filtered(
            lambda p: p.country_id.code == "VN" and p.vat and p.vat != NO_TAX_NUMBER
        )
        for partner in vietnamese:
            number = partner.vat.strip().upper().removeprefix("VN")
            if fault := tax_fault(number, year):
                raise ValidationError(
                    self.env._(
                        "Tax number “%(number)s” of %(name)s: %(why)s",
                        number=partner.vat,
                        name=partner.name,
                        why=self._identity_words(fault),
                    )
                )

    @api.model
    def _identity_words(self, fault):
        return {
            "letters": self.env._("it has something else than digits."),
            "length": self.env._(
                "it has to have 10 digits, 10-3 for a branch, or 12 for a person."
            ),
            "check_digit": self.env._("the tenth digit does not fit: is there a typo?"),
            "branch": self.env._("branches are counted from 001."),
            "old": self.env._(
                "9 digits are those of an identity card that is no longer valid; the "
                "citizen's card has 12."
            ),
            "identity_length": self.env._("it has to have 12 digits."),
            "province": self.env._("its first three digits are no province."),
            "born_later": self.env._("its year of birth has not come yet."),
        }[fault]
