# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

FIRST_YEAR = 1900
MONTHS = [
    ("1", "January"), ("2", "February"), ("3", "March"), ("4", "April"),
    ("5", "May"), ("6", "June"), ("7", "July"), ("8", "August"),
    ("9", "September"), ("10", "October"), ("11", "November"), ("12", "December"),
]  # fmt: skip


class ResPartner(models.Model):
    """When a person was born. If the year is unknown, that of the date means nothing."""

    _inherit = "res.partner"

    birthdate = fields.Date(
        groups="base.group_user",
        help="If only day and month are known, choose them in any year that has the day and tick "
        "'Year unknown'.",
    )
    birthdate_year_unknown = fields.Boolean(
        string="Year unknown", groups="base.group_user"
    )
    birth_month = fields.Selection(
        MONTHS,
        string="Month of birth",
        compute="_compute_birth_month",
        store=True,
        index="btree_not_null",
        groups="base.group_user",
    )

    def _auto_init(self):
        # nobody has a date of birth yet
        self._create_empty_columns("birth_month")
        return super()._auto_init()

    @api.depends("birthdate")
    def _compute_birth_month(self):
        for partner in self:
            born = partner.birthdate
            partner.birth_month = str(born.month) if born else False

    @api.constrains("birthdate", "birthdate_year_unknown")
    def _check_birthdate(self):
        tomorrow = fields.Date.add(fields.Date.today(), days=1)
        for partner in self.filtered(lambda p: not p.birthdate_year_unknown):
            born = partner.birthdate
            names = {"name": partner.name, "date": born}
            if born and born.year < FIRST_YEAR:
                raise ValidationError(
                    self.env._(
                        "Birthdate of %(name)s: %(date)s is too long ago.", **names
                    )
                )
            if born and born > tomorrow:
                raise ValidationError(
                    self.env._(
                        "Birthdate of %(name)s: %(date)s has not come yet.", **names
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_birthdate_exists(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_birthdate_exists(vals)
        return super().write(vals)

    @api.model
    def _check_birthdate_exists(self, vals):
        """Refuse 30 February in words; core's error names neither field nor reason."""
        try:
            fields.Date.to_date(vals.get("birthdate"))
        except ValueError as error:
            raise ValidationError(
                self.env._("Birthdate: there is no %(date)s.", date=vals["birthdate"])
            ) from error
