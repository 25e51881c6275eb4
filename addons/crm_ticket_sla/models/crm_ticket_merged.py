# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

#: What belongs to a source and is given back by an undo.
RESTORED = ("stage_id", "active", "solved_at", "closed_at", "reopen_count")


class CrmTicket(models.Model):
    """Tickets that are one and the same request are merged; nothing is lost by it."""

    _inherit = "crm.ticket"

    merged_into_id = fields.Many2one(
        "crm.ticket",
        string="Merged into",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
        help="The conversation goes on there: answers to this ticket arrive there.",
    )
    merged_from_ids = fields.One2many(
        "crm.ticket",
        "merged_into_id",
        string="Merged tickets",
        context={"active_test": False},
    )
    merge_ids = fields.One2many(
        "crm.ticket.merge",
        "ticket_id",
        string="Merges",
        groups="crm_ticket_sla.group_crm_ticket_sla_user",
    )

    @api.constrains("stage_id", "active")
    def _check_merged(self):
        """Keep merged tickets closed: two would go on with one conversation."""
        for ticket in self:
            if ticket.merged_into_id and not ticket.stage_id.is_closed:
                raise ValidationError(
                    self.env._(
                        "%(ticket)s is merged into %(target)s: undo the merge to go on"
                        " with it.",
                        ticket=ticket.number,
                        target=ticket.merged_into_id.number,
                    )
                )

    def _merge_target(self):
        """Return the ticket on which the conversation of this one goes on.

        A merged ticket stands for the one it was merged into, and so on; where that
        leads in a circle nobody can say where to, and the ticket stands for itself.
        """
        self.ensure_one()
        seen, ticket = {self.id}, self
        # sudo: a mail finds its ticket whoever may read those on the way
        while following := ticket.sudo().merged_into_id:
            if following.id in seen:
                return self
            seen.add(following.id)
            ticket = following.with_env(self.env)
        return ticket

    def _merge_into(self, target, tell_customer=False):
        """Make these tickets one with another; return the records of it.

        :param tell_customer: one message to the customers of all of them
        """
        self._check_merge(target)
        before = {ticket.id: ticket._merge_state() for ticket in self}
        moved = self._merge_move(target)
        now = self._now()
        clocks = self._merge_clocks(target, now)
        self._merge_close(target)
        for ticket in self:
            moved[ticket.id]["before"] = before[ticket.id]
            moved[ticket.id]["clocks"] = clocks.get(ticket.id)
        self._merge_log(target)
        if tell_customer:
            target._merge_tell_customer(self)
        return self._merge_record(target, moved, now)

    def _merge_record(self, target, moved, now):
        """Keep what an undo needs."""
        # sudo: kept by the system, nobody writes these records by hand
        merges = self.env["crm.ticket.merge"].sudo()
        merges = merges.create(
            [
                {
                    "ticket_id": target.id,
                    "source_id": ticket.id,
                    "user_id": self.env.uid,
                    "merged_at": now,
                    "moved": moved[ticket.id],
                }
                for ticket in self
            ]
        )
        return merges.with_env(self.env)

    def _check_merge(self, target):
        """Refuse what cannot be merged, naming the ticket."""
        target.ensure_one()
        (self | target).check_access("write")
        if not self or target in self:
            raise UserError(
                self.env._("Merge into: choose a ticket other than the merged ones.")
            )
        for ticket in self | target:
            if ticket.merged_into_id:
                raise UserError(
                    self.env._(
                        "%(ticket)s is merged into %(target)s already.",
                        ticket=ticket.number,
                        target=ticket.merged_into_id.number,
                    )
                )
            if ticket.company_id != target.company_id:
                raise UserError(
                    self.env._(
                        "%(ticket)s belongs to another company than %(target)s.",
                        ticket=ticket.number,
                        target=target.number,
                    )
                )

    def _merge_state(self):
        """Return what an undo gives back to a source, as JSON takes it."""
        values = self.read(RESTORED, load=None)[0]
        return {
            name: fields.Datetime.to_string(values[name])
            if self._fields[name].type == "datetime"
            else values[name]
            for name in RESTORED
        }

    def _merge_close(self, target):
        """Take the sources out of work: cancelled, archived, standing for another."""
        stage = self._stage_of_kind("cancelled")
        self._without_required_fields().write(
            {"stage_id": stage.id, "merged_into_id": target.id, "active": False}
        )

    @api.model
    def _stage_of_kind(self, kind):
        """Return the first stage of a kind that is there for every team in `self`."""
        domain = Domain("team_ids", "=", False)
        if len(self.team_id) == 1:
            domain |= Domain("team_ids", "in", self.team_id.ids)
        stage = self.env["crm.ticket.stage"].search(
            Domain("kind", "=", kind) & domain, limit=1
        )
        if not stage:
            kinds = dict(stage._fields["kind"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "Stage: there is none of the kind '%(kind)s'.", kind=kinds[kind]
                )
            )
        return stage

    def _merge_log(self, target):
        """Say in both conversations what happened."""
        numbers = ", ".join(self.mapped("number"))
        target._message_log(
            body=self.env._("%(tickets)s merged into this ticket.", tickets=numbers)
        )
        self._message_log_batch(
            {
                ticket.id: self.env._("Merged into %(ticket)s.", ticket=target.number)
                for ticket in self
            }
        )

    def _merge_tell_customer(self, sources):
        """Tell the customers of all, by one message, where their requests go on."""
        customers = (self | sources).partner_id.filtered("email")
        if customers:
            self.message_post_with_source(
                "crm_ticket_sla.ticket_merged",
                render_values={"sources": sources},
                message_type="auto_comment",
                subtype_xmlid="mail.mt_comment",
                partner_ids=customers.ids,
            )

    def _merge_undo(self, merge):
        """Give a source back what had moved, and open it again."""
        moved, target = merge.moved, merge.ticket_id.with_env(self.env)
        now = self._now()
        before = dict(moved["before"])
        self._unmerge_move(target, moved)
        state = {name: before.pop(name) for name in ("stage_id", "active")}
        if not self.env["crm.ticket.stage"].browse(state["stage_id"]).exists():
            state["stage_id"] = self._stage_of_kind("open").id
        source = self._without_required_fields()
        source.with_context(ticket_is_unmerged=True).write(
            {**state, "merged_into_id": False}
        )
        source.write(before)
        self._merge_undo_clocks(merge, now)
        merge.write({"undone_at": now, "undone_by_id": self.env.uid})
        body = self.env._("The merge of %(ticket)s was undone.", ticket=self.number)
        self._message_log_batch({self.id: body})
        target._message_log(body=body)

    def _log_interaction(self, event, *args, **kwargs):
        """Opening a ticket by an undo is nothing that the customer did."""
        if self.env.context.get("ticket_is_unmerged"):
            return None
        return super()._log_interaction(event, *args, **kwargs)

    # ------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------

    def action_merge(self):
        """Ask into which ticket these are merged."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merge tickets"),
            "res_model": "crm.ticket.merge.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_ticket_ids": self.ids},
        }

    def action_open_merge_target(self):
        """Show the ticket on which the conversation goes on."""
        self.ensure_one()
        return self._merge_target()._get_records_action()

    def action_undo_merge(self):
        """Undo the merge of this ticket and show it."""
        self.ensure_one()
        merge = self.env["crm.ticket.merge"].search(
            [("source_id", "=", self.id), ("undone_at", "=", False)], limit=1
        )
        if not merge:
            raise UserError(
                self.env._("%(ticket)s: this merge is undone.", ticket=self.number)
            )
        merge.action_undo()
        return {"type": "ir.actions.client", "tag": "soft_reload"}
