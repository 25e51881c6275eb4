# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Two hosts refresh segments at once, one is killed: nobody is in twice or forgotten."""

import signal
import subprocess
from pathlib import Path

import pytest

WORKER = Path(__file__).with_name("segment_worker.py")
PEOPLE, SEGMENTS = 2000, 4
CROWD = f"""
tag = env["res.partner.category"].create({{"name": "Crowd"}})
people = env["res.partner"].create([{{"name": f"P{{n}}"}} for n in range({PEOPLE})])
people.write({{"category_id": tag.ids}})
rule = {{"kind": "tag", "of": "partner", "op": "any", "tags": tag.ids}}
env["crm.segment"].create(
    [{{"name": f"S{{n}}", "rule": rule}} for n in range({SEGMENTS})]
)
env.cr.commit()
"""
MEMBERS = "SELECT segment_id, count(*) FROM crm_segment_member GROUP BY 1 ORDER BY 1"
WRONG_COUNT = """
    SELECT s.id FROM crm_segment s WHERE s.member_count <>
        (SELECT count(*) FROM crm_segment_member m WHERE m.segment_id = s.id)
"""
#: Members are what the changes say: one more entering than leaving, or none.
UNEXPLAINED = """
    SELECT c.segment_id, c.res_id FROM crm_segment_change c
      LEFT JOIN crm_segment_member m USING (segment_id, res_id)
     GROUP BY 1, 2, m.id
    HAVING sum(CASE c.kind WHEN 'enter' THEN 1 ELSE -1 END)
        <> (m.id IS NOT NULL)::int
"""
HALF = "UPDATE res_partner SET active = NOT active WHERE name LIKE 'P%' AND id % 2 = 0"


@pytest.fixture(scope="module")
def crowd(database_with):
    """Return the name of a database with segments that nobody has refreshed."""
    with database_with("segment", CROWD) as name:
        yield name


class Worker:
    """A process that refreshes."""

    def __init__(self, work, database, rounds=1, *options):
        self.process = subprocess.Popen(
            [work.venv.python, WORKER, database, str(rounds), *options],
            env=work.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def wait_for(self, word):
        for line in self.process.stdout:
            if line.strip() == word:
                return
        raise AssertionError(self.process.stderr.read())

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate()

    def finish(self):
        lines = self.process.stdout.read().split()
        errors = self.process.stderr.read()
        assert self.process.wait() == 0, errors
        return lines


def check(work, database, expected):
    """Check that every segment has so many members, and that all agrees."""
    rows = work.server.sql(MEMBERS, database=database)
    assert [int(count) for _segment, count in rows] == [expected] * SEGMENTS
    assert work.server.sql(WRONG_COUNT, database=database) == []
    assert work.server.sql(UNEXPLAINED, database=database) == []


def test_a_killed_refresh_leaves_nothing_half_done(work, crowd):
    killed = Worker(work, crowd, 1, "--hold")
    killed.wait_for("held")
    other = Worker(work, crowd)
    lines = other.finish()
    assert lines.count("left") == 1, "what another process refreshes is left to it"
    killed.kill()

    assert Worker(work, crowd).finish().count("refreshed") == SEGMENTS
    check(work, crowd, PEOPLE)


def test_hosts_at_once_count_everybody_once(work, crowd):
    work.server.sql(HALF, database=crowd)
    hosts = [Worker(work, crowd, 5) for _ in range(2)]
    for host in hosts:
        host.finish()
    Worker(work, crowd).finish()

    check(work, crowd, PEOPLE // 2)
