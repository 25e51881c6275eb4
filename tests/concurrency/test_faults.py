# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The connections of a working Odoo are cut again and again: everybody is
written to, once."""

import pytest
from hosts.process import Process, wait_until
from marketing_scene import MAIL_SERVER, TOOLS, load_sink

PEOPLE = 120
CUTS = 8
PATIENCE = 300
#: The jobs come again at once instead of after a minute; nobody waits for a lock.
SCENE = f"""{MAIL_SERVER}
crowd, letter = people({PEOPLE}), journey()
letter.action_enrol(crowd.ids)
only("ir_cron_journey_dispatch_1", "ir_cron_journey_dispatch_2",
    "ir_cron_sender_lane_1", "ir_cron_sender_lane_2")
env.cr.execute('ALTER DATABASE "' + env.cr.dbname + '" SET lock_timeout = 300')
env.cr.commit()
"""
CUT = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND backend_type = 'client backend' AND xact_start IS NOT NULL
"""
TICK = """
    UPDATE ir_cron SET nextcall = now() AT TIME ZONE 'UTC' - interval '1 second'
    WHERE id IN (SELECT id FROM ir_cron WHERE active FOR UPDATE SKIP LOCKED)
    RETURNING 1
"""
LEFT = """
    SELECT (SELECT count(*) FROM mail_mail WHERE state = 'outgoing')
        + (SELECT count(*) FROM crm_journey_trace WHERE state = 'ready')
"""
STATES = """
    SELECT t.state, m.state, count(*) FROM crm_journey_trace t
    JOIN mail_mail m ON m.id = t.mail_mail_id_int GROUP BY 1, 2
"""
DOUBTFUL = """
    SELECT g.message_id FROM mail_mail m JOIN mail_message g
    ON g.id = m.mail_message_id WHERE m.possible_duplicate
"""
TOLD = "SELECT count(*) FROM crm_parked_row"


@pytest.fixture
def scene(work, database_with, tmp_path):
    sink = load_sink()
    box = sink.Sink()
    with sink.SinkServer(box) as server:
        script = TOOLS + SCENE.replace("PORT", str(server.port))
        with database_with("faults", script) as name:
            command = [work.venv.program("odoo"), "-d", name, "--no-http"]
            command += ["--max-cron-threads=2", "--log-level=critical"]
            log = tmp_path / "odoo.log"
            host = Process("faults", command, work.environment(), log)
            host.start()
            try:
                yield (
                    box,
                    host,
                    lambda query: work.server.sql(query, database=name),
                )
            finally:
                host.kill()


def test_connections_cut_again_and_again_lose_and_double_nothing(scene):
    box, host, sql = scene
    cuts = []

    def behave(number, _mail):
        # while a mail is being taken, and the line to the database is cut
        if len(cuts) < CUTS and number % 10 == 5 and number not in cuts:
            cuts.append(number)
            sql(CUT)

    box.behave = behave

    def is_done():
        sql("UPDATE crm_send_server SET next_try_at = NULL RETURNING 1")
        sql(TICK)
        return not sql(LEFT)[0][0]

    # what was put off by a minute or by a server's pause is due at once
    wait_until(is_done, lambda: f"{sql(LEFT)} left; {host.tail()}", PATIENCE, pause=1)

    assert cuts, "no connection was cut while a mail was sent"
    assert [tuple(row) for row in sql(STATES)] == [("done", "sent", PEOPLE)]
    assert len(box.message_ids) == PEOPLE
    doubtful = {row[0] for row in sql(DOUBTFUL)}
    twice = {key for key, count in box.message_ids.items() if count > 1}
    assert twice <= doubtful, "twice, and nobody knows"
    assert sql(TOLD)[0][0] == 0, "a cut connection parks no row"
