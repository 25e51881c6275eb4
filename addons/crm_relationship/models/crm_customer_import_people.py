# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Words of the files that stand for somebody or something here, and what people answered.

An answer is remembered: the next import of the company begins with it.
"""

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.fold import fold
from ..tools.intake.outcomes import suggested_outcome


class CrmCustomerImportOwner(models.Model):
    _inherit = "crm.customer.import.owner"

    said = fields.Char(
        string="Is named", readonly=True, help="What a list of users says of this id."
    )


class CrmCustomerImportOutcome(models.Model):
    """How contacts ended, in the words of the files, and which outcome that is here."""

    _name = "crm.customer.import.outcome"
    _inherit = "crm.customer.import.guard"
    _description = "Outcome of an Import"
    _order = "import_id, name"
    _given = frozenset({"import_id"})

    import_id = fields.Many2one(
        "crm.customer.import", required=True, ondelete="cascade", index=True
    )
    name = fields.Char(string="In the files", required=True, readonly=True)
    outcome_id = fields.Many2one(
        "crm.interaction.outcome", string="Is", ondelete="set null",
        help="Empty: the word stays in the note of the interaction.",
    )  # fmt: skip

    _name_uniq = models.Constraint(
        "UNIQUE (import_id, name)", "This outcome is in the list already."
    )


class CrmCustomerImport(models.Model):
    _inherit = "crm.customer.import"

    outcome_ids = fields.One2many(
        "crm.customer.import.outcome", "import_id", string="Outcomes"
    )

    def _owner_map(self, texts):
        """Return {text: user id or False}; names not met before are listed to be mapped."""
        model = "crm.customer.import.owner"
        return self._answered(model, "user_id", texts, self._users_by_word)

    def _outcome_map(self, texts):
        """Return {text: outcome id or False}; new words are listed to be mapped."""
        model = "crm.customer.import.outcome"
        return self._answered(model, "outcome_id", texts, self._outcomes_by_word)

    def _answered(self, model, field, texts, propose):
        """Return {text: id or False} of what texts stand for.

        Texts that are new to the import are listed, with the answer of an earlier import
        or a proposal.
        """
        # sudo: the list is the import's own; names of colleagues are no secret
        answers = self.env[model].sudo()
        known = {
            answer.name: answer[field].id
            for answer in answers.search([("import_id", "=", self.id)])
        }
        fresh = sorted({text for text in texts if text} - set(known))
        if fresh:
            found = propose(fresh) | self._answered_before(answers, field, fresh)
            answers.create(
                [
                    {"import_id": self.id, "name": text, field: found.get(text)}
                    for text in fresh
                ]
            )
            known.update({text: found.get(text) for text in fresh})
        return {text: known.get(text) or False for text in texts}

    def _answered_before(self, answers, field, texts):
        """Return {text: id} of the last answers in imports of the company."""
        self.env.flush_all()
        other = self.env[answers._fields[field].comodel_name]
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT ON (a.name) a.name, o.id FROM %(answers)s a"
                " JOIN crm_customer_import b ON b.id = a.import_id"
                " AND b.company_id = %(company)s AND b.id <> %(batch)s"
                " JOIN %(other)s o ON o.id = a.%(field)s AND o.active"
                " WHERE a.name = ANY(%(texts)s)"
                " ORDER BY a.name, a.write_date DESC, a.id DESC",
                answers=SQL.identifier(answers._table),
                other=SQL.identifier(other._table),
                field=SQL.identifier(field),
                company=self.company_id.id,
                batch=self.id,
                texts=texts,
            )
        )
        return dict(rows)

    def _users_by_word(self, texts):
        """Return {text: user id} of users with such a name, login or address."""
        by_word = self._words_of_users()
        return {text: by_word[fold(text)] for text in texts if fold(text) in by_word}

    @api.model
    def _words_of_users(self):
        # sudo: see `_answered`
        users = self.env["res.users"].sudo().search([("share", "=", False)])
        by_word = {}
        for user in users:
            for word in (user.login, user.email, user.name):
                if word:
                    by_word.setdefault(fold(word), user.id)
        return by_word

    def _outcomes_by_word(self, texts):
        outcomes = self.env["crm.interaction.outcome"].search([("name", "!=", False)])
        known = {outcome.code: outcome.id for outcome in outcomes if outcome.code}
        for lang in {"en_US", self.user_id.lang or "en_US"}:
            for outcome in outcomes.with_context(lang=lang):
                known.setdefault(fold(outcome.name), outcome.id)
        found = {}
        for text in texts:
            oid = known.get(fold(text)) or known.get(suggested_outcome(text))
            if oid:
                found[text] = oid
        return found

    # ------------------------------------------------------------
    # Lists of users
    # ------------------------------------------------------------

    def _judge_users(self, items):
        """Rows that are users of the other system say who its ids are here."""
        by_word = self._words_of_users() if items else {}
        # sudo: see `_answered`
        owners = self.env["crm.customer.import.owner"].sudo()
        known = {o.name: o for o in owners.search([("import_id", "=", self.id)])}
        for item in items:
            values = item.values
            texts = [values.get("login"), *values.get("email", ()), values.get("name")]
            user = next((by_word[fold(t)] for t in texts if fold(t) in by_word), False)
            code = item.name.split(".", 1)[1].removeprefix("user_")
            said = " · ".join(dict.fromkeys(filter(None, texts[::-1])))
            owner = known.get(code) or owners.create(
                {"import_id": self.id, "name": code}
            )
            known[code] = owner
            owner.write({"said": said, "user_id": owner.user_id.id or user})
            item.refuse("skipped", "user_known" if owner.user_id else "user_unknown")
