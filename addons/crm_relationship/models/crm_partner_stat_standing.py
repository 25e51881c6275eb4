# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import UTC
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.arrays import array_text

LIFECYCLE = [
    ("contact", "Contact"),
    ("lead", "Lead"),
    ("first", "First order"),
    ("repeat", "Repeat"),
    ("loyal", "Loyal"),
    ("lapsing", "Lapsing"),
    ("lost", "Lost"),
]
HEALTH_BANDS = [("good", "Good"), ("fair", "Fair"), ("poor", "Poor")]
#: Days that forecasts look ahead, and trends look back.
PERIOD_DAYS = 90
INSIGHT_BATCH = 5000


class CrmPartnerStat(models.Model):
    """Where a customer stands: stage of life, forecast, tier and health.

    In three steps, because each rests on the one before: what was bought and what
    follows from it (crm_partner_stat_purchases.py), the tier by its rules
    (crm_partner_stat_tier.py), the health (crm_partner_stat_health.py); insights rest on
    all of them. Done for the customers something happened to, and for all of them every
    night.
    """

    _inherit = "crm.partner.stat"

    first_order_at = fields.Datetime(string="First order on", readonly=True)
    order_gap = fields.Float(
        string="Days between orders",
        readonly=True,
        aggregator="avg",
        digits=(16, 1),
        help="The customer's own rhythm, or that of all customers while there is none.",
    )
    revenue_365 = fields.Monetary(string="Revenue of a year", readonly=True)
    lifecycle = fields.Selection(
        LIFECYCLE,
        string="Stage of life",
        readonly=True,
        help="Lapsing and lost: silent for much longer than the customer's own rhythm.",
    )
    expected_next_order_at = fields.Datetime(
        string="Next order expected",
        readonly=True,
        help="The last order and the customer's rhythm.",
    )
    expected_orders = fields.Float(
        string="Orders expected",
        readonly=True,
        digits=(16, 2),
        help="Within 90 days: by the purchases of all customers (BG/NBD) where there "
        "are enough of them, else by the customer's rhythm.",
    )
    expected_revenue = fields.Monetary(
        string="Revenue expected", readonly=True, help="Within 90 days."
    )
    churn_risk = fields.Float(
        string="Risk of leaving",
        readonly=True,
        aggregator="avg",
        help="The chance that the customer has left for good.",
    )
    tier_id = fields.Many2one(
        "crm.customer.tier",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    tier_since = fields.Datetime(string="In the tier since", readonly=True)
    contact_due_at = fields.Date(
        string="Contact due",
        readonly=True,
        help="When the tier obliges us to speak with the customer again. A step that "
        "is planned later postpones it.",
    )
    health_score = fields.Integer(string="Health", readonly=True, aggregator="avg")
    health_band = fields.Selection(
        HEALTH_BANDS,
        string="Health band",
        readonly=True,
    )
    health_detail = fields.Json(readonly=True)
    health_reasons = fields.Text(compute="_compute_health_reasons")

    _contact_due_idx = models.Index("(contact_due_at) WHERE contact_due_at IS NOT NULL")
    # What the dashboards count
    _first_order_idx = models.Index("(first_order_at) WHERE first_order_at IS NOT NULL")
    _at_risk_idx = models.Index(
        "(company_id, partner_id) WHERE health_band = 'poor' OR lifecycle = 'lapsing'"
    )

    @api.model
    def _refresh_standings(self, pairs):
        """Compute anew where (customer id, company id) pairs stand."""
        customers = {}
        for partner, company in pairs:
            customers.setdefault(company, []).append(partner)
        for company in self.env["res.company"].browse(sorted(customers)).exists():
            self._refresh_standing(company, customers[company.id])

    @api.model
    def _refresh_standing(self, company, partner_ids, now=None, is_night=False):
        """Compute anew where customers of a company stand.

        :param is_night: keep what their health is today
        """
        now = now or fields.Datetime.now()
        self.env.flush_all()
        self._prepare_bulk()
        # in a fixed order: two jobs that share customers wait, and never deadlock
        self.env.execute_query(
            SQL(
                "SELECT id FROM crm_partner_stat WHERE company_id = %s"
                " AND partner_id = ANY(%s::int[]) ORDER BY partner_id FOR NO KEY UPDATE",
                company.id,
                array_text(partner_ids),
            )
        )
        self._refresh_purchases(company, partner_ids, now)
        self._refresh_profit(company, partner_ids, now)
        self._refresh_tier(company, partner_ids, now)
        self._refresh_health(company, partner_ids, now)
        if is_night:
            self._keep_health(company, partner_ids, now)
        self.invalidate_model()
        # fewer at a time: its parts are joined in loops once there are very many
        for start in range(0, len(partner_ids), INSIGHT_BATCH):
            some = partner_ids[start : start + INSIGHT_BATCH]
            self.env["crm.insight"]._refresh(company, some, now)

    def _standing(self):
        """Return where a customer stands, in the user's language, for the brief."""
        self.ensure_one()
        labels = {
            name: dict(self._fields[name]._description_selection(self.env))
            for name in ("lifecycle", "rfm_segment")
        }
        return {
            "tier": self.tier_id.sudo().name or False,  # sudo: a name
            "tier_color": self.tier_id.sudo().color,
            "lifecycle": labels["lifecycle"].get(self.lifecycle, False),
            "segment": labels["rfm_segment"].get(self.rfm_segment, False),
            "health": self.health_score if self.health_band else False,
            "band": self.health_band,
            "reasons": [
                line for line in self._health_lines() if line["score"] is not None
            ],
            "next_order": fields.Datetime.to_string(self.expected_next_order_at)
            or False,
            "contact_due": fields.Date.to_string(self.contact_due_at) or False,
        }

    @api.model
    def _company_day(self, company, now):
        """Return the day that it is for a company."""
        # sudo: where a company is, is no secret
        zone = ZoneInfo(company.sudo().partner_id.tz or "UTC")
        return now.replace(tzinfo=UTC).astimezone(zone).date()

    @api.model
    def _store_standing(self, types, rows, now):
        """Write columns of many rows by one statement; equal rows are left alone.

        A changed stage of life is kept with its day.

        :param types: ``{column: SQL type}``, `id` first
        :param rows: a tuple of these for each row
        """
        if not rows:
            return
        names = [name for name in types if name != "id"]
        arrays = [
            SQL("%s::%s[]", list(values), SQL(kind if kind != "jsonb" else "text"))
            for values, kind in zip(
                zip(*rows, strict=True), types.values(), strict=True
            )
        ]
        new = [
            SQL("new.%s::%s", SQL.identifier(name), SQL(types[name])) for name in names
        ]
        self.env.execute_query(
            SQL(
                "WITH new AS (SELECT * FROM unnest(%(arrays)s) AS n(%(all)s)),"
                " old AS (SELECT s.* FROM crm_partner_stat s JOIN new USING (id)),"
                " changed AS (UPDATE crm_partner_stat s SET"
                " (%(names)s, write_date) = (%(new)s, %(now)s::timestamp) FROM new"
                " WHERE s.id = new.id AND (%(current)s) IS DISTINCT FROM (%(new)s)"
                " RETURNING s.id, s.lifecycle)"
                " INSERT INTO crm_partner_change (partner_id, company_id, kind,"
                " changed_at, old_value, value)"
                " SELECT old.partner_id, old.company_id, 'lifecycle', %(now)s,"
                " old.lifecycle, changed.lifecycle FROM changed JOIN old USING (id)"
                " WHERE old.lifecycle <> changed.lifecycle RETURNING id",
                arrays=SQL(", ").join(arrays),
                all=SQL(", ").join(map(SQL.identifier, types)),
                names=SQL(", ").join(map(SQL.identifier, names)),
                new=SQL(", ").join(new),
                current=SQL(", ").join(SQL.identifier("s", name) for name in names),
                now=now,
            )
        )
