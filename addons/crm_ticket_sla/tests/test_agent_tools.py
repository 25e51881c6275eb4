# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import MONDAY, TicketCase


@tagged("post_install", "-at_install")
class TestSplit(TicketCase):
    def test_messages_become_a_ticket_of_the_same_customer(self):
        product = self.env["product.product"].create({"name": "Printer"})
        ticket = self._create_ticket(user=self.user_an, product_id=product.id)
        with self.at(MONDAY + timedelta(hours=2)):
            moving = ticket.message_post(
                body="And the scanner hums",
                subject="Scanner",
                author_id=self.person.id,
                message_type="email",
                subtype_xmlid="mail.mt_comment",
                attachments=[("hum.txt", b"x")],
            )
        staying = ticket.message_post(body="Noted")

        wizard = Form(
            self.env["crm.ticket.split.wizard"]
            .with_user(self.user_an)
            .with_context(default_ticket_id=ticket.id)
        )
        wizard.message_ids.add(moving)
        action = wizard.save().action_split()

        new = self.env["crm.ticket"].browse(action["res_id"])
        self.assertEqual(new.name, "Scanner")
        self.assertEqual(new.partner_id, self.person)
        self.assertEqual(new.product_id, product)
        self.assertEqual(new.opened_at, MONDAY + timedelta(hours=2))
        self.assertIn(moving, new.message_ids)
        self.assertEqual(moving.attachment_ids.res_id, new.id)
        self.assertIn(staying, ticket.message_ids)
        self.assertEqual(ticket.with_user(self.user_an).related_ids, new)

    def test_messages_of_another_ticket_are_refused(self):
        ticket, other = (self._create_ticket(user=self.user_an) for _n in range(2))
        foreign = other.message_post(body="Not here")

        with self.assertRaisesRegex(UserError, ticket.number):
            ticket._split(foreign, "Theft")


@tagged("post_install", "-at_install")
class TestLinks(TicketCase):
    def test_a_link_reads_the_same_from_both_sides(self):
        one, two = (self._create_ticket(user=self.user_an) for _n in range(2))

        one.related_ids = two

        self.assertEqual(two.related_ids, one)
        two.related_ids = False
        self.assertFalse(one.related_ids)

    def test_the_same_link_is_made_once(self):
        one, two = (self._create_ticket(user=self.user_an) for _n in range(2))
        one._link_to(two)
        two._link_to(one)

        self.assertEqual(len(one._links()), 1)
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            one._links().copy({"ticket_id": two.id, "other_id": one.id})

    def test_a_hidden_ticket_is_not_shown_as_related_but_stays_linked(self):
        team = self.env["crm.ticket.team"].create(
            {"name": "Secret", "visibility": "members"}
        )
        hidden = self._create_ticket(team_id=team.id)
        ticket = self._create_ticket()
        ticket._link_to(hidden)
        mine = ticket.with_user(self.user_an)

        self.assertFalse(mine.related_ids)
        mine.related_ids = self._create_ticket()
        ticket.invalidate_recordset()
        self.assertIn(hidden, ticket.related_ids)
        with self.assertRaises(AccessError):
            mine._link_to(hidden.with_user(self.user_an))

    def test_a_ticket_cannot_be_below_itself(self):
        one, two = (self._create_ticket(user=self.user_an) for _n in range(2))
        two.parent_id = one

        with self.assertRaisesRegex(ValidationError, "below itself"):
            one.parent_id = two

    def test_solving_the_upper_ticket_solves_those_below(self):
        parent = self._create_ticket(user=self.user_an)
        child = self._create_ticket(user=self.user_an, parent_id=parent.id)
        done = self._create_ticket(parent_id=parent.id, stage_id=self.stage_closed.id)

        parent.stage_id = self.stage_solved

        self.assertEqual(child.stage_kind, "solved")
        self.assertEqual(done.stage_kind, "closed")
        self.assertIn(parent.number, child.message_ids[0].body)

    def test_those_below_stay_open_if_the_team_wants_it(self):
        self.team.solve_children = False
        parent = self._create_ticket(user=self.user_an)
        child = self._create_ticket(user=self.user_an, parent_id=parent.id)

        parent.stage_id = self.stage_solved

        self.assertEqual(child.stage_kind, "new")

    def test_the_upper_ticket_waits_for_the_last_one_below(self):
        self.team.child_waiting = "parent"
        parent = self._create_ticket(user=self.user_an)
        children = self._create_ticket(user=self.user_an, parent_id=parent.id)
        children |= self._create_ticket(user=self.user_an, parent_id=parent.id)

        self.assertEqual(parent.stage_kind, "wait_third")
        children[0].stage_id = self.stage_solved
        self.assertEqual(parent.stage_kind, "wait_third")
        children[1].stage_id = self.stage_solved
        self.assertEqual(parent.stage_kind, "open")

    def test_those_below_wait_for_the_upper_one(self):
        self.team.write({"child_waiting": "children", "solve_children": False})
        parent = self._create_ticket(user=self.user_an)
        child = self._create_ticket(user=self.user_an, parent_id=parent.id)

        self.assertEqual(child.stage_kind, "wait_third")
        parent.stage_id = self.stage_solved
        self.assertEqual(child.stage_kind, "open")


