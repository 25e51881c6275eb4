# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Two processes run a journey and are killed again and again: nobody is lost, nothing
is done twice."""

import importlib.util
import os
import random
import threading
import time
from pathlib import Path

import pytest
from job_host import JobHost

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "addons/crm_marketing_auto/tests/interpreter.py"
#: Fewer where every push is tested; as many kills.
PEOPLE = int(
    os.environ.get("JOURNEY_CRASH_PEOPLE", "2000" if os.environ.get("CI") else "6000")
)
KILLS = 24
#: A field, a mail, a draw, and another field that depends on it.
STEPS = {
    "mark": ("field", {"field": "ref", "value": "in"}, {"next": "letter"}),
    "letter": ("mail", {}, {"next": "draw"}),
    "draw": (
        "split",
        {"parts": [{"name": "left", "weight": 30}, {"name": "right", "weight": 70}]},
        {"left": "left", "right": "right"},
    ),
    "left": ("field", {"field": "color", "value": 1}, {}),
    "right": ("field", {"field": "color", "value": 2}, {}),
}
SETUP = f"""
person = env["res.partner"].create({{"name": "Crowd", "email": "p0@crowd.test"}})
env.flush_all()
env.cr.execute(
    "SELECT column_name FROM information_schema.columns"
    " WHERE table_name = 'res_partner' AND column_name <> 'id'"
)
columns = [name for name, in env.cr.fetchall()]
values = {{
    "email": "'p' || g || '@crowd.test'",
    "email_normalized": "'p' || g || '@crowd.test'",
}}
env.cr.execute(
    "WITH crowd AS (INSERT INTO res_partner ({{0}}) SELECT {{1}} FROM res_partner p,"
    " generate_series(1, {PEOPLE} - 1) g WHERE p.id = {{2}} RETURNING id)"
    " UPDATE res_partner SET commercial_partner_id = id WHERE id IN"
    " (SELECT id FROM crowd)".format(
        ", ".join(f'"{{c}}"' for c in columns),
        ", ".join(values.get(c, f'p."{{c}}"') for c in columns),
        person.id,
    )
)
env.invalidate_all()
people = env["res.partner"].search([("email", "like", "@crowd.test")])
mailing = env["mailing.mailing"].create({{
    "subject": "Hello",
    "mailing_model_id": env["ir.model"]._get_id("res.partner"),
    "body_html": "<p>Hello</p>",
}})
journey = env["crm.journey"].create({{
    "name": "Crash", "trigger": "manual", "message_class": "transactional",
    "quiet_start": 0, "quiet_end": 24,
}})
version = journey._get_draft_version()
for uid, (kind, config, branches) in {STEPS!r}.items():
    env["crm.journey.step"].create({{
        "version_id": version.id, "step_uid": uid, "name": uid, "kind": kind,
        "config": config, "branches": branches,
        "mailing_id": mailing.id if kind == "mail" else False,
    }})
version.entry_uid = "mark"
journey.action_start()
assert journey.action_enrol(people.ids) == {PEOPLE}
lanes = env["ir.cron"]
for lane in (1, 2):
    lanes |= env.ref(f"crm_marketing_auto.ir_cron_journey_dispatch_{{lane}}")
env.cr.execute("UPDATE ir_cron SET active = id = ANY(%s)", [lanes.ids])
env.cr.execute("DELETE FROM ir_cron_trigger")
env.cr.commit()
"""
LEFT = "SELECT count(*) FROM crm_journey_trace WHERE state = 'ready'"
FOUND = """
    SELECT p.res_id, p.state, rp.ref, rp.color,
        (SELECT string_agg(t.step_uid, ',' ORDER BY t.id) FROM crm_journey_trace t
            WHERE t.participant_id = p.id AND t.state = 'done')
    FROM crm_journey_participant p JOIN res_partner rp ON rp.id = p.res_id
    ORDER BY p.res_id
"""
MAILS = """
    SELECT count(*), count(DISTINCT m.id), count(DISTINCT mm.message_id)
    FROM crm_journey_trace t
    LEFT JOIN mail_mail m ON m.id = t.mail_mail_id_int
    LEFT JOIN mail_message mm ON mm.id = m.mail_message_id
    WHERE t.step_uid = 'letter'
"""
ALL_MAILS = "SELECT count(*) FROM mail_mail"
STEPS_DONE = (
    "SELECT count(*), count(DISTINCT (participant_id, step_uid)) FROM crm_journey_trace"
)


@pytest.fixture
def campaign(database_with):
    """Return the name of a database with a journey that everybody is about to begin."""
    with database_with("journey", SETUP) as name:
        yield name


def reference():
    """Return the reading of journeys that tests compare with."""
    spec = importlib.util.spec_from_file_location("interpreter", REFERENCE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def expected(seed, ids):
    graph = {
        "entry": "mark",
        "steps": {
            uid: {"kind": kind, "config": config, "branches": branches}
            for uid, (kind, config, branches) in STEPS.items()
        },
    }
    walk = reference().walk
    rows = []
    for person_id in ids:
        person = {"ref": "", "color": 0}
        state, _reason, path = walk(graph, person, 10, seed, person_id)
        rows.append((person_id, state, person["ref"], person["color"], ",".join(path)))
    return rows


def test_two_processes_killed_again_and_again(work, campaign):
    def sql(query):
        return [tuple(row) for row in work.server.sql(query, database=campaign)]

    def left():
        return sql(LEFT)[0][0]

    chance, kills = random.Random(20), 0
    with JobHost(work, campaign) as host:
        host.start(2)
        while kills < KILLS and left():
            started, batches = time.monotonic(), chance.randint(1, 6)
            for _batch in range(batches):
                _pid, said = host.read("batch", "idle")
                if said == "idle" and not left():
                    break
            # anywhere in a batch: claiming, running, writing, committing
            batch = (time.monotonic() - started) / batches
            threading.Event().wait(chance.uniform(0, min(batch, 0.2)))
            host.kill(chance.choice(host.alive))
            host.start()
            kills += 1
        assert kills == KILLS, "all was done before the last kill"
        host.finish(lambda: not left())

    [(seed,)] = sql("SELECT seed FROM crm_journey")
    found = sql(FOUND)
    assert len(found) == PEOPLE
    assert found == expected(seed, [row[0] for row in found])
    assert sql(MAILS) == [(PEOPLE, PEOPLE, PEOPLE)]
    assert sql(ALL_MAILS) == [(PEOPLE,)], "a mail that no trace knows of"
    assert sql(STEPS_DONE) == [(4 * PEOPLE, 4 * PEOPLE)]
