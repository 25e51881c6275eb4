# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

OURS = ("crm_relationship", "crm_ticket_sla", "crm_marketing_auto")
#: (table, column) of the first key of every index that serves each row with a value
FIRST_KEYS = """
    SELECT t.relname, a.attname
      FROM pg_index i
      JOIN pg_class t ON t.oid = i.indrelid
      JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = i.indkey[0]
     WHERE i.indisvalid AND (i.indpred IS NULL
        OR pg_get_expr(i.indpred, i.indrelid) = '(' || a.attname || ' IS NOT NULL)')
"""


@tagged("post_install", "-at_install")
class TestIndexes(TransactionCase):
    def test_the_lines_of_a_record_are_read_by_an_index(self):
        indexed = set(self.env.execute_query(SQL(FIRST_KEYS)))

        missing = sorted(
            f"{inverse} (lines of {field})"
            for field, inverse in self._lines_of_ours()
            if (self.env[inverse.model_name]._table, inverse.name) not in indexed
        )

        self.assertEqual(missing, [])

    def _lines_of_ours(self):
        """Yield (one2many, its many2one) where the table or the list is ours."""
        for model in self.env.registry.values():
            for field in model._fields.values():
                if field.type != "one2many" or not field.inverse_name:
                    continue
                lines = self.env[field.comodel_name]
                inverse = lines._fields[field.inverse_name].base_field
                home = f"{field._module} {inverse._module} {lines._original_module}"
                if not any(name in home for name in OURS):
                    continue
                if lines._auto and not lines._abstract and not lines._transient:
                    if inverse.store and inverse.column_type:
                        yield field, inverse
