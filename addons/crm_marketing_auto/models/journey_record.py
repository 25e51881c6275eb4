# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Contacts and leads as participants of journeys."""

from odoo import models
from odoo.tools import SQL

#: Where leads are noted whose participants are told of a contact.
PERSONS = "crm_marketing_auto.journey_persons"


def wake_restored(records):
    """Let participants go on whose records had been archived."""
    if not records:
        return
    reasons = records.env["crm.journey.reason"]._ids_by_code()
    rows = records.env.execute_query(
        SQL(
            "SELECT DISTINCT p.id FROM crm_journey_participant p"
            " JOIN crm_journey_trace t ON t.participant_id = p.id"
            " AND t.state = 'ready' AND t.reason_id = %s"
            " WHERE p.res_model = %s AND p.res_id = ANY(%s) AND p.state = 'active'",
            reasons["archived"],
            records._name,
            records.ids,
        )
    )
    if rows:
        # sudo: whoever restores a record may not read traces
        records.env["crm.journey.trace"].sudo()._wake([row[0] for row in rows])


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        archived = self.filtered(lambda r: not r.active) if vals.get("active") else None
        result = super().write(vals)
        if archived:
            wake_restored(archived)
        return result


class CrmLead(models.Model):
    _inherit = "crm.lead"

    def write(self, vals):
        archived = self.filtered(lambda r: not r.active) if vals.get("active") else None
        result = super().write(vals)
        if archived:
            wake_restored(archived)
        if vals.get("partner_id"):
            self._journey_partner()
        return result

    def _journey_partner(self):
        """Tell participants whose leads have got a contact who the person is.

        At the end of the transaction, once: leads are converted by the hundred.
        """
        precommit = self.env.cr.precommit
        if not precommit.data.get(PERSONS):
            precommit.data[PERSONS] = set()
            precommit.add(self.browse()._flush_journey_partners)
        precommit.data[PERSONS].update(self.ids)

    def _flush_journey_partners(self):
        leads = self.browse(self.env.cr.precommit.data.pop(PERSONS, ()))
        if not leads:
            return
        leads.flush_recordset(["partner_id"])
        self.env.cr.execute(
            SQL(
                "UPDATE crm_journey_participant p SET partner_id = l.partner_id"
                " FROM crm_lead l WHERE p.res_model = 'crm.lead' AND p.res_id = l.id"
                " AND l.id = ANY(%s) AND p.partner_id IS DISTINCT FROM l.partner_id",
                leads.ids,
            )
        )
        self.env["crm.journey.participant"].invalidate_model(["partner_id"])

    def _rows_to_merge(self):
        ours = SQL("res_model = %s", self._name)
        names = ("crm.journey.participant", "crm.journey.event")
        rows = [self._rows_by(name, "res_id", ours) for name in names]
        return [*super()._rows_to_merge(), *rows]

    def _merge_rows(self, opportunities):
        """Let journeys go on with the lead that stays."""
        result = super()._merge_rows(opportunities)
        # sudo: whoever merges leads may not write participants
        self.env["crm.journey.participant"].sudo()._merge_records(
            self._name, (opportunities - self).ids, self.id
        )
        return result
