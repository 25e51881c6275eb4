# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Two hosts read the history at once, one is killed: nothing is lost or doubled."""

import signal
import subprocess
from pathlib import Path

import pytest

WORKER = Path(__file__).with_name("backfill_worker.py")
ORDERS = 3000
#: A history: confirmed orders of the past and what customers wrote on them.
HISTORY = f"""
customers = env["res.partner"].create(
    [{{"name": f"Customer {{n}}", "is_company": True}} for n in range(50)]
)
quiet = {{"interaction_capture_disable": True, "tracking_disable": True}}
order = env["sale.order"].with_context(**quiet).create(
    {{"partner_id": customers[0].id, "state": "sale"}}
)
message = env["mail.message"].with_context(**quiet).create({{
    "model": "sale.order", "res_id": order.id, "message_type": "comment",
    "author_id": customers[0].id, "body": "When?",
}})
env.flush_all()


def multiply(record, count, values):
    table = record._table
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
        " AND column_name <> 'id'", [table]
    )
    names = [name for name, in env.cr.fetchall()]
    columns = ", ".join(f'"{{name}}"' for name in names)
    chosen = ", ".join(values.get(name, f't."{{name}}"') for name in names)
    env.cr.execute(
        f"INSERT INTO {{table}} ({{columns}}) SELECT {{chosen}} FROM {{table}} t,"
        f" generate_series(1, {{count}}) g WHERE t.id = {{record.id}}"
    )


customer = f"{{customers[0].id}} + g %% 50".replace("%%", "%")
multiply(order, {ORDERS}, {{
    "name": "'H' || g", "partner_id": customer, "access_token": "NULL",
    "date_order": "timestamp '2020-01-01' + g * interval '1 hour'",
}})
multiply(message, {ORDERS}, {{
    "message_id": "'<' || g || '@history.test>'", "res_id": f"{{order.id}} + g",
    "author_id": customer, "date": "timestamp '2020-01-01' + g * interval '1 hour'",
}})
sources = env["crm.interaction.backfill"].search([])
sources.write({{"state": "paused"}})
sources.action_restart()
env.cr.commit()
"""
#: Everything that a row says, but for its number and when it was written.
ROWS = """
    SELECT count(*), md5(string_agg(r::text, '|' ORDER BY r::text)) FROM (
        SELECT partner_id, commercial_partner_id, contact_value, lead_id, type_id,
            direction, actor_type, state, occurred_at, duration, user_id, team_id,
            company_id, subject, amount, currency_id, source_id, medium_id,
            campaign_id, origin_model, origin_id, origin_event
        FROM crm_interaction) r
"""
FORGET = (
    "DELETE FROM crm_interaction",
    "UPDATE crm_interaction_backfill SET state = 'pending', next_id = max_id",
)
DONE = "SELECT string_agg(DISTINCT state, ',') FROM crm_interaction_backfill"


@pytest.fixture(scope="module")
def history(database_with):
    """Return the name of a database with a history that nobody has read yet."""
    with database_with("backfill", HISTORY) as name:
        yield name


class Worker:
    """A process that backfills."""

    def __init__(self, work, database):
        self.process = subprocess.Popen(
            [work.venv.python, WORKER, database],
            env=work.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def read(self, count=None):
        """Wait for some chunks, or for the end; return how many there were."""
        steps = 0
        for line in self.process.stdout:
            steps += line.startswith("step")
            if count and steps >= count:
                break
        return steps

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate()

    def finish(self):
        steps = self.read()
        errors = self.process.stderr.read()
        assert self.process.wait() == 0, errors
        return steps


def test_killed_backfill_goes_on_and_equals_an_undisturbed_one(work, history):
    Worker(work, history).finish()
    [expected] = work.server.sql(ROWS, database=history)
    work.server.sql(*FORGET, database=history)

    killed, other = Worker(work, history), Worker(work, history)
    assert killed.read(10) == 10
    killed.kill()
    [(states,)] = work.server.sql(DONE, database=history)
    assert "running" in states, "killed too late: nothing was left to do"
    restarted = Worker(work, history)
    assert other.finish() + restarted.finish() > 0

    assert int(expected[0]) >= 2 * ORDERS
    assert work.server.sql(ROWS, database=history) == [expected]
    assert work.server.sql(DONE, database=history) == [["done"]]
