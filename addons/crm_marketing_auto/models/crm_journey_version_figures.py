# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL

#: Reactions that a card shows.
SHOWN = ("open", "click", "reply", "bounce", "optout")


class CrmJourneyVersion(models.Model):
    """What has happened at the steps of a version: one grouped query per question."""

    _inherit = "crm.journey.version"

    @api.readonly
    def get_figures(self):
        """Return the counts of people, and of what happened at every step.

        :return: people: {state: count}; steps: {uid: {waiting, done, skipped, failed,
            unknown, sent, branches, reasons, open, click, ..., open_machine, ...}}
        """
        self.ensure_one()
        self.check_access("read")
        for model in ("participant", "trace", "reaction"):
            self.env[f"crm.journey.{model}"].flush_model()
        steps = {}
        self._count_states(steps)
        self._count_branches(steps)
        self._count_reactions(steps)
        return {"people": self._count_people(), "steps": steps}

    def _count_people(self):
        rows = self.env.execute_query(
            SQL(
                "SELECT state, count(*) FROM crm_journey_participant"
                " WHERE journey_id = %s AND version_id = %s AND is_test IS NOT TRUE"
                " GROUP BY state",
                self.journey_id.id,
                self.id,
            )
        )
        return dict(rows)

    def _traces(self):
        return SQL(
            "t.journey_id = %s AND t.version_id = %s AND t.is_test IS NOT TRUE",
            self.journey_id.id,
            self.id,
        )

    def _count_states(self, steps):
        """Count the visits of every step by state, and by why they were not done."""
        reasons = self.env["crm.journey.reason"]
        known = reasons.browse(reasons._ids_by_code().values())
        names = {reason.id: reason.name for reason in known}
        rows = self.env.execute_query(
            SQL(
                "SELECT t.step_uid, t.state, t.reason_id, count(*), count(t.sent_at),"
                " min(t.due_at) FROM crm_journey_trace t WHERE %s"
                " GROUP BY t.step_uid, t.state, t.reason_id",
                self._traces(),
            )
        )
        for uid, state, reason_id, count, sent, due_at in rows:
            step = steps.setdefault(uid, {"reasons": [], "branches": {}, "sent": 0})
            key = "waiting" if state == "ready" else state
            step[key] = step.get(key, 0) + count
            step["sent"] += sent
            if state == "ready":
                step["next_due"] = fields.Datetime.to_string(due_at)
            elif reason_id and state != "done":
                step["reasons"].append(
                    {"id": reason_id, "name": names.get(reason_id, ""), "count": count}
                )
        for step in steps.values():
            step["reasons"].sort(key=lambda reason: -reason["count"])

    def _count_branches(self, steps):
        rows = self.env.execute_query(
            SQL(
                "SELECT t.step_uid, t.branch, count(*) FROM crm_journey_trace t"
                " WHERE %s AND t.branch IS NOT NULL AND t.state <> 'ready'"
                " GROUP BY t.step_uid, t.branch",
                self._traces(),
            )
        )
        for uid, branch, count in rows:
            steps[uid]["branches"][branch] = count

    def _count_reactions(self, steps):
        """Count the messages that were opened, clicked...: by people, and by machines."""
        rows = self.env.execute_query(
            SQL(
                "SELECT t.step_uid, r.kind, r.is_machine IS TRUE,"
                " count(DISTINCT r.trace_id) FROM crm_journey_reaction r"
                " JOIN crm_journey_trace t ON t.id = r.trace_id"
                " WHERE r.journey_id = %s AND %s AND r.kind IN %s GROUP BY 1, 2, 3",
                self.journey_id.id,
                self._traces(),
                SHOWN,
            )
        )
        for uid, kind, is_machine, count in rows:
            steps[uid][f"{kind}_machine" if is_machine else kind] = count

    # One participant ----------------------------------------------------------

    @api.model
    def _path_icon(self, state):
        return {
            "ready": "fa-hourglass-half",
            "done": "fa-check",
            "skipped": "fa-ban",
            "failed": "fa-exclamation-triangle",
        }.get(state, "fa-question")

    def _path(self, participant):
        """Return the way of one participant through the drawing.

        :return: name, text; visits {uid: {icon, text}}; taken: connections that were
            gone, as the editor names them; at: the step where it is now
        """
        self.ensure_one()
        graph = self.snapshot or self._graph()
        steps = graph["steps"]
        visits, taken, at = {}, [], False
        traces = participant.trace_ids.filtered(lambda t: t.version_id == self)
        for trace in traces.sorted("id"):
            if trace.step_uid not in steps:
                continue
            visits[trace.step_uid] = {
                "icon": self._path_icon(trace.state),
                "text": trace._story_line(),
            }
            if trace.state == "ready":
                at = trace.step_uid
                continue
            way = trace.branch or "next"
            if (steps[trace.step_uid]["branches"] or {}).get(way):
                taken.append(f"{trace.step_uid}/{way}")
        if visits:
            taken.append("__start__/next")
        taken = [
            key
            for key in taken
            if key[0] == "_"
            or steps[key.split("/", 1)[0]]["branches"][key.split("/", 1)[1]] in visits
        ]
        return {
            "name": participant.display_name,
            "text": participant._state_text(),
            "visits": visits,
            "taken": taken,
            "at": at,
        }
