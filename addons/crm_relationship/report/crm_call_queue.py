# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

KINDS = [
    ("missed", "Missed call: call back"),
    ("late", "Call is late"),
    ("reply", "Waits for our reply"),
    ("recycled", "Comes back"),
    ("today", "Call today"),
    ("due", "Contact is due"),
    ("insight", "Something to talk about"),
]
#: What an insight must be about to be a reason to call today.
TALK = ("silence", "overdue", "birthday", "date", "replenish")
#: Days after which nobody waits for a reply any more.
WAITED_DAYS = 60
#: Calls with a customer that say how long one takes.
LAST_CALLS = 10

#: Each reason to call somebody; ids of four kinds of rows, so that buttons find theirs.
REASONS = """
    SELECT 4 * a.id::bigint AS id, a.user_id, d.partner_id AS contact_id, d.lead_id,
        COALESCE(d.company_id, u.company_id) AS company_id, a.date_deadline AS day,
        a.id AS activity_id, NULL::int AS insight_id,
        a.summary, CASE WHEN r.id IS NOT NULL THEN 'recycled'
            WHEN a.crm_key LIKE 'missed_call:%%' THEN 'missed'
            WHEN a.crm_key LIKE 'contact_due:%%' THEN 'due'
            WHEN a.date_deadline < %(today)s THEN 'late' ELSE 'today' END AS kind
      FROM mail_activity a
      JOIN mail_activity_type t ON t.id = a.activity_type_id AND t.category = 'phonecall'
      JOIN LATERAL (%(document)s) d ON TRUE
      LEFT JOIN res_users u ON u.id = a.user_id
      LEFT JOIN crm_lead_disqualification r ON r.activity_id = a.id
     WHERE a.active IS TRUE AND a.date_deadline <= %(today)s
       AND NOT EXISTS (SELECT 1 FROM crm_lead l
        WHERE l.id = d.lead_id AND l.active IS NOT TRUE)
    UNION ALL
    SELECT 4 * s.id::bigint + 1, p.user_id, s.partner_id, NULL, s.company_id,
        s.last_in_at::date, NULL, NULL, NULL, 'reply'
      FROM crm_partner_stat s JOIN res_partner p ON p.id = s.partner_id
     WHERE s.waiting_reply IS TRUE AND s.last_in_at > %(today)s - %(waited)s
       AND p.active IS TRUE AND p.user_id IS NOT NULL
       AND (s.next_step_at IS NULL OR s.next_step_at::date <= %(today)s)
    UNION ALL
    SELECT 4 * s.id::bigint + 2, p.user_id, s.partner_id, NULL, s.company_id,
        s.contact_due_at, NULL, NULL, NULL, 'due'
      FROM crm_partner_stat s JOIN res_partner p ON p.id = s.partner_id
     WHERE s.contact_due_at <= %(today)s AND p.active IS TRUE AND p.user_id IS NOT NULL
       AND (s.next_step_at IS NULL OR s.next_step_at::date <= %(today)s)
       AND NOT EXISTS (SELECT 1 FROM mail_activity k WHERE k.active IS TRUE
        AND k.crm_key = 'contact_due:' || s.company_id || ':' || s.partner_id)
    UNION ALL
    SELECT 4 * i.id::bigint + 3, p.user_id, i.partner_id, NULL, i.company_id,
        i.found_at::date, NULL, i.id, NULL, 'insight'
      FROM crm_insight i JOIN res_partner p ON p.id = i.partner_id
     WHERE i.state = 'new' AND i.kind = ANY(%(talk)s) AND p.active IS TRUE
       AND p.user_id IS NOT NULL
"""
#: One row for each person and customer, or lead that is nobody's customer yet: the most
#: urgent reason, what else there is to say, and the planned call that is made with it.
QUERY = f"""
    SELECT q.id, q.user_id, q.partner_id, q.contact_id, q.lead_id, q.company_id, q.day,
        q.activity_id, q.insight_id, q.summary, q.kind, q.rank, q.kinds,
        COALESCE(NULLIF(p.phone, ''), NULLIF(l.phone, ''), NULLIF(c.phone, '')) AS phone,
        usual.seconds / 60 AS usual_minutes, s.last_touch_at
      FROM (
        SELECT n.id, n.user_id, n.partner_id, n.company_id, n.day, n.kind, n.rank,
            row_number() OVER urgent AS place,
            first_value(n.contact_id) OVER planned AS contact_id,
            first_value(n.lead_id) OVER planned AS lead_id,
            first_value(n.activity_id) OVER planned AS activity_id,
            min(n.insight_id) OVER urgent AS insight_id,
            string_agg(n.kind, ',') OVER urgent AS kinds,
            string_agg(NULLIF(n.summary, ''), ' · ') OVER urgent AS summary
          FROM (
            SELECT r.*, p.commercial_partner_id AS partner_id,
                CASE WHEN r.contact_id IS NULL THEN r.lead_id END AS loose_lead_id,
                array_position(%(order)s, r.kind) AS rank
              FROM ({REASONS}) r LEFT JOIN res_partner p ON p.id = r.contact_id
             WHERE r.contact_id IS NOT NULL OR r.lead_id IS NOT NULL) n
        WINDOW urgent AS (
            PARTITION BY n.user_id, n.partner_id, n.loose_lead_id, n.company_id
            ORDER BY n.rank, n.day, n.id
            ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING),
        planned AS (
            PARTITION BY n.user_id, n.partner_id, n.loose_lead_id, n.company_id
            ORDER BY n.activity_id IS NULL, n.rank, n.day, n.id)) q
      LEFT JOIN res_partner p ON p.id = q.contact_id
      LEFT JOIN crm_lead l ON l.id = q.lead_id
      LEFT JOIN res_partner c ON c.id = q.partner_id
      LEFT JOIN crm_partner_stat s ON s.partner_id = q.partner_id
       AND s.company_id = q.company_id
      LEFT JOIN LATERAL (
        SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY k.duration) AS seconds FROM (
            SELECT i.duration FROM crm_interaction i
              JOIN crm_interaction_type t ON t.id = i.type_id AND t.channel = 'call'
             WHERE i.commercial_partner_id = q.partner_id AND i.duration > 0
               AND i.state = 'done'
             ORDER BY i.occurred_at DESC LIMIT {LAST_CALLS}) k) usual ON TRUE
     WHERE q.place = 1
"""


