# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

#: One pass over the owned customers and their statistics, one over what is open; a row
#: for each account manager, and for each member of a sales team who has no customer yet.
QUERY = """
    WITH held AS (
        SELECT p.user_id, c.id AS company_id, count(*) AS customers,
            count(*) FILTER (WHERE p.is_company IS TRUE) AS companies,
            count(*) FILTER (WHERE p.is_company IS NOT TRUE) AS persons,
            count(*) FILTER (WHERE s.next_step_at IS NOT NULL) AS with_step,
            count(*) FILTER (WHERE s.next_step_at < %(now)s) AS late,
            count(*) FILTER (WHERE s.contact_due_at <= %(today)s) AS silent,
            count(*) FILTER (WHERE s.health_band = 'poor') AS poor,
            COALESCE(sum(s.revenue_365), 0) AS revenue,
            COALESCE(sum(s.margin), 0) AS margin,
            COALESCE(sum(s.profit), 0) AS profit,
            COALESCE(sum(s.expected_revenue), 0) AS expected
          FROM res_partner p
          JOIN res_company c ON COALESCE(p.company_id, c.id) = c.id
           AND c.id = ANY(%(companies)s)
          LEFT JOIN crm_partner_stat s ON s.partner_id = p.id AND s.company_id = c.id
         WHERE p.user_id IS NOT NULL AND p.active IS TRUE
           AND p.commercial_partner_id = p.id
         GROUP BY 1, 2),
    leads AS (
        SELECT l.user_id, l.company_id, count(*) AS leads FROM crm_lead l
         WHERE l.active IS TRUE AND l.won_status = 'pending' AND l.user_id IS NOT NULL
         GROUP BY 1, 2),
    planned AS (
        SELECT a.user_id, count(*) AS activities,
            count(*) FILTER (WHERE a.date_deadline < %(today)s) AS late_activities
          FROM mail_activity a WHERE a.active IS TRUE AND a.user_id IS NOT NULL
         GROUP BY 1),
    people AS (
        SELECT user_id, company_id FROM held
         UNION
        SELECT m.user_id, r.cid FROM crm_team_member m
          JOIN res_company_users_rel r ON r.user_id = m.user_id
         WHERE m.active IS TRUE AND r.cid = ANY(%(companies)s)),
    rows AS (
        SELECT i.*, u.sale_team_id AS team_id,
            COALESCE(NULLIF(u.portfolio_capacity, 0), c.portfolio_capacity, 0) AS capacity,
            COALESCE(h.customers, 0) AS customers, COALESCE(h.companies, 0) AS companies,
            COALESCE(h.persons, 0) AS persons, COALESCE(h.with_step, 0) AS with_step,
            COALESCE(h.late, 0) AS late, COALESCE(h.silent, 0) AS silent,
            COALESCE(h.poor, 0) AS poor, COALESCE(h.revenue, 0) AS revenue,
            COALESCE(h.margin, 0) AS margin, COALESCE(h.profit, 0) AS profit,
            COALESCE(h.expected, 0) AS expected,
            (SELECT COALESCE(sum(l.leads), 0) FROM leads l WHERE l.user_id = i.user_id
                AND COALESCE(l.company_id, i.company_id) = i.company_id)::int AS leads,
            COALESCE(a.activities, 0) AS activities,
            COALESCE(a.late_activities, 0) AS late_activities
          FROM people i JOIN res_users u ON u.id = i.user_id
          JOIN res_company c ON c.id = i.company_id
          LEFT JOIN held h ON h.user_id = i.user_id AND h.company_id = i.company_id
          LEFT JOIN planned a ON a.user_id = i.user_id)
    SELECT r.user_id::bigint * 10000 + r.company_id AS id, r.*,
        r.customers - r.with_step AS without_step,
        100.0 * r.customers / NULLIF(r.capacity, 0) AS load_share,
        100.0 * r.with_step / NULLIF(r.customers, 0) AS coverage,
        CASE WHEN r.customers > r.capacity THEN 'over'
             WHEN 2 * r.customers >= r.capacity THEN 'full' ELSE 'room' END AS load_state,
        CASE WHEN r.customers = 0 THEN NULL
             WHEN r.persons >= 0.7 * r.customers THEN 'persons'
             WHEN r.companies >= 0.7 * r.customers THEN 'companies'
             ELSE 'both' END AS specialisation
      FROM rows r
"""


