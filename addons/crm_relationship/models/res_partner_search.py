# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, create_index

from ..tools.fold import composed, fold

#: What a contact is found by when somebody types into a field of contacts.
FOLDED = ("complete_name", "email", "ref", "vat", "company_registry")
LIKE = ("like", "ilike", "not like", "not ilike")
BATCH = 2_000


class ResPartner(models.Model):
    """Contacts are found however their name is typed.

    One column holds all that a contact is found by, without case and accents. It is
    written in the UPDATE that writes the name, and one index answers. Rows of before,
    or that something else than Odoo has written, have none until the job reaches them:
    those are searched as core does.
    """

    _inherit = "res.partner"

    search_fold = fields.Char(
        string="Name without accents",
        compute="_compute_search_fold",
        store=True,
        copy=False,
        groups="base.group_user",
    )
    _search_fold_todo_idx = models.Index("(id) WHERE search_fold IS NULL")

    def _auto_init(self):
        self._create_empty_columns("search_fold")  # the job fills it
        return super()._auto_init()

    def init(self):
        result = super().init()
        trigram = self.env.registry.has_trigram
        create_index(
            self.env.cr,
            "res_partner_search_fold_idx",
            self._table,
            ["search_fold gin_trgm_ops" if trigram else "search_fold text_pattern_ops"],
            method="gin" if trigram else "btree",
        )
        return result

    @api.depends(*FOLDED)
    def _compute_search_fold(self):
        for partner in self:
            partner.search_fold = self._fold_of(partner[name] for name in FOLDED)

    @api.model
    def _fold_of(self, values):
        return "\n".join(fold(value) for value in values if value)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._composed_values(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._composed_values(vals))

    @api.model
    def _composed_values(self, vals):
        """Store names in one form, whatever the keyboard or the file made of them."""
        name = vals.get("name")
        return {**vals, "name": composed(name)} if isinstance(name, str) else vals

    @api.model
    def _search_display_name(self, operator, value):
        as_core = super()._search_display_name(operator, value)
        text = fold(value) if isinstance(value, str) else ""
        may_read = self._has_field_access(self._fields["search_fold"], "read")
        if operator not in LIKE or not text or not may_read:
            return as_core
        found = Domain("search_fold", "like", text)
        as_core = super()._search_display_name(operator.removeprefix("not "), value)
        found |= self._without_fold() & Domain(as_core)
        if set(self._rec_names_search) - set(FOLDED):
            found |= Domain(as_core)  # another addon finds by more
        return ~found if operator.startswith("not") else found

    @api.model
    def _without_fold(self):
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s IS NULL", SQL.identifier(alias, "search_fold")
            ),
            predicate=lambda partner: False,
        )

    # ------------------------------------------------------------
    # Contacts of before
    # ------------------------------------------------------------

    @api.model
    def _fold_old(self, limit):
        """Fill in the column for some contacts that have none.

        Contacts that somebody is writing are left for the next time.

        :return: how many were filled in
        """
        rows = self.env.execute_query(
            SQL(
                "SELECT id, %s FROM res_partner WHERE search_fold IS NULL"
                " ORDER BY id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED",
                SQL(", ").join(map(SQL.identifier, FOLDED)),
                limit,
            )
        )
        if rows:
            self.env.execute_query(
                SQL(
                    "UPDATE res_partner p SET search_fold = f.text FROM"
                    " unnest(%s::int[], %s::text[]) AS f(id, text)"
                    " WHERE p.id = f.id RETURNING p.id",
                    [row[0] for row in rows],
                    [self._fold_of(row[1:]) for row in rows],
                )
            )
            self.invalidate_model(["search_fold"])
        return len(rows)

    @api.model
    def _cron_prepare(self):
        """Fill in what contacts of before are found and recognised by."""
        commit = self.env["ir.cron"]._commit_progress
        steps = (self._fold_old, self._read_old_phones, self._take_over_old_sources)
        for step in steps:
            while done := step(BATCH):
                if not commit(done, remaining=1):
                    return
        commit(remaining=0)
