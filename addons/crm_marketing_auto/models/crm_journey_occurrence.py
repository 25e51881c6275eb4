# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import zones
from ..tools.anniversary import greet_at
from ..tools.schedule import clock
from .crm_segment import AUDIENCE_MODELS
from .engine_loop import run_batches, run_guarded
from .res_partner_zone import person_zone

BATCH = 1000
DAY = timedelta(days=1)
#: After so many days an occasion is forgotten; its year is long over.
KEPT_DAYS = 800


class CrmJourneyOccurrence(models.Model):
    """One occasion of one record: this year's birthday, this Tết, the end of a contract.

    Found a day ahead, in sets, and told to its journey when it is due. The key is
    unique: whatever happens to the clock or the job, an occasion is told once. Just
    before, it is looked at again: a date may have been changed, a quotation ordered.
    """

    _name = "crm.journey.occurrence"
    _description = "Occasion of a Journey"
    _order = "due_at, id"

    journey_id = fields.Many2one(
        "crm.journey", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="journey_id.company_id")
    res_model = fields.Selection(AUDIENCE_MODELS, required=True, readonly=True)
    res_id = fields.Many2oneReference(
        model_field="res_model", string="Record", required=True, readonly=True
    )
    key = fields.Char(required=True, readonly=True)
    day = fields.Date(required=True, readonly=True)
    tz = fields.Char(string="Time zone", required=True, readonly=True)
    due_at = fields.Datetime(required=True, readonly=True)
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("done", "Told"),
            ("expired", "Too late"),
            ("gone", "No longer so"),
        ],
        required=True,
        default="planned",
        readonly=True,
    )

    _key_uniq = models.Constraint(
        "UNIQUE (journey_id, res_model, res_id, key)", "This occasion is known already."
    )
    _due_idx = models.Index("(due_at, id) WHERE state = 'planned'")
    _record_idx = models.Index("(res_model, res_id)")

    @api.model
    def _cron_dates(self):
        """Find the occasions of today and tomorrow, and tell those that are due."""
        commit = self.env["ir.cron"]._commit_progress
        journeys = self._journeys()
        for index, journey in enumerate(journeys, 1):
            run_guarded(
                self.env,
                "journey_dates",
                journey,
                lambda j=journey: self._plan(j, fields.Datetime.now()),
            )
            if not commit(1, remaining=len(journeys) - index):
                break
        run_batches(self.env, lambda: self._tell(fields.Datetime.now()), BATCH)

    @api.model
    def _journeys(self):
        """Return the journeys that occasions start."""
        journeys = self.env["crm.journey"]
        return journeys.browse(
            journeys._listening("date") + journeys._listening("calendar")
        )

    # ------------------------------------------------------------
    # Finding
    # ------------------------------------------------------------

    @api.model
    def _plan(self, journey, now):
        """Find the occasions of a journey up to tomorrow; return how many are new."""
        self.env.flush_all()
        late = journey._trigger_settings()["late_days"]
        # somewhere on Earth it is yesterday, somewhere tomorrow
        days = [now.date() + ahead * DAY for ahead in range(-late - 1, 3)]
        return sum(self._plan_day(journey, day, now) for day in days)

    def _plan_day(self, journey, day, now):
        kept = journey._select_kept(day)
        if kept is None:
            return 0
        places = self.env.execute_query(
            SQL("SELECT DISTINCT tz, code FROM (%s) k", kept)
        )
        rows = []
        for tz, code in places:
            zone = person_zone(tz, code, journey.company_id._journey_tz())
            due = journey._greet_at(day, zone, now)
            if due and day <= zones.local_date(now, zone) + DAY:
                rows.append((tz, code, zone, due))
        if not rows:
            return 0
        columns = [list(column) for column in zip(*rows, strict=True)]
        found = self.env.execute_query(
            SQL(
                PLAN,
                kept=kept,
                journey=journey.id,
                model=journey.res_model,
                day=day,
                uid=self.env.uid,
                now=now,
                tz=columns[0],
                code=columns[1],
                zone=columns[2],
                due=columns[3],
            )
        )
        self.invalidate_model()
        return len(found)

    # ------------------------------------------------------------
    # Telling
    # ------------------------------------------------------------

    @api.model
    def _tell(self, now, limit=BATCH):
        """Tell journeys what is due; return how many occasions were looked at."""
        self.flush_model()
        rows = self.env.execute_query(
            SQL(CLAIM, now=now, limit=limit, journeys=list(self._journeys().ids))
        )
        groups = {}
        for row_id, journey_id, day, tz in rows:
            groups.setdefault((journey_id, day, tz), []).append(row_id)
        due = {}
        for (journey_id, day, tz), ids in groups.items():
            journey = self.env["crm.journey"].browse(journey_id)
            try:
                at = journey._greet_at(day, tz, now)
            except (ValueError, KeyError, TypeError) as error:
                self._park(ids, error)  # settings that cannot be read
                continue
            if at is None:
                self._set(ids, "expired")
            elif at > now:
                self._set(ids, "planned", at)
            else:
                due.setdefault((journey, day), []).extend(ids)
        for (journey, day), ids in due.items():
            self.env["crm.parked.row"]._each_safely(
                ids,
                lambda some, j=journey, d=day: self._tell_day(j, d, some),
                lambda one, error: self._park([one], error),
            )
        return len(rows)

    def _park(self, ids, error):
        """Take occasions out of the queue that cannot be told."""
        self._set(ids, "gone")
        for row_id in ids:
            self.env["crm.parked.row"]._park("occurrence", self._name, row_id, error)

    def _tell_day(self, journey, day, ids):
        """Tell a journey of occasions that are still so; the others are gone."""
        self.env.flush_all()
        kept = journey._select_kept(day)
        held = self.env.execute_query(
            SQL(
                "SELECT o.id FROM crm_journey_occurrence o JOIN (%s) k"
                " ON k.res_id = o.res_id AND k.key = o.key WHERE o.id = ANY(%s)",
                kept,
                ids,
            )
        )
        held = {row[0] for row in held}
        self._set([row_id for row_id in ids if row_id not in held], "gone")
        self._set(list(held), "done")
        self.env["crm.journey.event"]._emit_sql(
            SQL(
                "SELECT %s, o.journey_id, o.res_model, o.res_id, o.key, o.due_at,"
                " %s::int, NULL::jsonb FROM crm_journey_occurrence o"
                " WHERE o.id = ANY(%s) ORDER BY o.due_at, o.id",
                journey.trigger,
                journey.company_id.id,
                list(held),
            )
        )

    def _set(self, ids, state, due_at=None):
        if ids:
            self.env.cr.execute(
                SQL(
                    "UPDATE crm_journey_occurrence SET state = %s,"
                    " due_at = COALESCE(%s, due_at) WHERE id = ANY(%s)",
                    state,
                    due_at,
                    ids,
                )
            )
            self.invalidate_model(["state", "due_at"])

    @api.autovacuum
    def _forget(self):
        """Delete occasions of years ago."""
        limit = fields.Date.today() - KEPT_DAYS * DAY
        old = self.search(
            [("day", "<", limit), ("state", "!=", "planned")], limit=10_000
        )
        old.unlink()
        return len(old), len(old) == 10_000


