# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CrmRecordingLog(models.Model):
    """Who listened to which call, by the hour. Written by the system, never changed."""

    _name = "crm.recording.log"
    _description = "Recordings Listened To"
    _inherit = "crm.system.row"
    _order = "id desc"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, index=True, ondelete="restrict"
    )
    interaction_id = fields.Many2one(
        "crm.interaction", string="Call", readonly=True, index=True, ondelete="set null"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    opened_at = fields.Datetime(string="Listened at", required=True, readonly=True)
    key = fields.Char(required=True, readonly=True)

    #: a player asks for a recording in many parts
    _key_uniq = models.UniqueIndex("(key)")

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("The log of recordings cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("The log of recordings cannot be deleted."))

    @api.model
    def _note(self, interaction):
        now = fields.Datetime.now()
        self.env.execute_query(
            SQL(
                "INSERT INTO crm_recording_log (user_id, interaction_id, company_id,"
                " opened_at, key, create_uid, create_date, write_uid, write_date)"
                " VALUES (%(user)s, %(row)s, %(company)s, %(now)s, %(key)s, %(user)s,"
                " %(now)s, %(user)s, %(now)s) ON CONFLICT DO NOTHING RETURNING id",
                user=self.env.uid,
                row=interaction.id,
                company=interaction.sudo().company_id.id,  # sudo: of a row just read
                now=now,
                key=f"{self.env.uid}:{interaction.id}:{now:%Y%m%d%H}",
            )
        )

    @api.model
    def _reason(self, code):
        """Return why a recording is not played, in words."""
        words = {
            "missing": self.env._("There is no such recording."),
            "not_https": self.env._("The recording is not at a secure address."),
            "bad_address": self.env._("The address of the recording is none."),
            "host": self.env._(
                "Recordings of this host are not played. An administrator adds it to "
                "the contact centre's hosts of recordings."
            ),
            "internal": self.env._("The recording is at an internal address."),
            "unknown_host": self.env._("The host of the recording is not known."),
            "unreachable": self.env._("The contact centre does not answer. Try later."),
            "redirect": self.env._("The contact centre sends it from elsewhere."),
            "not_there": self.env._(
                "The contact centre has no such recording any more."
            ),
            "too_large": self.env._("The recording is too large to be played here."),
        }
        return words.get(code, words["missing"])
