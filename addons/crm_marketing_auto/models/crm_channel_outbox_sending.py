# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.crm_relationship.models.crm_channel_delivery import Answer

KEY = "crm.journey.trace:"


class CrmChannelOutbox(models.Model):
    """A chat message of a journey leaves only past the gate, as it stands then."""

    _inherit = "crm.channel.outbox"

    def _call(self):
        self.ensure_one()
        if self.key.startswith(KEY):
            # sudo: the gate reads what the sender may not
            reason = self.env["crm.send.recheck"].sudo()._recheck_chat(self)
            if reason:
                return Answer("cancelled", reason.name)
        return super()._call()


class CrmSendRecheck(models.AbstractModel):
    _inherit = "crm.send.recheck"

    @api.model
    def _recheck_chat(self, message):
        """Return why a chat message never leaves, having said so; else nothing.

        What is only too early, or too much, was let through before and goes.
        """
        self.env.flush_all()
        trace, _colon, part = message.key.removeprefix(KEY).partition(":")
        rows = self._read_chat(int(trace))
        rulings = self._rule(rows, fields.Datetime.now())
        ruling = next((r for r in rulings.values() if not r.until), None)
        reasons = self.env["crm.journey.reason"]
        if not ruling:
            return reasons
        reason = reasons.search([("code", "=", ruling.reason)])
        if part:  # the first part left: the step was done
            return reason
        trace = self.env["crm.journey.trace"].browse(rows[0]["trace_id"])
        trace.write({"state": "skipped", "reason_id": reason.id})
        self.env["crm.contact.log"].search([("trace_id", "=", trace.id)]).write(
            {"state": "cancelled"}
        )
        return reason

    def _read_chat(self, trace_id):
        return self.env.execute_query_dict(
            SQL(
                "SELECT t.id, 'chat' AS channel, t.identity, part.res_model AS model,"
                " part.res_id, j.company_id AS record_company_id,"
                " TRUE AS use_exclusion_list, t.id AS trace_id, j.id AS journey_id,"
                " j.state, j.message_class, j.company_id,"
                " part.state AS participant_state, NULL AS list_ids,"
                " COALESCE(part.partner_id, l.partner_id) AS partner_id,"
                " p.id AS found_id, p.active AS partner_active, l.id AS lead_id,"
                " l.active AS lead_active FROM crm_journey_trace t"
                " JOIN crm_journey j ON j.id = t.journey_id"
                " JOIN crm_journey_participant part ON part.id = t.participant_id"
                " LEFT JOIN crm_lead l ON part.res_model = 'crm.lead'"
                " AND l.id = part.res_id"
                " LEFT JOIN res_partner p ON part.res_model = 'res.partner'"
                " AND p.id = part.res_id WHERE t.id = %s",
                trace_id,
            )
        )
