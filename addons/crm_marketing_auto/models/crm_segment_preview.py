# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import psycopg2

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import segment_rule

SAMPLE = 10
#: A count that takes longer is given up: the editor stays usable, the refresh counts.
COUNT_TIMEOUT_MS = 8000


class CrmSegment(models.Model):
    """What the editor shows of a rule that is not saved."""

    _inherit = "crm.segment"

    rule_words = fields.Text(string="In words", compute="_compute_rule_words")

    @api.depends("rule", "kind")
    @api.depends_context("lang")
    def _compute_rule_words(self):
        words = self.env["crm.segment.words"]
        for segment in self:
            is_read = segment.kind == "dynamic" and not segment_rule.problems(
                segment.rule
            )
            segment.rule_words = (
                words._sentence(segment.rule, segment.res_model) if is_read else False
            )

    @api.model
    @api.readonly
    def preview(self, res_model, rule, segment_id=False, company_id=False):
        """Return how many meet a rule, ten of them, and what is wrong with it.

        The count is that of the refresh; the ten are only records that the user may
        read.

        :return: ``{"count", "sample": [{"id", "name"}], "problems": [str], "words"}``,
            the count None where it cannot be known
        """
        self.check_access("read")
        answer = {"count": None, "sample": [], "problems": [], "words": ""}
        found = segment_rule.problems(rule)
        if found:
            return answer | {"problems": [self._problem_message(p) for p in found]}
        segment = self._preview_segment(res_model, rule, segment_id, company_id)
        answer["words"] = self.env["crm.segment.words"]._sentence(rule, res_model)
        try:
            segment._check_readable()
            ids = segment._sql_ids()
        except segment_rule.RuleError as error:
            return answer | {"problems": [self._problem_message(error.problem)]}
        except (AccessError, ValidationError) as error:
            return answer | {"problems": [str(error)]}
        return answer | segment._preview_people(ids)

    @api.model
    @api.readonly
    def rule_choices(self):
        """Return the values that the editor of a rule offers: `{field: [[key, label]]}`."""
        self.check_access("read")
        field = self.env["crm.partner.stat"]._fields["rfm_segment"]
        return {"rfm_segment": field._description_selection(self.env)}

    def _preview_segment(self, res_model, rule, segment_id, company_id):
        """Return a segment with the rule, of which nothing is stored."""
        company = self.env["res.company"].browse(company_id) or self.env.company
        if company not in self.env.companies:
            raise AccessError(self.env._("You do not work for that company."))
        if res_model not in dict(self._fields["res_model"].selection):
            raise ValidationError(self.env._("There are no segments of these records."))
        origin = self.browse(segment_id or False)
        origin.check_access("read")
        return self.new(
            {
                "name": origin.name or "?",
                "res_model": res_model,
                "company_id": company.id,
                "kind": "dynamic",
                "rule": rule,
                "user_id": origin.user_id.id or self.env.uid,
            },
            origin=origin if origin else None,
        )

    def _preview_people(self, ids):
        """Return the number of records of a SELECT, and ten that the user may read."""
        self.env.flush_all()
        try:
            with self.env.cr.savepoint():
                self.env.cr.execute(
                    "SELECT set_config('statement_timeout', %s, true)",
                    [str(COUNT_TIMEOUT_MS)],
                )
                [(count,)] = self.env.execute_query(
                    SQL("SELECT count(*) FROM (%s) s", ids)
                )
                sample = self._preview_sample(ids) if count else []
                self.env.cr.execute("SET LOCAL statement_timeout TO DEFAULT")
        except psycopg2.errors.QueryCanceled:
            slow = self.env._("Counting takes long: the refresh will count.")
            return {"problems": [slow]}
        except (psycopg2.DataError, psycopg2.ProgrammingError) as error:
            problem = segment_rule.Problem(
                "field", args={"reason": str(error).splitlines()[0]}
            )
            return {"problems": [self._problem_message(problem)]}
        return {"count": count, "sample": sample}

    def _preview_sample(self, ids):
        model = self.env[self.res_model].with_context(active_test=False)
        if not model.has_access("read"):
            return []
        found = Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                "%s IN (%s)", SQL.identifier(alias, "id"), ids
            )
        )
        records = model.search(found, limit=SAMPLE, order="id desc")
        return [{"id": record.id, "name": record.display_name} for record in records]
