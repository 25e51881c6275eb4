# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL

from .interaction_event import InteractionEvent, is_customer

#: More customers than this on one mail: the first ones are logged.
MAX_CUSTOMERS = 10
#: Written by a person, here or in a mail client.
HUMAN_TYPES = ("email", "comment")
#: What has no human author on our side.
AUTOMATIC_TYPES = ("auto_comment", "email_outgoing", "notification", "out_of_office")
#: What a notification says of a message that reached nobody.
UNDELIVERED = SQL("n.notification_status IN ('bounce', 'exception', 'canceled')")
STATE = SQL("CASE WHEN c.is_undelivered THEN 'failed' ELSE 'done' END")
#: The subject that a mail carries. Never its first words: a row is read by who sees
#: the customer, the content by who may read the document.
SUBJECT = SQL("NULLIF(o.subject, '')")
#: The document's company, or that of the colleague who wrote or whose customer it is.
COMPANY = SQL(
    "COALESCE(d.company_id, au.company_id, (SELECT du.company_id FROM res_users du"
    " WHERE du.id = d.user_id), (SELECT min(id) FROM res_company))"
)


class MailMessage(models.Model):
    """Mails, SMS and done activities on customer documents.

    A message is from the customer when its author is none of us, and to the
    customer when it notified somebody who is none. Internal notes are neither.
    """

    _name = "mail.message"
    _inherit = ["mail.message", "crm.interaction.mixin"]

    def _interaction_events(self):
        return {
            **super()._interaction_events(),
            "received": self._event_received(),
            "autoreplied": self._event_autoreplied(),
            "sent": self._event_sent(),
            "sms": self._event_sms(),
            "activity": self._event_activity(),
            "bounced": self._event_bounced(),
        }

    def _interaction_common(self):
        return {
            "lead": SQL("d.lead_id"),
            "company": COMPANY,
            "user": SQL("au.id"),
            "user_is_final": True,
            "at": SQL("o.date"),
            "subject": SUBJECT,
        }

    def _event_received(self, **options):
        visitor = self.env["ir.model.data"]._xmlid_to_res_id("base.public_partner")
        return InteractionEvent(
            **{
                **self._interaction_common(),
                "type": "mail_in",
                "direction": "in",
                "partner": SQL("COALESCE(NULLIF(a.id, %s), d.partner_id)", visitor),
                "contact": SQL(
                    "lower(COALESCE(substring(o.email_from from '<([^<>]+)>'),"
                    " o.email_from))"
                ),
                "user": SQL("d.user_id"),
                "joins": self._sql_joins(),
                "where": SQL(
                    "o.message_type = ANY(%s) AND o.is_internal IS NOT TRUE"
                    " AND NOT au.is_ours AND (st.id IS NULL OR st.internal IS NOT TRUE)"
                    " AND o.author_guest_id IS NULL AND NOT EXISTS (SELECT 1"
                    " FROM crm_interaction x WHERE x.origin_model = 'mail.message'"
                    " AND x.origin_id = o.id AND x.origin_event = 'autoreplied')",
                    list(HUMAN_TYPES),
                ),
                **options,
            }
        )

    def _event_autoreplied(self):
        return self._event_received(
            type="mail_auto",
            actor_type=SQL("'system'"),
            # no header is stored: old mails of machines cannot be told apart
            in_backfill=False,
        )

    def _event_sent(self):
        automatic = SQL(
            "(o.message_type = ANY(%s) OR au.id = 1)", list(AUTOMATIC_TYPES)
        )
        return InteractionEvent(
            type=SQL("CASE WHEN %s THEN 'mail_auto' ELSE 'mail_out' END", automatic),
            direction="out",
            actor_type=SQL("CASE WHEN %s THEN 'system' ELSE 'staff' END", automatic),
            state=STATE,
            partner=SQL("c.id"),
            contact=SQL("c.contact"),
            suffix=SQL("CASE WHEN c.n > 1 THEN '#' || c.n ELSE '' END"),
            joins=SQL("%s %s", self._sql_joins(), self._sql_recipients("email")),
            where=SQL(
                "o.message_type = ANY(%s) AND o.mail_activity_type_id IS NULL"
                " AND o.is_internal IS NOT TRUE AND au.is_ours"
                " AND (st.id IS NULL OR st.internal IS NOT TRUE)",
                [*HUMAN_TYPES, *AUTOMATIC_TYPES],
            ),
            **self._interaction_common(),
        )

    def _event_sms(self):
        automatic = SQL("(au.id IS NULL OR au.id = 1)")
        return InteractionEvent(
            type=SQL("CASE WHEN %s THEN 'sms_auto' ELSE 'sms_out' END", automatic),
            direction="out",
            actor_type=SQL("CASE WHEN %s THEN 'system' ELSE 'staff' END", automatic),
            state=STATE,
            partner=SQL("c.id"),
            contact=SQL("c.contact"),
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
                # both were written in one transaction, hence at one instant, and
                # in the same order
                " LEFT JOIN LATERAL (SELECT m.summary, m.calendar_event_id"
                " FROM mail_activity m WHERE m.res_model = o.model"
                " AND m.res_id = o.res_id AND m.activity_type_id = ty.id"
                " AND m.active IS FALSE AND m.write_date = o.create_date"
                " ORDER BY m.id OFFSET (SELECT count(*) FROM mail_message b"
                " WHERE b.model = o.model AND b.res_id = o.res_id"
                " AND b.mail_activity_type_id = ty.id"
                " AND b.create_date = o.create_date AND b.id < o.id)"
                " LIMIT 1) ma ON TRUE",
                self._sql_joins(),
            ),
            # A meeting is logged by the calendar when it is over, and a contact that
            # completed the activity by who logged it
            where=SQL(
                "ma.calendar_event_id IS NULL AND NOT EXISTS (SELECT 1"
                " FROM crm_interaction x WHERE x.external_uid = 'mail.message,' || o.id)"
            ),
            **{
                **self._interaction_common(),
                "subject": SQL("COALESCE(ma.summary, %s)", SUBJECT),
            },
        )

    def _event_bounced(self):
        return InteractionEvent(
            type="mail_bounce",
            direction="out",
            actor_type=SQL("'system'"),
            state=SQL("'failed'"),
            partner=SQL("b.id"),
            contact=SQL("b.contact"),
            # by notification: others may bounce later
            suffix=SQL("'#' || b.notification_id"),
            joins=SQL("%s %s", self._sql_joins(), self._sql_bounced()),
            **{
                **self._interaction_common(),
                "at": None,
                "at_backfill": SQL("o.date"),
            },
        )

    def _sql_joins(self):
        """Return the joins to the document (d), author (a), colleague (au), subtype.

        Ours is a colleague, whoever has left included, and the company's own address.
        """
        return SQL(
            "JOIN LATERAL (%s) d ON TRUE"
            " LEFT JOIN res_partner a ON a.id = o.author_id"
            " CROSS JOIN LATERAL (SELECT u.id, u.company_id, (u.id IS NOT NULL"
            " OR EXISTS (SELECT 1 FROM res_company rc WHERE rc.partner_id = o.author_id)"
            ") AS is_ours FROM (SELECT) nobody LEFT JOIN res_users u"
            " ON u.partner_id = o.author_id AND u.share IS NOT TRUE"
            " ORDER BY u.active DESC, u.id LIMIT 1) au"
            " LEFT JOIN mail_message_subtype st ON st.id = o.subtype_id",
            self._sql_interaction_document(SQL("o.model"), SQL("o.res_id")),
        )

    def _sql_recipients(self, kind):
        """Return the join to the customers (c) a message went to, numbered from 1.

        One per company behind them, the document's own customer first. A bare
        address or number is the document's customer, or else an unknown contact. A
        mail by a colleague's mail client went to whom it names, without notification.
        """
        return SQL(
            "JOIN LATERAL (SELECT r.id, r.contact, r.is_undelivered, row_number() OVER"
            " (ORDER BY (r.id = d.partner_id) IS TRUE DESC, r.sort) AS n"
            " FROM (SELECT DISTINCT ON (q.customer, q.contact) q.id, q.contact, q.sort,"
            " bool_and(q.is_undelivered) OVER (PARTITION BY q.customer, q.contact)"
            " AS is_undelivered FROM ("
            "SELECT rp.id, COALESCE(rp.commercial_partner_id, 0) AS customer,"
            " %(contact)s AS contact, n.id::bigint AS sort,"
            " %(undelivered)s AS is_undelivered FROM mail_notification n"
            " LEFT JOIN res_partner rp ON rp.id = COALESCE(n.res_partner_id, d.partner_id)"
            " WHERE n.mail_message_id = o.id AND n.notification_type = %(kind)s"
            " AND (%(is_customer)s OR rp.id IS NULL AND %(contact)s IS NOT NULL)"
            " UNION ALL SELECT rp.id, rp.commercial_partner_id, NULL,"
            " %(after)s + rp.id, FALSE FROM mail_message_res_partner_rel l"
            " JOIN res_partner rp ON rp.id = l.res_partner_id"
            " WHERE l.mail_message_id = o.id AND %(kind)s = 'email'"
            " AND o.message_type = 'email' AND %(is_customer)s"
            " AND NOT EXISTS (SELECT 1 FROM mail_notification n"
            " WHERE n.mail_message_id = o.id AND n.res_partner_id = rp.id)) q"
            " ORDER BY q.customer, q.contact, (q.id = d.partner_id) IS TRUE DESC, q.sort"
            ") r ORDER BY n LIMIT %(limit)s) c ON TRUE",
            kind=kind,
            contact=self._sql_contact(),
            undelivered=UNDELIVERED,
            is_customer=is_customer("rp"),
            after=2**40,
            limit=MAX_CUSTOMERS,
        )

    def _sql_contact(self):
        """Return the bare number or address of notification n without a partner."""
        return SQL(
            "CASE WHEN rp.id IS NULL THEN"
            " COALESCE(n.sms_number, lower(n.mail_email_address)) END"
        )

    def _sql_bounced(self):
        return SQL(
            "JOIN LATERAL (SELECT rp.id, %s AS contact, n.id AS notification_id"
            " FROM mail_notification n LEFT JOIN res_partner rp"
            " ON rp.id = COALESCE(n.res_partner_id, d.partner_id)"
            " WHERE n.mail_message_id = o.id AND n.notification_status = 'bounce'"
            " AND (rp.id IS NULL OR %s)) b ON TRUE",
            self._sql_contact(),
            is_customer("rp"),
        )

    # ------------------------------------------------------------
    # Capture
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        messages = super().create(vals_list)
        names = set(self._interaction_model_names())
        # from the values: reading these fields would cost a query a message
        ours, activities = self.browse(), self.browse()
        for message, vals in zip(messages, vals_list, strict=True):
            if vals.get("model") in names and vals.get("res_id"):
                ours += message
                if vals.get("mail_activity_type_id"):
                    activities += message
        activities._log_interaction("activity")
        mails = (ours - activities)._log_customer_messages("received")
        # by a colleague's mail client: it names whom it reached
        mails.filtered(lambda m: m.message_type == "email")._log_interaction("sent")
        return messages

    def write(self, vals):
        result = super().write(vals)
        if "partner_ids" in vals:
            mails = self.filtered(lambda m: m.message_type == "email")
            mails._log_customer_messages("sent")
        return result

    def _log_customer_messages(self, event):
        """Log an event of those messages that are on customer documents.

        :return: the messages it was logged for
        """
        names = set(self._interaction_model_names())
        # sudo: only to see what kind of message it is
        chosen = self.sudo().filtered(lambda m: m.model in names and m._may_be(event))
        if event == "received" and self.env.context.get(
            "interaction_mail_is_automatic"
        ):
            event = "autoreplied"
        chosen._log_interaction(event)
        return chosen

    def _may_be(self, event):
        return event != "received" or self.message_type in HUMAN_TYPES

    def _settle_interactions(self, now):
        """Mark what these messages sent as failed, or as done after all.

        :return: set of (commercial partner id, company id) it changed
        """
        scope = SQL("o.id = ANY(%s)", self.ids)
        events = self._interaction_events()
        rows = self.env.execute_query(
            SQL(
                "UPDATE crm_interaction i SET state = s.state, write_date = %(now)s"
                " FROM (%(selects)s) s WHERE i.origin_model = s.origin_model"
                " AND i.origin_id = s.origin_id AND i.origin_event = s.origin_event"
                " AND i.partner_id IS NOT DISTINCT FROM s.partner_id"
                " AND i.state IN ('done', 'failed') AND i.state <> s.state"
                " RETURNING i.commercial_partner_id, i.company_id",
                now=now,
                selects=SQL(" UNION ALL ").join(
                    events[name].select(self, name, scope=scope, now=now)
                    for name in ("sent", "sms")
                ),
            )
        )
        if rows:
            self.env["crm.interaction"].invalidate_model(["state"])
        return {row for row in rows if row[0]}
