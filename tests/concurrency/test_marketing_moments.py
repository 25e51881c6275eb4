# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Processes of journeys killed at the worst moments, and hosts that share the work.

One database; each test has a journey of its own, and only this one runs.
"""

import pytest
from job_host import JobHost
from marketing_scene import MAIL_SERVER, TOOLS, load_sink

BATCH = 20
PEOPLE = 5 * BATCH
CASES = ("01", "02", "05", "06")
STAGE = f"""{TOOLS}{MAIL_SERVER}
crowd = people({PEOPLE})
for case in {CASES!r}:
    journey(name=case, message_class="transactional").action_enrol(crowd.ids)
only()
"""
DISPATCH = ("ir_cron_journey_dispatch_1", "ir_cron_journey_dispatch_2")
LANES = ("ir_cron_sender_lane_1", "ir_cron_sender_lane_2")
OF_CASE = "journey_id = (SELECT id FROM crm_journey WHERE name->>'en_US' = '{case}')"
MAILS = """
    SELECT count(*) FROM mail_mail m JOIN crm_journey_trace t
    ON t.mail_mail_id_int = m.id AND t.{of_case} WHERE m.state = '{state}'
"""


class Stage:
    """The database of one case: its jobs, its figures, its mail server."""

    def __init__(self, work, name, box):
        self.work, self.name, self.box = work, name, box
        self.case = None

    def sql(self, query):
        return [tuple(r) for r in self.work.server.sql(query, database=self.name)]

    def only(self, case, jobs):
        """Let one journey run, and some jobs."""
        self.case = case
        self.box.mails.clear()
        self.sql(
            "UPDATE crm_journey SET state = CASE WHEN name->>'en_US' ="
            f" '{case}' THEN 'running' ELSE 'paused' END RETURNING id"
        )
        self.let(jobs)

    def let(self, jobs):
        """Let some jobs run and no other."""
        names = ", ".join(f"'{job}'" for job in jobs)
        self.sql(
            "UPDATE ir_cron SET active = id IN (SELECT res_id FROM ir_model_data"
            f" WHERE model = 'ir.cron' AND name IN ({names})) RETURNING id"
        )

    def steps(self, state):
        """Return how many steps of the case are in a state."""
        of_case = OF_CASE.format(case=self.case)
        query = f"SELECT count(*) FROM crm_journey_trace WHERE {of_case}"
        return self.sql(f"{query} AND state = '{state}'")[0][0]

    def mails(self, state):
        of_case = OF_CASE.format(case=self.case)
        return self.sql(MAILS.format(of_case=of_case, state=state))[0][0]

    def claimable(self):
        """Return how many steps another process could take just now."""
        of_case = OF_CASE.format(case=self.case)
        rows = self.sql(
            f"SELECT id FROM crm_journey_trace WHERE {of_case} AND state = 'ready'"
            " FOR UPDATE SKIP LOCKED"
        )
        return len(rows)


@pytest.fixture(scope="module")
def stage(work, database_with):
    sink = load_sink()
    box = sink.Sink()
    with sink.SinkServer(box) as server:
        script = STAGE.replace("PORT", str(server.port))
        with database_with("moments", script) as name:
            yield Stage(work, name, box)


@pytest.fixture(scope="module")
def loaded(work, stage):
    with JobHost(work, stage.name) as host:
        yield host


@pytest.fixture
def host(loaded):
    """Return a host without processes."""
    yield loaded
    loaded.kill_all()


def test_case_01_killed_after_the_claim_before_the_commit(stage, host):
    stage.only("01", DISPATCH)
    host.start(how="hold")
    host.read("held")
    assert stage.claimable() == PEOPLE - 2 * BATCH, "the second batch is taken"

    host.kill()

    host.finish_at_once(lambda: stage.claimable() == PEOPLE - BATCH)
    assert stage.steps("done") == BATCH
    assert stage.mails("outgoing") == BATCH, "nothing is left of the second batch"
    host.start()
    host.finish(lambda: stage.steps("done") == PEOPLE)
    assert stage.mails("outgoing") == PEOPLE


def test_case_02_killed_between_the_queue_and_the_server(stage, host):
    stage.only("02", DISPATCH)
    host.start(2)
    host.finish(lambda: stage.steps("done") == PEOPLE)
    host.kill_all()
    assert stage.mails("outgoing") == PEOPLE
    assert not stage.box.mails

    stage.let(LANES)
    host.start(2)
    host.finish(lambda: stage.mails("sent") == PEOPLE)

    of_case = [n for key, n in stage.box.message_ids.items() if key in ids(stage)]
    assert of_case == [1] * PEOPLE


def test_case_05_two_hosts_on_one_database(work, stage, host):
    stage.only("05", DISPATCH + LANES)
    with JobHost(work, stage.name) as other:
        host.start()
        other.start()
        host.finish(lambda: stage.mails("sent") == PEOPLE)

    assert stage.steps("done") == PEOPLE
    of_case = [n for key, n in stage.box.message_ids.items() if key in ids(stage)]
    assert of_case == [1] * PEOPLE


def test_case_06_a_job_that_is_killed_at_its_time_limit_goes_on(stage, host):
    stage.only("06", DISPATCH)
    for run in range(4):
        host.start(how="hold")
        host.read("held")
        host.kill()
        assert stage.steps("done") == BATCH * (run + 1), "what was committed stays"
    host.start()
    host.finish(lambda: stage.steps("done") == PEOPLE)

    jobs = "SELECT count(*), max(failure_count) FROM ir_cron WHERE active"
    assert stage.sql(jobs) == [(2, 0)], "nobody switched them off"


def ids(stage):
    """Return the Message-IDs of the mails of the case."""
    rows = stage.sql(
        "SELECT g.message_id FROM crm_journey_trace t JOIN mail_mail m"
        " ON m.id = t.mail_mail_id_int JOIN mail_message g ON g.id = m.mail_message_id"
        f" WHERE t.{OF_CASE.format(case=stage.case)}"
    )
    return {row[0] for row in rows}
