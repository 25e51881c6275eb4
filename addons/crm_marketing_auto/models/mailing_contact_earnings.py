# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class MailingContact(models.Model):
    _inherit = "mailing.contact"

    external_uid = fields.Char(
        string="Id there",
        copy=False,
        readonly=True,
        help="What the tool that it was imported from calls it.",
    )

    _external_uid_idx = models.Index("(external_uid) WHERE external_uid IS NOT NULL")
