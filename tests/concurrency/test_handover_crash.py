# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A handover that is killed, and one on two hosts at once: nothing lost or doubled."""

import subprocess
from pathlib import Path

import pytest
from job_host import PATIENCE, JobHost

WORKER = Path(__file__).with_name("handover_worker.py")
CUSTOMERS = 100
#: Two who leave, with customers, opportunities and activities; one handover has begun.
PEOPLE = f"""
sales = env.ref("sales_team.group_sale_salesman")
quiet = {{"tracking_disable": True, "no_reset_password": True}}
users = env["res.users"].with_context(**quiet).create([
    {{"name": name, "login": name, "group_ids": [(4, sales.id)]}}
    for name in ("crash", "both", "next", "other")
])
for leaver in users[:2]:
    customers = env["res.partner"].with_context(**quiet).create([
        {{"name": f"C{{n}}", "is_company": True, "user_id": leaver.id}}
        for n in range({CUSTOMERS})
    ])
    env["crm.lead"].with_context(**quiet).create([
        {{"name": "L", "type": "opportunity", "partner_id": customer.id,
          "user_id": leaver.id}} for customer in customers
    ])
    env["mail.activity"].with_context(mail_activity_quick_update=True).create([
        {{"res_model_id": env["ir.model"]._get_id("res.partner"),
          "res_id": customer.id, "user_id": leaver.id,
          "activity_type_id": env.ref("mail.mail_activity_data_call").id}}
        for customer in customers
    ])
    handover = env["crm.handover"].create({{
        "user_id": leaver.id, "method": "round_robin", "has_introduction": True,
        "successor_ids": [(0, 0, {{"user_id": user.id}}) for user in users[2:]],
    }})
    handover.action_preview()
    if leaver.login == "crash":
        handover.action_start()
    else:
        handover.successor_ids._write_farewells()
env.cr.commit()
"""
STATE = """
    SELECT h.state FROM crm_handover h JOIN res_users u ON u.id = h.user_id
     WHERE u.login = '{}'
"""
#: Of one handover: customers, leads and activities moved, introductions, timelines.
COUNTS = """
    SELECT (SELECT count(*) FROM res_partner p WHERE p.id IN (SELECT partner_id FROM l)
               AND p.user_id IN (SELECT user_id FROM s)),
           (SELECT count(*) FROM crm_lead c WHERE c.partner_id IN
               (SELECT partner_id FROM l) AND c.user_id IN (SELECT user_id FROM s)),
           (SELECT count(*) FROM mail_activity a WHERE a.res_model = 'res.partner'
               AND a.res_id IN (SELECT partner_id FROM l)
               AND a.user_id IN (SELECT user_id FROM s)),
           (SELECT count(*) FROM crm_interaction i WHERE i.origin_id IN
               (SELECT id FROM l) AND i.origin_model = 'crm.handover.line'),
           (SELECT count(*) FROM mail_activity a JOIN h ON h.id = a.res_id
             WHERE a.res_model = 'crm.handover')
"""
OF = """
    WITH h AS (SELECT h.id FROM crm_handover h JOIN res_users u ON u.id = h.user_id
                WHERE u.login = '{}'),
         l AS (SELECT l.* FROM crm_handover_line l JOIN h ON h.id = l.handover_id),
         s AS (SELECT s.user_id FROM crm_handover_successor s JOIN h
               ON h.id = s.handover_id)
"""
BEGIN = """
    UPDATE crm_handover h SET state = 'running', started_by_id = 1, started_at = now()
      FROM res_users u WHERE u.id = h.user_id AND u.login = 'both'
"""


@pytest.fixture(scope="module")
def people(database_with):
    """Return the name of a database with two handovers."""
    with database_with("handover", PEOPLE) as name:
        yield name


def check(work, database, login):
    """Check that everything moved once, and was told once."""
    [row] = work.server.sql(OF.format(login) + COUNTS, database=database)
    # an activity of the leaver's and an introduction for each customer
    expected = [CUSTOMERS, CUSTOMERS, 2 * CUSTOMERS, CUSTOMERS, 2]
    assert [int(number) for number in row] == expected


def test_case_e24_a_killed_handover_goes_on(work, people):
    def state():
        return work.server.sql(STATE.format("crash"), database=people)

    with JobHost(work, people) as host:
        host.start(how="hold")
        pid, _said = host.read("held")
        host.kill(pid)
        assert state() == [["running"]], "killed too late: nothing was left to do"
        host.start(2)
        host.finish(lambda: state() == [["done"]])

    check(work, people, "crash")


def test_case_e24_two_hosts_share_a_handover(work, people):
    work.server.sql(BEGIN, database=people)
    hosts = [
        subprocess.Popen(
            [work.venv.python, WORKER, people],
            env=work.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _host in range(2)
    ]
    for host in hosts:
        _batches, errors = host.communicate(timeout=PATIENCE)
        assert host.returncode == 0, errors

    assert work.server.sql(STATE.format("both"), database=people) == [["done"]]
    check(work, people, "both")
