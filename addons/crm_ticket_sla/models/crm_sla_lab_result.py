# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from .crm_ticket_sla import OUTCOMES

#: Where the time went, see `ticket_replay`.
CAUSES = [
    ("closed", "Nights, weekends and holidays"),
    ("waiting", "Waiting for somebody else"),
    ("unassigned", "Nobody had taken it"),
    ("handover", "Handed from one to another"),
    ("work", "The work itself"),
]


class CrmSlaLabRate(models.Model):
    """How one promise of a draft would have been kept."""

    _name = "crm.sla.lab.rate"
    _inherit = "crm.sla.metric"
    _description = "Policy Lab Rate"
    _order = "lab_id, metric"
    _rec_name = "metric"

    lab_id = fields.Many2one(
        "crm.sla.lab", required=True, index=True, ondelete="cascade"
    )
    met = fields.Integer()
    missed = fields.Integer()
    pending = fields.Integer(help="Still open at the time of the run.")
    cancelled = fields.Integer()
    rate = fields.Float(compute="_compute_rate", aggregator=None)
    actual_met = fields.Integer(string="Really met")
    actual_missed = fields.Integer(string="Really missed")
    actual_rate = fields.Float(
        string="Real rate",
        compute="_compute_rate",
        aggregator=None,
        help="How the promises of that time were kept on the same tickets.",
    )

    _metric_uniq = models.Constraint(
        "UNIQUE (lab_id, metric)", "This promise has its rate already."
    )

    @api.depends("met", "missed", "actual_met", "actual_missed")
    def _compute_rate(self):
        for row in self:
            row.rate = row.met / max(1, row.met + row.missed)
            total = row.actual_met + row.actual_missed
            row.actual_rate = row.actual_met / max(1, total)

    @api.model
    def _add(self, lab, found):
        """Add the outcomes of a batch."""
        rows = {row.metric: row for row in lab.rate_ids}
        counts = {}
        for outcome in found:
            count = counts.setdefault(outcome.metric, {})
            count[outcome.outcome] = count.get(outcome.outcome, 0) + 1
            if outcome.actual in ("met", "missed"):
                name = f"actual_{outcome.actual}"
                count[name] = count.get(name, 0) + 1
        for metric, count in counts.items():
            row = rows.get(metric) or self.create({"lab_id": lab.id, "metric": metric})
            row.write({name: row[name] + number for name, number in count.items()})


class CrmSlaLabMiss(models.Model):
    """One promise of a draft that would have been missed."""

    _name = "crm.sla.lab.miss"
    _inherit = "crm.sla.metric"
    _description = "Policy Lab Miss"
    _order = "lab_id, late desc, id"
    _rec_name = "ticket_id"

    lab_id = fields.Many2one(
        "crm.sla.lab", required=True, index=True, ondelete="cascade"
    )
    ticket_id = fields.Many2one("crm.ticket", index=True, ondelete="cascade")
    deadline_at = fields.Datetime(string="Would have been due")
    late = fields.Integer(help="Working seconds beyond the promise.")
    late_hours = fields.Float(string="Hours late", compute="_compute_late_hours")
    cause = fields.Selection(CAUSES, string="Where the time went")
    reviewed_cause_id = fields.Many2one(
        "crm.sla.cause", string="Cause in the review", ondelete="set null"
    )
    actual = fields.Selection(OUTCOMES, string="What really happened")

    @api.depends("late")
    def _compute_late_hours(self):
        for miss in self:
            miss.late_hours = miss.late / 3600

    @api.model
    def _cause_labels(self):
        """Return the guessed causes in the reader's language."""
        return self._fields["cause"]._description_selection(self.env)

    @api.model
    def _add(self, lab, found, limit):
        """Add the misses of a batch to the list, as long as it is short."""
        left = limit - self.search_count([("lab_id", "=", lab.id)])
        missed = [outcome for outcome in found if outcome.outcome == "missed"]
        self.create(
            [
                {
                    "lab_id": lab.id,
                    "ticket_id": outcome.ticket_id,
                    "metric": outcome.metric,
                    "deadline_at": outcome.deadline_at,
                    "late": outcome.late,
                    "cause": outcome.cause,
                    "reviewed_cause_id": outcome.reviewed_cause_id,
                    "actual": outcome.actual,
                }
                for outcome in missed[: max(0, left)]
            ]
        )
