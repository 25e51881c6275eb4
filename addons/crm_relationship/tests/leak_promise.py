# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The promises themselves: tests of an addon inherit them with its list of models."""

from . import leak_entries as entries
from .leak_harness import LeakCase

#: Answers that are the same for whoever sees nothing.
NOTHING = ("[]", "0", '""', "false", "{}")


class LeakPromise(LeakCase):
    # the classes of addons give it models
    allow_inherited_tests_method = True

    """With customers confidential nobody learns of the canary, by any entry."""

    #: the addon whose models have to be in the list
    module = "crm_relationship"
    #: ``{model: why it needs not be asked for}``
    exempt: dict[str, str] = {}

    def leak(self, name):
        return next(leak for leak in self.leaks if leak.name == name)

    def cell(self, key):
        return self.subTest(**dict(zip(("model", "role", "entry"), key, strict=True)))

    def test_case_e01_no_answer_changes_for_who_may_not_see_the_customer(self):
        self.confidential(True)
        self.make_rows(self.own, self.roles["stranger"])
        asked = lambda leak: [*self.quite_blind(leak), leak.witness]  # noqa: E731
        before = self.answers(asked)

        self.plant()
        after = self.answers(asked)

        for key, answer in after.items():
            leak = self.leak(key[0])
            with self.cell(key):
                if key[1] != leak.witness:
                    self.assertEqual(answer, before[key])
                    self.assertFalse(self._tells(answer))
                elif key[2] not in entries.ALWAYS_SILENT | leak.silent:
                    # else that the others are told nothing would prove nothing
                    self.assertNotEqual(answer, before[key])
                    self.assertFalse(answer.startswith("refused"), answer)

    def test_case_e03_ids_that_one_guesses_tell_nothing(self):
        self.confidential(True)
        rows = self.plant()

        for key, answer in self.answers_by_id(rows, self.blind).items():
            with self.cell(key):
                self.assertFalse(self._tells(answer), answer)
                self.assertTrue(
                    answer.startswith("refused") or answer in NOTHING, answer
                )
        # and who works with all customers goes on seeing them (E6)
        for key, answer in self.answers_by_id(rows, self.seeing).items():
            if key[2] not in entries.OF_CHATTER | self.leak(key[0]).silent:
                with self.cell(key):
                    self.assertFalse(answer.startswith("refused"), answer)
                    self.assertNotIn(answer, NOTHING)

    def test_the_canary_is_there_while_customers_are_not_confidential(self):
        self.confidential(False)

        rows = self.plant()

        for leak in self.leaks:
            mine = self.env[leak.name].with_user(self.roles["stranger"])
            if leak.is_open_when_off:
                with self.subTest(model=leak.name):
                    found = mine.search_count([("id", "in", rows[leak.name].ids)])
                    self.assertEqual(found, len(rows[leak.name]))

    def test_every_model_with_a_customer_is_asked_for(self):
        asked = {leak.name for leak in self.leaks} | self.exempt.keys()
        bound = {
            name
            for name, model in self.env.registry.items()
            if model._original_module == self.module
            and not model._abstract
            and not model._transient
            and any(
                f.type == "many2one" and f.comodel_name == "res.partner" and f.store
                for f in model._fields.values()
            )
        }

        self.assertFalse(
            bound - asked,
            "Add a line to the list of models, or say why it needs none: see leak_harness.py",
        )
