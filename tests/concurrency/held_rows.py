# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Runs the job of each queue while somebody else holds the second of three rows.

For `odoo shell`, which gives `env`. Each queue names its job, and how three rows that
are due are made and known to be done. Prints what is wrong, and fails then.
"""

import importlib.util
from datetime import timedelta

from odoo import Command, fields
from odoo.tools import file_path

env = globals()["env"]
NOW = fields.Datetime.now()
AGO = NOW - timedelta(days=9)
QUEUES = {}
#: No job of ours takes rows of these, or the row is what another queue's lines hang on.
EXCUSED = {
    "mails": "core's own queue",
    "sms": "core's own queue",
    "imports": "one import at a time: test_import_crash",
    "duplicates": "one search at a time: test_duplicate_crash",
    "handover_lines": "handovers",
    "parked": "put back by a click",
    "sla_levels": "put back by a click; done with sla_clocks",
    "sla_labs": "one trial at a time, which nobody else writes",
    "send_batches": "the journal of lanes",
}


def queue(key, job):
    def register(make):
        QUEUES[key] = (job, make)
        return make

    return register


def new(model, *vals):
    return env[model].create(list(vals))


def customers():
    return new("res.partner", *({"name": f"C{n}", "is_company": True} for n in "123"))


def leads():
    return new("crm.lead", *({"name": f"L{n}", "type": "opportunity"} for n in "123"))


@queue("gateway", "crm_relationship.ir_cron_gateway")
def gateway():
    account = new("crm.channel.account", {"name": "P", "kind": "generic"})
    rows = new(
        "crm.gateway.event",
        *(
            {
                "account_id": account.id,
                "company_id": env.company.id,
                "external_uid": f"held-{n}",
                "received_at": AGO,
                "event": "call",
                "payload": {
                    "id": f"held-{n}",
                    "type": "call",
                    "contact": {"phone": f"091234567{n}"},
                    "duration": 60,
                },
            }
            for n in range(3)
        ),
    )
    return rows, lambda row: row.state == "done"


@queue("calls", "crm_relationship.ir_cron_calls")
def calls():
    account = new("crm.channel.account", {"name": "P", "kind": "generic"})
    rows = new(
        "crm.call",
        *(
            {
                "account_id": account.id,
                "company_id": env.company.id,
                "uid_provider": f"held-{n}",
                "state": "ringing",
                "facts": {"first": "2026-01-01T09:00:00", "seen": ["ring"]},
                "last_event_at": AGO,
            }
            for n in range(3)
        ),
    )
    return rows, lambda row: bool(row.settled_at)


@queue("interactions", "crm_relationship.ir_cron_interaction_retry")
def interactions():
    rows = new(
        "crm.interaction.failure",
        *(
            {
                "model": "no.such.model",
                "event": "confirmed",
                "res_ids": [1],
                "occurred_at": AGO,
            }
            for _n in range(3)
        ),
    )
    return rows, lambda row: row.attempts == 1


@queue("outbox", "crm_relationship.ir_cron_channel_outbox")
def outbox():
    account = new(
        "crm.channel.account",
        {"name": "P", "kind": "webhook", "url": "https://127.0.0.1:1/"},
    )
    ids = env["crm.channel.outbox"]._enqueue(
        account, [(f"held-{n}", {"n": n}) for n in range(3)]
    )
    rows = env["crm.channel.outbox"].browse(ids)
    return rows, lambda row: bool(row.attempt)


@queue("reports", "crm_relationship.ir_cron_report_delivery")
def reports():
    users = env["res.users"].with_context(no_reset_password=True)
    group = env.ref("sales_team.group_sale_salesman_all_leads")
    readers = users.create(
        [
            {
                "name": f"R{n}",
                "login": f"held{n}",
                "email": f"held{n}@crowd.test",
                "group_ids": [Command.link(group.id)],
            }
            for n in range(3)
        ]
    )
    report = env.ref("crm_relationship.crm_report_meetings")
    schedule = new("crm.report.schedule", {"report_id": report.id})
    rows = new(
        "crm.report.delivery",
        *(
            {
                "schedule_id": schedule.id,
                "user_id": user.id,
                "due_date": NOW.date(),
                "due_at": NOW,
            }
            for user in readers
        ),
    )
    return rows, lambda row: row.state == "sent"


@queue("backfill", "crm_relationship.ir_cron_interaction_backfill")
def backfill():
    sources = env["crm.interaction.backfill"]
    sources.search([]).unlink()
    rows = new(
        sources._name,
        *(
            {"model": model, "max_id": 10, "next_id": 10, "total": 1}
            for model in ("sale.order", "crm.lead", "account.move")
        ),
    )
    return rows, lambda row: row.state == "done"


@queue("handovers", "crm_relationship.ir_cron_handover")
def handovers():
    users = env["res.users"].with_context(no_reset_password=True)
    group = env.ref("sales_team.group_sale_salesman")
    people = users.create(
        [
            {
                "name": f"H{n}",
                "login": f"handover{n}",
                "email": f"handover{n}@crowd.test",
                "group_ids": [Command.link(group.id)],
            }
            for n in range(6)
        ]
    )
    rows = new(
        "crm.handover",
        *(
            {
                "user_id": people[n].id,
                "method": "one",
                "successor_ids": [Command.create({"user_id": people[n + 3].id})],
            }
            for n in range(3)
        ),
    )
    for customer, user in zip(customers(), people, strict=False):
        customer.user_id = user
    env.flush_all()
    rows.action_preview()
    rows.action_start()
    return rows, lambda row: row.state == "done"


@queue("statistics", "crm_relationship.ir_cron_partner_stat_refresh")
def statistics():
    rows = new(
        "crm.partner.stat.queue",
        *({"partner_id": c.id, "company_id": env.company.id} for c in customers()),
    )
    return rows, lambda row: not row.exists()


@queue("qualification", "crm_relationship.ir_cron_qualification_refresh")
def qualification():
    made = leads()
    env["crm.qualification.queue"].search([]).unlink()
    rows = new("crm.qualification.queue", *({"lead_id": lead.id} for lead in made))
    return rows, lambda row: not row.exists()


@queue("recycled", "crm_relationship.ir_cron_lead_recycle")
def recycled():
    reason = new("crm.lost.reason", {"name": "Not now"})
    rows = new(
        "crm.lead.disqualification",
        *(
            {
                "lead_id": lead.id,
                "reason_id": reason.id,
                "verdict": "later",
                "disqualified_at": AGO,
                "recycle_date": AGO.date(),
            }
            for lead in leads()
        ),
    )
    return rows, lambda row: bool(row.recycled_at)


def tickets(**level):
    """Return tickets with a promise that was missed days ago."""
    calendar = env["resource.calendar"].search([], limit=1)
    new(
        "crm.sla.policy",
        {
            "name": "Promise",
            "company_id": False,
            "target_ids": [Command.create({"metric": "resolution", "seconds": 60})],
            "level_ids": [Command.create({"name": "L", "percent": 1, **level})],
        },
    )
    team = env["crm.ticket.team"].search([], limit=1)
    team.calendar_id = calendar
    made = new(
        "crm.ticket",
        *({"name": f"T{n}", "team_id": team.id} for n in "123"),
    )
    env.flush_all()
    return made


@queue("sla_clocks", "crm_ticket_sla.ir_cron_sla_event")
def sla_clocks():
    made = tickets(notify_agent=True)
    rows = env["crm.ticket.sla"].search([("ticket_id", "in", made.ids)])
    rows = rows.grouped("metric")["resolution"]
    rows.write({"next_event_at": AGO})
    return rows, lambda row: not row.next_event_at or row.next_event_at > AGO


def levels(count):
    clocks = env["crm.ticket.sla"].search([], limit=count)
    level = env["crm.sla.level"].search([], limit=1)
    return new(
        "crm.sla.level.log",
        *(
            {
                "clock_id": clock.id,
                "ticket_id": clock.ticket_id.id,
                "level_id": level.id,
                "cycle": 99,
                "state": "done",
                "due_at": AGO,
                "fired_at": AGO,
            }
            for clock in clocks
        ),
    )


@queue("sla_notices", "crm_ticket_sla.ir_cron_sla_event")
def sla_notices():
    env["crm.ticket.sla"].search([]).write({"next_event_at": False})
    users = env["res.users"].search([("share", "=", False)], limit=3)
    rows = new(
        "crm.sla.notice",
        *(
            {
                "log_id": log.id,
                "clock_id": log.clock_id.id,
                "user_id": user.id,
                "send_at": AGO,
            }
            for log, user in zip(levels(3), users, strict=True)
        ),
    )
    return rows, lambda row: bool(row.sent_at)


@queue("sla_webhooks", "crm_ticket_sla.ir_cron_sla_webhook")
def sla_webhooks():
    env["crm.sla.level.log"].search([]).unlink()
    rows = new(
        "crm.sla.webhook",
        *(
            {"log_id": log.id, "url": "https://127.0.0.1:1/", "payload": {"n": 1}}
            for log in levels(3)
        ),
    )
    return rows, lambda row: row.attempts == 1


@queue("sla_recounts", "crm_ticket_sla.ir_cron_sla_recount")
def sla_recounts():
    env["crm.sla.recount"].search([]).unlink()
    policies = new("crm.sla.policy", *({"name": f"P{n}"} for n in "123"))
    rows = new(
        "crm.sla.recount",
        *({"kind": "apply", "policy_id": policy.id} for policy in policies),
    )
    return rows, lambda row: row.is_done


def journey(**values):
    made = new(
        "crm.journey",
        {"name": "Held", "trigger": "manual", "quiet_start": 0, **values},
    )
    version = made._get_draft_version()
    new(
        "crm.journey.step",
        {
            "version_id": version.id,
            "step_uid": "first",
            "name": "First",
            "kind": "field",
            "config": {"field": "ref", "value": "held"},
            "branches": {},
        },
    )
    version.entry_uid = "first"
    made.action_start()
    return made


@queue("journey_events", "crm_marketing_auto.ir_cron_journey_enrol")
def journey_events():
    made, people = journey(), customers()
    env["crm.journey.event"]._emit(
        "manual",
        [
            {
                "journey_id": made.id,
                "res_model": "res.partner",
                "res_id": person.id,
                "event_key": f"held-{person.id}",
                "occurred_at": NOW,
            }
            for person in people
        ],
    )
    rows = env["crm.journey.event"].search([("journey_id", "=", made.id)], order="id")
    return rows, lambda row: row.is_done


@queue("journey_steps", "crm_marketing_auto.ir_cron_journey_dispatch_1")
def journey_steps():
    made = journey()
    made.action_enrol(customers().ids)
    rows = env["crm.journey.trace"].search([("journey_id", "=", made.id)], order="id")
    return rows, lambda row: row.state == "done"


@queue("journey_dates", "crm_marketing_auto.ir_cron_journey_dates")
def journey_dates():
    config = {"source": "birthday", "at": "00:00", "late_days": 5}
    made = journey(trigger="date", trigger_config=config)
    rows = new(
        "crm.journey.occurrence",
        *(
            {
                "journey_id": made.id,
                "res_model": "res.partner",
                "res_id": person.id,
                "key": f"held-{person.id}",
                "day": NOW.date() - timedelta(days=1),
                "tz": "UTC",
                "due_at": NOW - timedelta(hours=1),
            }
            for person in customers()
        ),
    )
    return rows, lambda row: row.state != "planned"


@queue("journey_reactions", "crm_marketing_auto.ir_cron_journey_reactions")
def journey_reactions():
    made = journey()
    made.action_enrol(customers().ids)
    traces = env["crm.journey.trace"].search([("journey_id", "=", made.id)])
    rows = new(
        "crm.journey.reaction",
        *(
            {
                "trace_id": trace.id,
                "journey_id": made.id,
                "kind": "open",
                "at": AGO,
                "event_key": "held",
            }
            for trace in traces
        ),
    )
    return rows, lambda row: row.is_settled


@queue("journey_dry_runs", "crm_marketing_auto.ir_cron_journey_dry_run")
def journey_dry_runs():
    made = journey()
    rows = new(
        "crm.journey.dry.run",
        *({"journey_id": made.id, "version_id": made.version_id.id} for _n in range(3)),
    )
    return rows, lambda row: row.state in ("done", "failed")


def polite_server():
    """Return the port of a mail server that takes the line and says yes."""
    path = file_path("crm_marketing_auto/tests/slow_server.py")
    spec = importlib.util.spec_from_file_location("slow_server", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.SlowServer("mail").__enter__().port


@queue("lanes", "crm_marketing_auto.ir_cron_sender_lane_1")
def lanes():
    new(
        "ir.mail_server",
        {"name": "Polite", "smtp_host": "127.0.0.1", "smtp_port": polite_server()},
    )
    rows = new(
        "mail.mail",
        *(
            {
                "email_to": "nobody",  # no address: refused one by one
                "subject": "Held",
                "state": "outgoing",
                "is_in_lane": True,
            }
            for _n in range(3)
        ),
    )
    return rows, lambda row: row.state != "outgoing"


@queue("segments", "crm_marketing_auto.ir_cron_segment_full")
def segments():
    tag = new("res.partner.category", {"name": "Held"})
    rule = {"kind": "tag", "of": "partner", "op": "any", "tags": tag.ids}
    rows = new(
        "crm.segment",
        *({"name": f"S{n}", "res_model": "res.partner", "rule": rule} for n in "123"),
    )
    rows.write({"full_at": False, "checked_at": False, "error": False})
    return rows, lambda row: bool(row.checked_at)


def run(job):
    """Run a job as the scheduler does; return what it says, and what it left."""
    cron = env.ref(job)
    said = cron.method_direct_trigger()
    env.cr.rollback()
    progress = env["ir.cron.progress"].search(
        [("cron_id", "=", cron.id)], order="id desc", limit=1
    )
    return said, progress.remaining


def look(key):
    """Return what is wrong with a queue one of whose rows is held."""
    job, make = QUEUES[key]
    rows, is_done = make()
    env.cr.commit()
    assert len(rows) == 3 and not any(map(is_done, rows)), (key, "is no scene")
    held, wrong = rows.sorted("id")[1], []
    with env.registry.cursor() as other:
        other.execute(
            f'SELECT FROM "{held._table}" WHERE id = %s FOR UPDATE', [held.id]
        )
        said, left = run(job)
        if said is not True:
            wrong.append(f"the job failed: {said}")
        if left:
            wrong.append(f"it asks to be run at once again: {left} left")
        undone = [row.id for row in rows - held if not is_done(row)]
        if undone:
            wrong.append(f"{len(undone)} others wait for the one that is held")
        if held.exists() and is_done(held):
            wrong.append("it worked on what somebody holds")
        other.rollback()
    run(job)
    if not is_done(held):
        wrong.append("what was held is not done afterwards")
    return wrong


env.cr.execute("UPDATE ir_cron SET active = FALSE")
env.cr.execute(f"ALTER DATABASE \"{env.cr.dbname}\" SET lock_timeout = '2s'")
env.cr.execute("SET lock_timeout = '2s'")
env.cr.commit()
keys = [found.key for found in env["crm.health"]._health_queues(NOW)]
unknown = set(keys) - QUEUES.keys() - EXCUSED.keys()
assert not unknown, f"queues that nobody holds a row of: {unknown}"
bad = {}
for key in QUEUES:
    try:
        wrong = look(key)
    except Exception as error:
        env.cr.rollback()
        wrong = [f"{type(error).__name__}: {error}"]
    if wrong:
        bad[key] = wrong
assert not bad, "\n".join(f"{key}: {wrong}" for key, wrong in bad.items())
