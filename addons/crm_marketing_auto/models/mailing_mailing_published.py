# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import UserError

#: What a person reads, and who it seems to come from.
CONTENT = frozenset(
    {
        *("subject", "preview", "body_arch", "body_html", "body_plaintext"),
        *("email_from", "reply_to", "reply_to_mode", "attachment_ids"),
        *("mailing_type", "mailing_model_id", "keep_archives"),
    }
)


class MailingMailing(models.Model):
    """The content of a published step does not change, as its version does not."""

    _inherit = "mailing.mailing"

    def write(self, vals):
        if not self.env.su and not CONTENT.isdisjoint(vals):
            self._check_not_published()
        return super().write(vals)

    def _check_not_published(self):
        """Refuse to change what people of a journey have been, or will be, sent."""
        # sudo: steps of journeys that the user may not see count too
        step = (
            self.env["crm.journey.step"]
            .sudo()
            .search(
                [("mailing_id", "in", self.ids), ("version_id.state", "!=", "draft")],
                limit=1,
            )
        )
        if step:
            raise UserError(
                self.env._(
                    "“%(step)s” of the journey “%(journey)s” has been published: draw a"
                    " new version, which brings a copy of this content to change.",
                    step=step.name,
                    journey=step.journey_id.name,
                )
            )
