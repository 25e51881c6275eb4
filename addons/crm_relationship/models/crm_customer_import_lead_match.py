# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.duplicate_keys import Traits, face_of, keys_of
from ..tools.phone_key import phone_key
from .crm_customer_import_code import MODELS
from .crm_customer_import_match import SHARED_BY

#: Keys of leads are kept with those of contacts, and never meet them.
PREFIX = "lead|"


class CrmCustomerImport(models.Model):
    """Leads that are here, and earlier rows, alike as contacts are."""

    _inherit = "crm.customer.import"

    def _judge_leads(self, items):
        """Compare new leads with those that are here, and with earlier rows."""
        for item in items:
            values = item.values
            name = values.get("name") or values.get("company_name")
            item.keys = self._keys_of_values(values | {"name": name}, None)
        found = self._match_leads(items)
        leads = self.env["crm.lead"].browse(
            {match for match, _points in found.values()}
        )
        allowed = set(leads._filtered_access("write").ids)
        for item in items:
            if item.row_id not in found:
                continue
            match, points = found[item.row_id]
            if match in allowed:
                item.refuse("existing", "existing_lead")
                item.match, item.score = match, points
            else:
                item.refuse("owned", "owned")
        fresh = [item for item in items if not item.verdict]
        for item in fresh:
            item.keys = [(k, t if k == "name" else PREFIX + t) for k, t in item.keys]
        self._judge_rows(fresh)

    def _match_leads(self, items):
        """Return {row id: (lead, score)} of the lead most alike each row."""
        wanted = {k for item in items for k in item.keys if k[0] in ("phone", "email")}
        known, faces = defaultdict(list), {}
        for kind, key, lead_id, *traits in self._leads_with(wanted):
            known[kind, key].append(lead_id)
            faces[lead_id] = self._face_of_lead(*traits)
        few = {pair: ids for pair, ids in known.items() if len(ids) <= SHARED_BY}
        return self._best(items, few, faces)

    def _leads_with(self, wanted):
        """Return (kind, key, lead, its name, phone, address) of leads that have a key."""
        if not wanted:
            return []
        kinds, texts = (list(column) for column in zip(*wanted, strict=True))
        return self.env.execute_query(
            SQL(
                "SELECT c.kind, c.key, l.id, COALESCE(l.contact_name, l.partner_name,"
                " l.name), l.phone, l.email_normalized"
                " FROM unnest(%(kinds)s::text[], %(keys)s::text[]) AS c(kind, key)"
                " CROSS JOIN LATERAL (SELECT x.* FROM crm_lead x WHERE c.kind = 'email'"
                " AND x.email_normalized = c.key AND x.active IS TRUE"
                " AND (x.company_id IS NULL OR x.company_id = %(company)s)"
                " UNION ALL SELECT x.* FROM crm_lead x WHERE c.kind = 'phone'"
                " AND x.phone_sanitized = c.key AND x.active IS TRUE"
                " AND (x.company_id IS NULL OR x.company_id = %(company)s)"
                " LIMIT %(limit)s) l",
                kinds=kinds,
                keys=texts,
                company=self.company_id.id,
                limit=SHARED_BY + 1,
            )
        )

    @api.model
    def _face_of_lead(self, name, phone, email):
        number = phone_key(phone) if phone else None
        phones, emails = filter(None, [number]), filter(None, [email])
        return face_of(keys_of(Traits(name=name or "", phones=phones, emails=emails)))


class CrmCustomerImportRow(models.Model):
    _inherit = "crm.customer.import.row"

    match_lead_id = fields.Many2one(
        "crm.lead", string="Lead here", compute="_compute_match_lead_id"
    )

    @api.depends("match_id", "file_id.target")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_match_partner_id(self):
        leads = self.filtered(lambda row: MODELS.get(row.file_id.target) == "crm.lead")
        leads.match_partner_id = False
        return super(CrmCustomerImportRow, self - leads)._compute_match_partner_id()

    @api.depends("match_id", "file_id.target")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_match_lead_id(self):
        """Show a match only to who may read it."""
        rows = self.filtered(lambda row: MODELS.get(row.file_id.target) == "crm.lead")
        found = self.env["crm.lead"].browse(filter(None, rows.mapped("match_id")))
        readable = set(found.exists()._filtered_access("read").ids)
        for row in self:
            mine = row in rows and row.match_id in readable
            row.match_lead_id = row.match_id if mine else False
