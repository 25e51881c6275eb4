# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The marketing of a load test: segments with members, a journey with people in it."""

from __future__ import annotations

from odoo.tools import SQL

WAIT = {"mode": "duration", "amount": 1, "unit": "days"}
RULES = {
    "Load: all companies": [["is_company", "=", True]],
    "Load: all with an owner": [["user_id", "!=", False]],
}


def fill(env, customers):
    """Fill segments, and let a quarter of the customers into a journey."""
    for name, domain in RULES.items():
        rule = {"kind": "fields", "domain": domain}
        values = {"name": name, "rule": rule, "jump_percent": 0}
        env["crm.segment"].create(values)._refresh()
        env.cr.commit()
    journey = make_journey(env, customers[: len(customers) // 4])
    env.cr.commit()
    now = env.cr.now().replace(microsecond=0)
    while env["crm.journey"]._enrol_members(now):
        env.cr.commit()
    return journey


def make_journey(env, customers):
    """Return a running journey of two waits."""
    segment = env["crm.segment"].create({"name": "Load: invited", "kind": "static"})
    env.cr.execute(
        SQL(
            "INSERT INTO crm_segment_member (segment_id, res_id, entered_at)"
            " SELECT %s, id, now() FROM unnest(%s::int[]) AS p(id)",
            segment.id,
            customers,
        )
    )
    journey = env["crm.journey"].create(
        {
            "name": "Load: welcome",
            "trigger": "segment",
            "segment_id": segment.id,
            "holdout_percent": 10,
        }
    )
    version = journey._get_draft_version()
    for uid, ways in (("first", {"next": "second"}), ("second", {})):
        env["crm.journey.step"].create(
            {
                "version_id": version.id,
                "step_uid": uid,
                "name": uid,
                "kind": "wait",
                "config": WAIT,
                "branches": ways,
            }
        )
    version.entry_uid = "first"
    journey.action_start()
    return journey
