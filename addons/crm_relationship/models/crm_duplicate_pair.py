# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

STEWARD = "crm_relationship.group_data_steward"
#: What was decided, the strongest first: it is kept when contacts are merged.
DECISIONS = ("not_same", "related", "open")


class CrmDuplicatePair(models.Model):
    """Two contacts that may be one, and what somebody decided about them.

    Found by the scan and, for changed contacts, by the job that follows. A decision is
    never taken back by a later scan. `low_id` and `high_id` name the two for good: no
    unique constraint has a contact's column, core would delete rows by it when
    contacts are merged.
    """

    _name = "crm.duplicate.pair"
    _description = "Possible Duplicates"
    _order = "postponed_at NULLS FIRST, score desc, id"

    low_id = fields.Integer(required=True, readonly=True)
    high_id = fields.Integer(required=True, readonly=True)
    partner_a_id = fields.Many2one(
        "res.partner", string="Contact", required=True, readonly=True,
        ondelete="cascade", index=True,
    )  # fmt: skip
    partner_b_id = fields.Many2one(
        "res.partner", string="Other contact", required=True, readonly=True,
        ondelete="cascade", index=True,
    )  # fmt: skip
    score = fields.Integer(readonly=True, aggregator="max")
    reasons = fields.Json(readonly=True)
    reason_text = fields.Char(string="Why", compute="_compute_reason_text")
    band = fields.Selection(
        [
            ("merge", "Merge"),
            ("review", "Review"),
            ("weak", "Worth a look"),
            ("related", "Related"),
        ],
        string="Suggestion",
        readonly=True,
    )
    state = fields.Selection(
        [
            ("open", "To decide"),
            ("merged", "Merged"),
            ("not_same", "Not the same"),
            ("related", "Related"),
        ],
        required=True,
        default="open",
        readonly=True,
    )
    found_at = fields.Datetime(readonly=True)
    postponed_at = fields.Datetime(readonly=True)
    decided_by_id = fields.Many2one("res.users", string="Decided by", readonly=True)
    decided_at = fields.Datetime(readonly=True)

    _pair_uniq = models.Constraint(
        "UNIQUE (low_id, high_id)", "These two contacts are compared already."
    )
    _pair_order = models.Constraint(
        "CHECK (low_id < high_id)", "A contact is no duplicate of itself."
    )
    _open_idx = models.Index("(band, score DESC) WHERE state = 'open'")
    _high_id_idx = models.Index("(high_id)")

    @api.depends("reasons")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        words = self._reason_words()
        for pair in self:
            pair.reason_text = ", ".join(words[kind] for kind in pair.reasons or ())

    @api.depends("partner_a_id", "partner_b_id")
    def _compute_display_name(self):
        for pair in self:
            names = (pair.partner_a_id.display_name, pair.partner_b_id.display_name)
            pair.display_name = " / ".join(name or "" for name in names)

    @api.model
    def _reason_words(self):
        """Return what two contacts share, in words, by kind."""
        return {
            "tax": self.env._("same tax number"),
            "identity": self.env._("same personal number"),
            "phone": self.env._("same phone number"),
            "email": self.env._("same mail address"),
            "name": self.env._("same name"),
            "like_name": self.env._("similar name"),
            "birth": self.env._("same birthdate"),
            "place": self.env._("same street and province"),
        }

    # ------------------------------------------------------------
    # Access: who may read both contacts
    # ------------------------------------------------------------

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, **kwargs):
        if not (self.env.su or kwargs.get("bypass_access")):
            contacts = self.env["res.partner"].with_context(active_test=False)
            readable = contacts._search([])
            domain = (
                Domain(domain)
                & Domain("partner_a_id", "in", readable)
                & Domain("partner_b_id", "in", readable)
            )
        return super()._search(domain, offset, limit, order, **kwargs)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su or not any(self._ids):
            return result
        denied = result[0] if result else self.browse()
        # sudo: which contacts a pair is of; whether they may be seen is asked as the user
        rest = (self - denied).sudo()
        partners = (rest.partner_a_id | rest.partner_b_id).sudo(False)
        allowed = partners.with_context(active_test=False)._filtered_access("read")
        hidden = rest.filtered(lambda p: (p.partner_a_id | p.partner_b_id) - allowed)
        hidden = hidden.sudo(False)
        if not hidden:
            return result
        error = self.env["ir.rule"]._make_access_error
        return denied | hidden, lambda: error(operation, denied | hidden)

    # ------------------------------------------------------------
    # Decisions
    # ------------------------------------------------------------

    def action_not_same(self):
        """These are two customers: never suggest them again."""
        return self._decide("not_same")

    def action_related(self):
        """These are two customers who belong together, family or colleagues."""
        return self._decide("related")

    def action_reopen(self):
        """Ask again about pairs that somebody decided."""
        if any(pair.state == "merged" for pair in self):
            raise UserError(
                self.env._("Merged contacts come apart under Merged contacts, Undo.")
            )
        return self._decide("open")

    def action_later(self):
        """Put these behind all others."""
        self._check_steward()
        self.sudo().postponed_at = fields.Datetime.now()  # sudo: asked just now
        return True

    def _check_steward(self):
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group(STEWARD)):
            raise AccessError(
                self.env._(
                    "Only data stewards decide about duplicates. Ask your manager."
                )
            )

    def _decide(self, state):
        self._check_steward()
        is_open = state == "open"
        # sudo: decisions are written here and nowhere else
        self.sudo().write(
            {
                "state": state,
                "decided_by_id": False if is_open else self.env.uid,
                "decided_at": False if is_open else fields.Datetime.now(),
                "postponed_at": False,
            }
        )
        return True

    # ------------------------------------------------------------
    # When contacts are merged
    # ------------------------------------------------------------

    @api.model
    def _follow_merge(self, merged_ids, kept_id):
        """Let decisions about merged contacts be about the one that stays.

        Pairs among the merged become *merged*. Of several pairs with a third contact
        the strongest decision stays.
        """
        self.flush_model()
        values = {"merged": list(merged_ids), "kept": kept_id, "uid": self.env.uid}
        self.env.cr.execute(
            SQL(
                "UPDATE crm_duplicate_pair SET state = 'merged', decided_by_id = %(uid)s,"
                " decided_at = now() AT TIME ZONE 'UTC', partner_a_id = %(kept)s,"
                " partner_b_id = %(kept)s WHERE state <> 'merged'"
                " AND low_id = ANY(%(merged)s || %(kept)s)"
                " AND high_id = ANY(%(merged)s || %(kept)s)",
                **values,
            )
        )
        self.env.cr.execute(
            SQL(
                "WITH moved AS (SELECT id, state, score, CASE WHEN low_id = ANY(%(merged)s"
                " || %(kept)s) THEN high_id ELSE low_id END AS third"
                " FROM crm_duplicate_pair WHERE state <> 'merged'"
                " AND (low_id = ANY(%(merged)s || %(kept)s)"
                " OR high_id = ANY(%(merged)s || %(kept)s))),"
                " ranked AS (SELECT *, row_number() OVER (PARTITION BY third ORDER BY"
                " array_position(%(order)s, state::text), score DESC, id) AS place"
                " FROM moved), doubled AS (DELETE FROM crm_duplicate_pair"
                " WHERE id IN (SELECT id FROM ranked WHERE place > 1) RETURNING id)"
                " SELECT id, third FROM ranked WHERE place = 1"
                " AND (SELECT count(*) FROM doubled) >= 0",
                order=list(DECISIONS),
                **values,
            )
        )
        rows = self.env.cr.fetchall()
        self.env.cr.execute(
            SQL(
                "UPDATE crm_duplicate_pair p SET low_id = LEAST(r.third, %(kept)s),"
                " high_id = GREATEST(r.third, %(kept)s),"
                " partner_a_id = LEAST(r.third, %(kept)s),"
                " partner_b_id = GREATEST(r.third, %(kept)s)"
                " FROM unnest(%(ids)s::int[], %(thirds)s::int[]) r(id, third)"
                " WHERE r.id = p.id",
                ids=[row[0] for row in rows],
                thirds=[row[1] for row in rows],
                **values,
            )
        )
        self.invalidate_model()
