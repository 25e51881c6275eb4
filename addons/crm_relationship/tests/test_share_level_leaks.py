# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Promise: where only the subject is shared, nobody else learns the rest, in any way."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from . import leak_entries as entries
from .leak_harness import LeakCase, LeakModel

CONTENT = {
    "note": entries.TOKEN,
    "promise": f"{entries.TOKEN} samples",
    "promise_date": "2026-09-17",
    "amount": entries.AMOUNT,
}
#: Ways of asking for what was said, beside those in which any model is asked.
ASKED_OF_CONTENT = {
    "where the note is like": lambda m: m.search_count([("note", "ilike", "zyx")]),
    "where it is not": lambda m: m.search_count([("note", "not ilike", "zyx")]),
    "where there is none": lambda m: m.search([("note", "=", False)]).ids,
    "where something was promised": lambda m: m.search([("promise", "!=", False)]).ids,
    "where it is due": lambda m: m.search([("promise_date", ">", "2026-01-01")]).ids,
    "where it is due in September": lambda m: (
        m.search([("promise_date.month_number", "=", 9)]).ids
    ),
    "where the amount is above": lambda m: m.search([("amount", ">", 1)]).ids,
    "ordered by the note": lambda m: m.search([], order="note desc, id").ids,
    "ordered by the amount": lambda m: m.search([], order="amount desc, id").ids,
    "grouped by the note": lambda m: m.formatted_read_group([], ["note"], ["__count"]),
    "grouped by the month": lambda m: m.formatted_read_group(
        [], ["promise_date:month"], ["amount:sum", "amount:max"]
    ),
    "having an amount": lambda m: m._read_group(
        [], ["user_id"], ["__count"], having=[("amount:sum", ">", 1)]
    ),
    "from its changes": lambda m: m.env["crm.interaction.revision"].search_count(
        [("interaction_id.note", "ilike", "zyx")]
    ),
    "the changes": lambda m: m.env["crm.interaction.revision"].search_read([]),
}


