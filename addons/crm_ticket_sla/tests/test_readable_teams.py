# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from importlib.util import module_from_spec, spec_from_file_location

from odoo import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import file_path
from odoo.tools.safe_eval import safe_eval

from .sla_common import SlaCase

MIGRATION = "crm_ticket_sla/migrations/{}/post-migrate.py"
CONDITIONS = """
    '|', '|', '|', '|',
    ('{0}user_id', '=', user.id),
    ('{0}team_id', '=', False),
    ('{0}team_id.visibility', '=', 'company'),
    ('{0}team_id.manager_id', '=', user.id),
    ('{0}team_id.member_ids', 'any', [('user_id', '=', user.id)]),
"""


@tagged("post_install", "-at_install")
class TestReadableTeams(SlaCase):
    """Whose tickets an agent sees follows every edit of a team at once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.secret = cls.env["crm.ticket.team"].create(
            {
                "name": "Secret",
                "visibility": "members",
                "manager_id": False,
                "calendar_id": cls.calendar.id,
                "member_ids": [Command.create({"user_id": cls.user_binh.id})],
            }
        )

    def _sees(self, records, user=None):
        """Tell whether an agent finds and may read records, all or none."""
        asked = records.with_user(user or self.user_an)
        found = asked.search([("id", "in", records.ids)])
        self.assertEqual(found, asked._filtered_access("read"))
        self.assertIn(len(found), (0, len(records)))
        return bool(found)

    def test_member_sees_the_team_until_taken_out_of_it(self):
        ticket = self._create_ticket(team_id=self.secret.id)
        self.assertFalse(self._sees(ticket))

        self.secret.member_ids = [Command.create({"user_id": self.user_an.id})]
        self.assertTrue(self._sees(ticket))

        self.secret.member_ids.filtered(lambda m: m.user_id == self.user_an).unlink()
        self.assertFalse(self._sees(ticket))

    def test_member_who_is_replaced_sees_no_more(self):
        ticket = self._create_ticket(team_id=self.secret.id)
        self.assertTrue(self._sees(ticket, self.user_binh))
        self.assertFalse(self._sees(ticket))

        self.secret.member_ids.user_id = self.user_an

        self.assertFalse(self._sees(ticket, self.user_binh))
        self.assertTrue(self._sees(ticket))

    def test_team_that_is_shown_to_all_and_hidden_again(self):
        ticket = self._create_ticket(team_id=self.secret.id)
        self.assertFalse(self._sees(ticket))

        self.secret.visibility = "company"
        self.assertTrue(self._sees(ticket))

        self.secret.visibility = "members"
        self.assertFalse(self._sees(ticket))

    def test_leader_sees_the_team_and_so_does_the_next_one(self):
        ticket = self._create_ticket(team_id=self.secret.id)
        self.secret.manager_id = self.user_an
        self.assertTrue(self._sees(ticket))

        self.secret.manager_id = self.user_chi

        self.assertFalse(self._sees(ticket))
        self.assertTrue(self._sees(ticket, self.user_chi))

    def test_new_team_is_seen_at_once(self):
        self._sees(self._create_ticket())
        team = self.env["crm.ticket.team"].create({"name": "New"})

        self.assertTrue(self._sees(self._create_ticket(team_id=team.id)))

    def test_new_team_that_is_not_shown_is_hidden_at_once(self):
        self._sees(self._create_ticket())
        team = self.env["crm.ticket.team"].create(
            {"name": "Closed", "visibility": "members", "manager_id": False}
        )

        self.assertFalse(self._sees(self._create_ticket(team_id=team.id)))

    def test_nothing_is_compared_where_nothing_is_hidden(self):
        self._create_ticket(team_id=self.secret.id)
        self.env["crm.ticket.team"].search([]).visibility = "company"

        query = self.env["crm.ticket"].with_user(self.user_an)._search([])

        self.assertNotIn("team_id", str(query.where_clause.code))

    def test_archived_team_still_shows_its_tickets(self):
        ticket = self._create_ticket()
        self.team.active = False

        self.assertTrue(self._sees(ticket))

    def test_agent_of_a_ticket_sees_it_and_what_belongs_to_it_in_any_team(self):
        self._promise(("resolution", 8))
        mine = self._create_ticket(team_id=self.secret.id, user_id=self.user_an.id)
        other = self._create_ticket(team_id=self.secret.id)
        no_team = self._create_ticket(team_id=False)
        for ticket, seen in ((mine, True), (other, False), (no_team, True)):
            ticket.stage_id = self.stage_open
            parts = (ticket.clock_ids, ticket.clock_ids.segment_ids, ticket.change_ids)
            for part in (ticket, *filter(None, parts)):
                with self.subTest(ticket=ticket.id, model=part._name):
                    self.assertEqual(self._sees(part), seen)

    def test_team_of_another_company_stays_hidden(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        team = self.env["crm.ticket.team"].create(
            {"name": "There", "company_id": company.id, "calendar_id": False}
        )
        ticket = self._create_ticket(team_id=team.id)
        both = new_test_user(
            self.env,
            "tic_both",
            groups="crm_ticket_sla.group_crm_ticket_sla_user",
            company_ids=[Command.set((self.company + company).ids)],
        )

        self.assertFalse(self._sees(ticket))
        allowed = ticket.with_context(allowed_company_ids=both.company_ids.ids)
        self.assertTrue(self._sees(allowed, both))

    def test_rule_reads_the_ticket_alone(self):
        for model in ("crm.ticket", "crm.ticket.sla"):
            query = self.env[model].with_user(self.user_an)._search([])
            with self.subTest(model=model):
                self.assertNotIn("crm_ticket_team", str(query.select().code))

    # ------------------------------------------------------------
    # Databases from before
    # ------------------------------------------------------------

    def _migrate(self):
        for version in ("19.0.1.2.0", "19.0.1.3.0"):
            path = file_path(MIGRATION.format(version))
            spec = spec_from_file_location("crm_ticket_sla_post_migrate", path)
            module = module_from_spec(spec)
            spec.loader.exec_module(module)
            module.migrate(self.env.cr, "19.0.1.0.0")

    def _domain(self, rule):
        names = {"user": self.user_an, "company_ids": self.company.ids}
        return safe_eval(rule.domain_force, names)

    def test_rules_from_before_get_the_form_of_now(self):
        before = {
            "rule_crm_ticket_user": f"[{CONDITIONS.format('')}]",
            "rule_crm_ticket_change": "[('ticket_id.company_id', 'in', company_ids),"
            f"{CONDITIONS.format('ticket_id.')}]",
            "rule_crm_ticket_sla_company": "[('ticket_id.company_id', 'in',"
            " company_ids)]",
            "rule_crm_ticket_sla_user": f"[{CONDITIONS.format('ticket_id.')}]",
            "rule_crm_ticket_sla_segment_user": "["
            f"{CONDITIONS.format('sla_id.ticket_id.')}]",
        }
        rules = {name: self.env.ref(f"crm_ticket_sla.{name}") for name in before}
        shipped = {name: self._domain(rule) for name, rule in rules.items()}
        for name, rule in rules.items():
            rule.domain_force = before[name]

        self._migrate()

        self.assertEqual({n: self._domain(r) for n, r in rules.items()}, shipped)
        texts = rules.values()
        self.assertFalse([r.name for r in texts if "visibility" in r.domain_force])

    def test_what_a_company_added_to_a_rule_stays(self):
        rule = self.env.ref("crm_ticket_sla.rule_crm_ticket_user")
        rule.domain_force = (
            f"['|', ('channel', '=', 'chat'), {CONDITIONS.format('').strip()}]"
        )
        ticket = self._create_ticket(team_id=self.secret.id, channel="chat")
        own = "[('user_id', '=', user.id)]"
        changes = self.env.ref("crm_ticket_sla.rule_crm_ticket_change")
        changes.domain_force = own

        self._migrate()

        self.assertEqual(changes.domain_force, own)
        self.assertNotIn("visibility", rule.domain_force)
        self.assertTrue(self._sees(ticket))
        other = self._create_ticket(team_id=self.secret.id)
        self.assertFalse(self._sees(other))
