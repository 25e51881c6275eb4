# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

PLATFORMS = [
    ("facebook", "Facebook"),
    ("google", "Google Ads"),
    ("tiktok", "TikTok"),
    ("zalo", "Zalo"),
    ("mailchimp", "Mailchimp"),
    ("fixed", "Fixed cost"),
]
#: utm.source and utm.medium that a platform's spend belongs to unless said otherwise.
SOURCES = {
    "facebook": ("utm.utm_source_facebook", "utm.utm_medium_facebook"),
    "mailchimp": ("", "utm.utm_medium_email"),
    "google": ("utm.utm_source_search_engine", "utm.utm_medium_google_adwords"),
}


class CrmAdCampaign(models.Model):
    """A campaign, or ad, of an advertising platform, and what it is called here.

    Rows appear with the first import of their spend, matched by name; what was not
    matched is mapped by hand once and stays.
    """

    _name = "crm.ad.campaign"
    _description = "Ad Campaign"
    _order = "platform, name, id"

    name = fields.Char(required=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    platform = fields.Selection(PLATFORMS, required=True)
    account = fields.Char(help="The advertising account.")
    ext_id = fields.Char(string="Id there", required=True)
    level = fields.Selection(
        [("campaign", "Campaign"), ("ad", "Ad")], required=True, default="campaign"
    )
    source_id = fields.Many2one("utm.source", ondelete="restrict", index=True)
    medium_id = fields.Many2one("utm.medium", ondelete="restrict")
    campaign_id = fields.Many2one(
        "utm.campaign",
        ondelete="restrict",
        index="btree_not_null",
        help="The campaign its cost is counted for.",
    )
    journey_id = fields.Many2one("crm.journey", ondelete="set null")
    is_matched = fields.Boolean(compute="_compute_is_matched", store=True)
    spend_ids = fields.One2many("crm.ad.spend", "ad_campaign_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(string="Spent", compute="_compute_amount")

    _ext_uniq = models.UniqueIndex(
        "(company_id, platform, COALESCE(account, ''), ext_id)",
        "This campaign of the platform is known already.",
    )

    @api.depends("campaign_id")
    def _compute_is_matched(self):
        for row in self:
            row.is_matched = bool(row.campaign_id)

    @api.depends("spend_ids.amount")
    def _compute_amount(self):
        groups = self.env["crm.ad.spend"]._read_group(
            [("ad_campaign_id", "in", self.ids)], ["ad_campaign_id"], ["amount:sum"]
        )
        spent = {campaign.id: amount for campaign, amount in groups}
        for row in self:
            row.amount = spent.get(row.id, 0.0)

    def action_open_spend(self):
        """Open the spend of this campaign."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "crm.ad.spend",
            "views": [[False, "list"], [False, "pivot"], [False, "form"]],
            "domain": [("ad_campaign_id", "=", self.id)],
        }

    # ------------------------------------------------------------
    # Import
    # ------------------------------------------------------------

    @api.model
    def _ensure(self, company, platform, known):
        """Make the campaigns that are new, match those not matched by name.

        :param known: {(account, ext id): (name, level)}
        :return: {(account, ext id): id}
        """
        if not known:
            return {}
        source, medium = self._platform_utm(platform)
        keys, values = zip(*known.items(), strict=True)
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO crm_ad_campaign (company_id, platform, account, ext_id, name,
                    level, source_id, medium_id, is_matched,
                    create_uid, write_uid, create_date, write_date)
                SELECT %(company)s, %(platform)s, new.account, new.ext_id,
                    COALESCE(NULLIF(new.name, ''), new.ext_id), new.level, %(source)s,
                    %(medium)s, FALSE, %(user)s, %(user)s,
                    NOW() AT TIME ZONE 'UTC', NOW() AT TIME ZONE 'UTC'
                FROM UNNEST(%(accounts)s::text[], %(ext_ids)s::text[],
                    %(names)s::text[], %(levels)s::text[])
                    AS new (account, ext_id, name, level)
                ON CONFLICT DO NOTHING
                """,
                company=company.id,
                platform=platform,
                source=source.id or None,
                medium=medium.id or None,
                user=self.env.uid,
                accounts=[account for account, _ext in keys],
                ext_ids=[ext for _account, ext in keys],
                names=[name for name, _level in values],
                levels=[level for _name, level in values],
            )
        )
        self.invalidate_model()
        rows = self.search(
            [
                ("company_id", "=", company.id),
                ("platform", "=", platform),
                ("ext_id", "in", [ext for _account, ext in keys]),
            ]
        )
        rows._match_by_name()
        return {(row.account or "", row.ext_id): row.id for row in rows}

    @api.model
    def _platform_utm(self, platform):
        """Return the source and the medium of a platform."""
        source, medium = SOURCES.get(platform, ("", ""))
        return (self.env.ref(source, False) if source else None) or self.env[
            "utm.source"
        ], (self.env.ref(medium, False) if medium else None) or self.env["utm.medium"]

    def _match_by_name(self):
        """Map what is not mapped to the campaign of the same name or title."""
        open_rows = self.filtered(lambda row: not row.campaign_id)
        if not open_rows:
            return
        # sudo: names only; a marketer may read every campaign
        campaigns = self.env["utm.campaign"].sudo().with_context(active_test=False)
        by_name = {}
        for campaign in campaigns.search([], order="id desc", limit=10_000):
            for name in (campaign.name, campaign.title):
                by_name[(name or "").strip().casefold()] = campaign
        for row in open_rows:
            found = by_name.get(row.name.strip().casefold())
            if found:
                row.campaign_id = found.id

    def action_match_by_name(self):
        """Try the names again, after campaigns were made."""
        self._match_by_name()
        return True
