# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL


class CrmPartnerStat(models.Model):
    """What follows from the interactions with a customer, for one company.

    Derived data: every value can be computed again from the log, the planned
    activities and the calendar, and is, set-based. One row per customer (commercial
    partner) and company. Kept off the contact itself, which would otherwise be
    written at every contact and could be read by portal users.
    """

    _name = "crm.partner.stat"
    _description = "Customer Statistics"
    _order = "last_touch_at desc, id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )
    owner_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    last_in_at = fields.Datetime(string="Last from customer", readonly=True)
    last_out_at = fields.Datetime(string="Last to customer", readonly=True)
    last_auto_at = fields.Datetime(string="Last automatic message", readonly=True)
    last_meeting_at = fields.Datetime(string="Last meeting", readonly=True)
    last_touch_at = fields.Datetime(
        string="Last contact",
        readonly=True,
        help="The last human contact in either direction. Automatic messages, "
        "documents and meetings to come do not count.",
    )
    last_touch_user_id = fields.Many2one(
        "res.users", string="Last contact by", readonly=True, ondelete="set null"
    )
    next_step_at = fields.Datetime(string="Next step", readonly=True)
    next_step_summary = fields.Char(readonly=True)
    count_30 = fields.Integer(string="Contacts in 30 days", readonly=True)
    count_90 = fields.Integer(string="Contacts in 90 days", readonly=True)
    count_365 = fields.Integer(string="Contacts in a year", readonly=True)
    waiting_reply = fields.Boolean(
        string="Waiting for our reply",
        readonly=True,
        help="The customer wrote or called last.",
    )

    _partner_company_uniq = models.Constraint(
        "UNIQUE (partner_id, company_id)", "A customer has one row per company."
    )
    _last_touch_idx = models.Index("(last_touch_at DESC, id DESC)")
    _next_step_idx = models.Index("(next_step_at) WHERE next_step_at IS NOT NULL")
    # Few customers wait: queues and dashboards find them without reading all
    _waiting_idx = models.Index("(partner_id, company_id) WHERE waiting_reply IS TRUE")

    def init(self):
        """Leave room beside the rows: most are written again, and no index changes."""
        self.env.cr.execute("ALTER TABLE crm_partner_stat SET (fillfactor = 50)")
        return super().init()

    def action_open_customer(self):
        """Open the customer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "views": [(False, "form")],
        }

    # ------------------------------------------------------------
    # What is out of date
    # ------------------------------------------------------------

    @api.model
    def _select_stale(self, documents, pairs):
        """Return a SELECT of the stale (partner_id, company_id), or None.

        :param documents: ``{model name: ids}`` of customer documents
        :param pairs: set of (commercial partner id, company id)
        """
        selects = [
            SQL(
                "SELECT p.commercial_partner_id, c.id FROM (%s) d"
                " LEFT JOIN crm_lead l ON l.id = d.lead_id"
                " JOIN res_partner p ON p.id = COALESCE(d.partner_id, l.partner_id)"
                # a document of no company is a step for each that knows the customer
                " JOIN LATERAL (SELECT COALESCE(d.company_id, %s) AS id"
                " UNION SELECT s.company_id FROM crm_partner_stat s"
                " WHERE s.partner_id = p.commercial_partner_id"
                " AND d.company_id IS NULL) c ON TRUE",
                self.env[model]
                ._interaction_document()
                .select(self.env[model], SQL("o.id = ANY(%s)", list(ids))),
                self.env.company.id,
            )
            for model, ids in documents.items()
        ]
        if pairs:
            rows = SQL(", ").join(SQL("(%s, %s)", p, c) for p, c in sorted(pairs))
            selects.append(
                SQL("SELECT * FROM (VALUES %s) v(partner_id, company_id)", rows)
            )
        return SQL(" UNION ").join(selects) if selects else None

    @api.model
    def _queue_ctes(self, dirty, now):
        """Return CTEs that queue customers and wake the refresh job.

        :param dirty: SELECT of (partner_id, company_id)
        """
        cron = self.env["ir.model.data"]._xmlid_to_res_id(
            "crm_relationship.ir_cron_partner_stat_refresh", raise_if_not_found=True
        )
        return SQL(
            "queued AS (INSERT INTO crm_partner_stat_queue (partner_id, company_id)"
            " SELECT d.* FROM (%(dirty)s) d RETURNING id),"
            " woken AS (INSERT INTO ir_cron_trigger (cron_id, call_at)"
            " SELECT %(cron)s, %(now)s WHERE EXISTS (SELECT 1 FROM queued)"
            " AND NOT EXISTS (SELECT 1 FROM ir_cron_trigger"
            " WHERE cron_id = %(cron)s AND call_at <= %(now)s))",
            dirty=dirty,
            cron=cron,
            now=now,
        )

    @api.model
    def _enqueue(self, dirty):
        """Queue the customers of a SELECT of (partner_id, company_id)."""
        ctes = self._queue_ctes(dirty, fields.Datetime.now())
        self.env.execute_query(SQL("WITH %s SELECT 1", ctes))
