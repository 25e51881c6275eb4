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
#: A word that more tickets have says little about any of them.
COMMON = 100
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
        result = super().init()
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
        return result

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

        Found by the index, and only among what the user may read. Words that are in
        too many tickets say little: they rank, but they find only when all of them
        are together.
        """
        wanted = words(self.name)
        if not wanted:
            return self.browse()
        self.flush_model(["name", "description", "stage_kind", "active"])
        rare = self._rare_words(wanted)
        query = self._similar_query(" | ".join(rare) or " & ".join(wanted))
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM crm_ticket WHERE id IN %s"
                " ORDER BY ts_rank(%s, to_tsquery('simple', %s)) DESC, id DESC LIMIT %s",
                query.subselect(),
                SQL(DOCUMENT),
                " | ".join(wanted),
                limit,
            )
        )
        return self.browse([row[0] for row in rows])

    @api.model
    def _rare_words(self, wanted):
        """Return the words that no more than `COMMON` solved tickets have."""
        counts = [
            SQL(
                "(SELECT count(*) FROM (SELECT FROM crm_ticket WHERE %s"
                " AND %s @@ to_tsquery('simple', %s) LIMIT %s) found)",
                SQL(SOLVED),
                SQL(DOCUMENT),
                word,
                COMMON + 1,
            )
            for word in wanted
        ]
        [found] = self.env.execute_query(SQL("SELECT %s", SQL(", ").join(counts)))
        return [
            word for word, count in zip(wanted, found, strict=True) if count <= COMMON
        ]

    def _similar_query(self, asked):
        """Return the query for the latest solved tickets that match, within the rules.

        :param asked: words as ``to_tsquery`` takes them
        """
        query = self._search(
            Domain("id", "!=", self._origin.id or 0)
            & Domain("stage_kind", "in", ["solved", "closed"])
            & Domain("active", "=", True)
            & Domain("company_id", "=", self.company_id.id)
        )
        query.add_where(SQL("%s @@ to_tsquery('simple', %s)", SQL(DOCUMENT), asked))
        query.add_where(SQL(SOLVED))
        query.order = "crm_ticket.id DESC"
        query.limit = CANDIDATES
        return query
