# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL

from ..tools.lane_outcome import DOUBTFUL, REFUSED, SENT


class CrmSendLane(models.AbstractModel):
    """What came of a batch: states of mails, traces, ledger and timeline, in sets."""

    _inherit = "crm.send.lane"

    def _mark_doubtful(self, mail_ids):
        self.env.cr.execute(
            SQL(
                "UPDATE mail_mail SET possible_duplicate = TRUE WHERE id = ANY(%s)",
                list(mail_ids),
            )
        )

    def _write_report(self, report, now):
        """Write the states of mails, traces, ledger and timeline, in sets."""
        self.env.flush_all()
        sent = [i for i, outcome in report.items() if outcome == SENT]
        if sent:
            self._write_sent(sent, now)
        others = {i: o for i, o in report.items() if o != SENT}
        refused = {
            i: words for i, (kind, words, _u) in others.items() if kind == REFUSED
        }
        if refused:
            self._write_refused(refused)
        later = {i: o for i, o in others.items() if o[0] != REFUSED}
        if later:
            self._write_later(later)
        self.env.invalidate_all(flush=False)

    def _write_sent(self, mail_ids, now):
        for query in (
            "UPDATE mail_mail SET state = 'sent', failure_type = NULL,"
            " failure_reason = NULL, write_date = %(now)s WHERE id = ANY(%(ids)s)",
            # an open may have come before: nothing goes back from it
            "UPDATE mailing_trace SET sent_datetime = %(now)s, failure_type = NULL,"
            " trace_status = CASE WHEN trace_status IN ('open', 'reply', 'bounce')"
            " THEN trace_status ELSE 'sent' END WHERE mail_mail_id_int = ANY(%(ids)s)",
            "UPDATE crm_contact_log l SET state = 'sent', sent_at = %(now)s"
            " FROM crm_journey_trace t WHERE t.mail_mail_id_int = ANY(%(ids)s)"
            " AND l.trace_id = t.id",
        ):
            self.env.cr.execute(SQL(query, now=now, ids=mail_ids))
        rows = self.env.execute_query(
            SQL(
                "UPDATE crm_journey_trace SET sent_at = %s"
                " WHERE mail_mail_id_int = ANY(%s) RETURNING id",
                now,
                mail_ids,
            )
        )
        traces = self.env["crm.journey.trace"].browse([row[0] for row in rows])
        traces._log_interaction("mail_sent")

    def _write_refused(self, refused):
        told = SQL(
            "unnest(%s::int[], %s::text[]) AS v(id, words)",
            list(refused),
            list(refused.values()),
        )
        for query in (
            "UPDATE mail_mail m SET state = 'exception', failure_type = 'unknown',"
            " failure_reason = v.words FROM %s WHERE m.id = v.id",
            "UPDATE mailing_trace t SET trace_status = 'error',"
            " failure_type = 'mail_email_invalid', failure_reason = v.words FROM %s"
            " WHERE t.mail_mail_id_int = v.id",
            "UPDATE crm_contact_log l SET state = 'cancelled' FROM %s,"
            " crm_journey_trace t WHERE t.mail_mail_id_int = v.id AND l.trace_id = t.id",
            "UPDATE crm_journey_trace t SET state = 'failed', detail = left(v.words, 500)"
            " FROM %s WHERE t.mail_mail_id_int = v.id",
        ):
            self.env.cr.execute(SQL(query, told))

    def _write_later(self, later):
        """Put mails off: those that may have left keep their Message-ID and a mark."""
        self.env.cr.execute(
            SQL(
                "UPDATE mail_mail m SET scheduled_date = v.until,"
                " failure_reason = COALESCE(v.words, m.failure_reason),"
                " lane_attempt = COALESCE(m.lane_attempt, 0) + v.tried,"
                " possible_duplicate = m.possible_duplicate IS TRUE OR v.doubt"
                " FROM unnest(%s::int[], %s::timestamp[], %s::text[], %s::int[],"
                " %s::bool[]) AS v(id, until, words, tried, doubt) WHERE m.id = v.id",
                list(later),
                [until for _kind, _words, until in later.values()],
                [words for _kind, words, _until in later.values()],
                [int(bool(words)) for _kind, words, _until in later.values()],
                [kind == DOUBTFUL for kind, _words, _until in later.values()],
            )
        )
