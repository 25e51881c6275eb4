# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.crm_relationship.models.interaction_event import InteractionEvent


class CrmJourney(models.Model):
    _inherit = "crm.journey"

    cost_limit = fields.Float(
        string="Cost a day",
        help="The journey pauses when the messages of a day cost more; 0: no limit.",
    )

    def _notify_breaker(self, reason):
        """Tell the owner, once, that the journey was stopped and why."""
        self.ensure_one()
        owner = self.user_id.partner_id
        if owner:
            lang = self.with_context(lang=owner.lang)
            lang.message_notify(
                partner_ids=owner.ids,
                subject=lang.env._("“%s” was paused", self.name),
                body=lang.env._(
                    "%(reason)s Look at it, then resume the journey.", reason=reason
                ),
            )

    def _cancel_queued(self):
        """Cancel the mails that are queued and have not left."""
        rows = self.env.execute_query(
            SQL(
                "SELECT m.id FROM mail_mail m JOIN crm_journey_trace t"
                " ON t.mail_mail_id_int = m.id WHERE t.journey_id = ANY(%s)"
                " AND m.state = 'outgoing' FOR NO KEY UPDATE OF m SKIP LOCKED",
                self.ids,
            )
        )
        if rows:
            # sudo: who may stop a journey may cancel its mails
            recheck = self.env["crm.send.recheck"].sudo()
            recheck._cancel({row[0]: "stopped" for row in rows})
        return super()._cancel_queued()


class CrmJourneyTrace(models.Model):
    """A message that left is on the customer's timeline."""

    _name = "crm.journey.trace"
    _inherit = ["crm.journey.trace", "crm.interaction.mixin"]

    def _interaction_events(self):
        return {
            **super()._interaction_events(),
            "mail_sent": self._event_message("campaign_mail"),
            "sms_sent": self._event_message("campaign_sms"),
            "chat_sent": self._event_message("campaign_chat"),
        }

    def _event_message(self, type_code):
        return InteractionEvent(
            type=type_code,
            direction="out",
            actor_type=SQL("'system'"),
            partner=SQL("part.partner_id"),
            contact=SQL("o.identity"),
            lead=SQL("CASE WHEN part.res_model = 'crm.lead' THEN part.res_id END"),
            company=SQL("j.company_id"),
            at=SQL("COALESCE(o.sent_at, o.done_at)"),
            subject=SQL("COALESCE(j.name->>'en_US', '')"),
            in_backfill=False,
            joins=SQL(
                "JOIN crm_journey_participant part ON part.id = o.participant_id"
                " JOIN crm_journey j ON j.id = o.journey_id"
            ),
        )
