# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL

from ..tools.send_gate import SendRequest
from ..tools.send_text import segments
from ..tools.step_outcome import DONE, READY, SKIPPED, Outcome


class CrmJourneyStepRunner(models.AbstractModel):
    """Steps that write to people: the gate first, then the queue of the channel."""

    _inherit = "crm.journey.step.runner"

    def _run_mail(self, step, traces, now):
        return self._run_message("mail", step, traces, now)

    def _run_sms(self, step, traces, now):
        return self._run_message("sms", step, traces, now)

    def _run_chat(self, step, traces, now):
        return self._run_message("chat", step, traces, now)

    def _run_call(self, step, traces, now):
        """Let colleagues call only those who may be called, and when they may be.

        Whose number we do not have is left to the colleague to find out.
        """
        # sudo: the engine asks for whom the marketer may not read
        runner = self.sudo()
        targets = runner.env["crm.send.target"]._read(
            traces.filtered(lambda trace: not trace.is_test)
        )
        journey = runner.env["crm.journey"].browse(step.journey_id)
        requests = [
            self._request("call", step, journey, target)
            for target in targets.values()
            if target.number
        ]
        verdicts = runner.env["crm.send.gate"]._admit(requests, now)
        outcomes = {
            key: self._refusal("call", targets[key], verdict)
            for key, verdict in verdicts.items()
            if not verdict.allowed
        }
        allowed = traces.filtered(lambda trace: trace.id not in outcomes)
        if allowed:
            outcomes.update(super()._run_call(step, allowed, now))
        return outcomes

    def _run_message(self, channel, step, traces, now):
        """Ask the gate for all, hand over those let through, say why not of others."""
        # sudo: the engine writes to whom the marketer may not read
        runner = self.sudo()
        targets = runner.env["crm.send.target"]._read(traces)
        journey = runner.env["crm.journey"].browse(step.journey_id)
        runner = runner.with_company(journey.company_id)
        requests = [
            self._request(channel, step, journey, target) for target in targets.values()
        ]
        verdicts = runner.env["crm.send.gate"]._admit(requests, now)
        outcomes = {
            key: self._refusal(channel, targets[key], verdict)
            for key, verdict in verdicts.items()
            if not verdict.allowed
        }
        admitted = [t for t in targets.values() if t.trace_id not in outcomes]
        if admitted:
            rules = runner._rules_of(requests, channel, journey)
            outcomes.update(
                getattr(runner, f"_send_{channel}")(step, journey, admitted, rules, now)
            )
            runner._cancel_ledger(
                [k for k, o in outcomes.items() if o.reason == "render"]
            )
        if channel != "mail":  # mails are on the timeline when they leave
            done = [k for k, o in outcomes.items() if o.state == DONE]
            runner.env["crm.journey.trace"].browse(done)._log_interaction(
                f"{channel}_sent"
            )
        missing = set(traces.ids) - set(outcomes)
        outcomes.update(dict.fromkeys(missing, Outcome(SKIPPED, reason="deleted")))
        return outcomes

    def _request(self, channel, step, journey, target):
        kind = journey.message_class
        return SendRequest(
            key=target.trace_id,
            channel=channel,
            identity=target.identity(channel),
            partner_id=target.partner_id,
            company_id=journey.company_id.id,
            purpose="marketing" if kind == "transactional" else kind,
            message_class=kind,
            journey_id=journey.id,
            priority=journey.priority,
            ref=None if step.config.get("per_record") else f"{journey.id}:{step.uid}",
        )

    def _refusal(self, channel, target, verdict):
        values = {"channel": channel, "identity": target.identity(channel)}
        if verdict.retry_at:
            return Outcome(READY, reason=verdict.reason, retry_at=verdict.retry_at)
        return Outcome(SKIPPED, reason=verdict.reason, values=values)

    def _rules_of(self, requests, channel, journey):
        """Return {trace id: rule} of those who get advertising."""
        if journey.message_class != "marketing":
            return {}
        people = self.env["crm.send.people"]._read(requests)
        rules = self.env["crm.send.rule"]._by_country()
        return {r.key: people.rule(r, rules) for r in requests}

    def _cancel_ledger(self, trace_ids):
        """Let what was not made count for no limit."""
        if trace_ids:
            self.env.cr.execute(
                SQL(
                    "UPDATE crm_contact_log SET state = 'cancelled'"
                    " WHERE trace_id = ANY(%s) AND state = 'queued'",
                    trace_ids,
                )
            )

    # ------------------------------------------------------------
    # Channels
    # ------------------------------------------------------------

    def _send_mail(self, step, journey, targets, rules, now):
        mailing = self.env["mailing.mailing"].browse(step.mailing_id).exists()
        if not mailing:
            return self._no_content(targets)
        costs = self._costs(journey, "mail", targets, now)
        made, errors = self.env["crm.send.mail"]._hand_off(mailing, targets, rules)
        outcomes = self._render_errors(errors)
        for target in targets:
            if target.trace_id in made:
                mail_id, trace_id = made[target.trace_id]
                outcomes[target.trace_id] = Outcome(
                    values={
                        "channel": "mail",
                        "identity": target.email,
                        "mail_mail_id_int": mail_id,
                        "mailing_trace_id": trace_id,
                        **self._cost(costs, target),
                    }
                )
        return outcomes

    def _send_sms(self, step, journey, targets, rules, now):
        mailing = self.env["mailing.mailing"].browse(step.mailing_id).exists()
        if not mailing:
            return self._no_content(targets)
        costs = self._costs(journey, "sms", targets, now)
        made, errors = self.env["crm.send.sms"]._hand_off(
            mailing, targets, rules, step.config
        )
        outcomes = self._render_errors(errors)
        for target in targets:
            if target.trace_id in made:
                uuid, trace_id, body = made[target.trace_id]
                outcomes[target.trace_id] = Outcome(
                    values={
                        "channel": "sms",
                        "identity": target.number,
                        "sms_uuid": uuid,
                        "mailing_trace_id": trace_id,
                        **self._cost(costs, target, segments(body)),
                    }
                )
        return outcomes

    def _send_chat(self, step, journey, targets, rules, now):
        costs = self._costs(journey, "chat", targets, now)
        made, errors = self.env["crm.send.chat"]._hand_off(step, targets, rules)
        outcomes = self._render_errors(errors)
        for target in targets:
            if target.trace_id in made:
                outcomes[target.trace_id] = Outcome(
                    values={
                        "channel": "chat",
                        "identity": target.number,
                        "made_model": "crm.channel.outbox",
                        "made_id": made[target.trace_id],
                        **self._cost(costs, target),
                    }
                )
        return outcomes

    def _no_content(self, targets):
        detail = self.env._("The step has no content.")
        return self._render_errors({t.trace_id: detail for t in targets})

    def _render_errors(self, errors):
        return {
            key: Outcome(SKIPPED, reason="render", detail=detail)
            for key, detail in errors.items()
        }

    def _costs(self, journey, channel, targets, now):
        """Return {country code: (price, currency id)}, read once a country."""
        rates = self.env["crm.send.rate"]
        return {
            code: rates._price(journey.company_id, channel, now.date(), code)
            for code in {target.country_code for target in targets}
        }

    def _cost(self, costs, target, parts=1):
        price, currency_id = costs[target.country_code]
        return {
            "cost": price * parts if currency_id else None,
            "currency_id": currency_id or None,
        }