@tagged("post_install", "-at_install")
class TestSimilar(TicketCase):
    def test_the_same_request_of_a_colleague_is_suggested(self):
        ticket = self._create_ticket(user=self.user_an, name="Máy in bị cháy")
        other = self._create_ticket(name="RE: may in chay", partner_id=self.customer.id)
        self._create_ticket(name="Wrong invoice")
        self._create_ticket(name="Máy in bị cháy", partner_id=False)

        self.assertEqual(ticket.duplicate_ids, other)

    def test_what_is_linked_is_no_duplicate(self):
        ticket = self._create_ticket(user=self.user_an)
        other = self._create_ticket(user=self.user_an)
        self.assertEqual(ticket.duplicate_ids, other)

        ticket.related_ids = other

        self.assertFalse(ticket.duplicate_ids)

    def test_an_old_request_is_none(self):
        ticket = self._create_ticket(user=self.user_an)
        self._create_ticket(at=MONDAY - timedelta(days=40))

        self.assertFalse(ticket.duplicate_ids)

    def test_duplicates_of_a_hidden_team_are_not_shown(self):
        team = self.env["crm.ticket.team"].create(
            {"name": "Secret", "visibility": "members"}
        )
        self._create_ticket(team_id=team.id)
        ticket = self._create_ticket(user=self.user_an)

        self.assertEqual(ticket.duplicate_count, 0)

    def test_solved_tickets_are_found_without_case_and_diacritics(self):
        solved = self._create_ticket(
            name="Máy in ĐỎ rực",
            description="<p>Kẹt giấy ở khay hai</p>",
            partner_id=False,
            stage_id=self.stage_solved.id,
        )
        nearer = self._create_ticket(
            name="may in kẹt giấy", stage_id=self.stage_closed.id, partner_id=False
        )
        self._create_ticket(name="Máy in kẹt giấy", partner_id=False)
        ticket = self._create_ticket(user=self.user_an, name="MAY IN do: KET GIAY")

        found = ticket.similar_ids

        self.assertLessEqual(solved | nearer, found)
        self.assertEqual(set(found.mapped("stage_kind")), {"solved", "closed"})

    def test_solved_tickets_of_a_hidden_team_are_not_found(self):
        team = self.env["crm.ticket.team"].create(
            {"name": "Secret", "visibility": "members"}
        )
        hidden = self._create_ticket(
            name="Xylophone", team_id=team.id, stage_id=self.stage_solved.id
        )
        ticket = self._create_ticket(user=self.user_an, name="Xylophone?")

        self.assertFalse(ticket.similar_ids)
        self.assertEqual(ticket.with_user(self.user_manager).similar_ids, hidden)

    def test_a_subject_of_signs_finds_nothing_and_breaks_nothing(self):
        ticket = self._create_ticket(user=self.user_an, name="'!? & | :* (")

        self.assertFalse(ticket.similar_ids | ticket.duplicate_ids)

    def test_similar_tickets_come_from_the_index(self):
        ticket = self._create_ticket(user=self.user_an, name="Xylophone")
        self.env.flush_all()
        self.env.cr.execute(
            "INSERT INTO crm_ticket (name, number, company_id, stage_id, stage_kind,"
            " priority, channel, opened_at, active)"
            " SELECT 'Ticket ' || n, '', %s, %s, 'solved', '1', 'mail', now(), TRUE"
            " FROM generate_series(1, 3000) n",
            [self.company.id, self.stage_solved.id],
        )
        self.env.cr.execute("ANALYZE crm_ticket")
        query = ticket._similar_query("xylophone")

        self.env.cr.execute("EXPLAIN " + self.env.cr.mogrify(query.select()).decode())

        plan = "\n".join(row[0] for row in self.env.cr.fetchall())
        self.assertIn("crm_ticket_words_idx", plan)

    def test_words_that_are_everywhere_hide_nothing(self):
        solved = [
            {"name": f"Printer {n}", "stage_id": self.stage_solved.id}
            for n in range(120)
        ]
        tickets = self.env["crm.ticket"].create(
            [{"name": "Printer xylophone", "stage_id": self.stage_solved.id}, *solved]
        )
        ticket = self._create_ticket(user=self.user_an, name="Xylophone printer")
        common = self._create_ticket(user=self.user_an, name="Printer?")

        self.assertEqual(ticket.similar_ids, tickets[0])
        self.assertEqual(len(common.similar_ids), 8)
