# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who may see which row, through every way of asking.

A canary customer belongs to Minh. Each of its rows carries a token in its texts, so
that whatever an entry point answers, in whatever form, shows what it revealed.
"""

import json
import logging
from datetime import datetime

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import RelationshipCase

LOGGER = "odoo.addons.crm_relationship.models.crm_interaction"
AT = datetime(2026, 3, 2, 8, 0, 0)
SPECIFICATION = {
    "subject": {},
    "note": {},
    "amount": {},
    "partner_id": {"fields": {"display_name": {}}},
    "lead_id": {"fields": {"display_name": {}}},
    "revision_ids": {"fields": {"old_value": {}}},
}


def _rows(Interaction, case):
    return Interaction.search([])


#: Every way of asking for rows: each returns something that JSON can say.
ENTRY_POINTS = {
    "search": lambda m, c: _rows(m, c).sudo().mapped("subject"),
    "search by token": lambda m, c: (
        m.search([("subject", "like", "CANARY")]).sudo().mapped("subject")
    ),
    "search_read": lambda m, c: m.search_read([], ["subject", "note", "partner_id"]),
    "web_search_read": lambda m, c: m.web_search_read([], SPECIFICATION),
    "name_search": lambda m, c: m.name_search("CANARY"),
    "web_name_search": lambda m, c: m.web_name_search("CANARY", {"display_name": {}}),
    "read_group": lambda m, c: m._read_group([], ["subject"], ["__count"]),
    "read_group by contact": lambda m, c: [
        group[0].sudo().display_name for group in m._read_group([], ["partner_id"])
    ],
    "formatted_read_group": lambda m, c: m.formatted_read_group(
        [], ["subject"], ["amount:sum", "__count"]
    ),
    "formatted by contact": lambda m, c: m.formatted_read_group([], ["partner_id"]),
    "formatted by lead": lambda m, c: m.formatted_read_group([], ["lead_id"]),
    "web_read_group": lambda m, c: m.web_read_group(
        [],
        ["subject"],
        ["__count"],
        auto_unfold=True,
        unfold_read_specification=SPECIFICATION,
    ),
    "read_progress_bar": lambda m, c: m.read_progress_bar(
        [], "subject", {"field": "state", "colors": {"done": "success"}}
    ),
    "export_data": lambda m, c: _rows(m, c).export_data(
        ["subject", "partner_id/name", "lead_id/.id"]
    ),
    "phone of the customer": lambda m, c: m.search_read(
        [("partner_id.phone", "like", "0987")], ["subject"]
    ),
    "phone of the company": lambda m, c: m.search_read(
        [("commercial_partner_id.phone", "like", "0283")], ["subject"]
    ),
    "name of the customer": lambda m, c: m.search_read(
        [("commercial_partner_id", "ilike", "canary")], ["subject"]
    ),
    "revisions": lambda m, c: m.env["crm.interaction.revision"].search_read(
        [], ["old_value", "new_value"]
    ),
    "facts": lambda m, c: m.env["crm.partner.fact"].search_read([], ["name"]),
    "timeline_fetch": lambda m, c: m.timeline_fetch("res.partner", c.canary.id),
    "timeline_fetch of the person": lambda m, c: m.timeline_fetch(
        "res.partner", c.canary_person.id
    ),
    "timeline_fetch of the lead": lambda m, c: m.timeline_fetch(
        "crm.lead", c.canary_lead.id
    ),
    "timeline_fetch by text": lambda m, c: m.timeline_fetch(
        "res.partner", c.canary.id, {"text": "CANARY"}
    ),
    "brief": lambda m, c: m.brief("res.partner", c.canary.id),
    "brief of the lead": lambda m, c: m.brief("crm.lead", c.canary_lead.id),
}
#: Ways of asking for one row by its id.
ENTRY_POINTS_BY_ID = {
    "read": lambda row, c: row.read(["subject", "note"]),
    "web_read": lambda row, c: row.web_read(SPECIFICATION),
    "export_data": lambda row, c: row.export_data(["subject"]),
    "timeline_expand": lambda row, c: row.timeline_expand(row.id),
    "action_open_origin": lambda row, c: row.action_open_origin(),
    "display_name": lambda row, c: row.display_name,
    "action_correct": lambda row, c: (
        row.env["crm.interaction.correct"]
        .with_context(**row.action_correct()["context"])
        .default_get(["interaction_id", "subject", "note"])
    ),
    "correction": lambda row, c: (
        row.env["crm.interaction.correct"]
        .create(
            {
                "interaction_id": row.id,
                "reason": "x",
                "type_id": row.env["crm.interaction.type"].search([], limit=1).id,
                "direction": "out",
                "occurred_at": AT,
            }
        )
        .web_read({"interaction_id": {"fields": {"subject": {}, "note": {}}}})
    ),
}


@tagged("post_install", "-at_install")
class TestAccess(RelationshipCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        export = cls.env.ref("base.group_allow_export")
        internal = cls.env["res.users"]
        for login in (
            "lan", "minh", "hoa", "manager", "accountant", "warehouse", "employee",
        ):  # fmt: skip
            internal |= getattr(cls, f"user_{login}")
        internal.group_ids = [Command.link(export.id)]
        cls.user_public = cls.env.ref("base.public_user")
        cls.canary = cls._create_customer(
            "CANARY company", user_id=cls.user_minh.id, phone="02838221234"
        )
        cls.canary_person = cls.env["res.partner"].create(
            {
                "name": "CANARY person",
                "parent_id": cls.canary.id,
                "phone": "0987654321",
                "email": "secret@canary.test",
            }
        )
        cls.canary_lead = cls.env["crm.lead"].create(
            {
                "name": "CANARY lead",
                "type": "opportunity",
                "partner_id": cls.canary_person.id,
                "user_id": cls.user_minh.id,
            }
        )
        cls.rows = {
            "CANARY-CALL": cls._canary_row("call", note="CANARY-CALL note"),
            "CANARY-LEAD": cls._canary_row("visit", lead_id=cls.canary_lead.id),
            "CANARY-INVOICE": cls._canary_row("invoice_posted", amount=1234.0),
            "CANARY-DELIVERY": cls._canary_row("delivery_done"),
            "CANARY-UNKNOWN": cls._canary_row(
                "call", partner_id=False, contact_value="0977000111"
            ),
        }
        for token, row in cls.rows.items():
            row.write({"subject": token, "promise": f"{token} promise"})
            cls.env["crm.interaction.revision"].sudo().create(
                {
                    "interaction_id": row.id,
                    "user_id": cls.user_minh.id,
                    "field_label": "Subject",
                    "old_value": f"{token} before",
                }
            )
        cls.env["crm.partner.fact"].create(
            {"partner_id": cls.canary_person.id, "name": "CANARY-FACT"}
        )
        cls.own_row = cls._log("call", subject="Own call")
        cls.own_invoice = cls.env["crm.interaction"].create(
            {
                "type_id": cls._type("invoice_posted").id,
                "partner_id": cls.customer.id,
                "subject": "Own invoice",
                "amount": 10.0,
                "user_id": cls.user_lan.id,
                "origin_model": "account.move",
                "origin_id": 987654,
                "origin_event": "posted",
            }
        )

    @classmethod
    def _canary_row(cls, code, **values):
        return cls.env["crm.interaction"].create(
            {
                "type_id": cls._type(code).id,
                "partner_id": cls.canary_person.id,
                "user_id": cls.user_minh.id,
                "occurred_at": AT,
                **values,
            }
        )

    def _answer(self, user, ask, argument):
        """Return what an entry point answers, as text; "" when it refuses."""
        self.env.flush_all()
        self.env.invalidate_all()
        try:
            answer = ask(argument.with_user(user), self)
        except UserError as error:  # AccessError is one
            # a message must not tell either
            answer = str(error) if "CANARY" in str(error) else ""
        return json.dumps(answer, default=str, ensure_ascii=False)

    def _tokens(self, text):
        tokens = {token for token in (*self.rows, "CANARY-FACT") if token in text}
        if "CANARY" in text and not tokens:
            tokens.add("CANARY name")
        return tokens

    def _assert_reveals_only(self, user, tokens):
        """Assert that no entry point shows the user more than these rows."""
        for name, ask in ENTRY_POINTS.items():
            with self.subTest(user=user.name, entry=name):
                revealed = self._tokens(
                    self._answer(user, ask, self.env["crm.interaction"])
                )
                if tokens:
                    # the contact and lead of a visible row may be named
                    revealed.discard("CANARY name")
                self.assertFalse(
                    revealed - tokens, f"{name} reveals {revealed - tokens}"
                )
        for token, row in self.rows.items():
            if token in tokens:
                continue
            for name, ask in ENTRY_POINTS_BY_ID.items():
                with self.subTest(user=user.name, entry=name, row=token):
                    self.assertEqual(self._answer(user, ask, row), '""')

    def _visible(self, user):
        """Return the tokens of the rows that a search by the user finds."""
        self.env.invalidate_all()
        rows = self.env["crm.interaction"].with_user(user).search([])
        return set(rows.sudo().mapped("subject")) & set(self.rows)

    # ------------------------------------------------------------
    # Roles
    # ------------------------------------------------------------

    def test_another_salesperson_sees_nothing(self):
        self._assert_reveals_only(self.user_lan, set())

    def test_accountant_sees_finance_only(self):
        self._assert_reveals_only(self.user_accountant, {"CANARY-INVOICE"})
        self.assertEqual(self._visible(self.user_accountant), {"CANARY-INVOICE"})

    def test_warehouse_sees_logistics_only(self):
        self._assert_reveals_only(self.user_warehouse, {"CANARY-DELIVERY"})
        self.assertEqual(self._visible(self.user_warehouse), {"CANARY-DELIVERY"})

    def test_employee_portal_and_public_see_nothing(self):
        for user in (self.user_employee, self.user_portal, self.user_public):
            self._assert_reveals_only(user, set())
            with self.assertRaises(AccessError):
                self.env["crm.interaction"].with_user(user).search([])

    def test_owner_manager_and_all_see_the_customer(self):
        for user in (self.user_minh, self.user_hoa, self.user_manager):
            self.assertEqual(self._visible(user), set(self.rows), user.name)
            answer = self._answer(
                user,
                ENTRY_POINTS["timeline_fetch"],
                self.env["crm.interaction"],
            )
            self.assertEqual(self._tokens(answer), set(self.rows) - {"CANARY-UNKNOWN"})

    def test_counts_and_sums_are_of_visible_rows(self):
        """A number says as much as a row."""
        own = self.own_row + self.own_invoice
        for user, rows, total in (
            (self.user_lan, own, 10.0),
            (
                self.user_accountant,
                self.own_invoice + self.rows["CANARY-INVOICE"],
                1244.0,
            ),
            (self.user_warehouse, self.rows["CANARY-DELIVERY"], 0.0),
        ):
            with self.subTest(user=user.name):
                Interaction = self.env["crm.interaction"].with_user(user)
                self.assertEqual(Interaction.search([]), rows)
                self.assertEqual(Interaction.search_count([]), len(rows))
                [(count, amount)] = Interaction._read_group(
                    [], [], ["__count", "amount:sum"]
                )
                self.assertEqual((count, amount or 0.0), (len(rows), total))
                groups = Interaction.formatted_read_group(
                    [], ["occurred_at:month"], ["__count", "amount:sum"]
                )
                self.assertEqual(sum(g["__count"] for g in groups), len(rows))
                bars = Interaction.read_progress_bar(
                    [], "direction", {"field": "state", "colors": {"done": "success"}}
                )
                self.assertEqual(sum(b["done"] for b in bars.values()), len(rows))
                found = Interaction.web_search_read([], {"subject": {}}, limit=1)
                self.assertEqual(found["length"], len(rows))

    # ------------------------------------------------------------
    # What makes a row visible
    # ------------------------------------------------------------

    def test_reassigning_moves_all_rows_at_once(self):
        """E9: however old the row and whoever logged it."""
        old = self._log("call", partner=self.canary_person, user=self.user_minh)
        old.sudo().occurred_at = datetime(2020, 1, 1)

        self.canary.user_id = self.user_lan
        self.canary_lead.user_id = self.user_lan

        self.assertEqual(
            self._visible(self.user_lan), set(self.rows) - {"CANARY-UNKNOWN"}
        )
        self.assertEqual(self._visible(self.user_minh), {"CANARY-UNKNOWN"})
        self.assertFalse(old.with_user(self.user_minh).has_access("read"))
        self._assert_reveals_only(self.user_minh, {"CANARY-UNKNOWN"})

    def test_contacts_with_an_owner_of_their_own_keep_it(self):
        """Only what core copied from the company follows the company."""
        self.canary_person.user_id = self.user_hoa
        other = self.canary_person.copy({"name": "CANARY other", "user_id": False})

        self.canary.user_id = self.user_lan

        self.assertEqual(self.canary_person.user_id, self.user_hoa)
        self.assertFalse(other.user_id)

    def test_lead_on_a_foreign_customer_shows_its_own_rows_only(self):
        self.canary_lead.user_id = self.user_lan

        self.assertEqual(self._visible(self.user_lan), {"CANARY-LEAD"})
        self._assert_reveals_only(self.user_lan, {"CANARY-LEAD"})
        page = (
            self.env["crm.interaction"]
            .with_user(self.user_lan)
            .timeline_fetch("res.partner", self.canary.id)
        )
        self.assertEqual([row["subject"] for row in page["rows"]], ["CANARY-LEAD"])

    def test_own_contact_in_a_foreign_company_shows_that_contact_only(self):
        self.env["crm.interaction"].create(
            {
                "type_id": self._type("call").id,
                "partner_id": self.canary.id,
                "subject": "CANARY-COMPANY",
                "user_id": self.user_minh.id,
            }
        )
        self.canary_person.user_id = self.user_lan

        found = (
            self.env["crm.interaction"]
            .with_user(self.user_lan)
            .search([("commercial_partner_id", "=", self.canary.id)])
        )

        self.assertEqual(found.partner_id, self.canary_person)
        facts = self.env["crm.partner.fact"].with_user(self.user_lan).search([])
        self.assertEqual(facts.mapped("name"), ["CANARY-FACT"])

    def test_team_leader_sees_the_customers_of_members(self):
        team = self.env["crm.team"].create(
            {"name": "North", "user_id": self.user_lan.id}
        )
        self.env["crm.team.member"].create(
            {"crm_team_id": team.id, "user_id": self.user_minh.id}
        )
        expected = set(self.rows) - {"CANARY-UNKNOWN"}
        self.assertEqual(self._visible(self.user_lan), expected)

        team.crm_team_member_ids.action_archive()

        self.assertEqual(self._visible(self.user_lan), set())

    def test_salesperson_who_also_invoices_sees_finance_of_all(self):
        """E6: rights add up, and add no more than they are."""
        self.user_lan.group_ids = [
            Command.link(self.env.ref("account.group_account_invoice").id)
        ]

        self.assertEqual(self._visible(self.user_lan), {"CANARY-INVOICE"})
        self._assert_reveals_only(self.user_lan, {"CANARY-INVOICE"})
        self.assertTrue(self.own_row.with_user(self.user_lan).has_access("read"))

    def test_archived_customer_stays_readable(self):
        """E22"""
        (self.canary + self.canary_person).active = False

        self.assertEqual(self._visible(self.user_minh), set(self.rows))
        self.assertEqual(self._visible(self.user_lan), set())
        page = (
            self.env["crm.interaction"]
            .with_user(self.user_minh)
            .timeline_fetch("res.partner", self.canary.id)
        )
        self.assertEqual(len(page["rows"]), 4)

    # ------------------------------------------------------------
    # Statistics and facts on the contact
    # ------------------------------------------------------------

    def test_statistics_are_of_own_customers(self):
        self.refresh_statistics()
        names = [
            n for n in self.env["res.partner"]._fields if n.startswith("relation_")
        ]
        for user in (self.user_lan, self.user_employee, self.user_accountant):
            with self.subTest(user=user.name):
                self.env.invalidate_all()
                [values] = self.canary.with_user(user).read(names)
                self.assertFalse(any(values[name] for name in names))

    def test_searching_by_statistics_tells_nothing(self):
        """E3: a hidden value must not match, whatever is asked of it."""
        self.refresh_statistics()
        oracles = [
            [("relation_last_touch_at", "!=", False)],
            [("relation_last_touch_at", "=", AT)],
            [("relation_last_touch_at", ">", datetime(2000, 1, 1))],
            [("relation_count_365", ">", 0)],
            [("relation_count_365", "!=", 0)],
            [("relation_count_365", "not in", [0])],
            [("relation_last_out_at", "<", datetime(2100, 1, 1))],
            ["!", ("relation_last_touch_at", "=", False)],
        ]
        for user in (self.user_lan, self.user_employee, self.user_accountant):
            for oracle in oracles:
                with self.subTest(user=user.name, oracle=oracle):
                    self.env.invalidate_all()
                    found = self.env["res.partner"].with_user(user).search(oracle)
                    self.assertNotIn(self.canary, found)
                    self.assertNotIn(self.canary_person, found)
        found = self.env["res.partner"].with_user(self.user_minh).search(oracles[0])
        self.assertIn(self.canary, found)

    def test_searching_agrees_with_what_is_shown(self):
        """Customers without contact match what they show: nothing, and zero."""
        self._log("call", partner=self.customer, direction="in")
        self.refresh_statistics()
        silent = self._create_customer("Silent", user_id=self.user_lan.id)
        Partner = self.env["res.partner"].with_user(self.user_lan)
        scope = [("id", "in", (self.customer + silent).ids)]
        cases = [
            ([("relation_waiting_reply", "=", True)], self.customer),
            ([("relation_waiting_reply", "=", False)], silent),
            ([("relation_waiting_reply", "!=", True)], silent),
            ([("relation_waiting_reply", "in", [True, False])], self.customer + silent),
            ([("relation_count_30", "=", 0)], silent),
            ([("relation_count_30", "!=", 0)], self.customer),
            ([("relation_count_30", "<", 1)], silent),
            ([("relation_count_30", ">=", 0)], self.customer + silent),
            ([("relation_last_touch_at", "=", False)], silent),
            ([("relation_last_touch_at", "!=", False)], self.customer),
            ([("relation_last_touch_at", ">=", "today -1d")], self.customer),
            ([("relation_last_touch_at", "<", "today -1d")], self.env["res.partner"]),
        ]
        for domain, expected in cases:
            with self.subTest(domain=domain):
                self.assertEqual(Partner.search(scope + domain, order="id"), expected)

    def test_portal_reads_no_statistics_of_its_own_contact(self):
        """E13"""
        partner = self.user_portal.partner_id
        self._log("call", partner=partner, user=self.user_manager)
        self.refresh_statistics()
        mine = partner.with_user(self.user_portal)
        self.assertTrue(mine.read(["name"]))
        for name in ("relation_last_touch_at", "relation_count_30", "fact_ids"):
            with self.subTest(field=name):
                with self.assertRaises(AccessError):
                    mine.read([name])
                with self.assertRaises(AccessError):
                    mine.search([(name, "!=", False)])
                self.assertNotIn(name, mine.fields_get())
        for method in ("timeline_fetch", "timeline_header", "brief"):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(
                    self.env["crm.interaction"].with_user(self.user_portal), method
                )("res.partner", partner.id)

    def test_facts_are_written_on_own_customers_only(self):
        Fact = self.env["crm.partner.fact"].with_user(self.user_lan)
        mine = Fact.create({"partner_id": self.person.id, "name": "Two daughters"})
        self.assertEqual(mine.user_id, self.user_lan)
        with self.assertRaises(AccessError):
            Fact.create({"partner_id": self.canary_person.id, "name": "x"})
        with self.assertRaises(AccessError):
            mine.partner_id = self.canary_person
        foreign = self.env["crm.partner.fact"].search([("name", "=", "CANARY-FACT")])
        with self.assertRaises(AccessError):
            foreign.with_user(self.user_lan).unlink()

    # ------------------------------------------------------------
    # Models and wizards
    # ------------------------------------------------------------

    def test_technical_models_are_for_those_who_need_them(self):
        everybody = [
            self.user_lan, self.user_hoa, self.user_manager, self.user_accountant,
            self.user_warehouse, self.user_employee, self.user_portal, self.user_public,
        ]  # fmt: skip
        sales = {self.user_lan, self.user_hoa, self.user_manager}
        allowed = {
            "crm.interaction.revision": sales,
            "crm.partner.stat": sales,
            "crm.partner.fact": sales,
            "crm.interaction.correct": sales,
            "crm.interaction.claim": sales,
            "crm.interaction.backfill": {self.user_manager},
            "crm.interaction.failure": set(),
            "crm.partner.stat.queue": set(),
            "crm.interaction.delete": set(),
        }
        for model, users in allowed.items():
            for user in everybody:
                with self.subTest(model=model, user=user.name):
                    self.assertEqual(
                        self.env[model].with_user(user).has_access("read"),
                        user in users,
                    )
        for model in ("crm.interaction.revision", "crm.partner.stat"):
            for operation in ("create", "write", "unlink"):
                for user in everybody:
                    with self.subTest(model=model, user=user.name):
                        self.assertFalse(
                            self.env[model].with_user(user).has_access(operation)
                        )

    def test_only_an_administrator_deletes_and_only_with_a_reason(self):
        row = self.own_row
        for user in (self.user_lan, self.user_hoa, self.user_manager):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                row.with_user(user).with_context(interaction_delete_reason="x").unlink()
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.env["crm.interaction.delete"].with_user(user).create(
                    {"interaction_ids": row.ids, "reason": "x"}
                )
        admin = new_test_user(self.env, "rel_system", groups="base.group_system")
        with self.assertRaises(UserError):
            row.with_user(admin).unlink()
        wizard = (
            self.env["crm.interaction.delete"]
            .with_user(admin)
            .create(
                {"interaction_ids": row.ids, "reason": "Entered for the wrong person"}
            )
        )
        with self.assertLogs(LOGGER, logging.INFO) as logs:
            wizard.action_apply()
        self.assertFalse(row.exists())
        self.assertIn("Entered for the wrong person", "".join(logs.output))

    def test_deleting_by_rpc_leaves_its_reason_in_the_log_too(self):
        admin = new_test_user(self.env, "rel_system", groups="base.group_system")
        with self.assertLogs(LOGGER, logging.INFO) as logs:
            self.own_row.with_user(admin).with_context(
                interaction_delete_reason="Asked to forget"
            ).unlink()
        self.assertIn("Asked to forget", "".join(logs.output))

    def test_revisions_follow_their_interaction(self):
        """For every colleague of sales: a revision is read where its row is."""
        Revision = self.env["crm.interaction.revision"]
        everything = Revision.search([])
        self.assertGreaterEqual(len(everything), 5)
        self.canary_lead.user_id = self.user_lan
        for user in (self.user_lan, self.user_minh, self.user_hoa, self.user_manager):
            with self.subTest(user=user.name):
                self.env.invalidate_all()
                readable = everything.interaction_id.with_user(user)._filtered_access(
                    "read"
                )
                self.assertEqual(
                    Revision.with_user(user).search([]),
                    everything.filtered(
                        lambda r, ids=set(readable.ids): r.interaction_id.id in ids
                    ),
                )

    def test_rows_without_anybody_are_refused(self):
        with self.assertRaises(ValidationError):
            self.env["crm.interaction"].with_user(self.user_lan).create(
                {"type_id": self._type("call").id}
            )

    def test_meetings_are_no_way_to_ask_about_interactions(self):
        """E3: a domain through a meeting's contact matches what the user may read."""
        meeting = self.env["calendar.event"].create(
            {
                "name": "Meeting",
                "start": datetime(2030, 1, 1, 8),
                "stop": datetime(2030, 1, 1, 9),
                "interaction_id": self.rows["CANARY-CALL"].id,
            }
        )
        oracles = [
            [("interaction_id.note", "like", "CANARY")],
            [("interaction_id", "like", "CANARY")],
            [("interaction_id.commercial_partner_id.phone", "like", "0283")],
            [("interaction_id.outcome_id", "=", False)],
        ]
        for user in (self.user_lan, self.user_employee, self.user_accountant):
            for oracle in oracles:
                with self.subTest(user=user.name, oracle=oracle):
                    found = self._answer(
                        user,
                        lambda m, c: m.search(oracle).ids,  # noqa: B023
                        self.env["calendar.event"],
                    )
                    self.assertIn(found, ("[]", '""'))
        found = self.env["calendar.event"].with_user(self.user_minh).search(oracles[0])
        self.assertEqual(found, meeting)

    def test_content_of_a_mail_is_not_on_the_row(self):
        """Lan sees the row of her customer, not what Minh's lead is about."""
        hidden = self.env["crm.lead"].create(
            {
                "name": "Hidden",
                "type": "opportunity",
                "partner_id": self.person.id,
                "user_id": self.user_minh.id,
            }
        )
        messages = self.env["mail.message"]
        for options in ({}, {"subject": "Your offer"}):
            messages += hidden.with_user(self.user_minh).message_post(
                body="CANARY words of a mail",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                partner_ids=self.person.ids,
                **options,
            )
        # as a phone sends it: without a subject
        messages += self.env["mail.message"].create(
            {
                "model": "crm.lead",
                "res_id": hidden.id,
                "message_type": "email",
                "subtype_id": self.env.ref("mail.mt_comment").id,
                "author_id": self.person.id,
                "email_from": self.person.email,
                "body": "<p>CANARY words of an answer</p>",
            }
        )
        rows = self.logged(messages)
        self.assertEqual(len(rows), 3)
        for user in (self.user_lan, self.user_hoa):
            with self.subTest(user=user.name):
                ask = lambda m, c: m.search_read([("id", "in", rows.ids)])  # noqa: E731
                answer = self._answer(user, ask, self.env["crm.interaction"])
                self.assertNotIn("CANARY", answer)
                self.assertIn("Your offer", answer)

    def test_calendar_shows_no_interaction_of_others(self):
        """Every colleague reads meetings; where one was agreed is not theirs to know."""
        meeting = self.env["calendar.event"].create(
            {
                "name": "Meeting",
                "start": datetime(2030, 1, 1, 8),
                "stop": datetime(2030, 1, 1, 9),
                "user_id": self.user_minh.id,
                "interaction_id": self.rows["CANARY-CALL"].id,
            }
        )
        specification = {"interaction_id": {"fields": {"display_name": {}}}}
        for user in (self.user_employee, self.user_lan, self.user_accountant):
            with self.subTest(user=user.name):
                ask = lambda m, c: m.web_read(specification)  # noqa: E731
                self.assertNotIn("CANARY", self._answer(user, ask, meeting))
                ask = lambda m, c: m.read()  # noqa: E731
                self.assertNotIn("CANARY", self._answer(user, ask, meeting))
