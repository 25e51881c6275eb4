# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

BATCH = 200
#: Changes older than this start nothing any more.
CHANGE_DAYS = 7
#: Changes that are looked at again: of two jobs the later may have written lower ids.
OVERLAP = 5000
WATERMARK = "crm_relationship.playbook_change_id"

CHANGES = """
    SELECT c.id, c.partner_id, c.company_id, c.kind, c.tier_id, c.value, c.changed_at
      FROM crm_partner_change c
     WHERE c.id > %(after)s AND c.changed_at >= %(since)s
       AND c.kind IN ('tier', 'lifecycle')
       AND NOT EXISTS (SELECT 1 FROM crm_playbook_run r
            WHERE r.key = c.kind || ':' || c.id)
     ORDER BY c.id LIMIT %(limit)s
"""


class Event(NamedTuple):
    """Something that may start a playbook.

    :param key: names the record and what happened, for all time
    :param facts: {criterion: values} that only the event knows
    :param at: when it happened; playbooks that were made later do not start
    """

    record: Any
    key: str
    company: Any
    facts: dict
    at: datetime | None = None


class CrmPlaybook(models.Model):
    """How playbooks start: by what is written, and by what the night finds."""

    _inherit = "crm.playbook"

    @api.model
    def _start(self, trigger, events):
        """Start the playbooks that events ask for, each once; return the new runs."""
        # sudo: the one who moves a lead starts what other departments do
        system, runs = self.sudo(), self.env["crm.playbook.run"].sudo()
        if not events or trigger not in self._triggers_in_use():
            return runs
        by_company = defaultdict(list)
        for event in events:
            by_company[event.company].append(event)
        now = fields.Datetime.now()
        for company, group in by_company.items():
            playbooks = system.with_company(company)
            chosen = playbooks._choose(trigger, company, group)
            runs |= playbooks._begin(chosen, company, now)
        return runs

    def _begin(self, chosen, company, now):
        """Claim the runs of [(event, playbook)] and plan the steps of the new ones."""
        Run = self.env["crm.playbook.run"]
        self.env.flush_all()
        started = Run._claim(
            [self._prepare_run(event, playbook, now) for event, playbook in chosen]
        )
        today = self.env["crm.partner.stat"]._company_day(company, now)
        planned = []
        for event, playbook in chosen:
            run = started.get(event.key)
            if run:
                # sudo: see _start
                planned += playbook._planned_steps(run, event.record.sudo(), today)
        self._plan_steps(planned)
        return Run.union(*started.values())

    def _prepare_run(self, event, playbook, now):
        record = event.record.sudo()  # sudo: see _start
        owner, leader = self._people_of(record)
        partner = record if record._name == "res.partner" else record.partner_id
        lead = record.id if record._name == "crm.lead" else None
        order = record.id if record._name == "sale.order" else None
        return {
            "playbook_id": playbook.id,
            "key": event.key,
            "lead_id": lead,
            "order_id": order,
            "partner_id": partner.commercial_partner_id.id or None,
            "company_id": event.company.id,
            "user_id": (owner or playbook.responsible_id).id,
            "leader_id": (leader or playbook.responsible_id).id,
            "state": "running",
            "step_count": 0,
            "done_count": 0,
            "progress": 0,
            "started_at": now,
            "create_uid": self.env.uid,
            "create_date": now,
            "write_uid": self.env.uid,
            "write_date": now,
        }

    def _planned_steps(self, run, record, today):
        """Return (run, template, record, user, deadline) of the steps of a new run."""
        owner, leader = self._people_of(record)
        steps = []
        for template in self.plan_id.template_ids:
            if template.responsible_type == "crm_role":
                role = template.crm_role_id
                user = role._user_for(owner, leader, run.company_id)
            else:
                user = template.responsible_id
            user = user or self.responsible_id
            deadline = template._get_date_deadline(today)
            steps.append((run, template, record, user, deadline))
        return steps

    def _plan_steps(self, planned):
        """Create the activities of steps, and the steps."""
        places = self._places(planned)
        activities = (
            self.env["mail.activity"]
            .with_context(mail_notify_force_send=False)
            .create(
                [
                    {
                        "res_model_id": self.env["ir.model"]._get_id(place._name),
                        "res_id": place.id,
                        "activity_type_id": template.activity_type_id.id,
                        "automated": True,
                        "summary": template.summary,
                        "note": template.note,
                        "user_id": user.id,
                        "date_deadline": deadline,
                    }
                    for place, (_run, template, _record, user, deadline) in zip(
                        places, planned, strict=True
                    )
                ]
            )
        )
        self.env["crm.playbook.step"].create(
            [
                {
                    "run_id": run.id,
                    "name": template.summary or template.activity_type_id.name,
                    "role_id": template.crm_role_id.id,
                    "activity_id": activity.id,
                }
                for activity, (run, template, *_rest) in zip(
                    activities, planned, strict=True
                )
            ]
        )

    @api.model
    def _places(self, planned):
        """Return where each activity goes: the record, or the customer.

        An accountant may not open an opportunity, but the customer.
        """
        wanted = defaultdict(set)
        for _run, _template, record, user, _deadline in planned:
            wanted[user, record._name].add(record.id)
        readable = {
            (user, model): set(
                self.env[model].browse(ids).with_user(user)._filtered_access("read").ids
            )
            for (user, model), ids in wanted.items()
        }
        places = []
        for _run, _template, record, user, _deadline in planned:
            is_open = record.id in readable[user, record._name]
            is_partner = record._name == "res.partner"
            customer = record if is_partner else record.partner_id
            places.append(record if is_open or not customer else customer)
        return places

    # ------------------------------------------------------------
    # Tiers and stages of life, found by the night
    # ------------------------------------------------------------

    @api.model
    def _cron_start(self):
        """Start the playbooks of customers whose tier or stage of life changed."""
        commit = self.env["ir.cron"]._commit_progress
        params = self.env["ir.config_parameter"]
        after = max(0, int(params.get_param(WATERMARK, 0)) - OVERLAP)
        while after is not None:
            last = self._start_changes(after, fields.Datetime.now())
            if last is not None:
                params.set_param(WATERMARK, str(last))
            after = last
            if not commit(1):
                return

    @api.model
    def _start_changes(self, after, now):
        """Start what one batch of changes asks for.

        :param after: id of the last change of the batch before
        :return: id of the last change of this one, None when there was none
        """
        if not self._triggers_in_use() & {"tier", "lifecycle"}:
            return None
        self.env.flush_all()
        rows = self.env.execute_query_dict(
            SQL(
                CHANGES,
                after=after,
                since=now - timedelta(days=CHANGE_DAYS),
                limit=BATCH,
            )
        )
        events = defaultdict(list)
        for row in rows:
            events[row["kind"]].append(self._event_of_change(row))
        for kind, found in events.items():
            self._start(kind, found)
        return rows[-1]["id"] if rows else None

    def _event_of_change(self, row):
        if row["kind"] == "tier":
            facts = {"tier": {row["tier_id"]} - {None}}
        else:
            facts = {"lifecycle": {row["value"]}}
        return Event(
            record=self.env["res.partner"].browse(row["partner_id"]),
            key=f"{row['kind']}:{row['id']}",
            company=self.env["res.company"].browse(row["company_id"]),
            facts=facts,
            at=row["changed_at"],
        )
