# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, models

from .crm_call import UNSETTLED
from .crm_customer_import import RUNNING
from .crm_health import Queue
from .crm_interaction_failure import MAX_ATTEMPTS

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
#: What failed longer ago is history: whoever wanted to see it has.
WEEK = 7 * DAY


def is_due(field, now):
    """Return the domain of rows whose moment has come, or that have none."""
    return ["|", (field, "=", False), (field, "<=", now)]


class CrmHealth(models.AbstractModel):
    """The queues of what comes in, goes out, and is worked on in the background."""

    _inherit = "crm.health"

    @api.model
    def _health_queues(self, now):
        return [
            *super()._health_queues(now),
            *self._queues_in(now),
            *self._queues_out(now),
            *self._queues_work(now),
        ]

    @api.model
    def _queues_in(self, now):
        """Return the queues of what others tell us."""
        return [
            Queue(
                key="gateway",
                name=self.env._("Events of providers"),
                model="crm.gateway.event",
                waiting=[
                    ("state", "in", ("new", "retry")),
                    *is_due("next_try_at", now),
                ],
                since=("next_try_at", "received_at"),
                patience=10 * MINUTE,
                failed=[("state", "=", "error")],
                stuck=[("state", "=", "processing"), ("claimed_at", "<", now - HOUR)],
                retry="action_process_again",
            ),
            Queue(
                key="calls",
                name=self.env._("Calls to conclude"),
                model="crm.call",
                waiting=[*UNSETTLED, ("last_event_at", "<", now - DAY)],
                since=("last_event_at",),
                patience=DAY + 2 * HOUR,
                failed=[("settle_error", "!=", False)],
                retry="action_settle_again",
            ),
            Queue(
                key="interactions",
                name=self.env._("Interactions to log again"),
                model="crm.interaction.failure",
                waiting=[("attempts", "<", MAX_ATTEMPTS)],
                since=("create_date",),
                patience=DAY,
                failed=[("attempts", ">=", MAX_ATTEMPTS)],
                retry="action_try_again",
                is_small=True,
            ),
            Queue(
                key="imports",
                name=self.env._("Imports"),
                model="crm.customer.import",
                waiting=[("state", "in", RUNNING)],
                since=("write_date",),
                patience=6 * HOUR,
                failed=[("state", "=", "failed")],
                retry="action_resume",
                is_small=True,
            ),
        ]

    @api.model
    def _queues_out(self, now):
        """Return the queues of what leaves."""
        return [
            Queue(
                key="outbox",
                name=self.env._("Messages of channels"),
                model="crm.channel.outbox",
                waiting=self.env["crm.channel.outbox"]._due(now),
                since=("next_try_at", "create_date"),
                failed=[("state", "=", "failed")],
                unclear=[("state", "=", "unknown")],
                stuck=[("state", "=", "sending"), ("attempted_at", "<", now - HOUR)],
                retry="action_resend",
            ),
            Queue(
                key="mails",
                name=self.env._("Mails"),
                model="mail.mail",
                waiting=[("state", "=", "outgoing"), *is_due("scheduled_date", now)],
                since=("scheduled_date", "create_date"),
                patience=2 * HOUR,
                failed=[("state", "=", "exception"), ("create_date", ">", now - WEEK)],
                retry="mark_outgoing",
                is_recent=True,
            ),
            Queue(
                key="sms",
                name=self.env._("SMS"),
                model="sms.sms",
                waiting=[("state", "=", "outgoing")],
                since=("create_date",),
                patience=2 * HOUR,
                failed=[("state", "=", "error"), ("create_date", ">", now - WEEK)],
                retry="resend_failed",
                is_recent=True,
            ),
            Queue(
                key="reports",
                name=self.env._("Reports by mail"),
                model="crm.report.delivery",
                waiting=[("state", "=", "due"), *is_due("try_at", now)],
                since=("try_at", "due_at"),
                patience=HOUR,
                failed=[("state", "=", "failed"), ("due_at", ">", now - WEEK)],
                retry="action_try_again",
            ),
        ]

    @api.model
    def _queues_work(self, now):
        """Return the queues of work in the background."""
        return [
            Queue(
                key="backfill",
                name=self.env._("History to read"),
                model="crm.interaction.backfill",
                waiting=[("state", "in", ("pending", "running"))],
                since=("write_date",),
                patience=DAY,
                failed=[("state", "=", "error")],
                retry="action_resume",
                is_small=True,
            ),
            Queue(
                key="duplicates",
                name=self.env._("Search for duplicates"),
                model="crm.duplicate.scan",
                waiting=[("state", "in", ("pending", "running"))],
                since=("write_date",),
                patience=DAY,
                failed=[("state", "=", "error"), ("write_date", ">", now - WEEK)],
                is_small=True,
            ),
            Queue(
                key="handovers",
                name=self.env._("Handovers"),
                model="crm.handover",
                waiting=[("state", "in", ("running", "undoing"))],
                since=("write_date",),
                patience=2 * HOUR,
                is_small=True,
            ),
            Queue(
                key="handover_lines",
                name=self.env._("Handovers: customers"),
                model="crm.handover.line",
                failed=[("state", "=", "error")],
                retry="action_try_again",
            ),
            Queue(
                key="statistics",
                name=self.env._("Statistics of customers"),
                model="crm.partner.stat.queue",
                waiting=[],
                is_small=True,
            ),
            Queue(
                key="qualification",
                name=self.env._("Leads to judge"),
                model="crm.qualification.queue",
                waiting=[],
                is_small=True,
            ),
            Queue(
                key="recycled",
                name=self.env._("Leads to bring back"),
                model="crm.lead.disqualification",
                waiting=[
                    ("recycle_date", "!=", False),
                    ("recycle_date", "<", now.date() - DAY),
                    ("recycled_at", "=", False),
                ],
                since=("recycle_date",),
                patience=3 * DAY,
            ),
            Queue(
                key="parked",
                name=self.env._("Rows taken out of their queue"),
                model="crm.parked.row",
                failed=[],
                retry="action_try_again",
                is_small=True,
            ),
        ]
