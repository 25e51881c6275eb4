# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL, format_date

BATCH = 200
WARRANTY_NOTICE_DAYS = 30

#: Signed agreements whose notice begins, and that nobody has renewed.
RENEWALS = """
    SELECT 'crm.agreement' AS res_model, a.id AS res_id, a.date_to AS due_date,
        COALESCE(a.user_id, p.user_id, t.user_id) AS user_id
      FROM crm_agreement a JOIN res_partner p ON p.id = a.commercial_partner_id
      LEFT JOIN crm_team t ON t.id = a.team_id
     WHERE a.state = 'signed' AND a.company_id = %(company)s
       AND a.date_to >= %(today)s AND a.date_to - a.notice_days <= %(today)s
       AND NOT EXISTS (SELECT 1 FROM crm_agreement r WHERE r.renewed_from_id = a.id
            AND r.state IN ('sent', 'signed'))
"""
#: Warranties run from the last delivery of an order line to the customer.
WARRANTIES = """
    SELECT DISTINCT 'sale.order' AS res_model, w.order_id AS res_id,
        w.due_date, w.user_id
      FROM (SELECT o.id AS order_id, COALESCE(o.user_id, p.user_id, t.user_id) AS user_id,
                ((max(m.date) AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date
                    + (g.warranty_months + %(extra)s) * interval '1 month')::date
                    AS due_date
              FROM product_template g JOIN product_product v ON v.product_tmpl_id = g.id
              JOIN stock_move m ON m.product_id = v.id AND m.state = 'done'
               AND m.company_id = %(company)s
               AND m.date >= %(today)s
                - (g.warranty_months + 1 + %(reach)s) * interval '1 month'
              JOIN stock_location d ON d.id = m.location_dest_id
               AND d.usage = 'customer'
              JOIN sale_order_line l ON l.id = m.sale_line_id
              JOIN sale_order o ON o.id = l.order_id AND o.state = 'sale'
              JOIN res_partner p ON p.id = o.partner_id
              LEFT JOIN crm_team t ON t.id = o.team_id
             WHERE g.warranty_months > 0
             GROUP BY o.id, l.id, p.user_id, t.user_id, g.warranty_months) w
     WHERE w.due_date >= %(today)s AND w.due_date - %(notice)s <= %(today)s
"""
SOURCES = {"renewal": RENEWALS, "warranty": WARRANTIES}
#: The row is the claim: of two that find the same date, one writes it.
CLAIM = """
    INSERT INTO crm_reminder (kind, res_model, res_id, due_date, user_id, company_id,
        create_uid, create_date, write_uid, write_date)
    SELECT %(kind)s, s.res_model, s.res_id, s.due_date, s.user_id, %(company)s,
        %(uid)s, %(now)s, %(uid)s, %(now)s
      FROM (%(source)s) s JOIN res_users u ON u.id = s.user_id AND u.active IS TRUE
     WHERE NOT EXISTS (SELECT 1 FROM crm_reminder r WHERE r.kind = %(kind)s
        AND r.res_model = s.res_model AND r.res_id = s.res_id
        AND r.due_date = s.due_date)
     ORDER BY s.due_date, s.res_id LIMIT %(limit)s
    ON CONFLICT (res_model, res_id, kind, due_date) DO NOTHING RETURNING id
"""


class CrmReminder(models.Model):
    """A date of which somebody was told, by an activity: the end of an agreement or of a
    warranty. There is one for each document and date, however often the job runs.
    """

    _name = "crm.reminder"
    _description = "Date That Was Told"
    _order = "due_date, id"

    kind = fields.Selection(
        [("renewal", "Agreement ends"), ("warranty", "Warranty ends")],
        required=True,
        readonly=True,
    )
    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        model_field="res_model", required=True, readonly=True
    )
    due_date = fields.Date(required=True, readonly=True)
    user_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade"
    )

    _key_uniq = models.Constraint(
        "UNIQUE (res_model, res_id, kind, due_date)", "This was told already."
    )

    @api.model
    def _cron_remind(self):
        """Tell about every date whose notice has begun, and end what is over."""
        commit = self.env["ir.cron"]._commit_progress
        companies = self.env["res.company"].search([("active", "=", True)])
        commit(remaining=len(companies))
        now = fields.Datetime.now()
        for company in companies:
            while self._remind(company, now) or self._end(company, now):
                if not commit(0):
                    return
            if not commit(1):
                return

    @api.model
    def _remind(self, company, now):
        """Plan one batch of activities; return how many."""
        self.env.flush_all()
        reminders = self.browse()
        for kind in SOURCES:
            reminders |= self._claim(kind, company, now)
        for _model, group in reminders.grouped("res_model").items():
            self._safely("reminder", group, lambda rows: rows._plan())
        return len(reminders)

    @api.model
    def _safely(self, queue, records, work):
        """Work on records; those that make it fail are parked, the others done."""
        parked = self.env["crm.parked.row"]
        parked._each_safely(
            list(records),
            lambda rows: work(records.browse(row.id for row in rows)),
            lambda row, error: parked._park(queue, row._name, row.id, error),
        )

    @api.model
    def _claim(self, kind, company, now):
        names = {
            "company": company.id,
            "today": SQL("%s::date", self._today(company, now)),
            "zone": company.resource_calendar_id.tz or "UTC",
            "notice": WARRANTY_NOTICE_DAYS,
            "extra": self.env["product.template"]._warranty_extra_sql(),
            "reach": self.env["product.template"]._warranty_reach_sql(),
        }
        rows = self.env.execute_query(
            SQL(
                CLAIM,
                source=SQL(SOURCES[kind], **names),
                kind=kind,
                company=company.id,
                uid=self.env.uid,
                now=now,
                limit=BATCH,
            )
        )
        return self.browse([row[0] for row in rows])

    @api.model
    def _today(self, company, now):
        return self.env["crm.partner.stat"]._company_day(company, now)

    def _plan(self):
        """Create the activities of reminders that were just claimed."""
        model = self.env["ir.model"]._get(self[0].res_model)
        todo = self.env.ref("mail.mail_activity_data_todo")
        quiet = {"mail_notify_force_send": False, "mail_activity_quick_update": True}
        self.env["mail.activity"].with_context(**quiet).create(
            [
                {
                    "res_model_id": model.id,
                    "res_id": reminder.res_id,
                    "activity_type_id": todo.id,
                    "automated": True,
                    "summary": reminder._summary(),
                    "user_id": reminder.user_id.id,
                    "date_deadline": reminder.due_date,
                }
                for reminder in self
            ]
        )

    def _summary(self):
        reminder = self.with_context(lang=self.user_id.lang)
        day = format_date(reminder.env, self.due_date)
        if self.kind == "renewal":
            return reminder.env._("Agreement ends on %s: renew it", day)
        return reminder.env._("Warranty ends on %s: offer what comes after", day)

    @api.model
    def _end(self, company, now):
        """End one batch of agreements whose last day is over; return how many."""
        over = self.env["crm.agreement"].search(
            [
                ("state", "=", "signed"),
                ("company_id", "=", company.id),
                ("date_to", "<", self._today(company, now)),
                ("id", "not in", self.env["crm.parked.row"]._parked_ids("agreement")),
            ],
            limit=BATCH,
        )
        self._safely("agreement", over, lambda rows: rows.write({"state": "ended"}))
        return len(over)
