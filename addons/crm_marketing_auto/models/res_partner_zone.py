# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL

from ..tools import zones


class ResPartner(models.Model):
    """The zone in which a person lives, for hours and days of journeys.

    Odoo gives a new contact the zone of the colleague who enters it, so a zone alone is
    a weak sign: it counts where the contact's country has it, or no country is known.
    Otherwise the country's only, or first, zone counts, and last that of the company.
    """

    _inherit = "res.partner"

    def _journey_tz(self, company=None):
        """Return {partner id: name of the zone}, of many at once."""
        self.flush_recordset(["tz", "country_id", "company_id"])
        rows = self.env.execute_query(
            SQL(
                "SELECT p.id, p.tz, c.code, p.company_id FROM res_partner p"
                " LEFT JOIN res_country c ON c.id = p.country_id WHERE p.id = ANY(%s)",
                self.ids,
            )
        )
        companies = self.env["res.company"].browse({row[3] for row in rows if row[3]})
        company = company or self.env.company
        own = {c.id: c._journey_tz() for c in companies | company}
        return {
            partner_id: person_zone(tz, code, own[company_id or company.id])
            for partner_id, tz, code, company_id in rows
        }


class ResCompany(models.Model):
    _inherit = "res.company"

    def _journey_tz(self):
        """Return the zone of the company's people whose own is not known."""
        # sudo: the company's own contact
        partner = self.sudo().partner_id
        return zones.choose(partner.tz, zones.country_zone(partner.country_id.code))


def person_zone(tz, country, company_tz):
    """Return the zone of a person.

    :param tz: the contact's, which may be that of whoever entered it
    :param country: code of the contact's country
    """
    home = zones.country_zone(country)
    if home and not zones.is_of_country(tz, country):
        tz = None
    return zones.choose(tz, home, company_tz)
