# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .engine_loop import run_batches

EVENTS = 5000
#: Members of an audience that are let in by one transaction.
RANGE = 50_000
#: Where the audience of a journey is parked that has let in nobody yet.
PARKED = -2


class CrmJourney(models.Model):
    """Who comes in: from events, and from the members of an audience.

    Coming in is one statement: participants, their arm, and the trace of the first
    step. Its unique key makes it safe to repeat.
    """

    _inherit = "crm.journey"

    @api.model
    def _cron_enrol(self):
        """Let in whom events and audiences bring."""
        run_batches(self.env, lambda: self._enrol_events(self._now()), EVENTS)
        run_batches(self.env, lambda: self._enrol_members(self._now()), 1)

    @staticmethod
    def _now():
        return fields.Datetime.now()

    @api.model
    def _enrol_events(self, now, limit=EVENTS):
        """Read one batch of the inbox; return how many events it was."""
        self.env.cr.execute(SQL(CLAIM_EVENTS, limit), log_exceptions=False)
        rows = self.env.cr.fetchall()
        if not rows:
            return 0
        ids = [row[0] for row in rows]
        parked = self.env["crm.parked.row"]
        parked._each_safely(
            ids,
            lambda some: self._enrol(SQL(FROM_EVENTS, some), now),
            lambda one, error: parked._park(
                "journey_event", "crm.journey.event", one, error
            ),
        )
        self.env.cr.execute(
            SQL("UPDATE crm_journey_event SET is_done = TRUE WHERE id = ANY(%s)", ids)
        )
        self.env["crm.journey.event"].invalidate_model(["is_done"])
        return len(ids)

    @api.model
    def _enrol_members(self, now, size=RANGE):
        """Let in the next range of the audience of one journey that was started.

        :return: 1 if there was such a journey, else 0
        """
        rows = self.env.execute_query(SQL(CLAIM_AUDIENCE))
        if not rows:
            return 0
        [(journey_id, segment_id, after)] = rows
        parked = self.env["crm.parked.row"]
        parked._each_safely(
            [journey_id],
            lambda _ids: self._enrol_range(journey_id, segment_id, after, size, now),
            lambda _id, error: self._park_audience(journey_id, after, error),
        )
        return 1

    @api.model
    def _park_audience(self, journey_id, after, error):
        """Let in nobody more of an audience that cannot be read.

        The place is kept as a number below -1: who came in before does not again.
        """
        self.env["crm.parked.row"]._park(
            "journey_audience", "crm.journey", journey_id, error
        )
        self.env.cr.execute(
            SQL(
                "UPDATE crm_journey SET enrol_after_id = %s WHERE id = %s",
                PARKED - after,
                journey_id,
            )
        )
        self.invalidate_model(["enrol_after_id"])

    def _unpark_audience(self):
        """Go on behind the last member that came in; what was stopped stays so."""
        self.flush_recordset(["enrol_after_id"])
        self.env.cr.execute(
            SQL(
                "UPDATE crm_journey SET enrol_after_id = %s - enrol_after_id"
                " WHERE id = ANY(%s) AND enrol_after_id <= %s",
                PARKED,
                self.ids,
                PARKED,
            )
        )
        self.invalidate_recordset(["enrol_after_id"])

    @api.model
    def _enrol_range(self, journey_id, segment_id, after, size, now):
        """Let in the members after an id, and remember how far that is."""
        [(last,)] = self.env.execute_query(
            SQL(
                "SELECT max(res_id) FROM (SELECT res_id FROM crm_segment_member"
                " WHERE segment_id = %s AND res_id > %s ORDER BY res_id LIMIT %s) m",
                segment_id,
                after,
                size,
            )
        )
        if last:
            self._enrol(SQL(FROM_MEMBERS, journey_id, after, last), now)
        self.env.cr.execute(
            SQL(
                "UPDATE crm_journey SET enrol_after_id = %s WHERE id = %s",
                last or -1,
                journey_id,
            )
        )
        self.invalidate_model(["enrol_after_id"])

    @api.model
    def _enrol(self, source, now):
        """Let in the records that a source names, where their journey allows it.

        :param source: SELECT of journey_id, res_id, event_id, place (their order) and
            is_outside: need not be in the audience
        :return: number of participants, those left out on purpose included
        """
        # who is a person already comes in once
        self.env["crm.lead"]._flush_journey_partners()
        self.env.flush_all()
        [(count,)] = self.env.execute_query(
            SQL(ENROL, source=source, now=now, uid=self.env.uid)
        )
        if count:
            self.env["crm.journey.participant"].invalidate_model()
            self._wake_dispatch()
        return count

    def action_enrol(self, res_ids):
        """Let in records by hand.

        :param list res_ids: ids of records of the model of the journey
        :return: how many came in; others were inside or may not come again
        """
        self.ensure_one()
        self.check_access("write")
        if self.state not in ("running", "paused"):
            raise UserError(
                self.env._("“%s” is not running: start it first.", self.name)
            )
        # only those whom the user may read
        records = self.env[self.res_model].browse(res_ids).exists()
        records = records._filtered_access("read")
        if not records:
            return 0
        rows = SQL(
            "SELECT %s::int AS journey_id, r.id AS res_id, NULL::int AS event_id,"
            " r.id AS place, TRUE AS is_outside FROM unnest(%s::int[]) AS r(id)",
            self.id,
            records.ids,
        )
        # sudo: participants are written by the engine alone
        return self.sudo()._enrol(rows, self._now())


