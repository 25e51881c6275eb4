# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL

from .crm_conversion_facts import FACTS

COLUMNS = SQL("partner_id, lead_id, at, amount, margin, currency_id, company_id")


class CrmConversion(models.Model):
    """Conversions from documents, company by company."""

    _inherit = "crm.conversion"

    @api.model
    def _rebuild(self, company):
        """Bring the conversions of a company in line with its documents.

        A row that is right is not written; one whose document does not count any more
        goes, and its credits with it.

        :return: how many rows were written, how many went
        """
        self.env.flush_all()
        facts = self._facts(company)
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_conversion AS old (kind, res_model, res_id, %(columns)s)
                SELECT %(kind)s, f.res_model, f.res_id, f.partner_id, f.lead_id, f.at,
                    f.amount, f.margin, %(currency)s, %(company)s
                FROM (%(facts)s) f
                ON CONFLICT (kind, res_model, res_id) DO UPDATE
                SET (%(columns)s) = ROW (EXCLUDED.partner_id, EXCLUDED.lead_id,
                    EXCLUDED.at, EXCLUDED.amount, EXCLUDED.margin,
                    EXCLUDED.currency_id, EXCLUDED.company_id)
                WHERE (old.partner_id, old.lead_id, old.at, old.amount, old.margin,
                    old.currency_id, old.company_id)
                    IS DISTINCT FROM (EXCLUDED.partner_id, EXCLUDED.lead_id,
                    EXCLUDED.at, EXCLUDED.amount, EXCLUDED.margin,
                    EXCLUDED.currency_id, EXCLUDED.company_id)
                """,
                columns=COLUMNS,
                kind=company.attribution_basis,
                currency=company.currency_id.id,
                company=company.id,
                facts=facts,
            )
        )
        written = self.env.cr.rowcount
        gone = self._forget(company, facts)
        self._mark_first(company)
        self.invalidate_model()
        return written, gone

    @api.model
    def _facts(self, company):
        """Return the SELECT of what counts for a company."""
        basis = company.attribution_basis
        return SQL(
            FACTS[basis],
            company=company.id,
            digits=company.currency_id.decimal_places,
            only_paid=basis == "paid",
        )

    @api.model
    def _forget(self, company, facts):
        """Delete the conversions of documents that do not count; return how many."""
        self.env.cr.execute(
            SQL(
                """
                WITH gone AS (
                    DELETE FROM crm_conversion c
                    WHERE c.company_id = %s AND (c.kind <> %s OR NOT EXISTS (
                        SELECT FROM (%s) f
                        WHERE f.res_model = c.res_model AND f.res_id = c.res_id
                    )) RETURNING c.id
                ), credit AS (
                    DELETE FROM crm_attribution a USING gone
                    WHERE a.conversion_id = gone.id
                )
                SELECT COUNT(*) FROM gone
                """,
                company.id,
                company.attribution_basis,
                facts,
            )
        )
        self.env["crm.attribution"].invalidate_model()
        return self.env.cr.fetchone()[0]

    @api.model
    def _mark_first(self, company):
        """Say which conversion made somebody a customer."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_conversion c SET is_first = ranked.is_first
                FROM (
                    SELECT id, ROW_NUMBER() OVER (
                        PARTITION BY COALESCE(partner_id, -lead_id)
                        ORDER BY at, id
                    ) = 1 AS is_first
                    FROM crm_conversion
                    WHERE company_id = %s AND amount >= 0
                ) ranked
                WHERE ranked.id = c.id AND ranked.is_first IS DISTINCT FROM c.is_first
                """,
                company.id,
            )
        )