class CrmCallQueue(models.Model):
    """Whom somebody should call today, why, and how long it usually takes.

    A question, not a table: planned calls that are late or of today, customers who wait
    for a reply, contacts that are due, leads that came back, insights of the day. One row
    for each customer, by the most urgent reason.
    """

    _name = "crm.call.queue"
    _description = "Call Queue"
    _auto = False
    _order = "rank, day, id"
    _rec_name = "partner_id"
    _depends = {
        "mail.activity": [
            "active", "date_deadline", "user_id", "res_id", "activity_type_id", "crm_key",
        ],
        "crm.partner.stat": ["waiting_reply", "contact_due_at", "next_step_at"],
        "crm.insight": ["state"],
        "res.partner": ["user_id", "phone", "active"],
        "crm.lead": ["partner_id", "phone"],
    }  # fmt: skip

    user_id = fields.Many2one("res.users", string="Colleague", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    contact_id = fields.Many2one("res.partner", readonly=True)
    lead_id = fields.Many2one("crm.lead", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    kind = fields.Selection(KINDS, string="Why", readonly=True)
    kinds = fields.Char(string="All reasons", readonly=True)
    rank = fields.Integer(readonly=True, aggregator=None)
    day = fields.Date(string="Since", readonly=True)
    phone = fields.Char(readonly=True)
    usual_minutes = fields.Float(
        string="Minutes usually",
        readonly=True,
        aggregator="sum",
        help="Minutes: half of the last calls with this customer were shorter.",
    )
    last_touch_at = fields.Datetime(string="Last contact", readonly=True)
    activity_id = fields.Many2one("mail.activity", readonly=True)
    insight_id = fields.Many2one("crm.insight", readonly=True)
    summary = fields.Char(readonly=True)
    reason = fields.Char(string="About", compute="_compute_reason")

    @property
    def _table_query(self):
        document = self.env["crm.interaction.mixin"]._sql_interaction_document(
            SQL("a.res_model"), SQL("a.res_id")
        )
        return SQL(
            QUERY,
            today=SQL("%s::date", fields.Date.context_today(self)),
            waited=WAITED_DAYS,
            talk=list(TALK),
            order=SQL("%s::text[]", [kind for kind, _label in KINDS]),
            document=document,
        )

    @api.depends("kind", "kinds", "summary", "insight_id")
    @api.depends_context("lang")
    def _compute_reason(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for row in self:
            # what an insight or a planned call is about says more than its kind
            said = (
                {row.kind, "insight", "today"} if row.summary else {row.kind, "insight"}
            )
            others = set((row.kinds or "").split(",")) - said
            # sudo: whoever may see the row may know why it is there
            words = [row.summary, row.insight_id.sudo().reason]
            words += [label for kind, label in labels.items() if kind in others]
            row.reason = " · ".join(filter(None, words))

    # ------------------------------------------------------------
    # What a person does about a row
    # ------------------------------------------------------------

    def action_call(self):
        """Call whom the row is about."""
        self.ensure_one()
        if not self.phone:
            raise UserError(
                self.env._("%s: nobody noted a phone number yet.", self._who())
            )
        return self._call(self.phone)

    def _call(self, number):
        """Return the action that dials, through the contact centre for who has it."""
        if self.env["crm.call.extension"]._mine():
            return self.env["crm.interaction"]._dial_from(self._document(), number)
        digits = "".join(c for c in number if c.isdigit() or c == "+")
        return {"type": "ir.actions.act_url", "url": f"tel:{digits}", "target": "self"}

    def action_log(self):
        """Note what was said, and what comes next."""
        self.ensure_one()
        record = self._document()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "crm_relationship.crm_call_log_action"
            ),
            "context": {
                "default_res_model": record._name,
                "default_res_id": record.id,
                "default_activity_id": self.activity_id.id,
                "default_insight_id": self.insight_id.id,
                "default_name": self._who(),
            },
        }

    def action_postpone(self):
        """Call tomorrow instead."""
        return self._postpone(1)

    def action_postpone_week(self):
        """Call in a week instead."""
        return self._postpone(7)

    def _postpone(self, days):
        day = fields.Date.context_today(self) + timedelta(days=days)
        for row in self:
            if row.activity_id:
                row.activity_id.date_deadline = day
                continue
            row._document().activity_schedule(
                "mail.mail_activity_data_call",
                day,
                summary=row.reason,
                user_id=self.env.uid,
                automated=False,
            )
            row._answer_insight()
        self._renew_customers()
        return True

    def action_done(self):
        """Note that the call was made, without more words."""
        for row in self:
            record = row._document()
            self.env["crm.interaction"].timeline_log(
                record._name,
                record.id,
                {
                    "type_id": self.env.ref(
                        "crm_relationship.crm_interaction_type_call"
                    ).id,
                    "subject": row.summary or "",
                    "activity_id": row.activity_id.id,
                },
            )
            row._answer_insight()
        return True

    def action_open(self):
        """Open the lead, or the customer."""
        self.ensure_one()
        record = self._document()
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }

    def _document(self):
        """Return whose timeline a call belongs on."""
        return self.lead_id or self.contact_id

    def _who(self):
        return self._document().display_name

    def _answer_insight(self):
        if self.insight_id.state == "new":
            self.insight_id._answer()
            self.insight_id._mark("accepted")

    def _renew_customers(self):
        """What was planned is a next step: the queue knows it at once."""
        pairs = {
            (row.partner_id.id, row.company_id.id)
            for row in self
            if row.partner_id and row.company_id
        }
        # sudo: derived data; who postponed looks at the queue next
        self.env["crm.partner.stat"].sudo()._refresh(pairs)
        self.invalidate_model()
