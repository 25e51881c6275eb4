# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

#: In the context while an absence notice is read: nobody has reacted.
AUTOMATIC = "journey_automatic_reply"


class MailingTrace(models.Model):
    """Core's traces tell what happened to a message; ours keep it for journeys."""

    _inherit = "mailing.trace"

    def set_opened(self, domain=None):
        if self.env.context.get(AUTOMATIC):
            return self.browse()
        traces = self + (self.search(domain) if domain else self.browse())
        # core would make an open of a bounce
        bounced = traces.filtered(lambda t: t.trace_status == "bounce")
        bounced = bounced._of_journeys() if bounced else bounced
        traces -= bounced
        super(MailingTrace, traces).set_opened()
        if not self.env.context.get("journey_click"):
            # sudo: whoever opens may not write reactions
            self.env["crm.journey.reaction"].sudo()._react_open(traces)
        return traces

    def set_replied(self, domain=None):
        if self.env.context.get(AUTOMATIC):
            return self.browse()
        traces = super().set_replied(domain=domain)
        # sudo: as above
        self.env["crm.journey.reaction"].sudo()._react("reply", traces)
        return traces

    def set_bounced(self, domain=None, bounce_message=False):
        traces = super().set_bounced(domain=domain, bounce_message=bounce_message)
        # sudo: as above
        self.env["crm.journey.reaction"].sudo()._react("bounce", traces)
        return traces

    def _of_journeys(self):
        """Return the traces whose message a journey has sent."""
        # sudo: only whether there is one
        ours = self.env["crm.journey.trace"].sudo()
        return ours.search([("mailing_trace_id", "in", self.ids)]).mailing_trace_id


class LinkTrackerClick(models.Model):
    _inherit = "link.tracker.click"

    @api.model
    def add_click(self, code, **route_values):
        # the open that core makes of a click is no reaction of its own
        self = self.with_context(journey_click=True)  # noqa: PLW0642
        click = super().add_click(code, **route_values)
        if click and click.mailing_trace_id:
            # sudo: whoever clicks may not write reactions
            self.env["crm.journey.reaction"].sudo()._react_click(click.sudo())
        return click


class SmsTracker(models.Model):
    _inherit = "sms.tracker"

    def _update_sms_traces(
        self, trace_status, failure_type=False, failure_reason=False
    ):
        traces = super()._update_sms_traces(
            trace_status, failure_type=failure_type, failure_reason=failure_reason
        )
        kind = {"sent": "delivered", "bounce": "bounce"}.get(trace_status)
        if kind:
            # sudo: providers report without a user
            self.env["crm.journey.reaction"].sudo()._react(kind, traces)
        return traces
