# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, Command, api
from odoo.sql_db import db_connect
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import TicketCase

#: Long ago: whatever else the database holds is not due by then.
OPENED, NOW = datetime(2020, 1, 6, 8), datetime(2020, 1, 7, 8)


@tagged("post_install", "-at_install")
class TestEscalationConcurrency(TicketCase):
    """Two hosts run the job: transactions of their own, so they commit."""

    def setUp(self):
        super().setUp()
        with self._host() as env:
            policy = self._create_policy(env)
            ticket = env["crm.ticket"].create(
                {"name": "Two hosts", "opened_at": OPENED, "priority": "0"}
            )
            self.policy_id, self.ticket_id = policy.id, ticket.id
            clock = ticket.clock_ids.filtered(lambda c: c.policy_id == policy)
            (ticket.clock_ids - clock).write({"next_event_at": False})
        self.addCleanup(self._clean)

    @staticmethod
    def _create_policy(env):
        return env["crm.sla.policy"].create(
            {
                "name": "Two hosts",
                "sequence": 0,
                "company_id": False,
                "domain": "[('name', '=', 'Two hosts')]",
                "target_ids": [
                    Command.create(
                        {
                            "metric": "resolution",
                            "seconds": 3600,
                            "is_clock_time": True,
                        }
                    )
                ],
                "level_ids": [
                    Command.create(
                        {
                            "name": "Half",
                            "percent": 50,
                            "since_at": datetime(2019, 1, 1),
                            "raise_priority": True,
                            "notify_user_ids": [
                                Command.link(env.ref("base.user_admin").id)
                            ],
                        }
                    )
                ],
            }
        )

    def _clean(self):
        with self._host() as env:
            env["crm.ticket"].browse(self.ticket_id).unlink()
            env["crm.sla.policy"].browse(self.policy_id).unlink()

    def _host(self):
        """Return a transaction that commits when it is left: ``with`` gives its env."""
        return _Host(self.env.cr.dbname)

    def _open(self):
        """Return the clocks in a transaction that has begun and stays open."""
        cr = db_connect(self.env.cr.dbname).cursor()
        self.addCleanup(cr.close)
        cr.execute("SELECT 1")  # what it sees is settled now
        return api.Environment(cr, SUPERUSER_ID, {})["crm.ticket.sla"]

    def _done(self):
        """Return (levels done, notices queued, priority) as committed."""
        with self._host() as env:
            logs = env["crm.sla.level.log"].search([("ticket_id", "=", self.ticket_id)])
            notices = env["crm.sla.notice"].search([("log_id", "in", logs.ids)])
            priority = env["crm.ticket"].browse(self.ticket_id).priority
            return len(logs), len(notices), priority

    def test_case_51_what_one_host_works_on_the_other_skips(self):
        first, second = self._open(), self._open()

        mine = first._run_due_events(NOW)
        theirs = second._run_due_events(NOW)
        first.env.cr.commit()

        self.assertEqual((mine, theirs), (1, 0))
        self.assertEqual(self._done(), (1, 1, "1"))

    def test_case_51_a_host_that_is_late_does_nothing_twice(self):
        first, second = self._open(), self._open()
        first._run_due_events(NOW)
        first.env.cr.commit()

        # its view is older than what the first one committed
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(SerializationFailure),
        ):
            second._run_due_events(NOW)
        second.env.cr.rollback()
        second.env.invalidate_all()
        second._run_due_events(NOW)
        second.env.cr.commit()

        self.assertEqual(self._done(), (1, 1, "1"))

    def test_case_51_after_a_crash_the_level_is_done_once(self):
        first, second = self._open(), self._open()
        first._run_due_events(NOW)
        first.env.cr.rollback()  # the process died before its commit
        self.assertEqual(self._done(), (0, 0, "0"))

        second._run_due_events(NOW)
        second.env.cr.commit()

        self.assertEqual(self._done(), (1, 1, "1"))

    def test_case_51_the_row_itself_is_unique(self):
        with self._host() as env:
            clock = env["crm.ticket.sla"].search(
                [("policy_id", "=", self.policy_id)], limit=1
            )
            level = clock.policy_id.level_ids
            logs = env["crm.sla.level.log"]
            self.assertTrue(logs._claim(clock, level.id, NOW, NOW))
            self.assertFalse(logs._claim(clock, level.id, NOW, NOW))
            logs.search([("clock_id", "=", clock.id)]).unlink()


class _Host:
    """A transaction of its own, committed at its end."""

    def __init__(self, dbname):
        self._dbname = dbname

    def __enter__(self):
        self._cr = db_connect(self._dbname).cursor()
        # the log of interactions would outlive the test
        quiet = {"lang": "en_US", "interaction_capture_disable": True}
        return api.Environment(self._cr, SUPERUSER_ID, quiet)

    def __exit__(self, error, *_rest):
        if error:
            self._cr.rollback()
        else:
            self._cr.commit()  # pylint: disable=invalid-commit
        self._cr.close()
