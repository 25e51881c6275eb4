# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from markupsafe import Markup

from odoo import fields, models
from odoo.tools import SQL
from odoo.tools.misc import format_datetime

LINES = 40


class CrmConsentStory(models.TransientModel):
    """Of one contact: what was said, what was sent, and why something was not."""

    _name = "crm.consent.story"
    _description = "Consent and Messages of a Contact"

    partner_id = fields.Many2one("res.partner", required=True, readonly=True)
    story = fields.Html(compute="_compute_story", sanitize=False)

    def _compute_story(self):
        for wizard in self:
            wizard.partner_id.check_access("read")
            # sudo: who may read the contact may know what it was sent, and why not
            story = wizard.sudo()
            wizard.story = Markup("<h5>%s</h5>%s<h5>%s</h5>%s<h5>%s</h5>%s") % (
                self.env._("May we write now?"),
                story._may_write(),
                self.env._("What was said"),
                story._said(),
                self.env._("Messages of journeys"),
                story._messages(),
            )

    def _html_table(self, rows):
        if not rows:
            return Markup("<p class='text-muted'>%s</p>") % self.env._("Nothing yet.")
        lines = Markup("").join(
            Markup("<tr>%s</tr>")
            % Markup("").join(Markup("<td>%s</td>") % (cell or "") for cell in row)
            for row in rows
        )
        return Markup("<table class='table table-sm'>%s</table>") % lines

    def _may_write(self):
        """Return the gate's verdict on advertising, for each channel."""
        return self._html_table(
            (channel, self.env._("Yes") if allowed else reason)
            for channel, allowed, reason in self._verdicts()
        )

    def _verdicts(self):
        partner = self.partner_id
        field = self.env["crm.consent"]._fields["channel"]
        channels = dict(field._description_selection(self.env))
        gate = self.env["crm.send.gate"]
        reasons = self.env["crm.journey.reason"].search([("code", "!=", False)])
        names = {reason.code: reason.name for reason in reasons}
        for channel in ("mail", "sms", "call", "chat"):
            identity = (
                partner.email_normalized
                if channel == "mail"
                else partner.phone_sanitized
            )
            verdict = gate._would_admit_one(partner, channel, identity)
            yield channels[channel], verdict.allowed, names.get(verdict.reason)

    def _said(self):
        consents = self.env["crm.consent"].search(
            [
                "|",
                ("partner_id", "=", self.partner_id.id),
                ("identity", "in", self._identities()),
            ],
            limit=LINES,
        )
        labels = {
            name: dict(consents._fields[name]._description_selection(self.env))
            for name in ("channel", "purpose", "state", "source")
        }
        # one statement stands once for each contact that has the address
        lines = dict.fromkeys(
            (
                format_datetime(self.env, row.at),
                row.identity,
                labels["channel"][row.channel],
                row.list_id.name or labels["purpose"][row.purpose],
                labels["state"][row.state],
                labels["source"][row.source],
            )
            for row in consents
        )
        return self._html_table(list(lines))

    def _identities(self):
        partner = self.partner_id
        return partner._contact_values()

    def _messages(self):
        rows = self.env.execute_query(
            SQL(
                "SELECT t.id FROM crm_journey_trace t JOIN crm_journey_participant p"
                " ON p.id = t.participant_id WHERE p.partner_id = %s AND p.company_id"
                " = ANY(%s) AND (t.channel IS NOT NULL OR t.reason_id IS NOT NULL)"
                " ORDER BY t.id DESC LIMIT %s",
                self.partner_id.id,
                self.env.companies.ids,
                LINES,
            )
        )
        traces = self.env["crm.journey.trace"].browse([row[0] for row in rows])
        states = dict(traces._fields["state"]._description_selection(self.env))
        return self._html_table(
            (
                format_datetime(self.env, t.sent_at or t.done_at or t.due_at),
                t.journey_id.name,
                t.channel,
                states[t.state],
                t.reason_id.name,
                t.detail,
            )
            for t in traces
        )

    def action_preferences(self):
        """Open the page of the person: by this address it can only say no.

        What is agreed to there counts as the person's own word.
        """
        self.partner_id.check_access("read")
        preferences = self.env["crm.send.preference"]
        return {
            "type": "ir.actions.act_url",
            "url": preferences._url_of_colleagues(self.partner_id),
            "target": "new",
        }

    def action_ask(self):
        """Ask the person, once, whether we may write."""
        self.partner_id.check_access("read")
        self.env["crm.send.optin"]._ask(self.partner_id)
        return {"type": "ir.actions.act_window_close"}

    def action_ask_sms(self):
        """Send the registration message, once, to the number."""
        self.partner_id.check_access("read")
        self.env["crm.send.optin"]._ask_sms(self.partner_id)
        return {"type": "ir.actions.act_window_close"}

    def action_erase(self):
        """Make anonymous what is kept, and never write again."""
        self.env["crm.send.suppression"]._erase(self.partner_id)
        return {"type": "ir.actions.act_window_close"}
