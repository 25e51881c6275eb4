# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import uuid
from datetime import timedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import ormcache, plaintext2html

from .crm_ticket_stage import CLOSED_KINDS

#: What a customer may read of a ticket, whatever the client: the rest is ours.
PORTAL_FIELDS = {
    "id",
    "display_name",
    "number",
    "name",
    "description",
    "active",
    "partner_id",
    "commercial_partner_id",
    "email_from",
    "company_id",
    "category_id",
    "priority",
    "stage_kind",
    "channel",
    "opened_at",
    "solved_at",
    "closed_at",
    "sale_order_id",
    "picking_id",
    "move_id",
    "product_id",
    "lot_id",
    "create_date",
    "write_date",
    "access_url",
    "access_token",
    "access_warning",
    "website_message_ids",
    "message_partner_ids",
    "message_is_follower",
}
#: What is promised to customers; the other clocks are for the team.
PROMISES = ("first_response", "next_response", "resolution")
#: The steps that a customer sees a ticket go through.
STEPS = {"new": 0, "open": 1, "wait_customer": 1, "wait_third": 1}


class CrmTicket(models.Model):
    """What the customer sees of a ticket and may do to it."""

    _inherit = "crm.ticket"

    @api.model
    def _prepare_created_values(self, vals_list):
        vals_list = super()._prepare_created_values(vals_list)
        for vals in vals_list:
            # from the start: showing a ticket must never have to write one
            vals.setdefault("access_token", str(uuid.uuid4()))
        return vals_list

    @api.model
    def _has_field_access(self, field, operation):
        # lists ask this for every value: what is cheap to know comes first
        if (
            not self.env.su
            and (operation != "read" or field.name not in PORTAL_FIELDS)
            and not self._is_read_whole()
        ):
            return False
        return super()._has_field_access(field, operation)

    @api.model
    @ormcache("self.env.uid")
    def _is_read_whole(self):
        """Tell whether the user may read what customers may not: by the groups."""
        return self.env.user._is_internal()

    # ------------------------------------------------------------
    # Status and promise in the customer's words
    # ------------------------------------------------------------

    @api.model
    def _portal_status_names(self):
        """Return {kind of stage: what a customer calls it}."""
        return {
            "new": self.env._("Received"),
            "open": self.env._("In progress"),
            "wait_customer": self.env._("Waiting for your answer"),
            "wait_third": self.env._("Waiting for a partner of ours"),
            "solved": self.env._("Solved"),
            "closed": self.env._("Closed"),
            "cancelled": self.env._("Cancelled"),
        }

    def _portal_steps(self):
        """Return (name, reached, current) of each step towards the end."""
        self.ensure_one()
        names = self._portal_status_names()
        if self.stage_kind == "cancelled":
            return [(names["new"], True, False), (names["cancelled"], True, True)]
        at = STEPS.get(self.stage_kind, 2)
        middle = "open" if at != 1 else self.stage_kind
        end = self.stage_kind if at == 2 else "solved"
        steps = [names["new"], names[middle], names[end]]
        return [(name, index <= at, index == at) for index, name in enumerate(steps)]

    def _portal_promise(self):
        """Return what the customer was promised, oldest promise first.

        :return: list of dicts: metric, state (running, late, paused, kept, broken),
            at (naive UTC: the deadline, or when it was kept)
        """
        self.ensure_one()
        now = self._now()
        promises = []
        # sudo: customers see these instants, not the clocks behind them
        clocks = self.sudo().clock_ids.filtered(lambda c: c.metric in PROMISES)
        for clock in clocks.sorted(lambda c: (PROMISES.index(c.metric), c.cycle)):
            at, state = clock.deadline_at, "running"
            if clock.outcome in ("cancelled", "waived"):
                continue
            if clock.clock == "stopped":
                kept = clock.outcome == "met"
                at, state = clock.stopped_at, "kept" if kept else "broken"
            elif clock.clock == "paused":
                at, state = clock.frozen_deadline_at, "paused"
            elif at and (at < now or clock.outcome == "missed"):
                state = "late"
            if at or state == "paused":
                promises.append({"metric": clock.metric, "state": state, "at": at})
        last = {promise["metric"]: promise for promise in promises}
        return list(last.values())

    def _portal_zone(self):
        """Return the time zone that instants are shown to the customer in."""
        self.ensure_one()
        user, team = self.env.user, self.team_id
        own = user.tz if user._is_portal() or user._is_internal() else False
        return own or self.partner_id.tz or team.calendar_id.tz or "UTC"

    # ------------------------------------------------------------
    # What the customer may do
    # ------------------------------------------------------------

    def _portal_acts_for(self, partner):
        """Tell whether a person is on the customer's side: itself or a colleague."""
        self.ensure_one()
        return bool(partner) and (
            partner.commercial_partner_id == self.commercial_partner_id
        )

    def _portal_can_close(self):
        self.ensure_one()
        return self.active and self.stage_kind not in CLOSED_KINDS

    def _portal_can_reopen(self):
        """Tell whether the customer may take the ticket up again.

        Later than the team takes replies for it, a new ticket is due.
        """
        self.ensure_one()
        if not self.active or self.stage_kind not in ("solved", "closed"):
            return False
        since = self.closed_at or self.solved_at
        days = self.team_id.reopen_days
        return not (days and since and since + timedelta(days=days) < self._now())

    def _portal_close(self, partner):
        """Close the ticket for its customer; closing twice changes nothing."""
        self.ensure_one()
        if not self._portal_can_close():
            return
        self._portal_move(("closed", "solved"))
        note = self.env._("Closed by the customer.")
        self._message_log(body=note, author_id=partner.id or None)

    def _portal_reopen(self, partner, reason=""):
        """Reopen the ticket for its customer, with what is still wrong."""
        self.ensure_one()
        if not self._portal_can_reopen():
            return
        self._portal_move(("open", "new"))
        if reason:
            self.message_post(
                body=plaintext2html(reason),
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                author_id=partner.id or None,
                email_from=None if partner else self.email_from,
            )
        else:
            note = self.env._("Reopened by the customer.")
            self._message_log(body=note, author_id=partner.id or None)

    def _portal_move(self, kinds):
        """Move to the first stage of the team of one of these kinds, in order."""
        stages = self.env["crm.ticket.stage"].search(
            [
                ("kind", "in", kinds),
                ("team_ids", "in", [False, *self.team_id.ids]),
            ]
        )
        if not stages:
            raise UserError(
                self.env._("Stage: this team has none to move the ticket to.")
            )
        self.stage_id = min(stages, key=lambda stage: kinds.index(stage.kind))

    # ------------------------------------------------------------
    # What it is about
    # ------------------------------------------------------------

    def _portal_messages_domain(self):
        """Return which messages of the ticket the customer sees."""
        self.ensure_one()
        return (
            self._fields["website_message_ids"].get_comodel_domain(self)
            & self.env["mail.message"]._get_search_domain_share()
            & Domain("res_id", "=", self.id)
        )

    def _portal_last_message_id(self):
        """Return the id of the newest message that the customer sees; 0: none."""
        domain = self._portal_messages_domain()
        return self.env["mail.message"].search(domain, order="id desc", limit=1).id or 0

    def _portal_files(self):
        """Return the files of messages that the customer sees, newest first."""
        domain = self._portal_messages_domain() & Domain("attachment_ids", "!=", False)
        messages = self.env["mail.message"]
        return messages.search(domain, order="id desc", limit=100).attachment_ids

    @api.model
    def _portal_lots(self, partner, company, limit):
        """Return the serial numbers that were delivered to a customer, newest first."""
        lines = self.env["stock.move.line"].search(
            [
                ("state", "=", "done"),
                ("lot_id", "!=", False),
                ("company_id", "=", company.id),
                ("location_dest_id.usage", "=", "customer"),
                (
                    "picking_id.partner_id",
                    "child_of",
                    partner.commercial_partner_id.id,
                ),
            ],
            order="id desc",
            limit=limit,
        )
        return lines.lot_id
