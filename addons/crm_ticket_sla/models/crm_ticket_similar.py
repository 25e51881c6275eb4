# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, create_index

from ..tools.subject_words import alikeness, words

#: How alike subjects are for a duplicate.
ALIKE = 0.6
#: Days in which the same request comes twice; a setting.
DAYS = 30
#: Candidates that are compared, latest first.
CANDIDATES = 200
#: The words of a ticket, without case and diacritics, of the first 4000 letters. Index
#: and query have to say it in the same words.
DOCUMENT = (
    "to_tsvector('simple', crm_ticket_fold(crm_ticket.name::text || ' ' || COALESCE("
    "left(regexp_replace(crm_ticket.description::text, '<[^>]*>', ' ', 'g'), 4000),"
    " '')))"
)
SOLVED = "crm_ticket.stage_kind IN ('solved', 'closed') AND crm_ticket.active IS TRUE"


class CrmTicket(models.Model):
    """Tickets that are the same request, or one that was solved before."""

    _inherit = "crm.ticket"

    duplicate_ids = fields.Many2many(
        "crm.ticket",
        string="Looks like",
        compute="_compute_duplicate_ids",
        help="Recent tickets of the same customer, serial number or order whose"
        " subject is alike.",
    )
    duplicate_count = fields.Integer(compute="_compute_duplicate_ids")
    similar_ids = fields.Many2many(
        "crm.ticket",
        string="Similar solved tickets",
        compute="_compute_similar_ids",
        help="Solved tickets with the same words, the nearest first.",
    )

    def init(self):
        """Index the words of solved tickets, diacritics left out.

        Decomposing and dropping the marks does what the extension ``unaccent`` does,
        but is immutable by itself: no wrapper that breaks when a dump is restored.
        """
        super().init()
        self.env.cr.execute(
            r"""
            CREATE OR REPLACE FUNCTION crm_ticket_fold(text) RETURNS text
            LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
                SELECT lower(translate(
                    regexp_replace(
                        normalize($1, NFD), '[\u0300-\u036f]', '', 'g'
                    ), 'đĐ', 'dd'))
            $$
            """
        )
        create_index(
            self.env.cr,
            "crm_ticket_words_idx",
            self._table,
            [DOCUMENT],
            method="gin",
            where=SOLVED,
        )

    # ------------------------------------------------------------
    # Duplicates
    # ------------------------------------------------------------

    @api.depends_context("uid")
    @api.depends(
        "name",
        "partner_id",
        "lot_id",
        "sale_order_id",
        "opened_at",
        "related_ids",
        "parent_id",
    )
    def _compute_duplicate_ids(self):
        candidates = self._duplicate_candidates()
        for ticket in self:
            # what is linked by hand is known to be another request
            linked = ticket.related_ids | ticket.child_ids | ticket.parent_id
            mine = candidates.filtered(lambda other, t=ticket: t._is_like(other))
            mine -= linked
            ticket.duplicate_ids = mine
            ticket.duplicate_count = len(mine)

    def _duplicate_candidates(self):
        """Return recent tickets that share a customer, serial number or order."""
        shared = Domain.OR(
            Domain(name, "in", self[name].ids)
            for name in ("commercial_partner_id", "lot_id", "sale_order_id")
            if self[name]
        )
        opened = [at for at in self.mapped("opened_at") if at]
        if shared.is_false() or not opened:
            return self.browse()
        days = timedelta(days=self._duplicate_days())
        return self.search(
            shared
            & Domain("opened_at", ">=", min(opened) - days)
            & Domain("opened_at", "<=", max(opened) + days)
            & Domain("merged_into_id", "=", False)
            & Domain("company_id", "in", self.company_id.ids),
            order="opened_at DESC, id DESC",
            limit=CANDIDATES,
        )

    @api.model
    def _duplicate_days(self):
        # sudo: a setting that concerns every agent
        settings = self.env["ir.config_parameter"].sudo()
        return int(settings.get_param("crm_ticket_sla.duplicate_days") or DAYS)

    def _is_like(self, other):
        """Tell whether another ticket may be the same request."""
        if other in (self, self._origin) or self.merged_into_id:
            return False
        if self.company_id != other.company_id or not self.opened_at:
            return False
        if abs(other.opened_at - self.opened_at) > timedelta(
            days=self._duplicate_days()
        ):
            return False
        shares = any(
            self[name] and self[name]._origin == other[name]
            for name in ("commercial_partner_id", "lot_id", "sale_order_id")
        )
        return shares and alikeness(self.name, other.name) >= ALIKE

    # ------------------------------------------------------------
    # Similar solved tickets
    # ------------------------------------------------------------

    @api.depends_context("uid")
    @api.depends("name")
    def _compute_similar_ids(self):
        for ticket in self:
            ticket.similar_ids = ticket._find_similar()

    def _find_similar(self, limit=8):
        """Return solved tickets with the words of the subject, nearest first.

        Found by the index, and only among what the user may read.
        """
        wanted = words(self.name)
        if not wanted:
            return self.browse()
        self.flush_model(["name", "description"])
        return self.browse(self._similar_query(wanted, limit))

    def _similar_query(self, wanted, limit=8):
        """Return the query for solved tickets with some words, within the rules."""
        query = self._search(
            Domain("id", "!=", self._origin.id or 0)
            & Domain("stage_kind", "in", ["solved", "closed"])
            & Domain("active", "=", True)
            & Domain("company_id", "=", self.company_id.id)
        )
        asked = SQL("to_tsquery('simple', %s)", " | ".join(wanted))
        document = SQL(DOCUMENT)
        query.add_where(SQL("%s @@ %s", document, asked))
        query.add_where(SQL(SOLVED))
        query.order = SQL("ts_rank(%s, %s) DESC, crm_ticket.id DESC", document, asked)
        query.limit = limit
        return query