@tagged("post_install", "-at_install")
class TestShareLevelLeaks(LeakCase):
    leaks = [
        LeakModel(
            "crm.interaction",
            make=None,
            customer="commercial_partner_id",
            fields=("display_name", "subject", *CONTENT),
            amount="amount",
            group="user_id",
            bar=("direction", "out"),
            witness="owner",
        )
    ]

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rows = cls.env["crm.interaction"].create(
            [
                {
                    "type_id": cls._type("call").id,
                    "partner_id": cls.own.id,
                    "user_id": user.id,
                    "share_level": level,
                    "subject": "Price list",
                    "currency_id": cls.company.currency_id.id,
                    "occurred_at": "2026-03-02 08:00:00",
                }
                for user, level in (
                    (cls.roles["owner"], "subject"),
                    (cls.roles["stranger"], False),
                )
            ]
        )
        cls.closed = cls.rows[0]

    def _answers_of(self, role):
        self.end_transaction()
        leak = self.leaks[0]
        mine = self.rows.browse().with_user(self.roles[role])
        questions = leak.entries("stranger").items()
        found = {entry: self.ask(question, mine, leak) for entry, question in questions}
        for entry, question in entries.ASKED_BY_ID.items():
            closed = self.closed.with_user(self.roles[role])
            found[f"{entry} by id"] = self.ask(question, closed, leak)
        for entry, question in ASKED_OF_CONTENT.items():
            found[entry] = self.ask(lambda m, _k, q=question: q(m), mine, leak)
        return found

    def test_no_answer_tells_what_was_said(self):
        before = self._answers_of("stranger")
        witnessed = self._answers_of("manager")

        self.closed.write(CONTENT)
        revisions = self.env["crm.interaction.revision"]
        revisions.create(
            {
                "interaction_id": self.closed.id,
                "user_id": self.roles["owner"].id,
                "field_label": "Note",
                "new_value": entries.TOKEN,
            }
        )

        for entry, answer in self._answers_of("stranger").items():
            with self.subTest(entry=entry):
                self.assertEqual(answer, before[entry])
        told = self._answers_of("manager")
        for entry in ASKED_OF_CONTENT:
            with self.subTest(witnessed=entry):
                self.assertNotEqual(told[entry], witnessed[entry])

    def test_neither_does_what_the_system_has_read_before(self):
        self.closed.write(CONTENT)
        self.end_transaction()
        self.closed.mapped("note")  # in the cache, which is the same for everybody
        mine = self.closed.with_user(self.roles["stranger"])

        self.assertFalse(mine.note)
        self.assertEqual(mine.read(["amount"])[0]["amount"], 0.0)
        self.assertNotIn(entries.TOKEN, str(mine.copy_data()))
        snapshot = mine.onchange(
            {"share_level": "full", "user_id": mine.env.uid},
            ["share_level", "user_id"],
            {name: {} for name in ("share_level", "user_id", *CONTENT)},
        )
        self.assertNotIn(entries.TOKEN, str(snapshot))
        # and what a reader was told is not what the system reads
        self.end_transaction()
        self.assertFalse(mine.note)
        self.assertEqual(self.closed.note, entries.TOKEN)

    def test_the_timeline_says_that_there_is_more_and_not_what(self):
        self.closed.write({**CONTENT, "origin_model": "res.partner", "origin_id": 1})
        self.end_transaction()
        mine = self.closed.with_user(self.roles["stranger"])

        page = mine.timeline_fetch("res.partner", self.own.id)
        brief = mine.brief("res.partner", self.own.id)
        found = mine.timeline_fetch(
            "res.partner", self.own.id, filters={"text": entries.TOKEN}
        )
        content = mine.timeline_expand(self.closed.id)

        row = next(r for r in page["rows"] if r["id"] == self.closed.id)
        self.assertEqual(row["subject"], "Price list")
        self.assertEqual(row["user"], [self.roles["owner"].id, "Owner"])
        self.assertTrue(row["is_closed"])
        self.assertFalse(row["can_expand"] or row["amount"] or row["promise_date"])
        self.assertFalse(self._tells(page) or self._tells(brief))
        self.assertEqual(found["rows"], [])
        self.assertTrue(content["denied"])
        dossier = self.env["report.crm_relationship.customer_dossier"]
        printed = dossier.with_user(self.roles["stranger"])._get_report_values(
            self.own.ids
        )["dossiers"][self.own.id]
        self.assertFalse(printed["promises"])
        self.assertFalse(self._tells(printed["last"].mapped("note")))

    def test_who_did_it_their_leader_and_managers_read_all(self):
        self.confidential(True)
        self.closed.write(CONTENT)
        self.env["crm.customer.share"].create(
            {
                "partner_id": self.own.id,
                "user_id": self.roles["owner"].id,
                "reason": "Together",
            }
        )
        self.env["crm.customer.share"].create(
            {
                "partner_id": self.own.id,
                "user_id": self.user_hoa.id,
                "reason": "Leads the owner",
            }
        )
        self.end_transaction()

        for user in (
            self.roles["owner"],
            self.user_hoa,
            self.roles["all"],
            self.roles["manager"],
        ):
            with self.subTest(user=user.name):
                mine = self.closed.with_user(user)
                self.assertEqual(mine.note, entries.TOKEN)
                found = mine.search([("note", "ilike", entries.TOKEN)])
                self.assertEqual(found, self.closed)

    def test_nobody_else_writes_over_it(self):
        self.closed.write({**CONTENT, "origin_model": "res.partner", "origin_id": 1})
        mine = self.closed.with_user(self.roles["stranger"])

        with self.assertRaises(AccessError):
            mine.note = "Nothing"
        mine.promise_keep(self.closed.id)

        self.assertEqual(self.closed.note, entries.TOKEN)
        self.assertFalse(self.closed.promise_kept_at)