CLAIM_EVENTS = """
    SELECT id FROM crm_journey_event WHERE is_done IS NOT TRUE
    ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
"""
CLAIM_AUDIENCE = """
    SELECT id, segment_id, enrol_after_id FROM crm_journey
    WHERE state = 'running' AND active AND enrol_after_id >= 0
        AND segment_id IS NOT NULL
    ORDER BY priority, id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
"""
#: Events reach the journeys they name, or else those that listen to their kind. What a
#: journey has made does not bring it new participants.
FROM_EVENTS = """
    SELECT j.id AS journey_id, e.res_id, e.id AS event_id, e.id AS place,
        e.kind IN ('manual', 'segment_leave') AS is_outside
    FROM crm_journey_event e
    JOIN crm_journey j ON j.res_model = e.res_model
        AND (e.company_id IS NULL OR e.company_id = j.company_id)
        AND (e.journey_id = j.id OR e.journey_id IS NULL)
        AND CASE WHEN e.kind IN ('segment_enter', 'segment_leave') THEN
            j.trigger = 'segment'
                AND e.kind = 'segment_' || COALESCE(j.trigger_config ->> 'on', 'enter')
                AND COALESCE((e.payload ->> 'segment_id')::int, CASE
                    WHEN e.journey_id IS NOT NULL THEN j.segment_id END) = j.segment_id
        WHEN e.journey_id IS NOT NULL THEN TRUE
        ELSE e.kind = j.trigger AND e.kind = 'interaction'
            AND j.trigger_config -> 'types' ? (e.payload ->> 'type') END
    WHERE e.id = ANY(%s)
        AND NOT EXISTS (SELECT 1 FROM crm_journey_trace t
            WHERE t.made_model = e.res_model AND t.made_id = e.res_id
                AND t.journey_id = j.id)
        AND NOT EXISTS (SELECT 1 FROM crm_interaction i
            JOIN crm_journey_trace t ON t.journey_id = j.id
                AND (t.made_model = i.origin_model AND t.made_id = i.origin_id
                    OR t.made_model = 'crm.lead' AND t.made_id = i.lead_id)
            WHERE e.kind = 'interaction' AND e.event_key ~ '^[0-9]{1,9}$'
                AND i.id = CASE WHEN e.event_key ~ '^[0-9]{1,9}$'
                    THEN e.event_key::int END)
"""
FROM_MEMBERS = """
    SELECT j.id AS journey_id, m.res_id, NULL::int AS event_id, m.res_id AS place,
        FALSE AS is_outside
    FROM crm_journey j
    JOIN crm_segment_member m ON m.segment_id = j.segment_id
    WHERE j.id = %s AND m.res_id > %s AND m.res_id <= %s
"""
#: The arm is drawn as tools/draw.py does. Once in a lifetime holds for the person: for
#: another lead of the same contact too.
ENROL = """
    WITH source AS (%(source)s), wanted AS (
        SELECT j.id AS journey_id, j.version_id, j.company_id, j.res_model, j.seed,
            j.reentry, j.reentry_days, j.holdout_percent, s.res_id, s.event_id, s.place,
            CASE j.res_model WHEN 'res.partner' THEN rp.id ELSE l.partner_id END
                AS partner_id
        FROM source s
        JOIN crm_journey j ON j.id = s.journey_id AND j.active
            AND j.state IN ('running', 'paused') AND j.version_id IS NOT NULL
        LEFT JOIN res_partner rp ON j.res_model = 'res.partner' AND rp.id = s.res_id
        LEFT JOIN crm_lead l ON j.res_model = 'crm.lead' AND l.id = s.res_id
        WHERE COALESCE(rp.active, l.active)
            AND COALESCE(rp.company_id, l.company_id, j.company_id) = j.company_id
            AND (s.is_outside OR j.segment_id IS NULL OR EXISTS (
                SELECT 1 FROM crm_segment_member m
                WHERE m.segment_id = j.segment_id AND m.res_id = s.res_id))
            AND (j.exit_segment_id IS NULL OR NOT EXISTS (
                SELECT 1 FROM crm_segment_member m
                WHERE m.segment_id = j.exit_segment_id AND m.res_id = s.res_id))
            AND (j.goal <> 'segment' OR j.goal_segment_id IS NULL OR NOT EXISTS (
                SELECT 1 FROM crm_segment_member m
                WHERE m.segment_id = j.goal_segment_id AND m.res_id = s.res_id))
    ), allowed AS (
        SELECT w.*, row_number() OVER (PARTITION BY w.journey_id, w.res_id
                ORDER BY w.place) AS turn,
            row_number() OVER (PARTITION BY w.journey_id,
                COALESCE(w.partner_id, -w.res_id) ORDER BY w.place) AS person_turn
        FROM wanted w
        WHERE (w.reentry <> 'never' OR (
                NOT EXISTS (SELECT 1 FROM crm_journey_participant p
                    WHERE p.journey_id = w.journey_id AND p.res_model = w.res_model
                        AND p.res_id = w.res_id AND p.entry_seq > 0)
                AND (w.res_model = 'res.partner' OR w.partner_id IS NULL OR NOT EXISTS (
                    SELECT 1 FROM crm_journey_participant p
                    WHERE p.partner_id = w.partner_id AND p.journey_id = w.journey_id
                        AND p.entry_seq > 0))))
            AND (w.reentry <> 'after_exit' OR NOT EXISTS (
                SELECT 1 FROM crm_journey_participant p
                WHERE p.journey_id = w.journey_id AND p.res_model = w.res_model
                    AND p.res_id = w.res_id AND p.entry_seq > 0
                    AND (p.state = 'active' OR COALESCE(p.ended_at, p.entered_at)
                        > %(now)s - w.reentry_days * interval '1 day')))
    ), drawn AS (
        SELECT a.*, COALESCE(a.holdout_percent, 0) > 0 AND a.holdout_percent / 100.0
            > ('x' || substr(encode(sha256(convert_to(a.seed || ':' ||
                COALESCE(a.partner_id::text, a.res_model || ',' || a.res_id),
                'UTF8')), 'hex'), 1, 13)
            )::bit(52)::bigint / 4503599627370496.0::float8 AS is_out,
            COALESCE((SELECT max(p.entry_seq) FROM crm_journey_participant p
                WHERE a.reentry <> 'never' AND p.journey_id = a.journey_id
                    AND p.res_model = a.res_model AND p.res_id = a.res_id
                    AND p.entry_seq > 0), 0) AS last_seq
        FROM allowed a
        WHERE a.reentry = 'each' OR a.turn = 1
            AND (a.reentry <> 'never' OR a.person_turn = 1)
    ), entered AS (
        INSERT INTO crm_journey_participant (journey_id, version_id, company_id,
            res_model, res_id, partner_id, entry_seq, entered_at, arm, state, event_id,
            create_uid, create_date, write_uid, write_date)
        SELECT journey_id, version_id, company_id, res_model, res_id, partner_id,
            last_seq + turn, %(now)s, CASE WHEN is_out THEN 'holdout' ELSE 'main' END,
            CASE WHEN is_out THEN 'holdout' ELSE 'active' END, event_id,
            %(uid)s, %(now)s, %(uid)s, %(now)s
        FROM drawn ORDER BY place
        ON CONFLICT DO NOTHING
        RETURNING id, journey_id, version_id, state
    ), planned AS (
        INSERT INTO crm_journey_trace (participant_id, journey_id, version_id, step_uid,
            visit, planned_at, due_at, state, attempt,
            create_uid, create_date, write_uid, write_date)
        SELECT e.id, e.journey_id, e.version_id, v.entry_uid, 1, %(now)s, %(now)s,
            'ready', 0, %(uid)s, %(now)s, %(uid)s, %(now)s
        FROM entered e JOIN crm_journey_version v ON v.id = e.version_id
        WHERE e.state = 'active' ORDER BY e.id
    )
    SELECT count(*) FROM entered
"""
