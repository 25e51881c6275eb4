# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.exceptions import UserError


class MailingMailing(models.Model):
    """What a step of a journey says is a mailing that is never sent as one.

    It is archived from the beginning: lists, counts and jobs of mailings are for those
    that people send.
    """

    _inherit = "mailing.mailing"

    is_journey_content = fields.Boolean(
        string="Content of a journey",
        readonly=True,
        help="It is sent by the steps of a journey, to one person at a time.",
    )

    def write(self, vals):
        if vals.get("state") in ("in_queue", "sending"):
            self._check_no_journey_content()
        if vals.get("active"):
            return super(
                MailingMailing, self.filtered(lambda one: not one.is_journey_content)
            ).write(vals)
        return super().write(vals)

    def _action_send_mail(self, res_ids=None):
        self._check_no_journey_content()
        return super()._action_send_mail(res_ids=res_ids)

    def _check_no_journey_content(self):
        """Refuse to send to a whole audience what a journey sends by and by."""
        content = self.filtered("is_journey_content")[:1]
        if content:
            raise UserError(
                self.env._(
                    "“%s” is what a step of a journey says: the journey sends it."
                    " To write to everybody at once, make a mailing of its own.",
                    content.display_name,
                )
            )
