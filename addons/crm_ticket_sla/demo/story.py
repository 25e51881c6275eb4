# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A believable month at the support desk of a furniture workshop in Vietnam.

Every ticket is opened, answered, handed over and solved at its instant of the past, so
its clocks, their ledger and the figures are those of a desk that has worked with the
app. Days count back from today, hours are those of Vietnam. Nothing is sent.
"""

from datetime import date, datetime, time, timedelta

from markupsafe import Markup

from odoo import Command, fields

from .desk import Desk
from .tickets import PLOTS, TICKETS

UTC_OFFSET = timedelta(hours=7)  # Asia/Ho_Chi_Minh, no daylight saving
OPENS, CLOSES = time(8), time(17, 30)


def tell(env):
    """Create the demo story in a database that has demo data."""
    Story(env).tell()


class Story:
    """The records of the story, by short names."""

    def __init__(self, env):
        self.env = env(
            context={
                **env.context,
                "tracking_disable": True,
                "mail_create_nosubscribe": True,
                "mail_create_nolog": True,
                "mail_notify_force_send": False,
                "no_reset_password": True,
            }
        )
        self.now = fields.Datetime.now()
        self.desk = Desk(self.env)
        self.users, self.partners = self.desk.users, self.desk.partners
        self.teams = self.desk.teams

    def tell(self):
        self.desk.set_up()
        tickets = self.env["crm.ticket"]
        for values in TICKETS:
            tickets |= self._tell_ticket(*values)
        self.desk.add_serial_number(tickets[0])
        # what is past is asked about no more
        tickets.write({"rating_due_at": False})

    # ------------------------------------------------------------
    # When
    # ------------------------------------------------------------

    def at(self, days, hour):
        """Return a naive UTC instant: days before today, a Vietnamese hour."""
        midnight = datetime.combine(date.today() - timedelta(days=days), time())
        return midnight + timedelta(hours=hour) - UTC_OFFSET

    @staticmethod
    def at_work(instant):
        """Return the instant, or the next one at which the desk is open."""
        local = instant + UTC_OFFSET
        if local.time() > CLOSES:
            local = datetime.combine(local.date() + timedelta(days=1), time(8, 20))
        if local.time() < OPENS:
            local = datetime.combine(local.date(), time(8, 20))
        if local.weekday() == 6:
            local += timedelta(days=1)
        return local - UTC_OFFSET

    # ------------------------------------------------------------
    # What happens
    # ------------------------------------------------------------

    def _tell_ticket(self, days, hour, person, team, agent, *request):
        """Tell one row of the table."""
        *asked, plot = request
        opened = min(self.at(days, hour), self.now - timedelta(minutes=5))
        ticket = self._open(opened, person, team, *asked)
        user = self.users[agent] if agent else self.users["hai"]
        if agent:
            self._happen(ticket, user, opened + timedelta(minutes=9), "take", None)
        for hours, what, argument in PLOTS[plot] if isinstance(plot, str) else plot:
            instant = opened + timedelta(hours=hours)
            if what not in ("hears", "reopen"):
                instant = self.at_work(instant)
            if instant < self.now:
                self._happen(ticket, user, instant, what, argument)
        return ticket.with_env(self.env)

    def _open(self, opened, person, team, category, priority, channel, name, text):
        partner = self.partners[person]
        return self._as(self.env.ref("base.user_root"), opened).create(
            {
                "name": name,
                "description": Markup("<p>%s</p>") % text,
                "partner_id": partner.id,
                "email_from": partner.email,
                "phone": partner.phone,
                "team_id": self.teams[team].id,
                "category_id": self.env.ref(f"crm_ticket_sla.category_{category}").id,
                "priority": priority,
                "channel": channel,
                "opened_at": opened,
            }
        )

    def _as(self, user, instant):
        """Return the tickets as somebody works on them at an instant of the past."""
        # sudo: instants of the past can be set by the system only
        tickets = self.env["crm.ticket"].with_user(user).sudo()
        return tickets.with_context(ticket_event_at=fields.Datetime.to_string(instant))

    def _happen(self, ticket, user, instant, what, argument):
        ticket = self._as(user, instant).browse(ticket.id)
        getattr(self, f"_{what}")(ticket, user, instant, argument)

    def _take(self, ticket, user, _instant, _argument):
        ticket.write({"user_id": user.id})

    def _answer(self, ticket, user, instant, text):
        if ticket.stage_kind == "new":
            self._move(ticket, "open")
        self._say(ticket, user.partner_id, instant, text, "comment", ticket.partner_id)

    def _hears(self, ticket, _user, instant, text):
        self._say(ticket, ticket.partner_id, instant, text, "email")

    def _reopen(self, ticket, user, instant, text):
        self._hears(ticket, user, instant, text)
        self._move(ticket, "open")

    def _wait(self, ticket, *_args):
        self._move(ticket, "wait_customer")

    def _third(self, ticket, *_args):
        self._move(ticket, "wait_third")

    def _work(self, ticket, *_args):
        self._move(ticket, "open")

    def _solve(self, ticket, *_args):
        self._move(ticket, "solved")

    def _close(self, ticket, *_args):
        self._move(ticket, "closed")

    def _urgent(self, ticket, *_args):
        ticket.write({"priority": "3"})

    def _rate(self, ticket, user, _instant, argument):
        rating, feedback = argument
        request = self.env["rating.rating"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("crm.ticket"),
                "res_id": ticket.id,
                "partner_id": ticket.partner_id.id,
                "rated_partner_id": user.partner_id.id,
            }
        )
        # stored first: the ticket reads what is in the table
        self.env.flush_all()
        request.write({"rating": rating, "feedback": feedback, "consumed": True})

    def _move(self, ticket, kind):
        ticket.write({"stage_id": self.env.ref(f"crm_ticket_sla.stage_{kind}").id})

    def _say(self, ticket, author, instant, text, kind, reader=None):
        """Add a mail that was exchanged; the clocks follow, nothing is sent."""
        message = self.env["mail.message"].create(
            {
                "model": "crm.ticket",
                "res_id": ticket.id,
                "message_type": kind,
                "subtype_id": self.env.ref("mail.mt_comment").id,
                "author_id": author.id,
                "email_from": author.email_formatted,
                "body": Markup("<p>%s</p>") % text,
                "date": instant,
                "partner_ids": [Command.set(reader.ids if reader else [])],
            }
        )
        # sudo: clocks read who wrote to whom
        ticket._sla_after_message(message.sudo())
