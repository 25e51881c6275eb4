# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL, email_normalize

from ..tools.send_gate import SendRequest, decide

#: What core calls the reason; anything else is told in words.
FAILURE_TYPES = {"blacklist": "mail_bl", "optout": "mail_optout", "dnc": "mail_optout"}
#: Of mailings that no journey sent, only these stop one: prior consent is the
#: mailing's own business.
OF_CORE = frozenset({"optout", "blacklist", "dnc"})
#: A queued mail of a paused journey is looked at again after this.
PAUSED = timedelta(minutes=15)


class Ruling(NamedTuple):
    """Why a queued mail does not leave now; without `until`: never."""

    reason: str
    until: object = None


class CrmSendRecheck(models.AbstractModel):
    """The gate at the moment of sending: what changed since the mail was queued."""

    _name = "crm.send.recheck"
    _description = "Gate at the Moment of Sending"

    @api.model
    def _recheck(self, mail_ids, now):
        """Return {mail id: Ruling} of the mails that do not leave now."""
        self.env.flush_all()
        return self._rule(self._read(mail_ids), now)

    def _rule(self, found, now):
        """Return {id: Ruling} of rows of the queue of a channel."""
        rows = {row["id"]: row for row in found}
        rulings = {}
        for mail_id, row in rows.items():
            ruling = self._of_journey(row, now)
            if ruling:
                rulings[mail_id] = ruling
        requests = {
            mail_id: self._request(row)
            for mail_id, row in rows.items()
            if mail_id not in rulings
        }
        facts = self.env["crm.send.gate"]._facts(
            list(requests.values()), now, queued=True
        )
        for mail_id, request in requests.items():
            verdict = decide(request, facts[mail_id], now)
            is_ours = bool(rows[mail_id]["trace_id"])
            if not verdict.allowed and (is_ours or verdict.reason in OF_CORE):
                rulings[mail_id] = Ruling(verdict.reason, verdict.retry_at)
        return rulings

    def _read(self, mail_ids):
        return self.env.execute_query_dict(
            SQL(
                "SELECT m.id, COALESCE(NULLIF(m.email_to, ''), mt.email) AS email_to,"
                " m.mailing_id, g.model, g.res_id,"
                " g.record_company_id, ma.use_exclusion_list, t.id AS trace_id,"
                " j.id AS journey_id, j.state, j.message_class, j.company_id,"
                " part.state AS participant_state,"
                " mc.list_ids, CASE WHEN g.model = 'res.partner' THEN g.res_id"
                " ELSE COALESCE(part.partner_id, l.partner_id) END AS partner_id,"
                " p.id AS found_id, p.active AS partner_active, l.id AS lead_id,"
                " l.active AS lead_active"
                " FROM mail_mail m JOIN mail_message g ON g.id = m.mail_message_id"
                " JOIN mailing_mailing ma ON ma.id = m.mailing_id"
                " LEFT JOIN LATERAL (SELECT email FROM mailing_trace x"
                " WHERE x.mail_mail_id_int = m.id ORDER BY id LIMIT 1) mt ON TRUE"
                " LEFT JOIN crm_journey_trace t ON t.mail_mail_id_int = m.id"
                " LEFT JOIN crm_journey j ON j.id = t.journey_id"
                " LEFT JOIN crm_journey_participant part ON part.id = t.participant_id"
                " LEFT JOIN crm_lead l ON g.model = 'crm.lead' AND l.id = g.res_id"
                " LEFT JOIN res_partner p ON g.model = 'res.partner' AND p.id = g.res_id"
                " LEFT JOIN LATERAL (SELECT array_agg(r.mailing_list_id) AS list_ids"
                " FROM mail_mass_mailing_list_rel r"
                " WHERE r.mailing_mailing_id = m.mailing_id) mc ON TRUE"
                " WHERE m.id = ANY(%s)",
                list(mail_ids),
            )
        )

    def _of_journey(self, row, now):
        """Return the ruling that follows from the journey and its record, or None."""
        if not row["trace_id"]:
            return None
        if row["state"] == "stopped":
            return Ruling("stopped")
        if row["participant_state"] == "holdout":
            return Ruling("holdout")
        found = row["found_id"] if row["model"] == "res.partner" else row["lead_id"]
        if not found:
            return Ruling("deleted")
        if row["partner_active"] is False and row["model"] == "res.partner":
            return Ruling("archived")
        if row["lead_active"] is False and row["model"] == "crm.lead":
            return Ruling("archived")
        return Ruling("paused", now + PAUSED) if row["state"] == "paused" else None

    def _request(self, row):
        kind = row["message_class"] or (
            "marketing" if row["use_exclusion_list"] else "transactional"
        )
        company_id = row["company_id"] or row["record_company_id"]
        lists = row["list_ids"] or []
        return SendRequest(
            key=row["id"],
            channel=row.get("channel", "mail"),
            identity=self._identity(row),
            partner_id=row["partner_id"],
            company_id=company_id or self.env.company.id,
            purpose="marketing" if kind == "transactional" else kind,
            message_class=kind if self._identity(row) else "transactional",
            journey_id=row["journey_id"],
            list_id=lists[0] if len(lists) == 1 else None,
        )

    def _identity(self, row):
        if "identity" in row:
            return row["identity"]
        return email_normalize(row["email_to"] or "", strict=False) or None

    # ------------------------------------------------------------
    # Writing the rulings
    # ------------------------------------------------------------

    @api.model
    def _apply(self, rulings):
        """Cancel, or put off, the mails ruled out; say why everywhere."""
        if not rulings:
            return
        held = [(i, r.until) for i, r in rulings.items() if r.until]
        if held:
            self.env.cr.execute(
                SQL(
                    "UPDATE mail_mail m SET scheduled_date = v.until"
                    " FROM unnest(%s::int[], %s::timestamp[]) AS v(id, until)"
                    " WHERE m.id = v.id",
                    [i for i, _until in held],
                    [until for _i, until in held],
                )
            )
            self.env["crm.send.lane"]._wake(min(until for _i, until in held))
        cancelled = {i: r.reason for i, r in rulings.items() if not r.until}
        if cancelled:
            self._cancel(cancelled)
        self.env["mail.mail"].invalidate_model()

    @api.model
    def _cancel_of_deleted(self, records):
        """Say why of mails that go with the record they are about."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT m.id FROM mail_mail m JOIN mail_message g"
                " ON g.id = m.mail_message_id WHERE g.model = %s AND g.res_id = ANY(%s)"
                " AND m.state = 'outgoing' AND m.is_in_lane IS TRUE",
                records._name,
                records.ids,
            )
        )
        if rows:
            # sudo: who may delete the record may not write its traces
            self.sudo()._cancel({row[0]: "deleted" for row in rows})

    def _cancel(self, reasons):
        """Cancel mails for reasons ({mail id: code}), in sets."""
        self.env.flush_all()
        known = self.env["crm.journey.reason"].search(
            [("code", "in", list(set(reasons.values())))]
        )
        names = dict(known.mapped(lambda r: (r.code, r.name)))
        values = [
            list(reasons),
            list(reasons.values()),
            [FAILURE_TYPES.get(code) for code in reasons.values()],
            [names.get(code) for code in reasons.values()],
        ]
        told = SQL(
            "unnest(%s::int[], %s::text[], %s::text[], %s::text[])"
            " AS v(id, code, failure, words)",
            *values,
        )
        for query in (
            "UPDATE mail_mail m SET state = 'cancel', failure_type = v.failure,"
            " failure_reason = v.words FROM %s WHERE m.id = v.id",
            "UPDATE mailing_trace t SET trace_status = 'cancel',"
            " failure_type = v.failure, failure_reason = v.words FROM %s"
            " WHERE t.mail_mail_id_int = v.id",
            "UPDATE crm_contact_log l SET state = 'cancelled' FROM %s,"
            " crm_journey_trace t WHERE t.mail_mail_id_int = v.id AND l.trace_id = t.id",
            "UPDATE crm_journey_trace t SET state = 'skipped', reason_id = r.id FROM %s,"
            " crm_journey_reason r WHERE t.mail_mail_id_int = v.id AND r.code = v.code",
        ):
            self.env.cr.execute(SQL(query, told))
        self.env.invalidate_all(flush=False)
