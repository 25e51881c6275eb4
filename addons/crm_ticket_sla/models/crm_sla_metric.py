# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

METRICS = [
    ("assign", "Assignment"),
    ("first_response", "First response"),
    ("next_response", "Next response"),
    ("update", "Regular update"),
    ("resolution", "Resolution"),
    ("reach_stage", "Reach a stage"),
    ("time_in_stage", "Time in a stage"),
]


class CrmSlaMetric(models.AbstractModel):
    """What is promised of a ticket: the one list of metrics.

    An addon adds one here. Its clock starts when the ticket is opened, stops when the
    addon calls `crm.ticket._sla_reach`, and lapses when the ticket is closed before.
    """

    _name = "crm.sla.metric"
    _description = "SLA Metric"

    metric = fields.Selection(METRICS, string="Promise", required=True)
