# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..tools.intake import profiles
from ..tools.intake.dates import ASK
from .crm_customer_import_file import FIELD_LABELS, TARGETS


class CrmCustomerImportOwner(models.Model):
    """Who somebody named in the files is here."""

    _name = "crm.customer.import.owner"
    _inherit = "crm.customer.import.guard"
    _description = "Salesperson of an Import"
    _order = "import_id, name"
    _given = frozenset({"import_id"})

    import_id = fields.Many2one(
        "crm.customer.import", required=True, ondelete="cascade", index=True
    )
    name = fields.Char(string="In the files", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Is", domain=[("share", "=", False)], ondelete="set null"
    )

    _name_uniq = models.Constraint(
        "UNIQUE (import_id, name)", "This name is in the list already."
    )


class CrmCustomerImportProfile(models.Model):
    """How files with certain headers were mapped the last time."""

    _name = "crm.customer.import.profile"
    _description = "Learned Mapping"
    _order = "write_date desc, id"

    name = fields.Char(required=True)
    fingerprint = fields.Char(required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    profile = fields.Char(string="Comes from", readonly=True)
    target = fields.Selection(TARGETS, string="Rows are", required=True)
    mapping = fields.Json(readonly=True)

    _fingerprint_uniq = models.Constraint(
        "UNIQUE (company_id, fingerprint)", "These headers are known already."
    )

    @api.model
    def _of(self, file):
        """Return the mapping that fits the headers of a file, if there is one."""
        # sudo: mappings are shared within the company and tell headers only
        return self.sudo().search(
            [
                ("fingerprint", "=", file.fingerprint),
                ("company_id", "=", file.import_id.company_id.id),
            ],
            limit=1,
        )

    def _apply(self, file):
        """Map a file as before."""
        mapping = self.mapping or {}
        if self.profile:
            file.profile = self.profile
        file.write({"target": self.target, "is_learned": True})
        labels = FIELD_LABELS
        for column in file.column_ids:
            name, order = mapping.get(
                profiles.header_key(column.header), (False, False)
            )
            column.name = name if name in labels else False
            column.date_order = order if order and order != ASK else False

    @api.model
    def _learn(self, files):
        for file in files:
            self._learn_as(file, file.fingerprint)

    def _learn_as(self, file, fingerprint):
        """Remember how a file is mapped, for files with these headers."""
        company = file.import_id.company_id
        values = {
            "name": file.name,
            "profile": file.profile,
            "target": file.target,
            "mapping": {
                profiles.header_key(c.header): (c.name or False, c.date_order or False)
                for c in file.column_ids
            },
            "fingerprint": fingerprint,
            "company_id": company.id,
        }
        # sudo: see `_of`
        mappings = self.sudo()
        known = mappings.search(
            [("fingerprint", "=", fingerprint), ("company_id", "=", company.id)]
        )
        if known:
            known.write(values)
        else:
            mappings.create(values)
