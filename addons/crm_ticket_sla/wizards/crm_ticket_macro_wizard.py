# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from markupsafe import Markup

from odoo import api, fields, models


class CrmTicketMacroWizard(models.TransientModel):
    """See what a macro would do to one ticket or many, then do it."""

    _name = "crm.ticket.macro.wizard"
    _description = "Apply a Macro"

    ticket_ids = fields.Many2many("crm.ticket", string="Tickets", required=True)
    team_ids = fields.Many2many("crm.ticket.team", compute="_compute_team_ids")
    macro_id = fields.Many2one(
        "crm.ticket.macro",
        required=True,
        ondelete="cascade",
        domain="['|', ('team_ids', '=', False), ('team_ids', 'in', team_ids)]",
    )
    is_single = fields.Boolean(compute="_compute_is_single")
    reply = fields.Html(
        string="Answer",
        compute="_compute_reply",
        store=True,
        readonly=False,
        sanitize="email_outgoing",
    )
    preview = fields.Html(compute="_compute_preview")
    refusals = fields.Html(compute="_compute_preview", string="Left out")

    @api.depends("ticket_ids.team_id")
    def _compute_team_ids(self):
        for wizard in self:
            wizard.team_ids = wizard.ticket_ids.team_id

    @api.depends("ticket_ids")
    def _compute_is_single(self):
        for wizard in self:
            wizard.is_single = len(wizard.ticket_ids) == 1

    @api.depends("ticket_ids", "macro_id")
    def _compute_reply(self):
        """Show the answer to the first ticket as the customer will read it."""
        for wizard in self:
            first = wizard.ticket_ids._origin[:1]
            macro = wizard.macro_id
            replies = macro._render_replies(first) if macro and first else {}
            wizard.reply = replies.get(first.id, False)

    @api.depends("ticket_ids", "macro_id")
    def _compute_preview(self):
        for wizard in self:
            tickets, macro = wizard.ticket_ids._origin, wizard.macro_id
            wizard.preview = wizard._list(wizard._steps()) if macro else False
            refusals = macro._refusals(tickets) if macro else {}
            wizard.refusals = refusals and wizard._list(
                (ticket.display_name, reason) for ticket, reason in refusals.items()
            )

    @staticmethod
    def _list(pairs):
        lines = [Markup("<li>%s: %s</li>") % pair for pair in pairs]
        return Markup("<ul>%s</ul>") % Markup().join(lines)

    def _steps(self):
        """Return (field, new value) in words of what the macro changes."""
        macro, tickets = self.macro_id, self.env["crm.ticket"]
        values = macro._prepare_values(tickets)
        for name, value in values.items():
            if name == "tag_ids":
                added = [f"+{tag.name}" for tag in macro.tag_ids]
                words = added + [f"−{tag.name}" for tag in macro.untag_ids]
                yield tickets._field_label(name), ", ".join(words)
            elif name == "priority":
                labels = dict(macro._fields[name]._description_selection(self.env))
                yield tickets._field_label(name), labels[value]
            else:
                record = self.env[tickets._fields[name].comodel_name].browse(value)
                yield tickets._field_label(name), record.display_name or "…"
        if macro.activity_type_id:
            yield self.env._("Activity"), macro.activity_type_id.name

    def action_apply(self):
        """Apply the macro and say what was left out."""
        self.ensure_one()
        tickets = self.ticket_ids
        edited = {tickets.id: self.reply} if self.is_single and self.reply else None
        refusals = self.macro_id._apply(tickets, edited)
        return tickets._mass_report(len(tickets), refusals)
