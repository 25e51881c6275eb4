# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from psycopg2.errors import LockNotAvailable, SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.sql_db import db_connect
from odoo.tests import tagged

from ..tools.assignment import Agent, Request, Team, assign
from .common import TicketCase

AGENTS = (Agent(1), Agent(2), Agent(3))


@tagged("post_install", "-at_install")
class TestAssignmentConcurrency(TicketCase):
    """Two hosts at the same team: transactions of their own, so they commit."""

    def setUp(self):
        super().setUp()
        self.team_id = self.env.ref("crm_ticket_sla.team_support").id
        self.addCleanup(self._write_turns, None)

    def _open(self):
        """Return the team in a transaction of its own that has begun."""
        cr = db_connect(self.env.cr.dbname).cursor()
        self.addCleanup(cr.close)
        cr.execute("SET LOCAL lock_timeout = '100ms'")
        cr.execute("SELECT 1")  # what it sees is settled now
        env = api.Environment(cr, SUPERUSER_ID, {})
        return env["crm.ticket.team"].browse(self.team_id)

    def _write_turns(self, turns):
        with db_connect(self.env.cr.dbname).cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["crm.ticket.team"].browse(self.team_id).credits = turns

    def _take_turn(self, team):
        """Decide one ticket; return the agent."""
        turns = team._claim_turns()[team.id]
        [decision], after = assign(Team(AGENTS, credits=turns), [Request(1)])
        team.credits = {str(key): value for key, value in after.credits.items()}
        return decision.agent_id

    def test_case_60_the_second_of_two_concurrent_creations_waits(self):
        first, second = self._open(), self._open()
        self._take_turn(first)

        with self.assertRaises(LockNotAvailable):
            second._claim_turns()

    def test_case_60_two_concurrent_creations_get_two_agents(self):
        first, second = self._open(), self._open()
        one = self._take_turn(first)
        first.env.cr.commit()
        # what the server repeats a request for
        with self.assertRaises(SerializationFailure):
            second._claim_turns()
        two = self._take_turn(self._open())

        self.assertEqual([one, two], [1, 2])

    def test_case_60_in_a_job_the_second_leaves_its_ticket_to_the_queue(self):
        first, second = self._open(), self._open()
        self._take_turn(first)
        first.env.cr.commit()

        in_job = second.with_context(cron_id=1)

        self.assertIsNone(in_job._claim_turns())
        self.assertTrue(in_job.name, "the transaction goes on")
