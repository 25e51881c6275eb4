# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

#: How long a mail that is not to be kept can be looked at after it was sent.
KEPT = timedelta(days=1)
#: Deleted at a time.
BATCH = 2000


class MailMail(models.Model):
    """Marketing mails leave through the sender lane; core's queue leaves them alone."""

    _inherit = "mail.mail"

    is_in_lane = fields.Boolean(readonly=True, copy=False)
    lane_attempt = fields.Integer(readonly=True, copy=False)
    possible_duplicate = fields.Boolean(
        readonly=True,
        copy=False,
        help="The line or the process broke when it was handed over: it was sent "
        "again with the same Message-ID.",
    )

    _lane_idx = models.Index("(id) WHERE state = 'outgoing' AND is_in_lane IS TRUE")

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [
            {**vals, "is_in_lane": True}
            if vals.get("mailing_id") and "is_in_lane" not in vals
            else vals
            for vals in vals_list
        ]
        mails = super().create(vals_list)
        if any(vals.get("is_in_lane") for vals in vals_list):
            self.env["crm.send.lane"]._wake()
        return mails

    @api.model
    def process_email_queue(self, email_ids=(), batch_size=1000):
        if not email_ids:
            filters = [
                *self.env.context.get("filters", []),
                ("is_in_lane", "=", False),
            ]
            self = self.with_context(filters=filters)  # noqa: PLW0642
        return super().process_email_queue(email_ids=email_ids, batch_size=batch_size)

    def _send(
        self,
        auto_commit=False,
        raise_exception=False,
        smtp_session=None,
        alias_domain_id=False,
        mail_server=False,
        post_send_callback=None,
    ):
        """Ask the gate at the moment of sending, whoever sends."""
        mailings = self.filtered("mailing_id")
        if mailings and not self.env.context.get("mailing_test_mail"):
            # sudo: the gate reads what the sender may not
            gate = self.env["crm.send.recheck"].sudo()
            rulings = gate._recheck(mailings.ids, fields.Datetime.now())
            gate._apply(rulings)
            self = self.browse(  # noqa: PLW0642
                mail.id for mail in self if mail.id not in rulings
            )
        return super()._send(
            auto_commit=auto_commit,
            raise_exception=raise_exception,
            smtp_session=smtp_session,
            alias_domain_id=alias_domain_id,
            mail_server=mail_server,
            post_send_callback=post_send_callback,
        )

    @api.autovacuum
    def _gc_sent_by_lanes(self, now=None):
        """Delete mails that were sent and are not to be kept: core does so at once.

        What is counted stays: the ledger, the traces of journeys and those of core.
        """
        domain = [
            ("state", "=", "sent"),
            ("is_in_lane", "=", True),
            ("auto_delete", "=", True),
            ("write_date", "<", (now or fields.Datetime.now()) - KEPT),
        ]
        mails = self.search(domain, limit=BATCH, order="id")
        self.env.cr.execute(
            SQL(
                "UPDATE crm_contact_log l SET possible_duplicate = TRUE"
                " FROM crm_journey_trace t, mail_mail m WHERE m.id = ANY(%s)"
                " AND m.possible_duplicate IS TRUE AND t.mail_mail_id_int = m.id"
                " AND l.trace_id = t.id",
                mails.ids,
            )
        )
        self.env["crm.contact.log"].invalidate_model(["possible_duplicate"])
        mails.unlink()
        return len(mails), self.search_count(domain, limit=1)
