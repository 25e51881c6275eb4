# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.flow import End

#: Steps that may be taken again without anybody noticing.
FLOW = ("wait", "condition", "split", "goal", "exit")


class CrmJourneyParticipant(models.Model):
    """Two records become one: one of them goes on, and does no step twice."""

    _inherit = "crm.journey.participant"

    @api.model
    def _merge_records(self, res_model, src_ids, dst_id):
        """Give the participants of some records to another one.

        Where both are inside a journey the one that is furthest goes on.
        """
        self.env.flush_all()
        # the others wait: nobody may be moved while a step of theirs is being run
        rows = self.env.execute_query(SQL(INSIDE, res_model, [*src_ids, dst_id]))
        journeys = {}
        for journey_id, *row in rows:
            journeys.setdefault(journey_id, []).append(row)
        for journey_id, inside in journeys.items():
            if inside[0][1] == "each":
                continue  # one after the other, or side by side, is what is wanted
            kept = self._keep_furthest(inside)
            if inside[0][1] == "never":
                self._note_merged(journey_id, res_model, [*src_ids, dst_id], kept)
        self._renumber(res_model, src_ids, dst_id)
        self.env["crm.journey.event"]._merge_records(res_model, src_ids, dst_id)
        self.invalidate_model()
        self.env["crm.journey.trace"].invalidate_model()

    def _keep_furthest(self, inside):
        """End all but one of the participants of what is one record from now on.

        :param inside: (id, reentry of the journey, steps done, entered at)
        :return: id of the one that goes on
        """
        kept = max(inside, key=lambda row: (row[2], -row[3].timestamp(), -row[0]))[0]
        others = [row[0] for row in inside if row[0] != kept]
        ends = dict.fromkeys(others, End("exited", "merged"))
        self._end(ends, fields.Datetime.now())
        self.browse(others).write({"merged_into_id": kept})
        return kept

    def _note_merged(self, journey_id, res_model, res_ids, kept):
        """Note whose steps count as done: of those who went through before, too."""
        self.search(
            [
                ("journey_id", "=", journey_id),
                ("res_model", "=", res_model),
                ("res_id", "in", res_ids),
                ("id", "!=", kept),
                ("is_test", "=", False),
            ]
        ).write({"merged_into_id": kept})
        self.flush_model()

    def _renumber(self, res_model, src_ids, dst_id):
        """Move entries behind those of the record that stays; trials before them."""
        self.env.cr.execute(SQL(RENUMBER, dst=dst_id, model=res_model, src=src_ids))

    @api.model
    def _merge_partners(self, src_ids, dst_id):
        """Tell participants of leads too who the person is now."""
        self.env.cr.execute(
            SQL(
                "UPDATE crm_journey_participant SET partner_id = %s"
                " WHERE partner_id = ANY(%s)",
                dst_id,
                list(src_ids),
            )
        )
        self.invalidate_model(["partner_id"])

    @api.model
    def _done_before_merge(self, participant_ids):
        """Return {participant id: steps that a merged one has done for it already}."""
        found = self.env.execute_query(
            SQL(
                "SELECT m.merged_into_id, array_agg(t.step_uid)"
                " FROM crm_journey_participant m"
                " JOIN crm_journey_trace t ON t.participant_id = m.id"
                " WHERE m.merged_into_id = ANY(%s) AND t.state IN ('done', 'unknown')"
                " GROUP BY 1",
                participant_ids,
            )
        )
        return {participant_id: set(steps) for participant_id, steps in found}


INSIDE = """
    SELECT p.journey_id, p.id, j.reentry, (SELECT count(*) FROM crm_journey_trace t
        WHERE t.participant_id = p.id AND t.state <> 'ready'), p.entered_at
    FROM crm_journey_participant p
    JOIN crm_journey j ON j.id = p.journey_id
    WHERE p.res_model = %s AND p.res_id = ANY(%s) AND p.state = 'active'
        AND p.is_test IS NOT TRUE
    ORDER BY p.id
    FOR UPDATE OF p
"""
RENUMBER = """
    UPDATE crm_journey_participant p
    SET res_id = %(dst)s, entry_seq = n.entry_seq
    FROM (
        SELECT s.id, CASE WHEN s.entry_seq > 0
            THEN GREATEST(COALESCE(max(d.entry_seq), 0), 0) + row_number() OVER w
            ELSE LEAST(COALESCE(min(d.entry_seq), 0), 0) - row_number() OVER w
            END AS entry_seq
        FROM crm_journey_participant s
        LEFT JOIN crm_journey_participant d ON d.journey_id = s.journey_id
            AND d.res_model = s.res_model AND d.res_id = %(dst)s
        WHERE s.res_model = %(model)s AND s.res_id = ANY(%(src)s)
        GROUP BY s.id
        WINDOW w AS (PARTITION BY s.journey_id, s.entry_seq > 0
            ORDER BY s.entered_at, s.id)
    ) n
    WHERE n.id = p.id
"""


class CrmJourneyEvent(models.Model):
    _inherit = "crm.journey.event"

    @api.model
    def _merge_records(self, res_model, src_ids, dst_id):
        """Let events that are not read yet be those of the record that stays."""
        self.env.cr.execute(
            SQL(
                "UPDATE crm_journey_event e SET res_id = %(dst)s"
                " WHERE e.id IN (SELECT DISTINCT ON (kind, journey_id, event_key) id"
                " FROM crm_journey_event WHERE res_model = %(model)s"
                " AND res_id = ANY(%(src)s) AND is_done IS NOT TRUE"
                " ORDER BY kind, journey_id, event_key, id)"
                " AND NOT EXISTS (SELECT 1 FROM crm_journey_event d"
                " WHERE d.kind = e.kind AND d.res_model = e.res_model"
                " AND d.res_id = %(dst)s AND d.event_key = e.event_key"
                " AND COALESCE(d.journey_id, 0) = COALESCE(e.journey_id, 0))",
                dst=dst_id,
                model=res_model,
                src=list(src_ids),
            )
        )
        self.invalidate_model(["res_id"])
