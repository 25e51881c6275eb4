# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.http import request
from odoo.tools import SQL

from ..tools import machine
from .engine_loop import run_batches

BATCH = 1000
#: So many clicks on one message are looked at together.
CLICKS = 200
#: What a machine can pretend to; it is settled some seconds later who it was.
PRETENDED = ("open", "click")


class CrmJourneyReaction(models.Model):
    """Capture: written in the transaction in which it happens, each once.

    Opens and clicks are told to journeys when it is settled that a person made them.
    """

    _inherit = "crm.journey.reaction"

    @api.model
    def _react(self, kind, mailing_traces, now=None, **values):
        """Note a reaction to the messages of journeys behind core's traces.

        :param values: event_key, is_machine, url, agent, link_key
        :return: the new reactions
        """
        if not mailing_traces:
            return self
        self.env["crm.journey.trace"].flush_model(["mailing_trace_id"])
        which = SQL("t.mailing_trace_id = ANY(%s)", mailing_traces.ids)
        return self._react_on(kind, which, now, **values)

    @api.model
    def _react_on(self, kind, which, now=None, **values):
        """Note a reaction to the messages of traces `t` that SQL chooses."""
        values = {
            "event_key": kind,
            "is_machine": False,
            "url": None,
            "agent": None,
            "link_key": None,
            **values,
        }
        rows = self.env.execute_query(
            SQL(
                INSERT,
                kind=kind,
                which=which,
                now=now or fields.Datetime.now(),
                uid=self.env.uid,
                **values,
            )
        )
        reactions = self.browse(row[0] for row in rows)
        if not reactions:
            return reactions
        if kind in PRETENDED:
            self._wake_settling(now)
        else:
            reactions._settle()
        return reactions

    @api.model
    def _react_click(self, click):
        """Note a click on a link of a message, and who it seems to have been."""
        method, agent = self._request()
        link = click.link_id
        reactions = self._react(
            "click",
            click.mailing_trace_id,
            event_key=str(click.id),
            is_machine=machine.is_machine_request(agent, method),
            url=link.url,
            agent=f"{method} {agent}",
            link_key=link.id,
        )
        for reaction in reactions:
            links = self.env["link.tracker"].search_count(
                [("mass_mailing_id", "=", click.mailing_trace_id.mass_mailing_id.id)]
            )
            reaction.trace_id._flag_machines(links)
        return reactions

    @api.model
    def _react_open(self, mailing_traces):
        """Note that the picture in a message was fetched."""
        method, agent = self._request()
        is_machine = machine.is_machine_open(agent, method)
        return self._react(
            "open",
            mailing_traces,
            event_key="machine" if is_machine else "open",
            is_machine=is_machine,
            agent=f"{method} {agent}",
        )

    @api.model
    def _request(self):
        """Return the method and agent of the request; what is no request is a person's."""
        if not request:
            return "GET", "unknown"
        http = request.httprequest
        return http.method, (http.user_agent.string or "")[:230]

    # ------------------------------------------------------------
    # Settling
    # ------------------------------------------------------------

    @api.model
    def _wake_settling(self, now=None):
        at = (now or fields.Datetime.now()) + machine.SETTLED
        # sudo: whoever clicks may not read jobs
        self.env.ref("crm_marketing_auto.ir_cron_journey_reactions").sudo()._trigger(at)

    @api.model
    def _cron_settle(self):
        """Tell journeys of the opens and clicks of people."""
        run_batches(self.env, lambda: self._settle_batch(fields.Datetime.now()), BATCH)

    @api.model
    def _settle_batch(self, now, limit=BATCH):
        """Settle what is old enough; return how many reactions it was."""
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM crm_journey_reaction WHERE is_settled IS NOT TRUE"
                " AND at <= %s ORDER BY at, id LIMIT %s FOR UPDATE SKIP LOCKED",
                now - machine.SETTLED,
                limit,
            )
        )
        self.browse(row[0] for row in rows)._settle()
        return len(rows)

    def _settle(self):
        """Let journeys start that listen to these reactions, and waits end."""
        if not self:
            return
        self.env.cr.execute(
            SQL(
                "UPDATE crm_journey_reaction SET is_settled = TRUE WHERE id = ANY(%s)",
                self.ids,
            )
        )
        self.invalidate_recordset(["is_settled"])
        journeys = self.env["crm.journey"]
        listening = {
            kind: journeys._listening_reactions(kind) for kind in self._kinds()
        }
        for kind, ids in listening.items():
            if ids:
                self.env["crm.journey.event"]._emit_sql(
                    SQL(LISTENING, ids=self.ids, kind=kind, journeys=list(ids))
                )
        if any(wait[2] != "interaction" for wait in journeys._event_waits()):
            self._wake_waits()

    def _kinds(self):
        return {reaction.kind for reaction in self}

    def _wake_waits(self):
        """Let those go on who wait for a reaction to a message."""
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT t.participant_id FROM crm_journey_reaction r"
                " JOIN crm_journey_trace t ON t.id = r.trace_id"
                " WHERE r.id = ANY(%s) AND r.is_machine IS NOT TRUE",
                self.ids,
            )
        )
        if rows:
            waits = self.env["crm.journey"]._event_waits()
            steps = {wait[1] for wait in waits if wait[2] != "interaction"}
            self.env["crm.journey.trace"]._wake([row[0] for row in rows], steps)


