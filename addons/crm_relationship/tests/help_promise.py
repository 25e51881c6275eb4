# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is asked of the words of every addon; an addon says which it is."""

from odoo.tests import TransactionCase


class HelpPromise(TransactionCase):
    addon = ""
    #: the external ids of the menus that its pages hang below
    roots = ()

    def settings(self):
        fields = self.env["res.config.settings"]._fields.values()
        return [field for field in fields if field._module == self.addon]

    def menus(self):
        roots = [self.env.ref(root).id for root in self.roots]
        return self.env["ir.ui.menu"].search([("id", "child_of", roots)])

    def test_every_setting_says_when_one_would_change_it(self):
        texts = {
            field.name: field.get_description(self.env, ["help"]).get("help") or ""
            for field in self.settings()
        }

        self.assertTrue(texts)
        self.assertEqual(len(set(texts.values())), len(texts), "each has its own")
        for name, text in texts.items():
            with self.subTest(setting=name):
                # what it is, and a second sentence: when it is more, less, on or off
                self.assertGreaterEqual(text.count(". ") + text.count("; "), 1, text)
                self.assertTrue(text.endswith("."), text)

    def test_every_page_of_a_menu_says_what_belongs_on_it(self):
        pages = self.menus().mapped("action")
        asked = 0
        for page in pages:
            if page._name != "ir.actions.act_window" or page.target == "new":
                continue  # a dialog is never empty; other pages have words of their own
            if page.view_mode == "form":
                continue
            asked += 1
            with self.subTest(page=page.name):
                help_ = page.help or ""
                self.assertIn("o_view_nocontent", help_)
        self.assertTrue(asked)
