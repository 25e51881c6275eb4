# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

SUITE = ("crm_relationship", "crm_ticket_sla", "crm_marketing_auto")


class Base(models.AbstractModel):
    """Installing the suite stops nobody: core's tables are free again at once.

    A column or a foreign key locks its tables until the transaction ends, and a module
    is installed in one: those who work would wait until its last view is loaded. So what
    was changed is committed model by model, and once more before the data. What is new
    are tables and nullable columns; after an installation that failed half-way they are
    empty, harm nothing, and are found and used by the next one.
    """

    _inherit = "base"

    def init(self):
        super().init()
        module = self.env.context.get("module") or ""
        if module.startswith(SUITE) and self.pool._is_install:
            self._release_tables()

    def _release_tables(self):
        """End the transaction of the database, and nothing of the environment.

        The cursor's own commit would flush: write what is to be computed to tables whose
        columns are still to come.
        """
        if self.env.registry.loaded or not self.env.su:
            return  # only while modules are loaded: never by a call of a user
        self.env.cr._cnx.commit()
