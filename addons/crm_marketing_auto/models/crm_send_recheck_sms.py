# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools import SQL

#: What core calls the reason of an SMS that does not leave.
FAILURE_TYPES = {"blacklist": "sms_blacklist", "duplicate": "sms_duplicate"}


class CrmSendRecheck(models.AbstractModel):
    """The gate at the moment of sending, for text messages of core's queue."""

    _inherit = "crm.send.recheck"

    @api.model
    def _recheck_sms(self, sms_ids, now):
        """Return {sms id: Ruling} of the texts that do not leave now."""
        self.env.flush_all()
        return self._rule(self._read_sms(sms_ids), now)

    def _read_sms(self, sms_ids):
        return self.env.execute_query_dict(
            SQL(
                "SELECT s.id, 'sms' AS channel, s.number AS identity, s.mailing_id,"
                " mt.model, mt.res_id, c.company_id AS record_company_id,"
                " ma.use_exclusion_list, t.id AS trace_id, j.id AS journey_id, j.state,"
                " j.message_class, j.company_id, part.state AS participant_state,"
                " mc.list_ids, CASE WHEN mt.model = 'res.partner' THEN mt.res_id"
                " ELSE COALESCE(part.partner_id, l.partner_id, s.partner_id) END"
                " AS partner_id, p.id AS found_id, p.active AS partner_active,"
                " l.id AS lead_id, l.active AS lead_active"
                " FROM sms_sms s JOIN mailing_mailing ma ON ma.id = s.mailing_id"
                " LEFT JOIN res_users c ON c.id = ma.user_id"
                " LEFT JOIN LATERAL (SELECT model, res_id FROM mailing_trace x"
                " WHERE x.sms_id_int = s.id ORDER BY id LIMIT 1) mt ON TRUE"
                " LEFT JOIN crm_journey_trace t ON t.sms_uuid = s.uuid"
                " LEFT JOIN crm_journey j ON j.id = t.journey_id"
                " LEFT JOIN crm_journey_participant part ON part.id = t.participant_id"
                " LEFT JOIN crm_lead l ON mt.model = 'crm.lead' AND l.id = mt.res_id"
                " LEFT JOIN res_partner p ON mt.model = 'res.partner'"
                " AND p.id = mt.res_id"
                " LEFT JOIN LATERAL (SELECT array_agg(r.mailing_list_id) AS list_ids"
                " FROM mail_mass_mailing_list_rel r"
                " WHERE r.mailing_mailing_id = s.mailing_id) mc ON TRUE"
                " WHERE s.id = ANY(%s)",
                list(sms_ids),
            )
        )

    @api.model
    def _apply_sms(self, rulings):
        """Cancel, or hold, the texts ruled out; say why everywhere."""
        messages = self.env["sms.sms"]
        for until in {r.until for r in rulings.values() if r.until}:
            held = [i for i, r in rulings.items() if r.until == until]
            messages.browse(held).write({"state": "held", "held_until": until})
            # sudo: whoever queues may wake the job
            self.env.ref("sms.ir_cron_sms_scheduler_action").sudo()._trigger(until)
        reasons = {i: r.reason for i, r in rulings.items() if not r.until}
        for reason in set(reasons.values()):
            cancelled = messages.browse(i for i, r in reasons.items() if r == reason)
            cancelled._update_sms_state_and_trackers(
                "canceled", failure_type=FAILURE_TYPES.get(reason, "sms_optout")
            )
        if reasons:
            self._tell_traces_sms(reasons)

    def _tell_traces_sms(self, reasons):
        """Say on the journey's traces, and in the ledger, why texts did not leave."""
        self.env.flush_all()
        told = SQL(
            "unnest(%s::int[], %s::text[]) AS v(id, code)",
            list(reasons),
            list(reasons.values()),
        )
        for query in (
            "UPDATE crm_contact_log l SET state = 'cancelled' FROM %s, sms_sms s,"
            " crm_journey_trace t WHERE s.id = v.id AND t.sms_uuid = s.uuid"
            " AND l.trace_id = t.id",
            "UPDATE crm_journey_trace t SET state = 'skipped', reason_id = r.id FROM %s,"
            " sms_sms s, crm_journey_reason r WHERE s.id = v.id"
            " AND t.sms_uuid = s.uuid AND r.code = v.code",
        ):
            self.env.cr.execute(SQL(query, told))
        self.env.invalidate_all(flush=False)


class CrmJourneyTrace(models.Model):
    _inherit = "crm.journey.trace"

    _sms_idx = models.Index("(sms_uuid) WHERE sms_uuid IS NOT NULL")
