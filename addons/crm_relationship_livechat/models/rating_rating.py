# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from dataclasses import replace

from odoo import api, models
from odoo.tools import SQL


class RatingRating(models.Model):
    """The rating of a live chat stands on the row of the chat, not on one of its own."""

    _inherit = "rating.rating"

    def _interaction_events(self):
        events = super()._interaction_events()
        rated = events["rated"]
        elsewhere = SQL("(%s) AND o.res_model <> 'discuss.channel'", rated.where)
        return {**events, "rated": replace(rated, where=elsewhere)}

    @api.model_create_multi
    def create(self, vals_list):
        ratings = super().create(vals_list)
        ratings._tell_chats()
        return ratings

    def write(self, vals):
        result = super().write(vals)
        if not {"rating", "consumed"}.isdisjoint(vals):
            self._tell_chats()
        return result

    def _tell_chats(self):
        of_chats = self.filtered(lambda r: r.res_model == "discuss.channel")
        # sudo: whoever rates, the row of the chat is the system's
        chats = self.env["discuss.channel"].sudo().browse(of_chats.mapped("res_id"))
        if chats:
            chats._tell_rating()