class CrmJourneyTrace(models.Model):
    _inherit = "crm.journey.trace"

    def _flag_machines(self, links):
        """Flag the clicks on a message that a machine made, those before too.

        :param links: how many links the message has
        """
        self.ensure_one()
        reactions = self.env["crm.journey.reaction"].search(
            [("trace_id", "=", self.id), ("kind", "=", "click")],
            order="at desc, id desc",
            limit=CLICKS,
        )
        clicks = [
            machine.Click(
                reaction.at,
                reaction.link_key,
                *reversed((reaction.agent or "GET ").split(" ", 1)),
            )
            for reaction in reactions
        ]
        delivered = self.sent_at or self.mailing_trace_id.sent_datetime
        found = machine.machine_clicks(clicks, delivered or None, links)
        flagged = reactions.browse(reactions[index].id for index in found)
        flagged.filtered(lambda r: not r.is_machine).is_machine = True


#: Who has bounced opens nothing: some servers load the pictures of what they return.
INSERT = """
    INSERT INTO crm_journey_reaction (trace_id, journey_id, kind, at, is_machine, url,
        event_key, agent, link_key, is_settled,
        create_uid, create_date, write_uid, write_date)
    SELECT t.id, t.journey_id, %(kind)s, %(now)s, %(is_machine)s, %(url)s,
        %(event_key)s, %(agent)s, %(link_key)s, FALSE,
        %(uid)s, %(now)s, %(uid)s, %(now)s
    FROM crm_journey_trace t
    WHERE %(which)s AND (%(kind)s <> 'open' OR NOT EXISTS (
        SELECT 1 FROM crm_journey_reaction b WHERE b.trace_id = t.id
            AND b.kind = 'bounce'))
    ON CONFLICT DO NOTHING RETURNING id
"""
#: A journey does not start itself.
LISTENING = """
    SELECT 'reaction', j.id, j.res_model,
        CASE WHEN j.res_model = p.res_model THEN p.res_id ELSE p.partner_id END,
        r.id::text, r.at, j.company_id,
        jsonb_build_object('reaction', r.kind, 'journey_id', r.journey_id)
    FROM crm_journey_reaction r
    JOIN crm_journey_trace t ON t.id = r.trace_id
    JOIN crm_journey_participant p ON p.id = t.participant_id
    JOIN crm_journey j ON j.id = ANY(%(journeys)s) AND j.id <> r.journey_id
        AND j.company_id = p.company_id
        AND (COALESCE(j.trigger_config -> 'journey_ids', 'null') = 'null'
            OR j.trigger_config -> 'journey_ids' @> to_jsonb(r.journey_id))
    WHERE r.id = ANY(%(ids)s) AND r.kind = %(kind)s AND r.is_machine IS NOT TRUE
        AND p.is_test IS NOT TRUE
        AND (j.res_model = p.res_model
            OR j.res_model = 'res.partner' AND p.partner_id IS NOT NULL)
"""
