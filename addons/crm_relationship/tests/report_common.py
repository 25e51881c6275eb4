# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the tests of canned reports, here and in addons built on this one, start from."""

from .profit_common import ProfitCase


class ReportCase(ProfitCase):
    """Monday 1 June 2026, 16:00 in Hanoi, where the company is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "Asia/Ho_Chi_Minh"
        cls.minhs = cls._create_customer("Minh's", user_id=cls.user_minh.id)

    @classmethod
    def report(cls, code, user=None):
        """Return a report for a user, who works in the company of the test."""
        user = user or cls.user_manager
        companies = user.company_id + (user.company_ids - user.company_id)
        report = cls.env["crm.report"].search([("code", "=", code)])
        return report.with_user(user).with_context(allowed_company_ids=companies.ids)

    def build(self, code, user=None, **options):
        """Return a report's tables by title, as a user sees them."""
        self.env.flush_all()
        self.env.invalidate_all()
        _period, tables = self.report(code, user)._build(options)
        return {table.title: table for table in tables}

    @staticmethod
    def cells(table, label):
        """Return a row as ``{column: cell}``; the label None is the total's."""
        names = [column.label for column in table.columns]
        if label is None:
            return dict(zip(names, table.totals, strict=True))
        [row] = [row for row in table.rows if row[0] == label]
        return dict(zip(names, row, strict=True))

    def assertCells(self, table, label, **expected):
        """Compare cells of a row by ``{first words of the column: value}``."""
        found = self.cells(table, label)
        for name, value in expected.items():
            name = name.replace("__", ", ").replace("_", " ")
            self.assertIn(name, found)
            if isinstance(value, float):
                self.assertAlmostEqual(found[name], value, places=4, msg=name)
            else:
                self.assertEqual(found[name], value, name)

    def outcome(self, code):
        return self.env["crm.interaction.outcome"].search([("code", "=", code)])

    def opened(self, table, label, user=None):
        """Return what the row of a table opens."""
        [place] = [n for n, row in enumerate(table.rows) if row[0] == label]
        model, domain = table.opens[place]
        return self.env[model].with_user(user or self.user_manager).search(domain)
