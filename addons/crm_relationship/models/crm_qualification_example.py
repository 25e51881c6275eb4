# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.fields import Command


class CrmQualification(models.Model):
    """Question sets to start from: somebody for a home, and a company."""

    _inherit = "crm.qualification"

    def action_create_example(self):
        """Create the two examples, to be changed at will, and show them."""
        self.check_access("create")
        self.create([self._example_person(), self._example_company()])
        return self.env["ir.actions.act_window"]._for_xml_id(
            "crm_relationship.crm_qualification_action"
        )

    def _example_person(self):
        return {
            "name": self.env._("A person"),
            "customer_type": "person",
            "sequence": 20,
            "fit_a": 35,
            "fit_b": 18,
            "question_ids": [
                self._example_choice(
                    self.env._("What is it for?"),
                    [
                        (self.env._("A new home"), 15),
                        (self.env._("Replacing something"), 8),
                        (self.env._("Just looking"), 0),
                    ],
                    required_at="conversion",
                ),
                self._example_choice(
                    self.env._("Where do they live?"),
                    [
                        (self.env._("In the city"), 8),
                        (self.env._("In the province"), 5),
                        (self.env._("Farther away"), 0),
                    ],
                ),
                self._example_budget([(0, 0), (10, 8), (50, 14)]),
                self._example_choice(
                    self.env._("When do they want it?"),
                    [
                        (self.env._("Within a month"), 10),
                        (self.env._("Within three months"), 6),
                        (self.env._("Some day"), 0),
                    ],
                ),
            ],
            "rule_ids": self._example_rules(),
        }

    def _example_company(self):
        return {
            "name": self.env._("A company"),
            "customer_type": "company",
            "sequence": 10,
            "fit_a": 40,
            "fit_b": 20,
            "question_ids": [
                self._example_choice(
                    self.env._("Which industry?"),
                    [
                        (self.env._("Hotels and restaurants"), 12),
                        (self.env._("Schools and offices"), 10),
                        (self.env._("Construction"), 8),
                        (self.env._("Another"), 2),
                    ],
                    required_at="conversion",
                ),
                self._example_choice(
                    self.env._("Where is the place?"),
                    [
                        (self.env._("In our region"), 8),
                        (self.env._("Elsewhere in the country"), 4),
                        (self.env._("Abroad"), -5),
                    ],
                ),
                self._example_budget(
                    [(0, 0), (50, 8), (200, 15)], required_at="conversion"
                ),
                Command.create(
                    {
                        "name": self.env._("What do they need?"),
                        "kind": "multi",
                        "sequence": 40,
                        "choice_ids": [
                            Command.create({"name": name, "points": 5})
                            for name in (
                                self.env._("Furniture"),
                                self.env._("Fitting"),
                                self.env._("Design"),
                                self.env._("Upkeep"),
                            )
                        ],
                    }
                ),  # fmt: skip
                Command.create(
                    {
                        "name": self.env._("Does the one we speak with decide?"),
                        "kind": "yes_no",
                        "sequence": 50,
                        "points": 8,
                    }
                ),
                Command.create(
                    {
                        "name": self.env._("When must it be there?"),
                        "kind": "date",
                        "sequence": 60,
                        "points": 4,
                    }
                ),
                Command.create(
                    {
                        "name": self.env._("Do they owe money to somebody we know?"),
                        "kind": "yes_no",
                        "sequence": 70,
                        "points": -20,
                        "disqualifying": "yes",
                    }
                ),
            ],
            "rule_ids": self._example_rules(),
        }

    def _example_choice(self, name, choices, **values):
        return Command.create(
            {
                "name": name,
                "kind": "choice",
                "choice_ids": [
                    Command.create({"name": label, "points": points, "sequence": place})
                    for place, (label, points) in enumerate(choices)
                ],
                **values,
            }
        )

    def _example_budget(self, bands, **values):
        return Command.create(
            {
                "name": self.env._("How much may it cost, in millions?"),
                "kind": "number",
                "sequence": 30,
                "choice_ids": [
                    Command.create(
                        {
                            "name": self.env._("From %s", low),
                            "low": low,
                            "points": points,
                        }
                    )
                    for low, points in bands
                ],
                **values,
            }
        )

    def _example_rules(self):
        rules = [
            {"channel": "meeting", "points": 12, "cap": 24, "period_days": 30},
            {"channel": "visit", "points": 12, "cap": 24, "period_days": 30},
            {"channel": "call", "points": 5, "cap": 10},
            {"channel": "mail", "direction": "in", "points": 4, "cap": 8},
            {"channel": "chat", "direction": "in", "points": 4, "cap": 8},
            {"channel": "web", "direction": "in", "points": 4, "cap": 8},
        ]
        return [
            Command.create({**rule, "sequence": place})
            for place, rule in enumerate(rules)
        ]
