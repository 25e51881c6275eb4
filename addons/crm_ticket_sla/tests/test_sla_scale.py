# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from .sla_common import RESOLUTION, RESPONSE, SlaCase, wall


@tagged("post_install", "-at_install")
class TestSlaScale(SlaCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._promise((RESPONSE, 4), (RESOLUTION, 16))

    def _create(self, count):
        with self.at(wall("06-01 10:00")):
            return (
                self.env["crm.ticket"]
                .with_user(self.user_an)
                .create(
                    [
                        {
                            "name": f"Ticket {number}",
                            "partner_id": (self.person, self.customer)[number % 2].id,
                            "team_id": self.team.id,
                            "channel": "mail",
                        }
                        for number in range(count)
                    ]
                )
            )

    def _queries(self, do):
        """Return how many queries something takes in a cold cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        do()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_case_70_creating_costs_at_most_a_query_for_each_ticket(self):
        self._create(2)

        few = self._queries(lambda: self._create(20))
        many = self._queries(lambda: self._create(200))

        self.assertLessEqual(many, 200)
        self.assertLessEqual(many - few, 20)

    def test_case_70_moving_costs_the_same_for_any_number(self):
        tickets = self._create(1000)
        self._move(tickets, "06-01 11:00", "open")
        targets = (("06-01 12:00", "wait_customer"), ("06-01 13:00", "open"))

        for text, kind in targets:
            with self.subTest(kind=kind):
                count = self._queries(
                    lambda text=text, kind=kind: self._move(tickets, text, kind)
                )
                self.assertLessEqual(count, 200)

        clocks = self.env["crm.ticket.sla"].search([("ticket_id", "in", tickets.ids)])
        self.assertEqual(len(clocks), 2000)
        self.assertEqual(set(clocks.mapped("clock")), {"running"})

    def test_dragging_one_ticket_costs_at_most_twelve_queries(self):
        warm, ticket = self._create(2)
        self._move(warm | ticket, "06-01 11:00", "open")
        waiting = {"stage_id": self.stage_wait_customer.id}
        with self.at(wall("06-01 12:00")):
            warm, dragged = warm.with_user(self.user_an), ticket.with_user(self.user_an)
            # access rules are cached for all transactions
            self._queries(lambda: warm.write(waiting))

            count = self._queries(lambda: dragged.write(waiting))

        self.assertLessEqual(count, 12)
        self.assertEqual(self._clock(ticket).clock, "paused")

    def test_recount_costs_the_same_for_any_number(self):
        few = self._create(20)
        self._run_recounts()
        self._holiday("06-02 00:00", "06-03 00:00")
        of_few = self._queries(lambda: self._run_recounts("06-01 11:00"))
        tickets = few | self._create(280)
        self._run_recounts("06-01 11:00")

        self._holiday("06-03 00:00", "06-04 00:00")
        count = self._queries(lambda: self._run_recounts("06-01 11:00"))

        # a savepoint around the rows does what else waits for the end of a transaction
        self.assertLessEqual(count, 60)
        self.assertLessEqual(count, of_few + 5)
        self.assertEqual(
            set(
                tickets.clock_ids.filtered(lambda c: c.metric == RESOLUTION).mapped(
                    "deadline_at"
                )
            ),
            {wall("06-05 10:00")},
        )

    def test_case_71_policy_edit_is_done_in_slices_of_few_queries(self):
        tickets = self._create(240)
        target = tickets.clock_ids.filtered(lambda c: c.metric == RESOLUTION).target_id
        self._run_recounts()
        target = target.with_user(self.user_manager)
        target.seconds = 8 * 3600
        target.policy_id._apply_to_open()
        job = self.env["crm.sla.recount"].search([("is_done", "!=", True)], order="id")
        job = job[-1:]
        costs, sizes = [], []

        with self.at(wall("06-01 11:00")):
            while not job.is_done:
                costs.append(self._queries(lambda: sizes.append(job._run_batch(100))))

        self.assertEqual(sizes, [100, 100, 40])
        # a savepoint around the rows does what else waits for the end of a transaction
        self.assertLessEqual(max(costs), 65)
        self.assertLessEqual(costs[1], costs[2] + 3)
        clocks = tickets.clock_ids.filtered(lambda c: c.metric == RESOLUTION)
        self.assertEqual(set(clocks.mapped("deadline_at")), {wall("06-02 10:00")})

    def test_states_are_found_and_counted_as_they_are_shown(self):
        tickets = self._create(4)
        late, risk, paused, solved = tickets
        late = late.with_user(self.user_manager)
        self._write(late, "06-01 10:00", opened_at=wall("06-01 09:00"))
        self._move(paused, "06-01 10:30", "wait_customer")
        self._answer(paused, "06-01 10:30")
        self._answer(solved, "06-01 10:30")
        self._move(solved, "06-01 11:00", "solved")

        with self.at(wall("06-01 13:30")):
            shown = {ticket: ticket.sla_state for ticket in tickets}
            found = {
                state: self.env["crm.ticket"].search(
                    [("sla_state", "=", state), ("id", "in", tickets.ids)]
                )
                for state in ("missed", "risk", "ok", "paused", "met", "none")
            }
            groups = dict(
                self.env["crm.ticket"]._read_group(
                    [("id", "in", tickets.ids)], ["sla_state"], ["id:recordset"]
                )
            )

        self.assertEqual(shown[risk], "risk")
        self.assertEqual((shown[paused], shown[solved]), ("paused", "met"))
        for state, records in found.items():
            with self.subTest(state=state):
                expected = tickets.filtered(lambda t, s=state: shown[t] == s)
                self.assertEqual(records, expected)
                self.assertEqual(groups.get(state, tickets.browse()), expected)
        with self.at(wall("06-01 14:00:01")):
            self.env.invalidate_all()
            self.assertEqual(risk.sla_state, "missed")
