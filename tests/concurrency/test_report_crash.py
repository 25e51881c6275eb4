# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Scheduled reports by two real processes that are killed: everybody gets each once."""

import pytest
from job_host import JobHost

READERS = 30
#: A process is killed when so many reports are sent.
KILLS = (3, 9, 16)

SCHEDULED = f"""
from datetime import datetime, timedelta
group = env.ref("sales_team.group_sale_salesman_all_leads")
readers = env["res.users"].with_context(no_reset_password=True).create([{{
    "name": f"Reader {{n}}", "login": f"reader{{n}}", "email": f"reader{{n}}@crowd.test",
    "tz": "UTC", "group_ids": [(4, group.id)]}} for n in range({READERS})])
env["crm.report.schedule"].create({{
    "report_id": env.ref("crm_relationship.crm_report_meetings").id,
    "frequency": "daily", "hour": 0, "recipient_ids": [(6, 0, readers.ids)],
    "since": datetime.now() - timedelta(days=30)}})
job = env.ref("crm_relationship.ir_cron_report_delivery")
env.cr.execute("UPDATE ir_cron SET active = id = %s", [job.id])
env.cr.execute("DELETE FROM ir_cron_trigger")
env.cr.commit()
"""
SENT = "SELECT count(*) FROM crm_report_delivery WHERE state = 'sent'"
LEFT = "SELECT count(*) FROM crm_report_delivery WHERE state <> 'sent'"
#: The mails of each reader, beside the days on which something was due.
FOUND = """
    SELECT d.user_id, d.days, (SELECT count(*) FROM mail_mail m
        WHERE m.email_to LIKE '%' || p.email || '%')
      FROM (SELECT user_id, count(*) AS days FROM crm_report_delivery GROUP BY 1) d
      JOIN res_users u ON u.id = d.user_id JOIN res_partner p ON p.id = u.partner_id
"""


@pytest.mark.timeout(600)
def test_everybody_gets_a_report_once_though_processes_are_killed(work, database_with):
    with database_with("reports", SCHEDULED) as name:

        def sql(query):
            return [tuple(row) for row in work.server.sql(query, database=name)]

        with JobHost(work, name) as host:
            host.start(2)
            for count in KILLS:
                host.finish_at_once(lambda count=count: sql(SENT)[0][0] >= count)
                host.kill()
                host.start()
            host.finish(lambda: sql(SENT)[0][0] >= READERS and not sql(LEFT)[0][0])
        found = sql(FOUND)

    assert len(found) == READERS
    assert all(days == mails for _user, days, mails in found), found
