# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Somebody holds one row of each queue: its job does the others, and this one later."""

from pathlib import Path

SCENES = Path(__file__).with_name("held_rows.py").read_text()


def test_a_held_row_keeps_no_other_of_its_queue_waiting(database_with):
    with database_with("held", SCENES):
        pass
