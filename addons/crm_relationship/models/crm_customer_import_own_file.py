# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models


class CrmCustomerImport(models.Model):
    _inherit = "crm.customer.import"

    def _is_own(self, attachment):
        """Return whether an attachment was made for this import, and for nothing else.

        The page uploads before an import is saved: then it is of no record yet.
        """
        self.ensure_one()
        if attachment.res_model != self._name:
            return False
        if not attachment.res_id:
            return attachment.create_uid == self.user_id
        return attachment.res_id == self.id


class CrmCustomerImportFile(models.Model):
    """What a file holds is kept by the import itself, which empties it one day.

    Who names an attachment may read it: that of a chatter, a page or a colleague stays
    as it is, and may be deleted without asking any import.
    """

    _inherit = "crm.customer.import.file"

    def write(self, vals):
        result = super().write(vals)
        if "attachment_id" in vals:
            self._keep_own()
        return result

    def _keep_own(self):
        """Take the attachment that was made for the import, or a copy of another."""
        # sudo: an attachment of the import is the system's; who names one may read it
        for file in self.sudo():
            batch, given = file.import_id, file.attachment_id
            values = {"res_id": batch.id, "public": False}
            if batch._is_own(given):
                given.write(values)
            elif given:
                values.update(name=given.name, raw=given.raw, res_model=batch._name)
                file.attachment_id = given.create(values)
