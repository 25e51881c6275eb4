# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from .interaction_content import Content

#: In the context of the system's own reading: no client can send this very object.
AS_STORED = object()


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
    # In SQL: conditions, orders, groups and sums
    # ------------------------------------------------------------

    def _field_to_sql(self, alias, field_expr, query=None):
        sql = super()._field_to_sql(alias, field_expr, query)
        name = field_expr.partition(".")[0]  # parts of a date are fields, too
        if not isinstance(self._fields[name], Content):
            return sql
        closed = self._closed_sql(alias)
        return SQL("CASE WHEN %s THEN NULL ELSE %s END", closed, sql) if closed else sql

    def _closed_sql(self, alias):
        """Return the condition of rows whose content the user may not read, or None."""
        if (
            self.env.su
            or self.env.context.get("interaction_content") is AS_STORED
            or self.env.user._reads_all_interactions()
        ):
            return None
        return SQL(
            "%s = 'subject' AND COALESCE(%s, 0) NOT IN %s",
            super()._field_to_sql(alias, "share_level"),
            super()._field_to_sql(alias, "user_id"),
            self.env.user._interaction_owners(),
        )

    def _fetch_query(self, query, fields):
        if not any(isinstance(field, Content) for field in fields):
            return super()._fetch_query(query, fields)
        # the cache holds what is stored: it serves the system as well
        stored = self.with_context(interaction_content=AS_STORED)
        fetched = super(CrmInteraction, stored)._fetch_query(query, fields)
        return fetched.with_env(self.env)
