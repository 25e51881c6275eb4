# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL

from .interaction_event import InteractionEvent

#: More customers than this on one mail: the first ones are logged.
MAX_CUSTOMERS = 10
#: What has no human author on our side.
AUTOMATIC_TYPES = ("auto_comment", "email_outgoing")
#: Plain text of the subject that a mail carries, or its first words.
FIRST_WORDS = SQL(
    "COALESCE(NULLIF(o.subject, ''), NULLIF(btrim(regexp_replace(regexp_replace("
    "left(o.body, 2000), '<[^>]*>', ' ', 'g'), '\\s+', ' ', 'g')), ''))"
)
#: Main company of the colleague who wrote, or the first company.
AUTHOR_COMPANY = SQL("COALESCE(d.company_id, au.company_id, (SELECT min(id) FROM res_company))")


class MailMessage(models.Model):
    """Mails, SMS and done activities on customer documents.

    A message is from the customer when its author is no colleague, and to the
    customer when it notified somebody who is none. Internal notes are neither.
    """

    _name = "mail.message"
    _inherit = ["mail.message", "crm.interaction.mixin"]

    def _interaction_events(self):
        return {
            **super()._interaction_events(),
            "received": self._event_received(),
            "autoreplied": self._event_received(is_automatic=True),
            "sent": self._event_sent(),
            "sms": self._event_sms(),
            "activity": self._event_activity(),
            "bounced": self._event_bounced(),
        }

    def _interaction_common(self):
        return {
            "lead": SQL("d.lead_id"),
            "company": AUTHOR_COMPANY,
            "user": SQL("au.id"),
            "user_is_final": True,
            "at": SQL("o.date"),
            "subject": FIRST_WORDS,
        }

    def _event_received(self, is_automatic=False):
        return InteractionEvent(
            type="mail_auto" if is_automatic else "mail_in",
            direction="in",
            actor_type=SQL("'system'") if is_automatic else None,
            partner=SQL("COALESCE(a.id, d.partner_id)"),
            # no header is stored: old mails of machines cannot be told apart
            in_backfill=not is_automatic,
            contact=SQL("lower(COALESCE(substring(o.email_from from '<([^<>]+)>'), o.email_from))"),
            joins=self._sql_joins(),
            where=SQL(
                "o.message_type IN ('email', 'comment') AND o.is_internal IS NOT TRUE"
                " AND au.id IS NULL AND (st.id IS NULL OR st.internal IS NOT TRUE)"
                " AND o.author_guest_id IS NULL"
            ),
            **{**self._interaction_common(), "user": SQL("d.user_id")},
        )

    def _event_sent(self):
        automatic = SQL("(o.message_type = ANY(%s) OR au.id = 1)", list(AUTOMATIC_TYPES))
        return InteractionEvent(
            type=SQL("CASE WHEN %s THEN 'mail_auto' ELSE 'mail_out' END", automatic),
            direction="out",
            actor_type=SQL("CASE WHEN %s THEN 'system' ELSE 'staff' END", automatic),
            partner=SQL("c.id"),
            suffix=SQL("CASE WHEN c.n > 1 THEN '#' || c.n ELSE '' END"),
            joins=SQL("%s %s", self._sql_joins(), self._sql_recipients("email")),
            where=SQL(
                "o.message_type IN ('email', 'comment', 'email_outgoing', 'auto_comment')"
                " AND o.is_internal IS NOT TRUE AND au.id IS NOT NULL"
                " AND (st.id IS NULL OR st.internal IS NOT TRUE)"
            ),
            **self._interaction_common(),
        )

    def _event_sms(self):
        automatic = SQL("(au.id IS NULL OR au.id = 1)")
        return InteractionEvent(
            type=SQL("CASE WHEN %s THEN 'sms_auto' ELSE 'sms_out' END", automatic),
            direction="out",
            actor_type=SQL("CASE WHEN %s THEN 'system' ELSE 'staff' END", automatic),
            partner=SQL("COALESCE(c.id, d.partner_id)"),
            contact=SQL("c.sms_number"),
            suffix=SQL("CASE WHEN c.n > 1 THEN '#' || c.n ELSE '' END"),
            joins=SQL("%s %s", self._sql_joins(), self._sql_recipients("sms")),
            where=SQL("o.message_type = 'sms'"),
            **self._interaction_common(),
        )

    def _event_activity(self):
        """A done activity leaves a message; older Odoo versions deleted all else."""
        is_call = SQL("ty.category = 'phonecall'")
        return InteractionEvent(
            type=SQL("CASE WHEN %s THEN 'call_done' ELSE 'activity_done' END", is_call),
            direction=SQL("CASE WHEN %s THEN 'out' ELSE 'internal' END", is_call),
            partner=SQL("d.partner_id"),
            joins=SQL(
                "%s JOIN mail_activity_type ty ON ty.id = o.mail_activity_type_id"
                # both were written in one transaction, hence at one instant
                " LEFT JOIN LATERAL (SELECT m.summary, m.calendar_event_id"
                " FROM mail_activity m WHERE m.res_model = o.model"
                " AND m.res_id = o.res_id AND m.activity_type_id = ty.id"
                " AND m.active IS FALSE AND m.write_date = o.create_date"
                " ORDER BY m.id DESC LIMIT 1) ma ON TRUE",
                self._sql_joins(),
            ),
            # A meeting is logged by the calendar when it is over
            where=SQL("ma.calendar_event_id IS NULL"),
            **{
                **self._interaction_common(),
                "subject": SQL("COALESCE(ma.summary, %s)", FIRST_WORDS),
            },
        )

    def _event_bounced(self):
        return InteractionEvent(
            type="mail_bounce",
            direction="out",
            actor_type=SQL("'system'"),
            partner=SQL("b.id"),
            suffix=SQL("CASE WHEN b.n > 1 THEN '#' || b.n ELSE '' END"),
            joins=SQL("%s %s", self._sql_joins(), self._sql_bounced()),
            **{
                **self._interaction_common(),
                "at": None,
                "at_backfill": SQL("o.date"),
            },
        )

    def _sql_joins(self):
        """Return the joins to the document (d), author (a), colleague (au), subtype."""
        documents = SQL(" UNION ALL ").join(
            model._interaction_document().select(
                model, SQL("o_.model = %s AND o.id = o_.res_id", model._name)
            )
            for model in self._interaction_models()
        )
        return SQL(
            "CROSS JOIN LATERAL (SELECT o.model, o.res_id) o_"
            " JOIN LATERAL (%s) d ON TRUE"
            " LEFT JOIN res_partner a ON a.id = o.author_id"
            " LEFT JOIN LATERAL (SELECT u.id, u.company_id FROM res_users u"
            " WHERE u.partner_id = o.author_id AND u.share IS NOT TRUE"
            " ORDER BY u.active DESC, u.id LIMIT 1) au ON TRUE"
            " LEFT JOIN mail_message_subtype st ON st.id = o.subtype_id",
            documents,
        )

    def _sql_recipients(self, kind):
        """Return the join to the customers (c) a message went to, numbered from 1.

        One per company behind them, the document's own customer first.
        """
        return SQL(
            "JOIN LATERAL (SELECT r.id, r.sms_number, row_number() OVER (ORDER BY"
            " (r.id = d.partner_id) IS TRUE DESC, r.sort) AS n"
            " FROM (SELECT DISTINCT ON (COALESCE(q.commercial_partner_id, 0), q.unknown)"
            " q.id, q.sms_number, q.sort FROM (SELECT rp.id, rp.commercial_partner_id,"
            " n.sms_number, n.id AS sort, CASE WHEN rp.id IS NULL THEN n.sms_number END"
            " AS unknown FROM mail_notification n LEFT JOIN res_partner rp"
            " ON rp.id = n.res_partner_id WHERE n.mail_message_id = o.id"
            " AND n.notification_type = %(kind)s"
            " AND (rp.partner_share OR (rp.id IS NULL AND n.sms_number IS NOT NULL))) q"
            " ORDER BY COALESCE(q.commercial_partner_id, 0), q.unknown,"
            " (q.id = d.partner_id) IS TRUE DESC, q.sort) r LIMIT %(limit)s) c ON TRUE",
            kind=kind,
            limit=MAX_CUSTOMERS,
        )

    def _sql_bounced(self):
        return SQL(
            "JOIN LATERAL (SELECT rp.id, row_number() OVER (ORDER BY n.id) AS n"
            " FROM mail_notification n JOIN res_partner rp ON rp.id = n.res_partner_id"
            " WHERE n.mail_message_id = o.id AND n.notification_status = 'bounce'"
            " AND rp.partner_share) b ON TRUE"
        )

    # ------------------------------------------------------------
    # Capture
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        messages = super().create(vals_list)
        names = set(self._interaction_model_names())
        mails, sms, activities = self.browse(), self.browse(), self.browse()
        for message in messages.sudo():  # sudo: only to see what kind of message it is
            if message.model not in names or not message.res_id:
                continue
            if message.mail_activity_type_id:
                activities += message
            elif message.message_type == "sms":
                sms += message
            elif message.message_type in ("email", "comment", *AUTOMATIC_TYPES):
                mails += message
        if self.env.context.get("interaction_mail_is_automatic"):
            mails._log_interaction("autoreplied")
        else:
            mails._log_interaction("received")
        mails._log_interaction("sent")
        sms._log_interaction("sms")
        activities._log_interaction("activity")
        return messages

    def _fail_interactions(self, partners):
        """Mark the mail as failed for partners it did not reach."""
        # sudo: a bounce arrives with nobody's rights
        failed = (
            self.env["crm.interaction"]
            .sudo()
            .search(
                [
                    ("origin_model", "=", "mail.message"),
                    ("origin_id", "in", self.ids),
                    ("origin_event", "=like", "sent%"),
                    ("partner_id", "in", partners.ids),
                ]
            )
        )
        failed.write({"state": "failed"})
