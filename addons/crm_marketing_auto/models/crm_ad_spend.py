# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import uuid

from odoo import api, fields, models
from odoo.tools import SQL

from .crm_ad_campaign import PLATFORMS


class CrmAdSpend(models.Model):
    """What a campaign of a platform cost on one day, and what a fixed cost was.

    The currency of the account is kept; `amount` is in that of the company, by the rate
    of the day. (company, platform, account, campaign, day) is unique: a file that comes
    twice changes nothing, a corrected one corrects.
    """

    _name = "crm.ad.spend"
    _description = "Ad Spend"
    _order = "day desc, id desc"
    _rec_name = "campaign_name"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    platform = fields.Selection(PLATFORMS, required=True, default="fixed")
    account = fields.Char()
    campaign_ext_id = fields.Char(
        string="Campaign id there",
        required=True,
        copy=False,
        default=lambda self: uuid.uuid4().hex,
    )
    campaign_name = fields.Char(string="Name", required=True)
    ad_campaign_id = fields.Many2one(
        "crm.ad.campaign",
        string="Ad campaign",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
    )
    day = fields.Date(required=True, default=fields.Date.context_today, index=True)
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id
    )
    cost = fields.Monetary(required=True)
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company currency"
    )
    amount = fields.Monetary(
        string="Cost in company currency",
        currency_field="company_currency_id",
        compute="_compute_amount",
        store=True,
    )
    impressions = fields.Integer()
    clicks = fields.Integer()
    source_id = fields.Many2one(
        "utm.source", compute="_compute_utm", store=True, readonly=False
    )
    medium_id = fields.Many2one(
        "utm.medium", compute="_compute_utm", store=True, readonly=False
    )
    campaign_id = fields.Many2one(
        "utm.campaign", compute="_compute_utm", store=True, readonly=False
    )
    journey_id = fields.Many2one(
        "crm.journey", compute="_compute_utm", store=True, readonly=False
    )
    import_id = fields.Many2one(
        "crm.ad.spend.import",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )

    _key_uniq = models.UniqueIndex(
        "(company_id, platform, COALESCE(account, ''), campaign_ext_id, day)",
        "The cost of this campaign on this day is known already: correct that one.",
    )
    _cost_check = models.Constraint("CHECK (cost >= 0)", "A cost is not negative.")

    @api.depends("cost", "currency_id", "company_id", "day")
    def _compute_amount(self):
        for spend in self:
            company = spend.company_id
            spend.amount = spend.currency_id._convert(
                spend.cost, company.currency_id, company, spend.day
            )

    @api.depends(
        "ad_campaign_id.source_id",
        "ad_campaign_id.medium_id",
        "ad_campaign_id.campaign_id",
        "ad_campaign_id.journey_id",
    )
    def _compute_utm(self):
        for spend in self.filtered("ad_campaign_id"):
            ad = spend.ad_campaign_id
            spend.source_id, spend.medium_id = ad.source_id, ad.medium_id
            spend.campaign_id, spend.journey_id = ad.campaign_id, ad.journey_id

    # ------------------------------------------------------------
    # Import
    # ------------------------------------------------------------

    @api.model
    def _load(self, company, platform, spends, currency, run=None):
        """Insert what is new and correct what differs, in one statement.

        :param spends: `Spend`s of tools/spend_file.py
        :return: how many are new, corrected, the same
        """
        if not spends:
            return 0, 0, 0
        ads = self.env["crm.ad.campaign"]._ensure(
            company,
            platform,
            {(s.account, s.campaign): (s.name, s.level) for s in spends},
        )
        self.env.flush_all()
        rates = self._rates(company, currency, {spend.day for spend in spends})
        rows = [self._row(spend, ads, rates, company) for spend in spends]
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_ad_spend AS old (company_id, platform, currency_id,
                    import_id, create_uid, write_uid, create_date, write_date,
                    account, campaign_ext_id, campaign_name, ad_campaign_id, day, cost,
                    amount, impressions, clicks, source_id, medium_id, campaign_id,
                    journey_id)
                SELECT %(company)s, %(platform)s, %(currency)s, %(run)s, %(user)s,
                    %(user)s, NOW() AT TIME ZONE 'UTC', NOW() AT TIME ZONE 'UTC',
                    new.account, new.ext_id, new.name, new.ad, new.day, new.cost,
                    new.amount, new.impressions, new.clicks, ad.source_id,
                    ad.medium_id, ad.campaign_id, ad.journey_id
                FROM (VALUES %(rows)s) AS new (account, ext_id, name, ad, day, cost,
                    amount, impressions, clicks)
                JOIN crm_ad_campaign ad ON ad.id = new.ad
                ON CONFLICT (company_id, platform, COALESCE(account, ''),
                    campaign_ext_id, day)
                DO UPDATE SET cost = EXCLUDED.cost, amount = EXCLUDED.amount,
                    currency_id = EXCLUDED.currency_id,
                    impressions = EXCLUDED.impressions, clicks = EXCLUDED.clicks,
                    import_id = EXCLUDED.import_id, write_uid = EXCLUDED.write_uid,
                    write_date = EXCLUDED.write_date
                WHERE (old.cost, old.currency_id, old.impressions, old.clicks)
                    IS DISTINCT FROM (EXCLUDED.cost, EXCLUDED.currency_id,
                    EXCLUDED.impressions, EXCLUDED.clicks)
                RETURNING xmax = 0
                """,
                company=company.id,
                platform=platform,
                currency=currency.id,
                run=run and run.id,
                user=self.env.uid,
                rows=SQL(", ").join(rows),
            )
        )
        written = [is_new for (is_new,) in self.env.cr.fetchall()]
        self.env.invalidate_all(flush=False)
        new = sum(written)
        return new, len(written) - new, len(spends) - len(written)

    @api.model
    def _rates(self, company, currency, days):
        """Return what one unit of a currency was worth to a company on each day."""
        convert = self.env["res.currency"]._get_conversion_rate
        return {
            day: convert(currency, company.currency_id, company, day) for day in days
        }

    @api.model
    def _row(self, spend, ads, rates, company):
        ad = ads[spend.account, spend.campaign]
        cost = float(spend.cost)
        return SQL(
            "(%s, %s, %s, %s::int, %s::date, %s::numeric, %s::numeric, %s::int, %s::int)",
            spend.account,
            spend.campaign,
            spend.name or spend.campaign,
            ad,
            spend.day,
            cost,
            company.currency_id.round(cost * rates[spend.day]),
            spend.impressions,
            spend.clicks,
        )
