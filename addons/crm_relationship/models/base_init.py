# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools.sql import column_exists, create_column

SUITE = ("crm_relationship", "crm_ticket_sla", "crm_marketing_auto")


class Base(models.AbstractModel):
    """Installing the suite stops nobody: core's tables are free again at once.

    A column, an index or a foreign key locks its tables until the transaction ends, and a
    module is installed in one: those who work would wait until its last view is loaded.
    So what was changed is committed model by model and key by key. What is new are tables
    and nullable columns; after an installation that failed half-way they are empty, and
    are found and used by the next one.
    """

    _inherit = "base"

    def init(self):
        result = super().init()
        if self._is_installing_suite():
            if self._auto and not self._abstract:
                self.pool.check_indexes(self.env.cr, [self._name])
            self._release_tables()
        return result

    @api.model
    def _is_installing_suite(self):
        """Tell whether tables are being made for an addon of the suite."""
        module = self.env.context.get("module") or ""
        return module.startswith(SUITE) and getattr(self.pool, "_is_install", False)

    @api.model
    def _release_tables(self):
        """End the transaction of the database, and nothing of the environment.

        The cursor's own commit would flush: write what is to be computed to tables whose
        columns are still to come.
        """
        if self.env.registry.loaded or not self.env.su:
            return  # only while modules are loaded: never by a call of a user
        self.env.cr._cnx.commit()

    @api.model
    def _create_empty_columns(self, *names):
        """Create the columns of stored computed fields, so that core computes none.

        For `_auto_init`, before core's: it would compute a new field for every row of the
        table, in the transaction of the installation. What is empty must be right for the
        rows of before, or a job must fill it.
        """
        for name in names:
            if not column_exists(self.env.cr, self._table, name):
                kind = self._fields[name].column_type[1]
                create_column(self.env.cr, self._table, name, kind)
