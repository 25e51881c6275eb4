# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import ast
from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import is_html_empty

from .crm_ticket import PRIORITIES

ASSIGN = [
    ("keep", "Leave as it is"),
    ("me", "Who applies it"),
    ("user", "A certain agent"),
    ("nobody", "Nobody"),
]


class CrmTicketMacro(models.Model):
    """Several steps of an agent's work in one click: answer, change, note, plan.

    Reply and note may have placeholders. A macro does nothing to tickets of other
    teams or outside its condition, and says so.
    """

    _name = "crm.ticket.macro"
    _description = "Ticket Macro"
    _inherit = "mail.render.mixin"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    team_ids = fields.Many2many(
        "crm.ticket.team", string="Teams", help="Who may use it. Empty: every team."
    )
    company_id = fields.Many2one("res.company", index=True)
    domain = fields.Char(
        string="Condition",
        default="[]",
        required=True,
        help="Tickets that do not meet it are left out.",
    )
    reply_template_id = fields.Many2one(
        "mail.template",
        string="Template",
        domain="[('model', '=', 'crm.ticket')]",
        ondelete="restrict",
        help="The answer to the customer is taken from here instead.",
    )
    reply = fields.Html(
        translate=True,
        render_engine="qweb",
        render_options={"post_process": True},
        sanitize="email_outgoing",
    )
    note = fields.Html(
        string="Internal note",
        render_engine="qweb",
        render_options={"post_process": True},
        sanitize="email_outgoing",
    )
    stage_id = fields.Many2one("crm.ticket.stage", ondelete="restrict")
    assign = fields.Selection(ASSIGN, string="Agent", required=True, default="keep")
    user_id = fields.Many2one(
        "res.users", string="Certain agent", domain="[('share', '=', False)]"
    )
    team_id = fields.Many2one("crm.ticket.team", ondelete="restrict")
    priority = fields.Selection(PRIORITIES)
    category_id = fields.Many2one("crm.ticket.category", ondelete="restrict")
    tag_ids = fields.Many2many(
        "crm.ticket.tag", "crm_ticket_macro_tag_rel", string="Add tags"
    )
    untag_ids = fields.Many2many(
        "crm.ticket.tag", "crm_ticket_macro_untag_rel", string="Remove tags"
    )
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        domain="[('res_model', 'in', [False, 'crm.ticket'])]",
        ondelete="restrict",
    )
    activity_summary = fields.Char(translate=True)
    activity_days = fields.Integer(string="Due in days")

    def _compute_render_model(self):
        self.render_model = "crm.ticket"

    @api.constrains("domain")
    def _check_domain(self):
        for macro in self:
            try:
                macro._condition().validate(self.env["crm.ticket"])
            except (ValueError, SyntaxError, TypeError, KeyError) as error:
                raise ValidationError(
                    self.env._("Condition: this is none (%(error)s).", error=error)
                ) from error

    @api.constrains("assign", "user_id")
    def _check_user_id(self):
        for macro in self:
            if macro.assign == "user" and not macro.user_id:
                raise ValidationError(self.env._("Certain agent: choose one."))

    def _condition(self):
        return Domain(ast.literal_eval(self.domain or "[]"))

    # ------------------------------------------------------------
    # What it would do
    # ------------------------------------------------------------

    def _refusals(self, tickets):
        """Return {ticket: why the macro does nothing to it}."""
        self.ensure_one()
        refusals = tickets._mass_refusals(self._prepare_values(tickets))
        meeting = tickets.filtered_domain(self._condition())
        for ticket in tickets:
            if ticket in refusals:
                continue
            if self.team_ids and ticket.team_id not in self.team_ids:
                refusals[ticket] = self.env._("The macro is for other teams.")
            elif ticket not in meeting:
                refusals[ticket] = self.env._("The condition is not met.")
            elif self._has_reply() and not (ticket.partner_id or ticket.email_from):
                refusals[ticket] = self.env._("There is nobody to answer.")
        return refusals

    def _has_reply(self):
        return bool(self.reply_template_id) or not is_html_empty(self.reply)

    def _prepare_values(self, tickets):
        """Return what is written on the tickets, the same for all."""
        values = {}
        for name in ("stage_id", "team_id", "category_id"):
            if self[name]:
                values[name] = self[name].id
        if self.priority:
            values["priority"] = self.priority
        if self.assign != "keep":
            users = {"me": self.env.user, "user": self.user_id}
            values["user_id"] = users.get(self.assign, self.env["res.users"]).id
        commands = [Command.link(tag.id) for tag in self.tag_ids]
        commands += [Command.unlink(tag.id) for tag in self.untag_ids]
        if commands:
            values["tag_ids"] = commands
        return values

    def _render_replies(self, tickets):
        """Return {ticket id: answer} in the language of each customer."""
        self.ensure_one()
        source, name = self, "reply"
        if self.reply_template_id:
            # sudo: an agent uses a template without the right to change it
            source, name = self.reply_template_id.sudo(), "body_html"
        elif is_html_empty(self.reply):
            return {}
        langs = {
            ticket.id: ticket.lang_id.code or ticket.partner_id.lang or self.env.lang
            for ticket in tickets
        }
        return source._render_field(name, tickets.ids, res_ids_lang=langs)

    # ------------------------------------------------------------
    # Doing it
    # ------------------------------------------------------------

    def _apply(self, tickets, replies=None):
        """Do all of it to the tickets that it is for.

        :param replies: answers that were edited, by id of the ticket
        :return: {ticket: why it was left out}
        """
        self.ensure_one()
        self.check_access("read")
        refusals = self._refusals(tickets)
        tickets -= self.env["crm.ticket"].union(*refusals)
        if not tickets:
            return refusals
        # what is said is said of the ticket as it was found
        replies = replies or self._render_replies(tickets)
        notes = {} if is_html_empty(self.note) else self._render_note(tickets)
        for ticket in tickets if replies else ():
            ticket._post_answer(replies[ticket.id])
        if notes:
            tickets._message_log_batch(notes)
        if values := self._prepare_values(tickets):
            tickets.write(values)
        self._plan_activities(tickets)
        return refusals

    def _render_note(self, tickets):
        return self._render_field("note", tickets.ids)

    def _plan_activities(self, tickets):
        if not self.activity_type_id:
            return
        due = fields.Date.context_today(self) + timedelta(days=self.activity_days)
        for user, part in tickets.grouped(lambda t: t.user_id or t.env.user).items():
            part.activity_schedule(
                activity_type_id=self.activity_type_id.id,
                date_deadline=due,
                summary=self.activity_summary or "",
                user_id=user.id,
                automated=False,
            )


class CrmTicket(models.Model):
    _inherit = "crm.ticket"

    def action_macro(self):
        """Ask which macro is applied."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Apply a macro"),
            "res_model": "crm.ticket.macro.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_ticket_ids": self.ids},
        }

    def _post_answer(self, body):
        """Answer the customer, by one message."""
        self.ensure_one()
        partner = self.partner_id
        if not partner and self.email_from:
            # sudo: whoever is answered becomes a contact, as by the gateway
            partner = self.sudo()._partner_find_from_emails_single([self.email_from])
        if not partner:
            raise UserError(
                self.env._("%(ticket)s: there is nobody to answer.", ticket=self.number)
            )
        return self.message_post(
            body=body,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=partner.ids,
        )
