# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, models

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
                "gateway",
                self.env._("Events of providers"),
                "crm.gateway.event",
                [("state", "in", ("new", "retry")), *is_due("next_try_at", now)],
                ("next_try_at", "received_at"),
                10 * MINUTE,
                failed=[("state", "=", "error")],
                stuck=[("state", "=", "processing"), ("claimed_at", "<", now - HOUR)],
                retry="action_process_again",
            ),
            Queue(
                "calls",
                self.env._("Calls to conclude"),
                "crm.call",
                [("settled_at", "=", False), ("last_event_at", "<", now - DAY)],
                ("last_event_at",),
                DAY + 2 * HOUR,
                failed=[("settle_error", "!=", False)],
                retry="action_settle_again",
            ),
            Queue(
                "interactions",
                self.env._("Interactions to log again"),
                "crm.interaction.failure",
                [("attempts", "<", MAX_ATTEMPTS)],
                ("create_date",),
                DAY,
                failed=[("attempts", ">=", MAX_ATTEMPTS)],
                retry="action_try_again",
                is_small=True,
            ),
            Queue(
                "imports",
                self.env._("Imports"),
                "crm.customer.import",
                [("state", "in", RUNNING)],
                ("write_date",),
                6 * HOUR,
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
                "outbox",
                self.env._("Messages of channels"),
                "crm.channel.outbox",
                [
                    ("state", "=", "ready"),
                    ("account_id.active", "=", True),
                    *is_due("next_try_at", now),
                ],
                ("next_try_at", "create_date"),
                failed=[("state", "=", "failed")],
                unclear=[("state", "=", "unknown")],
                stuck=[("state", "=", "sending"), ("attempted_at", "<", now - HOUR)],
                retry="action_resend",
            ),
            Queue(
                "mails",
                self.env._("Mails"),
                "mail.mail",
                [("state", "=", "outgoing"), *is_due("scheduled_date", now)],
                ("scheduled_date", "create_date"),
                2 * HOUR,
                failed=[("state", "=", "exception")],
                retry="mark_outgoing",
                is_recent=True,
            ),
            Queue(
                "sms",
                self.env._("SMS"),
                "sms.sms",
                [("state", "=", "outgoing")],
                ("create_date",),
                2 * HOUR,
                failed=[("state", "=", "error")],
                retry="resend_failed",
                is_recent=True,
            ),
            Queue(
                "reports",
                self.env._("Reports by mail"),
                "crm.report.delivery",
                [("state", "=", "due"), *is_due("try_at", now)],
                ("try_at", "due_at"),
                HOUR,
                failed=[("state", "=", "failed"), ("due_at", ">", now - WEEK)],
                retry="action_try_again",
            ),
        ]

    @api.model
    def _queues_work(self, now):
        """Return the queues of work in the background."""
        return [
            Queue(
                "backfill",
                self.env._("History to read"),
                "crm.interaction.backfill",
                [("state", "in", ("pending", "running"))],
                ("write_date",),
                DAY,
                failed=[("state", "=", "error")],
                retry="action_resume",
                is_small=True,
            ),
            Queue(
                "duplicates",
                self.env._("Search for duplicates"),
                "crm.duplicate.scan",
                [("state", "in", ("pending", "running"))],
                ("write_date",),
                DAY,
                failed=[("state", "=", "error"), ("write_date", ">", now - WEEK)],
                is_small=True,
            ),
            Queue(
                "handovers",
                self.env._("Handovers"),
                "crm.handover",
                [("state", "in", ("running", "undoing"))],
                ("write_date",),
                2 * HOUR,
                is_small=True,
            ),
            Queue(
                "handover_lines",
                self.env._("Handovers: customers"),
                "crm.handover.line",
                failed=[("state", "=", "error")],
                retry="action_try_again",
            ),
            Queue(
                "statistics",
                self.env._("Statistics of customers"),
                "crm.partner.stat.queue",
                [],
                is_small=True,
            ),
            Queue(
                "qualification",
                self.env._("Leads to judge"),
                "crm.qualification.queue",
                [],
                is_small=True,
            ),
            Queue(
                "recycled",
                self.env._("Leads to bring back"),
                "crm.lead.disqualification",
                [
                    ("recycle_date", "!=", False),
                    ("recycle_date", "<", now.date() - DAY),
                    ("recycled_at", "=", False),
                ],
                ("recycle_date",),
                3 * DAY,
            ),
            Queue(
                "parked",
                self.env._("Rows taken out of their queue"),
                "crm.parked.row",
                failed=[],
                retry="action_try_again",
                is_small=True,
            ),
        ]
