# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from psycopg2.extensions import TRANSACTION_STATUS_INTRANS

from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestInstall(TransactionCase):
    """Installing commits what it changed of core's tables, and nothing else does."""

    def test_nothing_is_committed_once_the_modules_are_loaded(self):
        self.env["res.partner"].create({"name": "Kept to itself"})
        self.env.flush_all()

        self.env["ir.module.module"]._release_tables()

        status = self.env.cr._cnx.get_transaction_status()
        self.assertEqual(status, TRANSACTION_STATUS_INTRANS)

    def test_what_is_new_on_core_tables_is_nullable(self):
        """After an installation that failed half-way core can still write its tables."""
        self.env.cr.execute(
            """
            SELECT f.model, f.name FROM ir_model_fields f
              JOIN ir_model m ON m.id = f.model_id
              JOIN ir_model_data d ON d.model = 'ir.model.fields' AND d.res_id = f.id
              JOIN pg_attribute a ON a.attname = f.name AND NOT a.attisdropped
               AND a.attrelid = to_regclass(quote_ident(replace(f.model, '.', '_')))
             WHERE d.module = 'crm_relationship' AND a.attnotnull AND a.attname <> 'id'
               AND NOT EXISTS (SELECT FROM ir_model_data o WHERE o.model = 'ir.model'
                                  AND o.res_id = m.id AND o.module = 'crm_relationship')
            """
        )
        self.assertEqual(self.env.cr.fetchall(), [])
