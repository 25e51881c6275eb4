# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ..tools.intake import profiles
from ..tools.intake.convert import REFERENCES


class CrmCustomerImport(models.Model):
    """What a row of history says that has no place of its own: it goes into the note."""

    _inherit = "crm.customer.import"

    def _other_names(self, item):
        """Return the external ids of the second and further contacts of a row."""
        profile = profiles.profiles().get(item.file.profile)
        kinds = profile.kinds if profile else {}
        return [
            self._code_name(item.file, kinds.get(reference, ""), code)
            for reference in REFERENCES
            for code in item.values.get(f"{reference}_others", ())
        ]

    def _shown_names(self, partner_ids):
        """Return {id: name} of contacts whom the importing user sees."""
        partners = self.env["res.partner"].browse(partner_ids)._filtered_access("read")
        return {partner.id: partner.name for partner in partners}

    def _interaction_note(self, item, owners, outcome, shown):
        """Return a row's note, with what has no place of its own."""
        values = item.values
        lines = [values.get("note")]
        if values.get("outcome") and not outcome:
            lines.append(self.env._("Outcome: %(text)s", text=values["outcome"]))
        if values.get("owner") and not owners.get(values["owner"]):
            lines.append(self.env._("By: %(name)s", name=values["owner"]))
        also = ", ".join(shown[pid] for pid in item.also if shown.get(pid))
        if also:
            lines.append(self.env._("Also with: %(names)s", names=also))
        return "\n".join(filter(None, lines))
