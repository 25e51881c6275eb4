# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.exceptions import AccessError, UserError

#: While its mapping may still be changed.
OPEN = ("uploaded", "mapped", "checked")


class CrmCustomerImport(models.Model):
    """Whose an import is, and until when its rows may be read otherwise."""

    _inherit = "crm.customer.import"

    def _imports(self):
        return self

    def _check_mine(self):
        """Refuse changes of a colleague's import, who may see it or not."""
        if self.env.su:
            return
        for batch in self:
            if batch.user_id != self.env.user:
                raise AccessError(
                    self.env._(
                        "Only %(name)s, with whose rights it runs, can change this import.",
                        name=batch.user_id.name,
                    )
                )

    def _check_open(self):
        """Refuse to read rows otherwise than they were checked."""
        if any(batch.state not in OPEN for batch in self):
            raise UserError(self.env._("It is running or done already."))

    def _uncheck(self):
        """Check everything anew before it is imported: rows are read otherwise now."""
        for batch in self.filtered(lambda b: b.state == "checked"):
            self.env["crm.customer.import.row"]._forget_verdicts(batch)
            # sudo: the state is the system's; whoever may change the import is asked before
            batch.sudo().state = "uploaded"

    def _check_may_import(self):
        """Refuse somebody else's import, and who may not create contacts."""
        self.check_access("write")
        self.env["res.partner"].check_access("create")
        if self.user_id != self.env.user and not self.env.su:
            raise UserError(
                self.env._(
                    "Only %(name)s, with whose rights it runs, can go on with this import.",
                    name=self.user_id.name,
                )
            )
