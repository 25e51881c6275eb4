# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL

from ..tools.duplicate_keys import BLOCKING
from ..tools.duplicate_score import (
    LIKE_FROM,
    MERGE_FROM,
    POINTS,
    PROOFS,
    REVIEW_FROM,
    WEAK_FROM,
)

FOLLOW_BATCH = 500
#: The hour of the statement, not of the transaction: what is found later is later.
NOW = SQL("clock_timestamp() AT TIME ZONE 'UTC'")


class CrmDuplicatePair(models.Model):
    """How pairs are found: set-based, of contacts that have a key in common."""

    _inherit = "crm.duplicate.pair"

    @api.model
    def _find_in_blocks(self, blocks):
        """Compare all contacts within blocks that are not too big.

        :param blocks: list of (kind, key)
        :return: number of pairs found or found again
        """
        if not blocks:
            return 0
        kinds, keys = (list(column) for column in zip(*blocks, strict=True))
        return self._store_found(
            SQL(
                "SELECT DISTINCT x.partner_id AS a, y.partner_id AS b"
                " FROM unnest(%s::text[], %s::text[]) AS c(kind, key)"
                " JOIN crm_duplicate_key x ON x.kind = c.kind AND x.key = c.key"
                " JOIN crm_duplicate_key y ON y.kind = c.kind AND y.key = c.key"
                " AND x.partner_id < y.partner_id WHERE %s",
                kinds,
                keys,
                self._not_shared("x"),
            )
        )

    @api.model
    def _find_of(self, partner_ids):
        """Compare these contacts with all others; forget what is no longer alike.

        :return: number of pairs found or found again
        """
        ids = list(partner_ids)
        [(before,)] = self.env.execute_query(SQL("SELECT %s", NOW))
        found = self._store_found(
            SQL(
                "SELECT DISTINCT LEAST(x.partner_id, y.partner_id) AS a,"
                " GREATEST(x.partner_id, y.partner_id) AS b"
                " FROM crm_duplicate_key x JOIN crm_duplicate_key y ON y.kind = x.kind"
                " AND y.key = x.key AND y.partner_id <> x.partner_id"
                " WHERE x.partner_id = ANY(%s) AND x.kind = ANY(%s) AND %s",
                ids,
                list(BLOCKING),
                self._not_shared("x"),
            )
        )
        self.env.cr.execute(
            SQL(
                "DELETE FROM crm_duplicate_pair WHERE state = 'open' AND found_at < %s"
                " AND (low_id = ANY(%s) OR high_id = ANY(%s))",
                before,
                ids,
                ids,
            )
        )
        return found

    @api.model
    def _not_shared(self, alias):
        """Return the condition that not too many have the key of an alias."""
        return SQL(
            "NOT EXISTS (SELECT FROM crm_duplicate_block b"
            " WHERE b.kind = %s AND b.key = %s)",
            SQL.identifier(alias, "kind"),
            SQL.identifier(alias, "key"),
        )

    @api.model
    def _store_found(self, candidates):
        """Score pairs of contacts (columns a < b) and keep what is alike.

        What somebody decided stays as it is.
        """
        self.env.cr.execute("SET LOCAL jit = off")  # many small expressions
        self.env.cr.execute(
            SQL(
                "%(scored)s INSERT INTO crm_duplicate_pair (low_id, high_id,"
                " partner_a_id, partner_b_id, score, reasons, band, state, found_at,"
                " create_uid, write_uid, create_date, write_date)"
                " SELECT a, b, a, b, points, to_jsonb(kinds), band, 'open', %(now)s,"
                " %(uid)s, %(uid)s, %(now)s, %(now)s FROM judged"
                " WHERE band IS NOT NULL ORDER BY a, b"
                " ON CONFLICT (low_id, high_id) DO UPDATE SET score = EXCLUDED.score,"
                " reasons = EXCLUDED.reasons, band = EXCLUDED.band,"
                " found_at = EXCLUDED.found_at WHERE crm_duplicate_pair.state = 'open'",
                scored=self._scored(candidates),
                now=NOW,
                uid=self.env.uid,
            )
        )
        found = self.env.cr.rowcount
        self.invalidate_model()
        return found

    @api.model
    def _scored(self, candidates):
        """Return the WITH clause that ends with judged(a, b, points, kinds, band).

        The same as `duplicate_score.score`. Contacts of one company are colleagues
        unless their names are alike, and nobody is a duplicate of the own company.
        """
        return SQL(
            "WITH candidate AS MATERIALIZED (%(candidates)s),"
            " fact AS MATERIALIZED (SELECT c.a, c.b, pa.commercial_partner_id"
            " = pb.commercial_partner_id AS colleagues, na.key AS name_a, nb.key AS"
            " name_b, ba.key AS birth_a, bb.key AS birth_b, s.kinds FROM candidate c"
            " JOIN res_partner pa ON pa.id = c.a AND pa.active IS TRUE"
            " JOIN res_partner pb ON pb.id = c.b AND pb.active IS TRUE"
            " LEFT JOIN crm_duplicate_key na ON na.partner_id = a AND na.kind = 'name'"
            " LEFT JOIN crm_duplicate_key nb ON nb.partner_id = b AND nb.kind = 'name'"
            " LEFT JOIN crm_duplicate_key ba ON ba.partner_id = a AND ba.kind = 'birth'"
            " LEFT JOIN crm_duplicate_key bb ON bb.partner_id = b AND bb.kind = 'birth'"
            " LEFT JOIN crm_duplicate_key ta ON ta.partner_id = a AND ta.kind = 'tax'"
            " LEFT JOIN crm_duplicate_key tb ON tb.partner_id = b AND tb.kind = 'tax'"
            " CROSS JOIN LATERAL (SELECT array_agg(DISTINCT x.kind) AS kinds"
            " FROM crm_duplicate_key x JOIN crm_duplicate_key y ON y.partner_id = c.b"
            " AND y.kind = x.kind AND y.key = x.key WHERE x.partner_id = c.a"
            " AND x.kind <> 'block' AND %(own)s) s"
            " WHERE (ta.key = tb.key OR ta.key IS NULL OR tb.key IS NULL)"
            " AND (pa.company_id = pb.company_id OR pa.company_id IS NULL"
            " OR pb.company_id IS NULL)"
            " AND pa.id NOT IN (pb.commercial_partner_id, COALESCE(pb.parent_id, 0))"
            " AND pb.id NOT IN (pa.commercial_partner_id, COALESCE(pa.parent_id, 0))),"
            " named AS MATERIALIZED (SELECT a, b, colleagues,"
            " right(birth_a, 5) <> right(birth_b, 5) OR (birth_a <> birth_b"
            " AND left(birth_a, 2) <> '--' AND left(birth_b, 2) <> '--') AS apart,"
            " CASE WHEN name_a <> name_b AND %(alike)s"
            " THEN kinds || 'like_name'::text ELSE kinds END AS kinds FROM fact),"
            " counted AS MATERIALIZED (SELECT n.a, n.b, n.colleagues,"
            " COALESCE(n.apart, FALSE) AS apart,"
            " array_agg(p.kind ORDER BY p.place) AS kinds, sum(p.points) AS points"
            " FROM named n JOIN (VALUES %(points)s) AS p(place, kind, points)"
            " ON p.kind = ANY(n.kinds) GROUP BY n.a, n.b, n.colleagues, n.apart),"
            " judged AS (SELECT *, %(band)s AS band FROM counted WHERE NOT colleagues"
            " OR kinds && '{name,like_name}'::text[])",
            candidates=candidates,
            own=self._not_shared("x"),
            alike=self._alike(),
            points=SQL(", ").join(
                SQL("(%s, %s::text, %s)", place, kind, points)
                for place, (kind, points) in enumerate(POINTS.items())
            ),
            band=self._band(),
        )

    @api.model
    def _alike(self):
        if not self.env.registry.has_trigram:
            return SQL("FALSE")
        return SQL("similarity(name_a, name_b) >= %s", LIKE_FROM)

    @api.model
    def _band(self):
        """Return the SQL of `duplicate_score.band`."""
        return SQL(
            "CASE WHEN NOT kinds && %(proofs)s::text[]"
            " AND kinds && '{phone,email}'::text[]"
            " AND (apart OR NOT kinds && '{name,like_name}'::text[]) THEN"
            " CASE WHEN apart OR NOT 'email' = ANY(kinds) THEN 'related'"
            " ELSE 'review' END"
            " WHEN points >= %(merge)s THEN 'merge' WHEN points >= %(review)s"
            " THEN 'review' WHEN points >= %(weak)s THEN 'weak' END",
            proofs=list(PROOFS),
            merge=MERGE_FROM,
            review=REVIEW_FROM,
            weak=WEAK_FROM,
        )

    # ------------------------------------------------------------
    # Contacts that changed
    # ------------------------------------------------------------

    @api.model
    def _follow_changes(self, limit=FOLLOW_BATCH):
        """Compare the next contacts that changed; hosts share the work.

        :return: number of changes seen to
        """
        self.env.cr.execute(
            SQL(
                "DELETE FROM crm_duplicate_queue WHERE id IN (SELECT id"
                " FROM crm_duplicate_queue ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED)"
                " RETURNING partner_id",
                limit,
            )
        )
        rows = self.env.cr.fetchall()
        ids = sorted({row[0] for row in rows})
        if ids:
            self.env["crm.duplicate.key"]._rebuild(ids)
            self.env["crm.duplicate.block"]._find(
                SQL("crm_duplicate_key WHERE partner_id = ANY(%s)", ids)
            )
            self._find_of(ids)
        return len(rows)

    @api.model
    def _cron_follow_changes(self):
        """Compare contacts that changed, a commit a batch."""
        commit = self.env["ir.cron"]._commit_progress
        while done := self._follow_changes():
            if not commit(done, remaining=1):
                return
        commit(remaining=0)
