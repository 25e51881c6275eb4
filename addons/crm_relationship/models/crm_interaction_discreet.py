# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL


class CrmInteraction(models.Model):
    """Rows, and parts of them, that not everybody who sees the customer reads.

    Empty is the usual case, so that nothing is written to the rows that are there.
    """

    _inherit = "crm.interaction"

    share_level = fields.Selection(
        [
            ("full", "Whoever sees the customer"),
            ("subject", "Others see the subject only"),
            ("metadata", "Who did it and managers"),
        ],
        string="Readable by",
        help="Empty: whoever sees the customer. The subject only: others see when, what "
        "kind, who and the subject; the note, promises, amounts and what is behind the "
        "row are for who did it and managers.",
    )
    sensitivity = fields.Selection(
        [
            ("normal", "Normal"),
            ("finance", "Money matters"),
            ("private", "Private"),
        ],
        help="Money matters are for who did it, accounting and managers; private is "
        "for who did it and managers. Empty: normal.",
    )
    is_content_closed = fields.Boolean(compute="_compute_is_content_closed")

    @api.depends("share_level", "user_id")
    @api.depends_context("uid")
    def _compute_is_content_closed(self):
        for interaction in self:
            # sudo(False): asked for whom it is, even where the system computes it
            interaction.is_content_closed = not interaction.sudo(
                False
            )._is_content_open()

    # ------------------------------------------------------------
    # Who reads what was said
    # ------------------------------------------------------------

    def _is_content_open(self):
        """Return whether the user reads more of a row than its subject.

        What a client says of a row that it edits is not asked, but the row itself.
        """
        if self.env.su:
            return True
        row = (self._origin or self).sudo()  # sudo: only to decide
        return (
            row.share_level != "subject"
            or not row.id
            or row.user_id.id in self.env.user._interaction_owners()
            or self.env.user._reads_all_interactions()
        )

    def _check_content(self):
        """Refuse whoever may not read what is behind these rows."""
        if not all(row._is_content_open() for row in self):
            raise AccessError(self._closed_message())

    @api.model
    def _closed_message(self):
        return self.env._(
            "Only the subject is shared: the rest is for who did it and managers."
        )

    # ------------------------------------------------------------
    # The fields that hold it, see crm.guarded
    # ------------------------------------------------------------

    def _is_value_open(self, name):
        return self._is_content_open()

    def _closed_value_sql(self, alias, name):
        return self._closed_content_sql(alias)

    def _closed_content_sql(self, alias):
        """Return the condition of rows whose content the user may not read, or None."""
        if self.env.su or self.env.user._reads_all_interactions():
            return None
        return SQL(
            "%s = 'subject' AND COALESCE(%s, 0) NOT IN %s",
            self._field_to_sql(alias, "share_level"),
            self._field_to_sql(alias, "user_id"),
            self.env.user._interaction_owners(),
        )
