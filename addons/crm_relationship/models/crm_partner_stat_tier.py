# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL

from ..tools.arrays import array_text

#: Whom a person put into a tier stays there until the date; who no longer meets the
#: conditions of a tier stays for its least number of days before falling lower.
STORE = """
    WITH judged AS (
        SELECT s.id, s.partner_id, s.tier_id AS old, s.tier_since AS since,
            given.tier_id AS given, %(rules)s AS rule
          FROM crm_partner_stat s
          LEFT JOIN LATERAL (
            SELECT c.tier_id, c.until FROM crm_partner_change c
             WHERE c.partner_id = s.partner_id AND c.company_id = s.company_id
               AND c.kind = 'tier' AND c.until IS NOT NULL
             ORDER BY c.id DESC LIMIT 1) given ON given.until >= %(today)s
         WHERE s.company_id = %(company)s AND s.partner_id = ANY(%(partners)s::int[])),
    decided AS (
        SELECT j.id, j.partner_id, j.old, j.given, CASE
            WHEN j.given IS NOT NULL THEN j.given
            WHEN o.id IS NOT NULL AND j.since + o.stay_days * interval '1 day' > %(now)s
                AND COALESCE(array_position(%(tiers)s, j.rule), 1000000)
                    > array_position(%(tiers)s, o.id)
            THEN o.id ELSE j.rule END AS new
          FROM judged j
          LEFT JOIN crm_customer_tier o ON o.id = j.old AND o.active IS TRUE),
    changed AS (
        UPDATE crm_partner_stat s
           SET tier_id = d.new, tier_since = %(now)s, write_date = %(now)s
          FROM decided d WHERE d.id = s.id AND d.old IS DISTINCT FROM d.new
        RETURNING s.id)
    INSERT INTO crm_partner_change
        (partner_id, company_id, kind, changed_at, old_tier_id, tier_id)
    SELECT d.partner_id, %(company)s, 'tier', %(now)s, d.old, d.new
      FROM decided d JOIN changed USING (id)
     WHERE d.new IS DISTINCT FROM d.given RETURNING id
"""


class CrmPartnerStat(models.Model):
    """Tiers by their rules, in one statement."""

    _inherit = "crm.partner.stat"

    @api.model
    def _refresh_tier(self, company, partner_ids, now):
        """Give customers the first tier whose conditions they meet."""
        # sudo: rules hold for all customers, whoever changed one
        tiers = (
            self.env["crm.customer.tier"]
            .sudo()
            .search([("company_id", "in", [False, company.id])])
        )
        self.env.execute_query(
            SQL(
                STORE,
                rules=self._sql_tier(tiers),
                tiers=SQL("%s::int[]", tiers.ids),
                company=company.id,
                partners=array_text(partner_ids),
                today=self._company_day(company, now),
                now=SQL("%s::timestamp", now),
            )
        )

    def _sql_tier(self, tiers):
        if not tiers:
            return SQL("NULL::int")
        # sudo: conditions may ask for what the one who changed something may not read
        stats = self.sudo()
        return SQL(
            "CASE %s END",
            SQL(" ").join(
                SQL(
                    "WHEN s.id IN %s THEN %s",
                    stats._search(tier._stat_domain()).subselect(),
                    tier.id,
                )
                for tier in tiers
            ),
        )
