# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.crm_relationship.models.crm_health import COUNTED, Queue
from odoo.addons.crm_relationship.models.crm_health_queues import is_due
from odoo.addons.crm_relationship.tools.system_health import OK, WARN

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
#: What is due in running journeys: each is looked at by its index.
DUE = """
    SELECT count(*), min(d.at) FROM crm_journey j CROSS JOIN LATERAL (
        SELECT t.due_at AS at FROM crm_journey_trace t
        WHERE t.journey_id = j.id AND t.state = 'ready' AND t.is_test IS NOT TRUE
            AND t.due_at <= %s ORDER BY t.due_at LIMIT %s) d
    WHERE j.state = 'running' AND j.active
"""


class CrmHealth(models.AbstractModel):
    """The queues of journeys: who comes in, what is due, what leaves."""

    _inherit = "crm.health"

    @api.model
    def _health_modules(self):
        return [*super()._health_modules(), "crm_marketing_auto"]

    @api.model
    def _health_queues(self, now):
        return [
            *super()._health_queues(now),
            *self._queues_of_journeys(now),
            *self._queues_of_marketing(now),
        ]

    @api.model
    def _queues_of_journeys(self, now):
        return [
            Queue(
                key="journey_events",
                name=self.env._("Events of journeys"),
                model="crm.journey.event",
                waiting=[("is_done", "!=", True)],
                since=("create_date",),
            ),
            Queue(
                key="journey_steps",
                name=self.env._("Steps of journeys"),
                model="crm.journey.trace",
                waiting=[("state", "=", "ready"), ("due_at", "<=", now)],
                since=("due_at",),
                failed=[("state", "=", "failed"), ("done_at", ">", now - 7 * DAY)],
                unclear=[("state", "=", "unknown"), ("done_at", ">", now - 7 * DAY)],
            ),
            Queue(
                key="journey_dates",
                name=self.env._("Occasions of journeys"),
                model="crm.journey.occurrence",
                waiting=[("state", "=", "planned"), ("due_at", "<=", now)],
                since=("due_at",),
                patience=HOUR,
            ),
            Queue(
                key="journey_reactions",
                name=self.env._("Opens and clicks to settle"),
                model="crm.journey.reaction",
                waiting=[("is_settled", "!=", True), ("at", "<=", now - HOUR)],
                since=("at",),
                patience=2 * HOUR,
            ),
            Queue(
                key="journey_dry_runs",
                name=self.env._("Dry runs"),
                model="crm.journey.dry.run",
                waiting=[("state", "in", ("queued", "running"))],
                since=("moved_at", "create_date"),
                patience=2 * HOUR,
                failed=[("state", "=", "failed"), ("create_date", ">", now - 7 * DAY)],
                is_small=True,
            ),
        ]

    @api.model
    def _queues_of_marketing(self, now):
        return [
            Queue(
                key="lanes",
                name=self.env._("Marketing mails"),
                model="mail.mail",
                waiting=[
                    ("is_in_lane", "=", True),
                    ("state", "=", "outgoing"),
                    *is_due("scheduled_date", now),
                ],
                since=("scheduled_date", "create_date"),
                patience=2 * HOUR,
            ),
            Queue(
                key="send_batches",
                name=self.env._("Batches of sender lanes"),
                model="crm.send.batch",
                stuck=[("begun_at", "<", now - 6 * HOUR)],
                is_small=True,
            ),
            Queue(
                key="segments",
                name=self.env._("Segments to refresh"),
                model="crm.segment",
                waiting=[("active", "=", True), ("full_at", "!=", False),
                 ("full_at", "<", now - DAY), ("error", "=", False),
                 ("held_at", "=", False)],
                since=("full_at",),
                patience=2 * DAY,
                failed=[("active", "=", True), ("error", "!=", False)],
                unclear=[("active", "=", True), ("held_at", "!=", False)],
                retry="action_refresh",
                is_small=True,
            ),
        ]  # fmt: skip

    @api.model
    def _measure(self, queue, domain, since=()):
        if queue.key == "journey_steps" and domain is queue.waiting:
            self.env.cr.execute(SQL(DUE, fields.Datetime.now(), COUNTED + 1))
            return self.env.cr.fetchone()
        return super()._measure(queue, domain, since)

    # ------------------------------------------------------------
    # Settings
    # ------------------------------------------------------------

    @api.model
    def _health_checks(self, now):
        return [*super()._health_checks(now), self._check_servers(now)]

    @api.model
    def _check_servers(self, now):
        """Tell which mail servers are left alone because they do not answer."""
        ill = self.env["crm.send.server"].search([("failures", ">=", 3)])
        names = ", ".join(
            server.mail_server_id.name or self.env._("the server of the configuration")
            for server in ill
        )
        return self._check(
            "send_servers",
            self.env._("Mail servers of marketing"),
            WARN if ill else OK,
            self.env._(
                "%(names)s: does not answer: %(error)s",
                names=names,
                error=ill[:1].last_error or "",
            ),
            "base.action_ir_mail_server_list",
        )

    @api.model
    def _held_queues(self):
        queues = super()._held_queues()
        _domain, cancel = queues["sms.sms"]
        # texts of marketing also wait for the end of the night
        waiting = [("state", "in", ("outgoing", "held"))]
        return {**queues, "sms.sms": (waiting, cancel)}

    @api.model
    def _sending_jobs(self):
        lanes = [f"crm_marketing_auto.ir_cron_sender_lane_{n}" for n in (1, 2)]
        return [*super()._sending_jobs(), *lanes]


class CrmSendLane(models.AbstractModel):
    _inherit = "crm.send.lane"

    @api.model
    def _cron_send(self):
        if self.env["crm.health"]._is_held():
            return None
        return super()._cron_send()


class CrmParkedRow(models.Model):
    _inherit = "crm.parked.row"

    def _unpark_journey_event(self):
        events = self.env["crm.journey.event"].browse(self.mapped("res_id")).exists()
        events.write({"is_done": False})
        self.env.ref("crm_marketing_auto.ir_cron_journey_enrol")._trigger()

    def _unpark_journey_audience(self):
        journeys = self.env["crm.journey"].browse(self.mapped("res_id")).exists()
        journeys._unpark_audience()
        self.env.ref("crm_marketing_auto.ir_cron_journey_enrol")._trigger()

    def _unpark_journey_rules(self):
        """Nothing to do: every run of the job looks at the journey again."""

    def _unpark_journey_dates(self):
        """Nothing to do: every run of the job looks at the journey again."""

    def _unpark_occurrence(self):
        rows = self.env["crm.journey.occurrence"].browse(self.mapped("res_id")).exists()
        rows.write({"state": "planned"})
