# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The report of meetings that the manager has by mail every Monday."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo import Command

HOUR = 8
ZONE = "Asia/Ho_Chi_Minh"


def tell(story):
    """Schedule a report, and remember that it came on the last two Mondays."""
    env, manager = story.env, story.users["long"]
    report = env.ref("crm_relationship.crm_report_meetings")
    schedule = env["crm.report.schedule"].create(
        {
            "report_id": report.id,
            "frequency": "weekly",
            "weekday": "0",
            "hour": HOUR,
            "recipient_ids": [Command.set(manager.ids)],
        }
    )
    today = datetime.now(ZoneInfo(ZONE)).date()
    last = today - timedelta(days=today.weekday() + 7)
    rows = []
    for monday in (last, last - timedelta(days=7)):
        at = datetime.combine(monday, time(HOUR), ZoneInfo(ZONE))
        at = at.astimezone(UTC).replace(tzinfo=None)
        rows.append(
            {
                "schedule_id": schedule.id,
                "user_id": manager.id,
                "due_date": monday,
                "due_at": at,
                "sent_at": at + timedelta(minutes=1),
                "state": "sent",
                "is_with_file": True,
            }
        )
    env["crm.report.delivery"].create(rows)
