# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

STANDINGS = [
    ("none", "No promise"),
    ("running", "Running"),
    ("paused", "Paused"),
    ("missed", "Missed"),
    ("met", "Met"),
]
STATES = [
    ("missed", "Missed"),
    ("risk", "At risk"),
    ("ok", "In time"),
    ("paused", "Paused"),
    ("met", "Met"),
    ("none", "No promise"),
]


class CrmTicket(models.Model):
    """The promises on a ticket, at a glance.

    What depends on the time of day is never stored: the standing and two instants
    are, and the state is read from them in one place, ``_sla_conditions``.
    """

    _inherit = "crm.ticket"

    clock_ids = fields.One2many(
        "crm.ticket.sla", "ticket_id", string="Clocks", groups="base.group_user"
    )
    deadline_at = fields.Datetime(
        string="Due", readonly=True, copy=False, index=True, help="The next deadline."
    )
    risk_at = fields.Datetime(string="At risk from", readonly=True, copy=False)
    sla_standing = fields.Selection(
        STANDINGS, string="Promises", readonly=True, copy=False, default="none"
    )
    sla_state = fields.Selection(
        STATES,
        string="Promise",
        compute="_compute_sla_state",
        search="_search_sla_state",
    )

    _running_idx = models.Index("(deadline_at) WHERE sla_standing = 'running'")

    @api.model
    def _sla_conditions(self, alias, query=None):
        """Return {state: SQL condition}; they exclude each other and leave none out."""
        standing = self._field_to_sql(alias, "sla_standing", query)
        deadline = self._field_to_sql(alias, "deadline_at", query)
        risk = self._field_to_sql(alias, "risk_at", query)
        now = fields.Datetime.now()
        return {
            "missed": SQL(
                "(%(standing)s = 'missed' OR"
                " (%(standing)s = 'running' AND %(deadline)s < %(now)s))",
                standing=standing,
                deadline=deadline,
                now=now,
            ),
            "risk": SQL(
                "(%(standing)s = 'running' AND %(risk)s <= %(now)s"
                " AND %(deadline)s >= %(now)s)",
                standing=standing,
                deadline=deadline,
                risk=risk,
                now=now,
            ),
            "ok": SQL(
                "(%(standing)s = 'running'"
                " AND (%(deadline)s IS NULL OR %(deadline)s >= %(now)s)"
                " AND (%(risk)s IS NULL OR %(risk)s > %(now)s))",
                standing=standing,
                deadline=deadline,
                risk=risk,
                now=now,
            ),
            "paused": SQL("%s = 'paused'", standing),
            "met": SQL("%s = 'met'", standing),
            "none": SQL("(%(s)s IS NULL OR %(s)s = 'none')", s=standing),
        }

    @api.depends("sla_standing", "deadline_at", "risk_at")
    def _compute_sla_state(self):
        now = fields.Datetime.now()
        for ticket in self:
            state = ticket.sla_standing or "none"
            if state == "running":
                late = ticket.deadline_at and ticket.deadline_at < now
                at_risk = ticket.risk_at and ticket.risk_at <= now
                state = "missed" if late else "risk" if at_risk else "ok"
            ticket.sla_state = state

    def _search_sla_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        states = set(value)

        def to_sql(model, alias, query):
            conditions = model._sla_conditions(alias, query)
            wanted = [sql for state, sql in conditions.items() if state in states]
            return SQL("(%s)", SQL(" OR ").join(wanted)) if wanted else SQL("FALSE")

        return Domain.custom(
            to_sql=to_sql, predicate=lambda ticket: ticket.sla_state in states
        )

    def _read_group_groupby(self, alias, groupby_spec, query):
        if groupby_spec != "sla_state":
            return super()._read_group_groupby(alias, groupby_spec, query)
        self._check_field_access(self._fields["sla_state"], "read")
        cases = [
            SQL("WHEN %s THEN %s", condition, state)
            for state, condition in self._sla_conditions(alias, query).items()
        ]
        return SQL("CASE %s END", SQL(" ").join(cases))

    def _sla_refresh_standing(self):
        """Read from the clocks what tickets show, by one statement."""
        self.env.execute_query(
            SQL(
                "UPDATE crm_ticket t SET deadline_at = s.deadline_at,"
                " risk_at = s.risk_at, sla_standing = s.standing FROM ("
                "SELECT ticket_id,"
                " min(deadline_at) FILTER (WHERE clock = 'running'"
                " AND outcome IN ('pending', 'missed')) AS deadline_at,"
                " min(risk_at) FILTER (WHERE clock = 'running'"
                " AND outcome = 'pending') AS risk_at,"
                " CASE WHEN bool_or(outcome = 'missed' AND clock <> 'stopped')"
                " THEN 'missed'"
                " WHEN bool_or(outcome = 'pending' AND clock = 'running')"
                " THEN 'running'"
                " WHEN bool_or(outcome = 'pending') THEN 'paused'"
                " WHEN bool_or(outcome = 'missed') THEN 'missed'"
                " WHEN bool_or(outcome = 'met') THEN 'met'"
                " ELSE 'none' END AS standing"
                " FROM crm_ticket_sla WHERE ticket_id = ANY(%s) GROUP BY ticket_id"
                ") s WHERE t.id = s.ticket_id"
                " AND (t.deadline_at, t.risk_at, t.sla_standing)"
                " IS DISTINCT FROM (s.deadline_at, s.risk_at, s.standing)"
                " RETURNING t.id",
                self.ids,
            )
        )
        names = ["clock_ids", "deadline_at", "risk_at", "sla_standing", "sla_state"]
        self.invalidate_recordset(names, flush=False)
