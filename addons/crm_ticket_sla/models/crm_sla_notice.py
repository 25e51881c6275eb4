# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, format_datetime

_logger = logging.getLogger(__name__)
RETRY = timedelta(minutes=30)
MAX_ATTEMPTS = 5


class CrmSlaNotice(models.Model):
    """What one person is to be told because a level was reached.

    Everything that is due for a person goes into one message; what became idle while
    it waited for the person's working day is dropped.
    """

    _name = "crm.sla.notice"
    _description = "SLA Notice"
    _order = "send_at, id"
    _rec_name = "log_id"
    _log_access = False

    log_id = fields.Many2one(
        "crm.sla.level.log", required=True, index=True, ondelete="cascade"
    )
    clock_id = fields.Many2one(
        "crm.ticket.sla", required=True, index=True, ondelete="cascade"
    )
    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")
    send_at = fields.Datetime(required=True)
    sent_at = fields.Datetime()
    is_dropped = fields.Boolean(help="There was nothing left to tell.")
    message_id = fields.Many2one(
        "mail.message", index="btree_not_null", ondelete="set null"
    )
    attempts = fields.Integer()
    is_failed = fields.Boolean(help="It was given up after several attempts.")
    error = fields.Char()

    _once_uniq = models.Constraint(
        "UNIQUE (log_id, user_id)", "This person is told already."
    )
    _failed_idx = models.Index("(send_at) WHERE is_failed IS TRUE")
    _waiting_idx = models.Index("(send_at) WHERE sent_at IS NULL")

    @api.model
    def _queue(self, log, users, send_at):
        """Queue what each user is told of a logged level; `send_at` by user."""
        self.create(
            [
                {
                    "log_id": log.id,
                    "clock_id": log.clock_id.id,
                    "user_id": user.id,
                    "send_at": send_at[user],
                }
                for user in users
            ]
        )

    @api.model
    def _next_sql(self):
        """Return SQL of the instant when the next notice is due; NULL: none waits."""
        self.flush_model(["send_at", "sent_at"])
        return SQL("(SELECT min(send_at) FROM crm_sla_notice WHERE sent_at IS NULL)")

    @api.model
    def _send_due(self, now, limit=100):
        """Tell people what is due, one message each; return how many people.

        :param limit: number of people
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT id, user_id FROM crm_sla_notice WHERE sent_at IS NULL"
                " AND send_at <= %(now)s AND user_id IN ("
                "  SELECT DISTINCT user_id FROM crm_sla_notice"
                "  WHERE sent_at IS NULL AND send_at <= %(now)s"
                "  ORDER BY user_id LIMIT %(limit)s)"
                " ORDER BY id FOR UPDATE SKIP LOCKED",
                now=now,
                limit=limit,
            )
        )
        notices = self.browse(row[0] for row in rows)
        by_user = notices.grouped("user_id")
        for user, theirs in by_user.items():
            theirs._send_to(user, now)
        return len(by_user)

    def _send_to(self, user, now):
        """Send one message with all of these notices; a failure is tried again."""
        live = self.filtered(lambda notice: notice._is_live(user))
        (self - live).write({"sent_at": now, "is_dropped": True})
        if not live:
            return
        try:
            with self.env.cr.savepoint():
                message = live._post_digest(user)
                live.write({"sent_at": now, "message_id": message.id})
        except Exception as error:  # whatever it is, the others are still told
            _logger.exception("SLA notices for user %s could not be sent", user.id)
            attempts = max(live.mapped("attempts")) + 1
            values = {"attempts": attempts, "error": str(error)[:500]}
            if attempts >= MAX_ATTEMPTS:
                values |= {"sent_at": now, "is_dropped": True, "is_failed": True}
            live.write({**values, "send_at": now + RETRY})

    def action_try_again(self):
        """Tell after all what was given up."""
        self.env["crm.health"]._check_administrator()
        # sudo: notices are the system's; an administrator may have them sent again
        failed = self.sudo().filtered("is_failed")
        failed.write(
            {
                "is_failed": False,
                "is_dropped": False,
                "sent_at": False,
                "send_at": fields.Datetime.now(),
                "attempts": 0,
            }
        )
        self.env.ref("crm_ticket_sla.ir_cron_sla_event").sudo()._trigger()

    def _is_live(self, user):
        """Tell whether there still is something to tell that person."""
        clock = self.clock_id
        return user.active and clock.clock == "running" and clock.ticket_id.active

    def _post_digest(self, user):
        """Send what these notices say to a person, in their language and zone."""
        env = self.with_context(
            lang=user.lang or "en_US", tz=user.tz or "UTC", mail_notify_force_send=False
        ).env
        notices = self.with_env(env).sorted(lambda n: (n.log_id.due_at, n.id))
        # of one clock, what it came to last
        last = {notice.clock_id: notice for notice in notices}
        lines = [notice._line() for notice in last.values()]
        body = env["ir.qweb"]._render(
            "crm_ticket_sla.sla_digest", {"lines": lines, "user": user}
        )
        tickets = notices.clock_id.ticket_id
        place = {}
        if len(tickets) == 1:
            place = {"model": "crm.ticket", "res_id": tickets.id}
        return env["mail.thread"].message_notify(
            partner_ids=user.partner_id.ids,
            subject=notices._subject(),
            body=body,
            author_id=env.ref("base.partner_root").id,
            **place,
        )

    def _subject(self):
        """Return the subject of the message with these notices."""
        tickets = self.clock_id.ticket_id
        if len(tickets) == 1:
            return self.env._(
                "%(level)s: %(ticket)s",
                level=self[-1].log_id.level_id.name,
                ticket=tickets.display_name,
            )
        return self.env._("%(count)s tickets need you", count=len(tickets))

    def _line(self):
        """Return what the message says of one notice."""
        clock, ticket = self.clock_id, self.clock_id.ticket_id
        metric = clock._fields["metric"]
        labels = dict(metric._description_selection(self.env))
        due = clock.deadline_at
        return {
            "ticket": ticket.display_name,
            "url": f"/odoo/tickets/{ticket.id}",
            "customer": ticket.partner_id.display_name or ticket.email_from or "",
            "agent": ticket.user_id.name or "",
            "level": self.log_id.level_id.name,
            "metric": labels[clock.metric],
            "is_missed": clock.outcome == "missed",
            "due": due and self._at(due),
        }

    def _at(self, instant):
        """Return an instant in the reader's zone."""
        tz = str(self.env.tz)
        return format_datetime(self.env, instant, tz=tz, dt_format="short")