class CrmJourney(models.Model):
    _inherit = "crm.journey"

    def _greet_at(self, day, tz, now):
        """Return when an occasion of a day is told; None if it is too late for it."""
        found = self._trigger_settings()
        return greet_at(
            day, clock(found["at"]), clock(found["until"]), found["late_days"], tz, now
        )


#: What was found to be no longer so may be so again.
PLAN = """
    WITH places AS (
        SELECT * FROM unnest(%(tz)s::text[], %(code)s::text[], %(zone)s::text[],
            %(due)s::timestamp[]) AS z(tz, code, zone, due)
    )
    INSERT INTO crm_journey_occurrence AS known (journey_id, res_model, res_id, key,
        day, tz, due_at, state, create_uid, create_date, write_uid, write_date)
    SELECT %(journey)s, %(model)s, k.res_id, k.key, %(day)s, z.zone, z.due, 'planned',
        %(uid)s, %(now)s, %(uid)s, %(now)s
    FROM (%(kept)s) k JOIN places z ON z.tz = k.tz AND z.code = k.code
    ON CONFLICT (journey_id, res_model, res_id, key) DO UPDATE
        SET state = 'planned', day = EXCLUDED.day, tz = EXCLUDED.tz,
            due_at = EXCLUDED.due_at
        WHERE known.state = 'gone'
            OR known.state = 'planned' AND known.day <> EXCLUDED.day
    RETURNING id
"""
CLAIM = """
    SELECT id, journey_id, day, tz FROM crm_journey_occurrence
    WHERE state = 'planned' AND due_at <= %(now)s AND journey_id = ANY(%(journeys)s)
    ORDER BY due_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
"""
