# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import draw, schedule
from ..tools.step_outcome import READY, Outcome


class CrmJourneyStepRunner(models.AbstractModel):
    """Steps that only lead on: waits, conditions, splits, goals and ends."""

    _inherit = "crm.journey.step.runner"

    def _run_goal(self, step, traces, now):
        return dict.fromkeys(traces.ids, Outcome())

    def _run_exit(self, step, traces, now):
        return dict.fromkeys(traces.ids, Outcome())

    def _run_split(self, step, traces, now):
        parts = [(part["name"], part["weight"]) for part in step.config["parts"]]
        journey = self.env["crm.journey"].browse(step.journey_id)
        seed = f"{journey.seed}:{step.uid}"
        outcomes = {}
        for row in traces._rows():
            key = draw.person_key(row.res_model, row.res_id, row.partner_id)
            outcomes[row.id] = Outcome(branch=draw.pick(draw.share(seed, key), parts))
        return outcomes

    # ------------------------------------------------------------
    # Waits
    # ------------------------------------------------------------

    @api.model
    def _due_at(self, step, rows, now):
        if step.kind != "wait":
            return super()._due_at(step, rows, now)
        return self._wait_ends(step, rows, dict.fromkeys((r.id for r in rows), now))

    def _wait_ends(self, step, rows, began):
        """Return {row id: instant} at which a wait ends.

        :param began: {row id: instant} from which it counts
        """
        zones = self._zones(rows)
        facts = self._wait_facts(step, rows)
        return {
            row.id: schedule.due(
                step.config, began[row.id], zones[row.id], facts.get(row.id, {})
            )
            for row in rows
        }

    def _run_wait(self, step, traces, now):
        """Go on where the wait is over; what it depends on is looked at again now."""
        rows = traces._rows()
        began = {row.id: row.planned_at for row in rows}
        ends = self._wait_ends(step, rows, began)
        event = step.config["mode"] == "event"
        happened = self._happened(step, rows, now) if event else ()
        outcomes = {}
        for row in rows:
            if row.id in happened:
                outcomes[row.id] = Outcome(branch="happened")
            elif row.is_test or ends[row.id] <= now:
                outcomes[row.id] = Outcome(branch="timeout" if event else "next")
            else:
                outcomes[row.id] = Outcome(READY, retry_at=ends[row.id])
        return outcomes

    def _wait_facts(self, step, rows):
        """Return {row id: {field: value}} of what a wait until a date is counted from."""
        name = step.config.get("field")
        if step.config["mode"] != "field":
            return {}
        values = {}
        for model in {row.res_model for row in rows}:
            of_model = [row for row in rows if row.res_model == model]
            records = self.env[model].browse(row.res_id for row in of_model)
            for row, record in zip(of_model, records, strict=True):
                values[row.id] = {name: record[name]}
        return values

    def _zones(self, rows):
        """Return {row id: time zone} of the people, by default of their company."""
        self.env["res.partner"].flush_model(["tz"])
        found = self.env.execute_query(
            SQL(
                "SELECT p.id, COALESCE(rp.tz, cp.tz, 'UTC')"
                " FROM crm_journey_participant p"
                " JOIN res_company c ON c.id = p.company_id"
                " LEFT JOIN res_partner cp ON cp.id = c.partner_id"
                " LEFT JOIN res_partner rp ON rp.id = p.partner_id"
                " WHERE p.id = ANY(%s)",
                [row.participant_id for row in rows],
            )
        )
        zones = dict(found)
        return {row.id: zones[row.participant_id] for row in rows}

    def _happened(self, step, rows, now):
        """Return the ids of the rows whose event has come."""
        if step.config["kind"] == "interaction":
            began = {row.id: row.planned_at for row in rows}
            return self._interacted(rows, step.config["types"], began, now)
        return self._reacted(rows, step.config["of"], step.config["kind"], True, None)

    # ------------------------------------------------------------
    # Conditions
    # ------------------------------------------------------------

    def _run_condition(self, step, traces, now):
        rows = traces._rows()
        met = getattr(self, f"_met_{step.config['mode']}")(step.config, rows, now)
        return {
            row.id: Outcome(branch="yes" if row.id in met else "no") for row in rows
        }

    def _met_segment(self, config, rows, now):
        segment = self.env["crm.segment"].browse(config["segment_id"])
        ids = [row.res_id for row in rows]
        scope = SQL("SELECT unnest(%s::int[]) AS id", ids)
        self.env.flush_all()
        found = self.env.execute_query(segment._sql_ids(now, scope))
        members = {row[0] for row in found}
        return {row.id for row in rows if row.res_id in members}

    def _met_domain(self, config, rows, now):
        model = self.env[rows[0].res_model].with_context(active_test=False)
        ids = Domain("id", "in", [row.res_id for row in rows])
        members = set(model.search(ids & Domain(config["domain"])).ids)
        return {row.id for row in rows if row.res_id in members}

    def _met_reaction(self, config, rows, now):
        human = config.get("human", True)
        return self._reacted(
            rows, config["of"], config["kind"], human, config.get("days") or None
        )

    def _met_interaction(self, config, rows, now):
        since = now - timedelta(days=config["days"])
        began = dict.fromkeys((row.id for row in rows), since)
        return self._interacted(rows, config["types"], began, now)

    def _reacted(self, rows, step_uid, kind, human, days):
        """Return the ids of the rows whose participant reacted to a message.

        :param days: within so many days after it was sent; None: whenever
        """
        self.env["crm.journey.reaction"].flush_model()
        found = self.env.execute_query(
            SQL(
                "SELECT DISTINCT t.participant_id FROM crm_journey_trace t"
                " JOIN crm_journey_reaction r ON r.trace_id = t.id"
                " WHERE t.participant_id = ANY(%(ids)s) AND t.step_uid = %(step)s"
                " AND r.kind = ANY(%(kinds)s)"
                " AND (NOT %(human)s OR r.is_machine IS NOT TRUE)"
                " AND (%(days)s IS NULL OR r.at <= COALESCE(t.sent_at, t.done_at)"
                " + %(days)s * interval '1 day')",
                ids=[row.participant_id for row in rows],
                step=step_uid,
                # who clicked has opened it, whether or not pictures were loaded
                kinds=["open", "click", "reply"] if kind == "open" else [kind],
                human=bool(human),
                days=days,
            )
        )
        reacted = {row[0] for row in found}
        return {row.id for row in rows if row.participant_id in reacted}

    def _interacted(self, rows, codes, began, now):
        """Return the ids of the rows with whose customer something happened since."""
        self.env["crm.interaction"].flush_model()
        found = self.env.execute_query(
            SQL(
                "SELECT v.id FROM unnest(%(rows)s::int[], %(ids)s::int[],"
                " %(since)s::timestamp[]) AS v(id, participant_id, since)"
                " JOIN crm_journey_participant p ON p.id = v.participant_id"
                " LEFT JOIN res_partner rp ON rp.id = p.partner_id"
                " WHERE EXISTS (SELECT 1 FROM crm_interaction i"
                " JOIN crm_interaction_type y ON y.id = i.type_id"
                " WHERE i.state = 'done' AND y.code = ANY(%(codes)s)"
                " AND i.company_id = p.company_id"
                " AND i.occurred_at BETWEEN v.since AND %(now)s"
                " AND i.commercial_partner_id = rp.commercial_partner_id"
                " AND (i.partner_id = rp.id OR rp.id = rp.commercial_partner_id))"
                " OR p.res_model = 'crm.lead' AND EXISTS (SELECT 1"
                " FROM crm_interaction i JOIN crm_interaction_type y"
                " ON y.id = i.type_id WHERE i.state = 'done' AND i.lead_id = p.res_id"
                " AND y.code = ANY(%(codes)s)"
                " AND i.occurred_at BETWEEN v.since AND %(now)s)",
                rows=[row.id for row in rows],
                ids=[row.participant_id for row in rows],
                since=[began[row.id] for row in rows],
                codes=list(codes),
                now=now,
            )
        )
        return {row[0] for row in found}
