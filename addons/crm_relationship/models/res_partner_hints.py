# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import SQL, email_normalize

from ..tools.duplicate_keys import BLOCKING, Traits, face_of, keys_of
from ..tools.duplicate_score import REVIEW_FROM, score
from ..tools.phone_cell import read_phones
from .crm_duplicate_key import PERSONAL_NUMBERS
from .crm_partner_phone import DEFAULT_COUNTRY_CODE

MOST_COMPARED, MOST_SHOWN = 100, 5


class ResPartner(models.Model):
    """Contacts that may be the one that somebody is typing."""

    _inherit = "res.partner"

    @api.model
    @api.readonly
    def duplicate_hints(self, values):
        """Return contacts that may be the one of a form, as far as typed.

        :param dict values: id, name, phone, email, vat, birthdate,
            birthdate_year_unknown, street, state_id, parent_id, country_id
        :return: contacts that the user may read, the most alike first; and `masked`:
            of the one that is most alike among the others the code and the owner, and
            by what to ask for it. How many others there are is not told.
        """
        keys = keys_of(self._typed_traits(values))
        ids = self._alike_ids(keys, values)
        face, faces = face_of(keys), self._live_faces(ids)
        found = {
            partner_id: alike
            for partner_id in ids
            if (alike := self._worth_showing(score(face, faces.get(partner_id))))
        }
        readable = self.search([("id", "in", list(found))])
        ordered = readable.sorted(lambda p: (-found[p.id].points, p.id))
        words = self.env["crm.duplicate.pair"]._reason_words()
        return {
            "contacts": [
                {
                    "id": partner.id,
                    "name": partner.display_name,
                    "owner": partner.user_id.name or "",
                    "band": found[partner.id].band,
                    "reasons": [words[kind] for kind in found[partner.id].reasons],
                }
                for partner in ordered[:MOST_SHOWN]
            ],
            "masked": self._masked_hint(found, readable, keys),
        }

    @api.model
    def _typed_traits(self, values):
        country = self.env["res.country"].browse(values.get("country_id") or ())
        code = str(country.phone_code or DEFAULT_COUNTRY_CODE)
        phones = read_phones(values.get("phone") or "", code)
        return Traits(
            name=values.get("name") or "",
            phones=[p.key for p in phones if p.key and p.kind in PERSONAL_NUMBERS],
            emails=[e for e in [email_normalize(values.get("email") or "")] if e],
            tax="" if values.get("parent_id") else values.get("vat") or "",
            born=fields.Date.to_date(values.get("birthdate") or None),
            is_year_unknown=bool(values.get("birthdate_year_unknown")),
            street=values.get("street") or "",
            state=values.get("state_id") or None,
        )

    @api.model
    def _alike_ids(self, keys, values):
        """Return contacts with a key in common, those just saved too."""
        looked_up = [key for key in keys if key[0] in (*BLOCKING, "name")]
        phones, emails = (
            [key for kind, key in keys if kind == wanted]
            for wanted in ("phone", "email")
        )
        kinds, texts = ([row[at] for row in looked_up] for at in (0, 1))
        # who is known to be another one is not shown again
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM (SELECT k.partner_id AS id, max(CASE WHEN k.kind = 'name'"
                " THEN 0 ELSE 1 END) AS weight FROM crm_duplicate_key k"
                " JOIN unnest(%(kinds)s::text[], %(texts)s::text[]) t(kind, key)"
                " ON t.kind = k.kind AND t.key = k.key WHERE NOT EXISTS (SELECT"
                " FROM crm_duplicate_block b WHERE b.kind = k.kind AND b.key = k.key)"
                " GROUP BY 1 UNION"
                " SELECT id, 1 FROM res_partner WHERE email_normalized = ANY(%(emails)s)"
                " UNION SELECT partner_id, 1 FROM crm_partner_phone"
                " WHERE key = ANY(%(phones)s)) found WHERE id <> %(own)s"
                " AND id <> %(parent)s AND NOT EXISTS (SELECT FROM crm_duplicate_pair p"
                " WHERE p.state IN ('not_same', 'related')"
                " AND p.low_id = LEAST(found.id, %(own)s)"
                " AND p.high_id = GREATEST(found.id, %(own)s))"
                " GROUP BY id ORDER BY max(weight) DESC, id LIMIT %(most)s",
                kinds=kinds,
                texts=texts,
                emails=emails,
                phones=phones,
                own=values.get("id") or 0,
                parent=values.get("parent_id") or 0,
                most=MOST_COMPARED,
            )
        )
        return [row[0] for row in rows]

    @api.model
    def _live_faces(self, partner_ids):
        """Return {contact: Face} of contacts as they are now, with shared keys left out."""
        # sudo: whoever types, contacts are compared; what is shown is asked as the user
        keys = self.env["crm.duplicate.key"].sudo()
        shared = keys._shared()
        faces = {
            partner_id: face_of(key for key in keys_of(traits) if key not in shared)
            for partner_id, traits in keys._traits(partner_ids)
        }
        return {
            partner_id: faces.get(partner_id, face_of(())) for partner_id in partner_ids
        }

    @api.model
    def _worth_showing(self, alike):
        is_worth = alike.points >= REVIEW_FROM or "name" in alike.reasons
        return alike if is_worth and alike.reasons else None

    @api.model
    def _masked_hint(self, found, readable, keys):
        """Return code and owner of the customer most alike that the user may not see."""
        hidden = [
            partner_id
            for partner_id, alike in found.items()
            if alike.points >= REVIEW_FROM and partner_id not in readable._ids
        ]
        # sudo: only the code and the owner are told, of the user's own companies
        customers = self.sudo().search(
            [
                ("id", "in", hidden),
                ("company_id", "in", [False, *self.env.companies.ids]),
            ]
        )
        if not customers:
            return False
        best = max(customers, key=lambda p: (found[p.id].points, -p.id))
        customer = best.commercial_partner_id
        typed = [key for kind, key in keys if kind in ("phone", "email", "tax")]
        return {
            "code": customer.ref or "",
            "owner": customer.user_id.name or "",
            "ask": customer.ref or (typed[0] if typed else ""),
        }
