# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The columns of clocks and their ledgers, as they are read and written in bulk."""

from odoo.tools import SQL

from ..tools.ticket_clock import Reading
from ..tools.working_days import Target

#: Columns of a clock beside its key, with their types.
SNAPSHOT = {
    "policy_id": "int4",
    "policy_version": "int4",
    "target_id": "int4",
    "target_seconds": "int4",
    "target_days": "int4",
    "in_days": "bool",
    "end_of_day": "bool",
    "is_clock_time": "bool",
    "calendar_id": "int4",
    "pauses_customer": "bool",
    "pauses_third": "bool",
    "reopen": "varchar",
}
READING = {
    "clock": "varchar",
    "outcome": "varchar",
    "budget": "int4",
    "consumed": "int4",
    "paused": "int4",
    "late": "int4",
    "started_at": "timestamp",
    "stopped_at": "timestamp",
    "missed_at": "timestamp",
    "deadline_at": "timestamp",
    "frozen_deadline_at": "timestamp",
    "is_unplannable": "bool",
    "risk_at": "timestamp",
    "next_event_at": "timestamp",
}
SEGMENT = {
    "start_at": "timestamp",
    "stop_at": "timestamp",
    "clock": "varchar",
    "outcome": "varchar",
    "event": "varchar",
    "cause": "varchar",
    "seconds": "int4",
    "target_seconds": "int4",
    "target_days": "int4",
    "in_days": "bool",
    "end_of_day": "bool",
    "calendar_id": "int4",
}
assert tuple(READING) == Reading._fields


def columns(names, table=None):
    names = [SQL.identifier(*filter(None, (table, name))) for name in names]
    return SQL(", ").join(names)


def target_row(target):
    in_days = target.days is not None
    return (target.seconds or 0, target.days or 0, in_days, target.end_of_day)


def target_of(seconds, days, in_days, end_of_day):
    return Target(days=days, end_of_day=end_of_day) if in_days else Target(seconds)
