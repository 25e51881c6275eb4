# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import UTC, timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.idle import silent_since
from ..tools.sla_clock import Windows
from ..tools.working_days import WorkingDays

BATCH = 100
#: Calendar days that hold the working days asked for, closed weeks included.
DAYS_PER_DAY, DAYS_SPARE = 7, 60


class CrmTicketTeam(models.Model):
    """What happens to tickets whose customer does not answer."""

    _inherit = "crm.ticket.team"

    remind_days = fields.Integer(
        string="Remind after",
        help="Working days of silence after which the customer of a waiting ticket is "
        "reminded. 0: never.",
    )
    close_days = fields.Integer(
        string="Close after",
        help="Working days after the reminder after which the ticket is closed. "
        "0: never.",
    )
    reminder_template_id = fields.Many2one(
        "mail.template",
        string="Reminder",
        domain=[("model", "=", "crm.ticket")],
        ondelete="restrict",
        default=lambda self: self.env.ref(
            "crm_ticket_sla.mail_template_ticket_reminder", raise_if_not_found=False
        ),
    )

    _idle_check = models.Constraint(
        "CHECK (remind_days >= 0 AND close_days >= 0"
        " AND (close_days = 0 OR remind_days > 0))",
        "Remind after: nobody's ticket is closed without a reminder before.",
    )

    def _silent_since(self, now, count):
        """Return since when who is silent has been so for working days of the team."""
        self.ensure_one()
        first = now - timedelta(days=count * DAYS_PER_DAY + DAYS_SPARE)
        last = now + timedelta(days=1)
        calendar = self.calendar_id or self.company_id.resource_calendar_id
        if not calendar:
            windows, zone = Windows.of([(first, last)], (first, last)), "UTC"
        else:
            leaves = [
                ("time_type", "=", "leave"),
                ("company_id", "in", [False, self.company_id.id]),
            ]
            found = calendar._work_intervals_batch(
                first.replace(tzinfo=UTC), last.replace(tzinfo=UTC), domain=leaves
            )[False]
            pairs = [(_naive(start), _naive(stop)) for start, stop, _meta in found]
            windows, zone = Windows.of(pairs, (first, last)), calendar.tz
        return silent_since(WorkingDays.of(windows, zone), first, now, count)


class CrmTicket(models.Model):
    """Tickets that wait for their customer: reminded, then closed."""

    _inherit = "crm.ticket"

    waiting_at = fields.Datetime(
        string="Silent since",
        readonly=True,
        copy=False,
        help="When the ticket began to wait for the customer, or the last message.",
    )
    reminded_at = fields.Datetime(string="Reminded", readonly=True, copy=False)

    _idle_idx = models.Index("(team_id, waiting_at) WHERE waiting_at IS NOT NULL")

    def _after_opened(self):
        result = super()._after_opened()
        waiting = self.filtered(lambda t: t.stage_kind == "wait_customer")
        for opened_at, tickets in waiting.grouped("opened_at").items():
            tickets.write({"waiting_at": opened_at})
        return result

    def _after_changed(self, changes, now):
        result = super()._after_changed(changes, now)
        moved = self.browse({c.ticket_id for c in changes if c.kind == "stage_id"})
        waiting = moved.filtered(lambda t: t.stage_kind == "wait_customer")
        if waiting:
            waiting.write({"waiting_at": now, "reminded_at": False})
        gone = (moved - waiting).filtered("waiting_at")
        if gone:
            gone.write({"waiting_at": False, "reminded_at": False})
        return result

    def _message_post_after_hook(self, message, msg_values):
        result = super()._message_post_after_hook(message, msg_values)
        is_said = message.message_type in ("email", "comment")
        # sudo: who may write a message starts the silence anew
        ticket = self.sudo()
        if is_said and ticket.waiting_at and not message.sudo().subtype_id.internal:
            ticket.write({"waiting_at": self._now(), "reminded_at": False})
        return result

    # ------------------------------------------------------------
    # Job
    # ------------------------------------------------------------

    @api.model
    def _cron_idle(self):
        """Remind customers who are silent, and close what stayed unanswered."""
        now = self._now()
        commit = self.env["ir.cron"]._commit_progress
        for work in self._idle_work(now):
            while True:
                tickets = work.take()
                if not tickets:
                    break
                work.run(tickets)
                if not commit(len(tickets)):
                    return

    @api.model
    def _idle_work(self, now):
        """Return what is to do for each team, reminders after closings."""
        teams = self.env["crm.ticket.team"].search([("remind_days", ">", 0)])
        found = []
        for team in teams:
            if team.close_days:
                found.append(_Closing(self, team, now, team.close_days))
            found.append(_Reminding(self, team, now, team.remind_days))
        return found

    def _remind_idle(self, team, now):
        """Remind the customers, by one mail for each ticket."""
        self.write({"reminded_at": now})
        template = team.reminder_template_id
        if not template:
            return
        for ticket in self:
            ticket._mail_automatically(template)

    def _close_idle(self, team):
        """Close the tickets, all at once."""
        stage = self[:1]._first_stage_of_kind("closed") or self[
            :1
        ]._first_stage_of_kind("solved")
        if not stage:
            self.write({"waiting_at": False})  # nothing to close them with
            return
        text = self.env._("Closed by itself: the customer did not answer.")
        self._message_log_batch(bodies={ticket.id: text for ticket in self})
        self._without_required_fields().write({"stage_id": stage.id})


class _Work:
    """Tickets of one team that are due, taken in batches that no other job holds."""

    def __init__(self, model, team, now, count):
        self.model, self.team, self.now = model, team, now
        self.since = team._silent_since(now, count)
        self.seen = set()

    def take(self):
        """Return the next tickets, locked and still due; empty: no more."""
        while self.since:
            domain = self.domain() & Domain("id", "not in", list(self.seen))
            found = self.model.search(domain, order="id", limit=BATCH)
            self.seen.update(found.ids)
            held = found.try_lock_for_update()
            held.invalidate_recordset(["waiting_at", "reminded_at", "stage_id"])
            held = held.filtered_domain(self.domain())
            if held or not found:
                return held
        return self.model.browse()

    def domain(self):
        return Domain("team_id", "=", self.team.id) & Domain(
            "stage_kind", "=", "wait_customer"
        )


class _Reminding(_Work):
    def domain(self):
        return (
            super().domain()
            & Domain("waiting_at", "<=", self.since)
            & Domain("reminded_at", "=", False)
        )

    def run(self, tickets):
        tickets._remind_idle(self.team, self.now)


class _Closing(_Work):
    def domain(self):
        return super().domain() & Domain("reminded_at", "<=", self.since)

    def run(self, tickets):
        tickets._close_idle(self.team)


def _naive(at):
    return at.astimezone(UTC).replace(tzinfo=None)
