# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which record another system's id stands for: an external id of Odoo's own.

They are rows of `ir.model.data`, in a module of their own for each company and system.
Core moves them when contacts are merged and deletes them with their record, and shows
them in its own export.
"""

from odoo import api, models
from odoo.tools import SQL

MODELS = {
    "company": "res.partner",
    "partner": "res.partner",
    "lead": "crm.lead",
    "opportunity": "crm.lead",
}


class CrmCustomerImport(models.Model):
    _inherit = "crm.customer.import"

    def _code_name(self, file, kind, code):
        """Return the name under which an id of a file's system is kept."""
        if file.system == "odoo" and code.startswith("__") and "." in code:
            return code  # of an export or import, Odoo's own
        module = f"__import_{self.company_id.id}_{file.system or 'sheet'}__"
        return f"{module}.{kind}_{code}" if kind else f"{module}.{code}"

    @api.model
    def _find_codes(self, names):
        """Return {name: (model, id)} of external ids that are known and alive.

        One of Odoo's own, of an addon's data, is found by what it is there.
        """
        own = {n: n.split("_odoo__.", 1)[1] for n in names if n and "_odoo__." in n}
        wanted = {*filter(None, names), *own.values()}
        pairs = [name.split(".", 1) for name in wanted if "." in name]
        if not pairs:
            return {}
        modules, codes = (list(column) for column in zip(*pairs, strict=True))
        # leads and contacts only: nothing else can be reached by writing its id
        rows = self.env.execute_query(
            SQL(
                "SELECT d.module, d.name, d.model, d.res_id FROM ir_model_data d"
                " JOIN unnest(%s::text[], %s::text[]) AS c(module, name)"
                " ON d.module = c.module AND d.name = c.name"
                " LEFT JOIN res_partner p ON d.model = 'res.partner' AND p.id = d.res_id"
                " LEFT JOIN crm_lead l ON d.model = 'crm.lead' AND l.id = d.res_id"
                " WHERE p.id IS NOT NULL OR l.id IS NOT NULL",
                modules,
                codes,
            )
        )
        found = {f"{module}.{name}": (model, rid) for module, name, model, rid in rows}
        found.update({n: found[raw] for n, raw in own.items() if raw in found})
        return found

    @api.model
    def _store_codes(self, found):
        """Keep external ids: a list of (name, model, id)."""
        if not found:
            return
        names, kinds, ids = (list(column) for column in zip(*found, strict=True))
        modules = [name.split(".", 1)[0] for name in names]
        codes = [name.split(".", 1)[1] for name in names]
        self.env.cr.execute(
            SQL(
                "INSERT INTO ir_model_data (module, name, model, res_id, noupdate,"
                " create_uid, write_uid, create_date, write_date)"
                " SELECT m, n, k, i, TRUE, %(uid)s, %(uid)s, now() AT TIME ZONE 'UTC',"
                " now() AT TIME ZONE 'UTC' FROM unnest(%(modules)s::text[],"
                " %(names)s::text[], %(kinds)s::text[], %(ids)s::int[])"
                " AS c(m, n, k, i) ON CONFLICT (module, name) DO UPDATE SET"
                " model = EXCLUDED.model, res_id = EXCLUDED.res_id"
                " WHERE ir_model_data.module LIKE '\\_\\_import\\_%%'",
                uid=self.env.uid,
                modules=modules,
                names=codes,
                kinds=kinds,
                ids=ids,
            )
        )
        self.env["ir.model.data"].invalidate_model()