class CrmPortfolio(models.Model):
    """What an account manager looks after in a company, as it is now.

    Read from the customers' statistics when it is asked for. Salespeople see their own
    row, team leaders those of their teams, sales managers all.
    """

    _name = "crm.portfolio"
    _description = "Portfolio"
    _auto = False
    _order = "customers desc, id"
    _rec_name = "user_id"
    _depends = {
        "res.partner": ["user_id", "active", "is_company", "company_id"],
        "crm.partner.stat": ["next_step_at", "revenue_365", "margin", "profit"],
        "crm.lead": ["user_id", "active", "won_status", "company_id"],
        "mail.activity": ["user_id", "active", "date_deadline"],
        "crm.team.member": ["user_id", "active"],
        "res.users": ["portfolio_capacity", "sale_team_id"],
        "res.company": ["portfolio_capacity"],
    }

    user_id = fields.Many2one("res.users", string="Account manager", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    team_id = fields.Many2one("crm.team", string="Sales team", readonly=True)
    customers = fields.Integer(readonly=True)
    persons = fields.Integer(readonly=True)
    companies = fields.Integer(readonly=True)
    specialisation = fields.Selection(
        [("persons", "Persons"), ("companies", "Companies"), ("both", "Both")],
        readonly=True,
        help="What at least seven in ten of the customers are.",
    )
    capacity = fields.Integer(
        readonly=True, help="Customers one person can look after."
    )
    load_share = fields.Float(
        string="Load", readonly=True, aggregator="avg", digits=(16, 0),
        help="Customers in percent of the capacity.",
    )  # fmt: skip
    load_state = fields.Selection(
        [("room", "Has room"), ("full", "Well filled"), ("over", "Too many")],
        string="Has room",
        readonly=True,
    )
    with_step = fields.Integer(string="With a next step", readonly=True)
    without_step = fields.Integer(string="Without a next step", readonly=True)
    coverage = fields.Float(
        string="Next-step coverage", readonly=True, aggregator="avg", digits=(16, 0),
        help="Customers who have a next step, in percent.",
    )  # fmt: skip
    late = fields.Integer(string="Next step overdue", readonly=True)
    silent = fields.Integer(
        string="Contact due",
        readonly=True,
        help="Customers nobody has spoken with for longer than their tier allows.",
    )
    poor = fields.Integer(string="In poor health", readonly=True)
    leads = fields.Integer(string="Open leads", readonly=True)
    activities = fields.Integer(
        readonly=True, help="Planned, in all companies and of all kinds."
    )
    late_activities = fields.Integer(string="Activities overdue", readonly=True)
    revenue = fields.Monetary(string="Revenue of a year", readonly=True)
    margin = fields.Monetary(string="Margin of a year", readonly=True)
    profit = fields.Monetary(string="Profit of a year", readonly=True)
    expected = fields.Monetary(
        string="Revenue expected", readonly=True, help="Within 90 days."
    )
    tiers = fields.Char(compute="_compute_tiers")

    @property
    def _table_query(self):
        return SQL(
            QUERY,
            companies=self.env.companies.ids,
            now=SQL("%s::timestamp", fields.Datetime.now()),
            today=SQL("%s::date", fields.Date.context_today(self)),
        )

    @api.depends_context("uid", "lang")
    @api.depends("user_id", "company_id")
    def _compute_tiers(self):
        """Count the customers of each tier, those the user may see, by one query."""
        found = {}
        rows = self.env["crm.partner.stat"]._read_group(
            Domain("partner_id.user_id", "in", self.user_id.ids)
            & Domain("partner_id.active", "=", True)
            & Domain("tier_id", "!=", False)
            & Domain("company_id", "in", self.company_id.ids),
            ["partner_id.user_id", "company_id", "tier_id"],
            ["__count"],
        )
        for user, company, tier, count in sorted(rows, key=lambda row: row[2].sequence):
            found.setdefault((user, company), []).append(f"{tier.name} {count}")
        for row in self:
            row.tiers = " · ".join(found.get((row.user_id, row.company_id), ()))

    # ------------------------------------------------------------
    # Each figure opens what it counts
    # ------------------------------------------------------------

    def action_open(self):
        """Open what a figure counts; the context says which."""
        self.ensure_one()
        opened = self._opened().get(self.env.context.get("portfolio_figure"))
        if not opened:
            raise UserError(self.env._("Portfolio: there is no such figure."))
        xmlid, domain = opened
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        action.update(domain=domain, context={})
        return action

    def _opened(self):
        """Return ``{figure: (action, domain)}``."""
        customers = "crm_relationship.crm_partner_stat_action"
        mine = [
            ("partner_id.user_id", "=", self.user_id.id),
            ("partner_id.active", "=", True),
            ("company_id", "=", self.company_id.id),
        ]
        today = fields.Date.to_string(fields.Date.context_today(self))
        now = fields.Datetime.to_string(fields.Datetime.now())
        return {
            "customers": (
                "crm_relationship.crm_portfolio_action_customers",
                [
                    ("user_id", "=", self.user_id.id),
                    ("company_id", "in", [False, self.company_id.id]),
                    *("|", ("is_company", "=", True), ("parent_id", "=", False)),
                ],
            ),
            "stats": (customers, mine),
            "silent": (customers, [*mine, ("contact_due_at", "<=", today)]),
            "late": (customers, [*mine, ("next_step_at", "<", now)]),
            "without_step": (
                "crm_relationship.crm_portfolio_action_customers",
                [
                    ("user_id", "=", self.user_id.id),
                    ("company_id", "in", [False, self.company_id.id]),
                    *("|", ("is_company", "=", True), ("parent_id", "=", False)),
                    ("relation_next_step_at", "=", False),
                ],
            ),
            "poor": (customers, [*mine, ("health_band", "=", "poor")]),
            "leads": (
                "crm.crm_lead_action_pipeline",
                [
                    ("user_id", "=", self.user_id.id),
                    ("won_status", "=", "pending"),
                    ("company_id", "in", [False, self.company_id.id]),
                ],
            ),
            "activities": (
                "mail.mail_activity_action",
                [("user_id", "=", self.user_id.id)],
            ),
            "profit": (
                "crm_relationship.crm_profit_report_action",
                [
                    ("partner_id.user_id", "=", self.user_id.id),
                    ("company_id", "=", self.company_id.id),
                    ("day", ">", "today -365d"),
                ],
            ),
        }
