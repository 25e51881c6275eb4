# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Two hosts escalate at once and are killed anywhere: everything is done once."""

import os
import queue
import random
import signal
import subprocess
import threading
from pathlib import Path

import pytest

WORKER = Path(__file__).with_name("event_worker.py")
TICKETS = 40
ROUNDS = 5
#: Hosts die within so many steps: far fewer than all the work takes, on any machine.
LAST_STEP = 150
KILLED = -9
#: Seconds after which a round that has not ended fails the test, however slow the machine.
LONGEST = 240
#: Tickets whose promise and whose three levels are all over, and nobody noted it yet.
OVERDUE = f"""
from datetime import datetime, timedelta

env["crm.sla.policy"].search([]).active = False
admin = env.ref("base.user_admin")
tell = [(6, 0, admin.ids)]
env["crm.sla.policy"].create({{
    "name": "Overdue", "sequence": 0, "company_id": False,
    "target_ids": [(0, 0, {{
        "metric": "resolution", "seconds": 3600, "is_clock_time": True,
    }})],
    "level_ids": [(0, 0, {{"since_at": datetime(2019, 1, 1), **level}}) for level in (
        {{"name": "Half", "percent": 50, "raise_priority": True,
          "webhook_url": "https://hook.test/half"}},
        {{"name": "Over", "percent": 100, "notify_user_ids": tell,
          "activity_type_id": env.ref("mail.mail_activity_data_todo").id}},
        {{"name": "Late", "placement": "offset", "offset": 1800,
          "raise_priority": True, "notify_user_ids": tell}},
    )],
}})
env["crm.ticket"].create([
    {{"name": f"Overdue {{n}}", "priority": "0", "user_id": admin.id,
      "opened_at": datetime(2020, 1, 6, 8) + timedelta(seconds=n)}}
    for n in range({TICKETS})
])
env.cr.commit()
"""
#: What was done, each as [how often, of how many different ones].
DONE = {
    "levels of clocks, logged as done": """
        SELECT count(*), count(DISTINCT (clock_id, level_id))
        FROM crm_sla_level_log WHERE state = 'done' AND rearmed_at IS NULL""",
    "misses in the ledgers": """
        SELECT count(*), count(DISTINCT sla_id)
        FROM crm_ticket_sla_segment WHERE event = 'miss'""",
    "web calls": """
        SELECT count(*), count(DISTINCT log_id) FROM crm_sla_webhook""",
    "activities": """
        SELECT count(*), count(DISTINCT res_id)
        FROM mail_activity WHERE res_model = 'crm.ticket'""",
    "priorities raised": """
        SELECT count(*), count(DISTINCT (ticket_id, new_value))
        FROM crm_ticket_change WHERE kind = 'priority'""",
    "notices": """
        SELECT count(*), count(DISTINCT (log_id, user_id)) FROM crm_sla_notice""",
}
#: Whatever was logged was done in the same transaction; nobody is told twice.
BROKEN = """
    SELECT l.id FROM crm_sla_level_log l
      JOIN crm_sla_level v ON v.id = l.level_id
      JOIN crm_ticket t ON t.id = l.ticket_id
     WHERE (v.webhook_url IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM crm_sla_webhook w WHERE w.log_id = l.id))
        OR (v.activity_type_id IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM mail_activity a
                 WHERE a.res_model = 'crm.ticket' AND a.res_id = t.id))
        OR (v.name->>'en_US' <> 'Half' AND NOT EXISTS (
                SELECT 1 FROM crm_sla_notice n WHERE n.log_id = l.id))
        OR t.priority <> (
                SELECT count(*)::text FROM crm_sla_level_log o
                  JOIN crm_sla_level r ON r.id = o.level_id AND r.raise_priority
                 WHERE o.ticket_id = t.id)
"""
TOLD = """
    SELECT count(*) FILTER (WHERE n.id IS NULL), count(DISTINCT n.id)
      FROM mail_message m LEFT JOIN crm_sla_notice n ON n.message_id = m.id
     WHERE m.message_type = 'user_notification' AND m.id > {since}
"""
LAST_MESSAGE = "SELECT coalesce(max(id), 0) FROM mail_message"
CLOCKS = """
    SELECT t.priority, c.clock, c.outcome,
           CASE WHEN c.next_event_at IS NULL THEN 'yes' END,
           count(*), count(DISTINCT c.ticket_id)
      FROM crm_ticket t JOIN crm_ticket_sla c ON c.ticket_id = t.id GROUP BY 1, 2, 3, 4
"""


@pytest.fixture(scope="module")
def overdue(database_with):
    """Return the name of a database with tickets on which much is overdue."""
    with database_with("event", OVERDUE) as name:
        yield name


class Hosts:
    """Runs hosts at once; every wait has an end."""

    def __init__(self, work, database):
        self.process = subprocess.Popen(
            [work.venv.python, WORKER, database],
            env=work.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,  # ended with its hosts
        )
        self.lines = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()
        assert self._line() == "ready"

    def _listen(self):
        for line in self.process.stdout:
            self.lines.put(line.strip())
        self.lines.put(None)

    def _line(self):
        """Return what the worker says next; fail when it says nothing."""
        try:
            line = self.lines.get(timeout=LONGEST)
        except queue.Empty:
            pytest.fail(f"the hosts have not ended within {LONGEST} s")
        assert line is not None, "the worker is gone"
        return line

    def run(self, *steps):
        """Run hosts until they end, or are killed at a step; return how they ended."""
        self.process.stdin.write(" ".join(map(str, steps)) + "\n")
        self.process.stdin.flush()
        return [int(end) for end in self._line().split()]

    def stop(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=LONGEST)


@pytest.fixture
def hosts(work, overdue):
    """Return hosts that wait for their rounds."""
    found = Hosts(work, overdue)
    yield found.run
    found.stop()


def test_killed_hosts_do_everything_once(work, overdue, hosts):
    def ask(query):
        rows = work.server.sql(query, database=overdue)
        return [[str(value) for value in row] for row in rows]

    [(since,)] = ask(LAST_MESSAGE)  # what people were told before is not counted
    chance = random.Random(7)
    killed = 0
    for _round in range(ROUNDS):
        ends = hosts(chance.randint(1, LAST_STEP), chance.randint(1, LAST_STEP))
        assert ask(BROKEN) == []
        assert set(ends) <= {0, KILLED}
        killed += ends.count(KILLED)
    assert killed >= ROUNDS, "too few hosts were killed at work"

    assert hosts(0, 0) == [0, 0]
    assert hosts(0) == [0]

    expected = {
        "levels of clocks, logged as done": 3 * TICKETS,
        "misses in the ledgers": TICKETS,
        "web calls": TICKETS,
        "activities": TICKETS,
        "priorities raised": 2 * TICKETS,
        "notices": 2 * TICKETS,
    }
    done = {what: ask(query)[0] for what, query in DONE.items()}
    assert done == {what: [str(n), str(n)] for what, n in expected.items()}
    assert ask(TOLD.format(since=since)) == [["0", str(2 * TICKETS)]]
    once = [str(TICKETS), str(TICKETS)]
    assert ask(CLOCKS) == [["2", "running", "missed", "yes", *once]]
