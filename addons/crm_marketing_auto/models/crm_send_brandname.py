# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class CrmSendBrandname(models.Model):
    """A sender's name that the authority has registered, under which we advertise."""

    _name = "crm.send.brandname"
    _description = "Brand Name of SMS"
    _order = "company_id, name"

    name = fields.Char(
        required=True, help="As the receiver sees it: up to 11 letters and digits."
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    account_id = fields.Many2one(
        "crm.channel.account",
        string="Channel account",
        ondelete="set null",
        help="The provider with whom it is registered, where we call one.",
    )
    valid_from = fields.Date(required=True, default=fields.Date.context_today)
    valid_until = fields.Date(help="Empty: without an end.")
    number = fields.Char(string="Registration", help="Of the authority's certificate.")

    _name_uniq = models.UniqueIndex(
        "(company_id, lower(name)) WHERE active IS TRUE",
        "This brand name is registered already.",
    )
    _valid_check = models.Constraint(
        "CHECK (valid_until IS NULL OR valid_until >= valid_from)",
        "A registration does not end before it begins.",
    )

    @api.constrains("name")
    def _check_name(self):
        for brand in self:
            text = brand.name.replace(" ", "").replace(".", "").replace("-", "")
            if len(brand.name) > 11 or not (text.isascii() and text.isalnum()):
                raise ValidationError(
                    self.env._(
                        "%(name)s: a brand name has up to 11 letters and digits,"
                        " without accents.",
                        name=brand.name,
                    )
                )

    @api.model
    def _valid(self, company_ids, day):
        """Return {company id: name} of those registered on a day."""
        domain = (
            Domain("company_id", "in", list(company_ids))
            & Domain("valid_from", "<=", day)
            & (Domain("valid_until", "=", False) | Domain("valid_until", ">=", day))
        )
        # sudo: under which name we send is no secret
        brands = self.sudo().search(domain, order="valid_from desc, id desc")
        return {brand.company_id.id: brand.name for brand in reversed(brands)}

    @api.model
    def _name_of(self, company, day=None):
        """Return the name under which a company sends now, or nothing."""
        day = day or fields.Date.context_today(self)
        return self._valid([company.id], day).get(company.id, False)


class SmsSms(models.Model):
    _inherit = "sms.sms"

    brandname = fields.Char(
        string="Brand name", readonly=True, help="The sender, for providers that ask."
    )
