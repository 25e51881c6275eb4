# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Two hosts look for duplicates, one is killed in a batch: every pair is found, once."""

import queue
import subprocess
import threading
from pathlib import Path

import pytest

WORKER = Path(__file__).with_name("duplicate_worker.py")
PATIENCE = 200  # seconds
PEOPLE = 600
#: Each contact of an even number is there twice.
CROWD = f"""
env["res.partner"].with_context(tracking_disable=True).create([
    {{"name": f"Person {{n // 2}}", "phone": f"0905{{n // 2 * 2:06}}"}}
    for n in range({PEOPLE})
])
env.cr.commit()
"""
PAIRS = """
    SELECT low_id, high_id, score, band, state, reasons::text
    FROM crm_duplicate_pair ORDER BY 1, 2
"""
FORGET = (
    "DELETE FROM crm_duplicate_pair",
    "DELETE FROM crm_duplicate_key",
    "DELETE FROM crm_duplicate_queue",
    "DELETE FROM crm_duplicate_scan",
)
START = {
    "scan": "INSERT INTO crm_duplicate_scan (state, phase) VALUES ('pending', 'keys')",
    "follow": "INSERT INTO crm_duplicate_queue (partner_id) SELECT id FROM res_partner",
}


@pytest.fixture(scope="module")
def crowd(database_with):
    """Return the name of a database with contacts that nobody has compared."""
    with database_with("duplicates", CROWD) as name:
        yield name


class Worker:
    """A process that looks for duplicates. Every wait has an end."""

    def __init__(self, work, database, what, *options):
        self.process = subprocess.Popen(
            [work.venv.python, WORKER, database, what, *options],
            env=work.environment(),
            stdout=subprocess.PIPE,
            text=True,
        )
        self.lines = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        for line in self.process.stdout:
            self.lines.put(line.split())

    def wait_for(self, word):
        """Return the words of the line that the process says next."""
        line = self.lines.get(timeout=PATIENCE)
        assert line[0] == word, line
        return line

    def kill(self):
        self.process.kill()
        self.process.wait(PATIENCE)


@pytest.mark.parametrize(("what", "committed"), [("scan", 5), ("follow", 3)])
def test_a_killed_host_loses_and_doubles_nothing(work, crowd, what, committed):
    def sql(*statements):
        return work.server.sql(*statements, database=crowd)

    sql(*FORGET, START[what])
    undisturbed = Worker(work, crowd, what)
    undisturbed.wait_for("done")
    expected = sql(PAIRS)
    sql(*FORGET, START[what])

    killed = Worker(work, crowd, what, "--hold", str(committed))
    killed.wait_for("held")
    other = Worker(work, crowd, what)
    killed.kill()
    _word, batches = other.wait_for("done")

    assert int(batches) > 0, "nothing was left to do"
    assert len(expected) >= PEOPLE / 2
    assert sql(PAIRS) == expected
