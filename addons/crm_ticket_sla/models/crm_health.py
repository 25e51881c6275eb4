# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, models

from odoo.addons.crm_relationship.models.crm_health import Queue
from odoo.addons.crm_relationship.tools.system_health import OK, WARN

HOUR, WEEK = timedelta(hours=1), timedelta(days=7)


class CrmHealth(models.AbstractModel):
    """The queues of tickets: deadlines, what people are told, web calls."""

    _inherit = "crm.health"

    @api.model
    def _health_modules(self):
        return [*super()._health_modules(), "crm_ticket_sla"]

    @api.model
    def _health_queues(self, now):
        return [
            *super()._health_queues(now),
            Queue(
                "sla_clocks",
                self.env._("Deadlines of tickets"),
                "crm.ticket.sla",
                [("next_event_at", "!=", False), ("next_event_at", "<=", now)],
                ("next_event_at",),
                HOUR / 4,
            ),
            Queue(
                "sla_levels",
                self.env._("Escalations"),
                "crm.sla.level.log",
                failed=[("state", "=", "failed"), ("fired_at", ">", now - WEEK)],
                retry="action_try_again",
            ),
            Queue(
                "sla_notices",
                self.env._("Notices of deadlines"),
                "crm.sla.notice",
                [("sent_at", "=", False), ("send_at", "<=", now)],
                ("send_at",),
                HOUR,
                failed=[("is_failed", "=", True), ("send_at", ">", now - WEEK)],
                retry="action_try_again",
            ),
            Queue(
                "sla_webhooks",
                self.env._("Web calls of escalations"),
                "crm.sla.webhook",
                [("state", "=", "ready"), ("next_at", "<=", now)],
                ("next_at",),
                HOUR,
                failed=[("state", "=", "failed")],
                unclear=[("state", "=", "unknown")],
                stuck=[("state", "=", "sending"), ("write_date", "<", now - HOUR)],
                retry="action_send_again",
            ),
            Queue(
                "sla_recounts",
                self.env._("Deadlines to count again"),
                "crm.sla.recount",
                [("is_done", "!=", True)],
                ("create_date",),
                2 * HOUR,
            ),
            Queue(
                "sla_labs",
                self.env._("Policies to try out"),
                "crm.sla.lab",
                [("state", "=", "running")],
                ("write_date",),
                6 * HOUR,
                failed=[("state", "=", "error"), ("write_date", ">", now - WEEK)],
                is_small=True,
            ),
        ]

    @api.model
    def _health_checks(self, now):
        return [*super()._health_checks(now), self._check_policies()]

    @api.model
    def _check_policies(self):
        """Tell whether tickets are promised anything."""
        policies = self.env["crm.sla.policy"].search_count([], limit=1)
        tickets = self.env["crm.ticket"].search_count([], limit=1)
        return self._check(
            "sla_policies",
            self.env._("SLA policies"),
            WARN if tickets and not policies else OK,
            self.env._("There are tickets and no policy: no ticket has a deadline."),
            "crm_ticket_sla.crm_sla_policy_action",
        )

    @api.model
    def _held_queues(self):
        waiting = ([("state", "=", "ready")], "_cancel_waiting")
        return {**super()._held_queues(), "crm.sla.webhook": waiting}

    @api.model
    def _sending_jobs(self):
        return [*super()._sending_jobs(), "crm_ticket_sla.ir_cron_sla_webhook"]


class CrmParkedRow(models.Model):
    _inherit = "crm.parked.row"

    def _unpark_sla_recount(self):
        """Do the whole edit again: what was changed already stays as it is."""
        recounts = self.env["crm.sla.recount"].browse(self.mapped("res_id")).exists()
        recounts.write({"is_done": False, "last_id": 0, "done": 0})
        self.env.ref("crm_ticket_sla.ir_cron_sla_recount")._trigger()
