# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..tools import names_vn

HONORIFICS = [
    ("anh", "Anh"),
    ("chi", "Chị"),
    ("em", "Em"),
    ("ban", "Bạn"),
    ("co", "Cô"),
    ("chu", "Chú"),
    ("bac", "Bác"),
    ("ong", "Ông"),
    ("ba", "Bà"),
    ("thay", "Thầy"),
    ("quy_khach", "Quý khách"),
    ("quy_cong_ty", "Quý công ty"),
]
SELF_WORDS = [
    (word, word.capitalize())
    for word in ("em", "anh", "chị", "cháu", "con", "mình", "tôi", "chúng tôi")
]


class ResPartner(models.Model):
    """How a person is called, and how the company speaks to them."""

    _inherit = "res.partner"

    gender = fields.Selection(
        [("male", "Male"), ("female", "Female"), ("other", "Other")],
        groups="base.group_user",
    )
    honorific = fields.Selection(
        HONORIFICS,
        groups="base.group_user",
        help="The word before the name, as one speaks to this person. Empty: anh or chị by the "
        "gender.",
    )
    self_word = fields.Selection(
        SELF_WORDS,
        string="We call ourselves",
        groups="base.group_user",
        help="How the one who writes calls themself before this person. Empty: what goes with the "
        "honorific.",
    )
    called_name = fields.Char(
        string="Called",
        groups="base.group_user",
        help="The name by which this person is called, when it is not the given name.",
    )
    given_name = fields.Char(compute="_compute_given_name", groups="base.group_user")
    greeting = fields.Char(
        compute="_compute_greeting",
        groups="base.group_user",
        help="The first words of a letter, in the language of this person: for templates.",
    )

    @api.depends("name", "called_name", "is_company", "lang", "country_id")
    def _compute_given_name(self):
        for partner in self:
            partner.given_name = (
                ""
                if partner.is_company
                else partner.called_name
                or names_vn.given_name(
                    partner.name, vietnamese=partner._is_given_name_last()
                )
            )

    def _is_given_name_last(self):
        """Tell whether the name is Vietnamese; by where they are from, if it says not."""
        if names_vn.is_vietnamese(self.name or ""):
            return True
        words = len((self.name or "").split())
        return words > 1 and self.country_id.code == "VN" and self.lang == "vi_VN"

    @api.depends("given_name", "honorific", "gender", "is_company", "lang")
    @api.depends_context("lang")
    def _compute_greeting(self):
        for partner in self:
            partner.greeting = partner._crm_greeting()

    def _crm_greeting(self, lang=None):
        """Return the first words of a letter to this person.

        :param lang: another language than that of the person
        """
        honorific, called, lang = self._crm_address(lang)
        return names_vn.greeting(honorific, called, lang)

    def _crm_called(self, lang=None):
        """Return how this person is addressed within a sentence."""
        return names_vn.address(*self._crm_address(lang))

    def _crm_self_word(self, lang=None):
        """Return how the one who writes calls themself before this person."""
        honorific, _called, lang = self._crm_address(lang)
        return names_vn.self_word(honorific, self.self_word, lang)

    def _crm_address(self, lang=None):
        """Return (honorific, name, language) for the tool."""
        honorific = names_vn.honorific_of(
            self.honorific, self.gender, is_company=self.is_company
        )
        lang = lang or self.lang or self.env.lang or "en_US"
        return honorific, self.given_name or "", lang
