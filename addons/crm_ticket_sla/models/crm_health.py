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
                key="sla_clocks",
                name=self.env._("Deadlines of tickets"),
                model="crm.ticket.sla",
                waiting=[("next_event_at", "!=", False), ("next_event_at", "<=", now)],
                since=("next_event_at",),
                patience=HOUR / 4,
            ),
            Queue(
                key="sla_levels",
                name=self.env._("Escalations"),
                model="crm.sla.level.log",
                failed=[("state", "=", "failed"), ("fired_at", ">", now - WEEK)],
                retry="action_try_again",
            ),
            Queue(
                key="sla_notices",
                name=self.env._("Notices of deadlines"),
                model="crm.sla.notice",
                waiting=[("sent_at", "=", False), ("send_at", "<=", now)],
                since=("send_at",),
                patience=HOUR,
                failed=[("is_failed", "=", True), ("send_at", ">", now - WEEK)],
                retry="action_try_again",
            ),
            Queue(
                key="sla_webhooks",
                name=self.env._("Web calls of escalations"),
                model="crm.sla.webhook",
                waiting=[("state", "=", "ready"), ("next_at", "<=", now)],
                since=("next_at",),
                patience=HOUR,
                failed=[("state", "=", "failed")],
                unclear=[("state", "=", "unknown")],
                stuck=[("state", "=", "sending"), ("write_date", "<", now - HOUR)],
                retry="action_send_again",
            ),
            Queue(
                key="sla_recounts",
                name=self.env._("Deadlines to count again"),
                model="crm.sla.recount",
                waiting=[("is_done", "!=", True)],
                since=("create_date",),
                patience=2 * HOUR,
            ),
            Queue(
                key="sla_labs",
                name=self.env._("Policies to try out"),
                model="crm.sla.lab",
                waiting=[("state", "=", "running")],
                since=("write_date",),
                patience=6 * HOUR,
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
