# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging

from odoo import api, fields, models
from odoo.tools import SQL

_logger = logging.getLogger(__name__)
#: Set, nothing leaves: mails, SMS, messages of channels, calls of web addresses.
HELD = "crm_relationship.sending_held"


class CrmHealth(models.AbstractModel):
    """All sending held, as after a restore: what was sent since the backup may be in
    its queues again.

    Held messages stay in their queues. An administrator looks at them, then lets them
    go, or cancels them first.
    """

    _inherit = "crm.health"

    @api.model
    def _is_held(self):
        """Tell whether nothing may leave; the text says since when or why."""
        self.env["ir.config_parameter"].flush_model(["key", "value"])
        # not get_param, which a job that goes on would read once
        rows = self.env.execute_query(
            SQL("SELECT value FROM ir_config_parameter WHERE key = %s", HELD)
        )
        return rows[0][0] or False if rows else False

    @api.model
    def _sql_may_leave(self):
        """Return the condition, for a claim, that nothing is held."""
        self.env["ir.config_parameter"].flush_model(["key", "value"])
        return SQL(
            "NOT EXISTS (SELECT FROM ir_config_parameter WHERE key = %s"
            " AND COALESCE(value, '') <> '')",
            HELD,
        )

    @api.model
    def _held_queues(self):
        """Return {model: (domain of what waits, method that cancels it)}."""
        return {
            "mail.mail": ([("state", "=", "outgoing")], "_cancel_waiting"),
            "sms.sms": ([("state", "=", "outgoing")], "_cancel_waiting"),
            "crm.channel.outbox": ([("state", "=", "ready")], "_cancel_waiting"),
        }

    @api.model
    def hold_sending(self):
        """Let nothing leave until it is released."""
        self._check_administrator()
        if not self._is_held():
            now = fields.Datetime.to_string(fields.Datetime.now())
            self.env["ir.config_parameter"].set_param(HELD, now)
        return True

    @api.model
    def release_sending(self, is_cancelling=False):
        """Let messages leave again.

        :param is_cancelling: what waits now is cancelled, and does not leave
        :return: how many messages were cancelled
        """
        self._check_administrator()
        count = 0
        if is_cancelling:
            for model, (domain, cancel) in self._held_queues().items():
                # sudo: an administrator decides over messages of every company
                rows = self.env[model].sudo().search(domain)
                count += len(rows)
                getattr(rows, cancel)()
        self.env["ir.config_parameter"].set_param(HELD, False)
        for name in self._sending_jobs():
            if cron := self.env.ref(name, raise_if_not_found=False):
                cron._trigger()
        return count

    @api.model
    def _sending_jobs(self):
        """Return the jobs that are to be woken when sending is released."""
        return [
            "mail.ir_cron_mail_scheduler_action",
            "sms.ir_cron_sms_scheduler_action",
            "crm_relationship.ir_cron_channel_outbox",
        ]


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _cancel_waiting(self):
        self.cancel()

    def send(self, *args, **kwargs):
        if self.env["crm.health"]._is_held():
            return None  # stays in the queue
        return super().send(*args, **kwargs)

    @api.model
    def process_email_queue(self, *args, **kwargs):
        if self.env["crm.health"]._is_held():
            return None
        return super().process_email_queue(*args, **kwargs)


class SmsSms(models.Model):
    _inherit = "sms.sms"

    def _cancel_waiting(self):
        self.action_set_canceled()

    def send(self, *args, **kwargs):
        if self.env["crm.health"]._is_held():
            return None
        return super().send(*args, **kwargs)

    @api.model
    def _process_queue(self, *args, **kwargs):
        if self.env["crm.health"]._is_held():
            return None
        return super()._process_queue(*args, **kwargs)


class CrmChannelOutbox(models.Model):
    _inherit = "crm.channel.outbox"

    def _cancel_waiting(self):
        """Cancel messages, and tell those who put them in.

        A part says that it is one: it comes back when the part before it is sent again.
        """
        parts = self.filtered("after_id")
        parts.write({"state": "cancelled", "reason": "part"})
        (self - parts).write({"state": "cancelled"})
        self._after_settled()

    @api.model
    def _cron_deliver(self):
        if self.env["crm.health"]._is_held():
            return None
        return super()._cron_deliver()


class IrActionsServer(models.Model):
    _inherit = "ir.actions.server"

    def _run_action_webhook(self, eval_context=None):
        """Call nobody while sending is held: such a call has no queue to stay in."""
        if self.env["crm.health"]._is_held():
            _logger.warning("Web call of %s not made: sending is held", self)
            return None
        return super()._run_action_webhook(eval_context=eval_context)
