# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: what is not due costs nothing, and what is due is done in bulk."""

from odoo.tests import tagged
from odoo.tools import SQL

from .ladder_common import LadderCase
from .tool_fixture import at as wall


@tagged("post_install", "-at_install")
class TestEscalationScale(LadderCase):
    def test_only_due_clocks_are_touched(self):
        self._ladder({"percent": 50, "notify_agent": True})
        due = self._open("06-01 09:00", user_id=self.user_an.id)
        with self.at(wall("06-01 12:00")):
            self.env["crm.ticket"].create(
                [{"name": f"Later {n}", "team_id": self.team.id} for n in range(50)]
            )
        clocks = self.env["crm.ticket.sla"].sudo()
        self.env.flush_all()

        self.assertEqual(clocks._count_due(wall("06-01 14:00")), 1)
        self.assertEqual(clocks._run_due_events(wall("06-01 14:00")), 1)
        self.assertEqual(self._logs(due).ticket_id, due)

    def _versions(self):
        """Return {clock: which version of its row is the current one}."""
        self.env.flush_all()
        rows = self.env.execute_query(SQL("SELECT id, ctid::text FROM crm_ticket_sla"))
        return dict(rows)

    def test_case_71_a_run_writes_the_due_rows_in_slices_and_no_others(self):
        self._ladder({"percent": 50, "notify_agent": True})
        with self.at(wall("06-01 09:00")):
            early = self.env["crm.ticket"].create(
                [{"name": f"Due {n}", "team_id": self.team.id} for n in range(30)]
            )
        with self.at(wall("06-01 12:00")):
            self.env["crm.ticket"].create(
                [{"name": f"Later {n}", "team_id": self.team.id} for n in range(600)]
            )
        before = self._versions()
        clocks = self.env["crm.ticket.sla"].sudo()

        with self.at(wall("06-01 14:00")):
            sizes = [
                clocks._run_due_events(wall("06-01 14:00"), limit=20) for _n in range(3)
            ]

        after = self._versions()
        written = {clock for clock in after if after[clock] != before.get(clock)}
        due = set(early.clock_ids.ids)
        self.assertEqual(sizes, [20, 10, 0])
        self.assertGreaterEqual(len(before), 630)
        self.assertEqual(written, due)

    def _misses(self, count):
        """Return the queries of a run that records some misses."""
        with self.at(wall("06-01 09:00")):
            self.env["crm.ticket"].create(
                [{"name": f"T {n}", "team_id": self.team.id} for n in range(count)]
            )
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        with self.at(wall("06-02 10:00")):
            done = (
                self.env["crm.ticket.sla"]
                .sudo()
                ._run_due_events(wall("06-02 10:00"), limit=1000)
            )
        self.env.flush_all()
        self.assertEqual(done, count)
        return self.env.cr.sql_log_count - before

    def test_recording_misses_costs_the_same_few_queries_for_any_number(self):
        self._ladder()
        self._misses(1)

        few, many = self._misses(2), self._misses(60)

        self.assertLessEqual(many, few)
        self.assertLess(many, 25)
