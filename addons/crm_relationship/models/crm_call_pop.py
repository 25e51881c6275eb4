# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.gateway import calls
from .crm_call_outcome import OUTCOMES

BUS_EVENT = "crm_relationship.call"
#: News that is older than this pops up nowhere.
FRESH = timedelta(minutes=2)
#: What an agent says about the call, and how it is read.
SAID = {"outcome_id": "_parse_outcome", "note": "_parse_text", "promise": "_parse_text"}


class CrmCall(models.Model):
    """Telling whoever's telephone rings; what they may know they ask for themselves."""

    _inherit = "crm.call"

    def _tell(self, before, event):
        """Tell the colleagues of a call that something changed.

        Only the number, which is on their telephone too, and the row travel over the
        bus. Names are fetched by each of them, with their own rights.
        """
        self.ensure_one()
        is_stale = fields.Datetime.now() - event.at > FRESH
        is_news = before != self._phase() or event.event == calls.RING
        if is_stale or not is_news:
            return
        call = calls.conclude(self.facts)
        rang = self.env["crm.call.extension"]._users_of(self.account_id, call.rang)
        for user in rang | self.user_id:
            phase = self._phase_for(user, call)
            if event.event == calls.RING and phase == "ringing":
                ringing = self._user_of(event.extension)
                if ringing and ringing != user:
                    continue  # theirs popped up when their own telephone rang
            user._bus_send(
                BUS_EVENT,
                {
                    "call": self.id,
                    "phase": phase,
                    "number": call.phone,
                    "direction": call.direction,
                },
            )

    def _phase_for(self, user, call):
        """Return what a call is for a colleague: theirs, or somebody else's by now."""
        if self.user_id == user:
            if call.state != "over":
                return call.state
            return "over" if call.result == "answered" else "missed"
        if call.state == "ringing":
            return "ringing"
        is_missed = call.state == "over" and call.result != "answered"
        return "missed" if is_missed else "gone"


class CrmInteraction(models.Model):
    """What somebody whose telephone rings may see and do: by their own rights."""

    _inherit = "crm.interaction"

    @api.model
    def _call_checked(self, call_id):
        """Return a call, as the system, if it rang or rings at the current user's."""
        # sudo: calls are the system's; whose it is, is checked next
        call = self.env["crm.call"].sudo().browse(self._to_id(call_id)).exists()
        rang = (call.facts or {}).get("rang", ())
        mine = (
            self.env["crm.call.extension"]._users_of(call.account_id, rang)
            | call.user_id
        )
        if not call or self.env.user not in mine:
            raise AccessError(self.env._("This call is not yours."))
        return call

    @api.model
    @api.readonly
    def call_card(self, call_id):
        """Return what the popup of a call shows: nothing the user may not read."""
        call = self._call_checked(call_id)
        facts = calls.conclude(call.facts or {"first": str(call.last_event_at)})
        row = call.interaction_id
        people, leads = self._call_people(row)
        # who answers for another department may see the caller, and not the timeline
        mine = row.sudo(False)._filtered_access("read")
        kind = self.env["crm.interaction.type"].browse(
            self.env["crm.interaction.type"]._id_of("call")
        )
        return {
            "call": call.id,
            "number": facts.phone,
            "direction": facts.direction,
            "phase": call._phase_for(self.env.user, facts),
            "line": facts.line,
            "queue": facts.queue,
            "seconds": facts.talk,
            "interaction_id": mine.id,
            "is_ambiguous": bool(row.is_ambiguous and not row.partner_id),
            "people": [self._format_caller(p, call.company_id) for p in people],
            "lead": {"id": leads.id, "name": leads.display_name} if leads else False,
            "outcome_id": row.outcome_id.id,
            "outcomes": kind.outcome_ids.mapped(lambda o: {"id": o.id, "name": o.name}),
            "steps": self._call_steps(),
            "more": self._call_more(people),
            "actions": row.sudo(False)._call_actions(),
        }

    @api.model
    def _call_people(self, row):
        """Return who may have called, and the lead it is about: those the user reads.

        :param row: interaction of a call of the user's own, as the system
        """
        people = row.partner_id.sudo(False)._filtered_access("read")
        if row.is_ambiguous and not row.partner_id:
            people = row._callers_readable()
        return people, row.lead_id.sudo(False)._filtered_access("read")

    @api.model
    def _format_caller(self, partner, company):
        stat = self.env["crm.partner.stat"]
        if stat.has_access("read"):
            stat = stat.search(
                [
                    ("partner_id", "=", partner.commercial_partner_id.id),
                    ("company_id", "=", company.id),
                ],
                limit=1,
            )
        company = partner.parent_id._filtered_access("read")
        return {
            "id": partner.id,
            "name": partner.name or partner.display_name,
            "company": company.name or "",
            "role": partner.function or "",
            "tier": stat.tier_id.name or "",
            "owner": partner.user_id.name or "",
        }

    @api.model
    def _call_steps(self):
        kinds = self.env["mail.activity.type"].search(
            [("res_model", "=", False), ("category", "!=", "upload_file")], limit=8
        )
        return [{"id": kind.id, "name": kind.name} for kind in kinds]

    @api.model
    def _call_more(self, people):
        """Return what else is open with callers: title, items. To extend."""
        return []

    def _call_actions(self):
        """Return what else can be done with a call: key, label, icon. To extend."""
        return []

    @api.model
    def call_do(self, call_id, key):
        """Do one of the actions of a call; return the action that opens it."""
        row = self._call_checked(call_id).interaction_id.sudo(False)
        if key not in {action["key"] for action in row._call_actions()}:
            raise UserError(self.env._("This cannot be done with this call."))
        return getattr(row, f"_call_do_{key}")()

    @api.model
    def call_log(self, call_id, values, next_step=None):
        """Note what came of one's own call, with its next step, in one save."""
        call = self._call_checked(call_id)
        row = call.interaction_id
        if not row or self._is_colleagues_call(call):
            raise AccessError(self.env._("A colleague took this call."))
        row.sudo(False)._check_content()
        said = {
            name: getattr(self, parser)(name, values[name])
            for name, parser in SAID.items()
            if (values or {}).get(name)
        }
        # sudo: who took a call says what came of it, whoever's customer it was
        row.sudo().write(said)
        if next_step:
            self._plan_after_call(row.sudo(False), next_step)
        return {"id": row.id}

    @api.model
    def _is_colleagues_call(self, call):
        """Return whether another colleague took a call, or said what came of it."""
        row, me = call.interaction_id, self.env.user
        had_by = call.user_id | row.user_id
        if had_by:
            return bool(had_by - me)
        system = {call._outcome(result) for result in OUTCOMES}
        is_closed = row.outcome_id and row.outcome_id not in system
        return bool(row.note or row.promise or is_closed) and row.write_uid != me

    def _plan_after_call(self, row, step):
        row.check_access("read")
        record = row.lead_id or row.partner_id
        if not record:
            raise UserError(
                self.env._("Next step: say first who called, or make a lead of it.")
            )
        record.check_access("read")
        # sudo: it is part of what is logged, not a correction of the row
        row.sudo().next_step_at = self._plan_next_step(record, row, step)
