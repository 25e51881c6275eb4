# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .crm_ticket_stage import CLOSED_KINDS

#: How many waiting tickets are looked at together.
SLICE = 500
NOBODY = "crm_ticket_sla.mail_activity_type_nobody"


class CrmTicketTeam(models.Model):
    """Tickets that nobody could take: the leader is told once, they go out later."""

    _inherit = "crm.ticket.team"

    is_leader_told = fields.Boolean(copy=False)

    def write(self, vals):
        result = super().write(vals)
        if vals.get("assignment_method", "manual") != "manual":
            # sudo: what waits in the team, whoever may see it
            waiting = self.env["crm.ticket"].sudo().search(self._waiting_domain())
            if waiting:
                waiting.team_id._queue(waiting._now(), soon=True)
        return result

    def _queue(self, now, next_at=None, soon=False):
        """Note that tickets of these teams wait, and when to try again.

        :param next_at: when the first agent is back, if that is known
        """
        cron = self.env.ref("crm_ticket_sla.ir_cron_assign_waiting")
        for team in self:
            values = {}
            if not team.queue_since:
                values["queue_since"] = now
            if next_at and next_at != team.queue_next_at:
                values["queue_next_at"] = next_at
                cron._trigger(at=next_at)
            if values:
                team.write(values)
        if soon:
            cron._trigger()

    def _tell_leader(self, tickets):
        """Leave the leader one task for all that wait until nothing does any more."""
        self.ensure_one()
        if not self.manager_id or self.is_leader_told:
            return
        self.is_leader_told = True
        words = self.with_context(lang=self.manager_id.lang or self.env.lang)
        tickets[:1].activity_schedule(
            NOBODY,
            summary=words.env._(
                "Nobody of %(team)s can take tickets now", team=words.display_name
            ),
            note=words.env._(
                "They wait without an agent and are given out, those due first "
                "first, as soon as somebody is back."
            ),
            user_id=self.manager_id.id,
        )

    def _wake(self):
        """Give out what waits in these teams soon: somebody may be free again."""
        # sudo: whoever closes a ticket need not see the team's queue
        if any(team.queue_since for team in self.sudo()):
            self.env.ref("crm_ticket_sla.ir_cron_assign_waiting").sudo()._trigger()

    def _waiting_domain(self):
        return Domain(
            [
                ("team_id", "in", self.ids),
                ("user_id", "=", False),
                ("stage_kind", "not in", CLOSED_KINDS),
            ]
        )

    def _drain(self, now):
        """Give out what waits, oldest due first; return the tickets that got one."""
        self.ensure_one()
        Ticket = self.env["crm.ticket"]
        order = "deadline_at, opened_at, id"  # empty ones last
        waiting = Ticket.search(self._waiting_domain(), order=order)
        given = Ticket
        for start in range(0, len(waiting), SLICE):
            given += self._dispatch(waiting[start : start + SLICE], now, tell=False)
        if len(given) == len(waiting):
            self._forget_queue()
        return given

    def _forget_queue(self):
        """Nothing waits any more: what the leader was told is done."""
        tickets = self.env["crm.ticket"].search(
            [
                ("team_id", "in", self.ids),
                ("activity_type_id", "=", self.env.ref(NOBODY).id),
            ]
        )
        tickets.activity_unlink([NOBODY])
        self.write(
            {"queue_since": False, "queue_next_at": False, "is_leader_told": False}
        )

    @api.model
    def _cron_assign_waiting(self):
        """Give out what waits in teams that assign by themselves, team by team."""
        now = self.env["crm.ticket"]._now()
        teams = self.search(
            [("queue_since", "!=", False), ("assignment_method", "!=", "manual")]
        )
        commit = self.env["ir.cron"]._commit_progress
        commit(remaining=len(teams))
        for team in teams:
            team = team.browse(team.id)  # read anew after each commit
            team._drain(now)
            if not commit(1):
                break

    # ------------------------------------------------------------
    # By hand
    # ------------------------------------------------------------

    def _check_leader(self):
        """Stop who neither leads these teams nor manages tickets.

        :raise UserError: in words, before anything changes
        """
        if self.env.user.has_group("crm_ticket_sla.group_crm_ticket_sla_manager"):
            return
        others = self.filtered(lambda team: team.manager_id != self.env.user)
        if others and not self.env.su:
            raise UserError(
                self.env._(
                    "Only the leader of %(team)s gives out its tickets.",
                    team=", ".join(others.mapped("name")),
                )
            )

    def action_assign_waiting(self):
        """Give out what waits in this team now."""
        self._check_leader()
        self._check_automatic()
        now = self.env["crm.ticket"]._now()
        # sudo: the leader was checked; what waits may be hidden from them
        given = sum(len(team._drain(now)) for team in self.sudo())
        left = self.env["crm.ticket"].sudo().search_count(self._waiting_domain())
        return self._report(given, left)

    def _check_automatic(self):
        manual = self.filtered(lambda team: team.assignment_method == "manual")
        if manual:
            raise UserError(
                self.env._(
                    "Assignment: %(team)s gives out tickets by hand. Choose another "
                    "way on the team first.",
                    team=", ".join(manual.mapped("name")),
                )
            )

    def _report(self, given, left):
        """Return a notice of how many tickets found somebody."""
        message = self.env._(
            "%(given)s given out, %(left)s still without an agent.",
            given=given,
            left=left,
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "warning" if left else "success",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }


class CrmTicketTeamMember(models.Model):
    _inherit = "crm.ticket.team.member"

    @api.model_create_multi
    def create(self, vals_list):
        members = super().create(vals_list)
        members.team_id._wake()
        return members

    def write(self, vals):
        result = super().write(vals)
        self.team_id._wake()
        return result

    def action_pause(self):
        """Take no tickets for the moment, or take them again."""
        self.ensure_one()
        if self.user_id != self.env.user:
            self.team_id._check_leader()
        # sudo: whether one takes tickets oneself is one's own to say
        self.sudo().is_paused = not self.is_paused
