# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the tests of qualification start from."""

from datetime import datetime, timedelta

from odoo import Command
from odoo.tests import freeze_time

from .common import RelationshipCase

NOW = datetime(2026, 6, 1, 9, 0)  # a Monday
DAY = timedelta(days=1)


class QualificationCase(RelationshipCase):
    """A question set for persons and one for companies, and leads of Lan's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.qualification"].search([]).action_archive()
        cls.template = cls.env["crm.qualification"].create(
            {
                "name": "Companies",
                "customer_type": "company",
                "fit_a": 30,
                "fit_b": 15,
                "engagement_1": 20,
                "engagement_2": 8,
                "group_ids": [Command.create({"name": "Need", "cap": 12})],
                "rule_ids": [
                    Command.create(
                        {
                            "channel": "meeting",
                            "points": 12,
                            "cap": 24,
                            "period_days": 30,
                        }
                    ),
                    Command.create({"channel": "call", "points": 5, "cap": 10}),
                ],
            }
        )
        cls.need = cls.template.group_ids
        cls.industry = cls._question(
            "Which industry?",
            choices=[("Hotel", 12), ("Farm", 2)],
            required_at="conversion",
        )
        cls.wants = cls._question(
            "What do they want?",
            "multi",
            [("Chairs", 8), ("Beds", 8)],
            group_id=cls.need.id,
        )
        cls.budget = cls._question(
            "How much?",
            "number",
            [("Little", 0, 0), ("Some", 8, 50), ("Much", 20, 200)],
        )
        cls.bankrupt = cls._question(
            "Bankrupt?", "yes_no", points=-5, points_no=3, disqualifying="yes"
        )
        cls.person_template = cls.env["crm.qualification"].create(
            {
                "name": "People",
                "customer_type": "person",
                "question_ids": [
                    Command.create(
                        {"name": "Since when?", "kind": "date", "points": 10}
                    ),
                    Command.create({"name": "Who said so?", "kind": "text"}),
                ],
            }
        )
        cls.since, cls.who = cls.person_template.question_ids
        cls.hotel = cls._lead("Hotel Mai", partner_name="Hotel Mai")

    def setUp(self):
        super().setUp()
        self.enterContext(freeze_time(NOW))

    @classmethod
    def _question(cls, name, kind="choice", choices=(), template=None, **values):
        return cls.env["crm.qualification.question"].create(
            {
                "qualification_id": (template or cls.template).id,
                "name": name,
                "kind": kind,
                "choice_ids": [
                    Command.create(
                        dict(zip(("name", "points", "low"), choice, strict=False))
                    )
                    for choice in choices
                ],
                **values,
            }
        )

    @classmethod
    def _lead(cls, name, **values):
        return cls.env["crm.lead"].create(
            {"name": name, "type": "lead", "user_id": cls.user_lan.id, **values}
        )

    def _answer(self, question, value, lead=None, user=None):
        """Answer as a person does; return the panel as it is then."""
        lead = (lead or self.hotel).with_user(user or self.user_lan)
        return lead.qualification_answer(question.id, value)

    def _choose(self, question, name, **options):
        choice = question.choice_ids.filtered(lambda choice: choice.name == name)
        return self._answer(question, choice.id, **options)

    def _met(self, code, days_ago, lead=None, **values):
        return self._log(
            code,
            partner=self.env["res.partner"],
            lead_id=(lead or self.hotel).id,
            occurred_at=NOW - days_ago * DAY,
            **values,
        )

    def judge(self):
        """Do what the job does."""
        self.env.flush_all()
        while self.env["crm.qualification.queue"]._refresh_batch():
            pass
        self.env.invalidate_all()
