# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from ..tools.duplicate_keys import BLOCKING, Traits, face_of, keys_of
from ..tools.duplicate_score import score
from ..tools.fold import fold
from ..tools.phone_cell import read_phones
from .crm_duplicate_key import PERSONAL_NUMBERS

KEYS_BATCH = 5_000
#: More rows or contacts than these that share a key are no duplicates.
SHARED_BY = 20
SAME = ("merge", "review")


class CrmCustomerImport(models.Model):
    """Whom rows are: contacts that are here, and earlier rows."""

    _inherit = "crm.customer.import"

    # ------------------------------------------------------------
    # Keys of contacts
    # ------------------------------------------------------------

    def _prepare_keys(self):
        """Make the keys of contacts that have none yet, or changed since."""
        # sudo: contacts are compared for whoever imports
        pairs = self.env["crm.duplicate.pair"].sudo()
        while pairs._follow_changes():
            yield
        keys, last = self.env["crm.duplicate.key"].sudo(), 0
        while ids := self._without_keys(last):
            keys._rebuild(ids)
            last = ids[-1]
            yield

    def _without_keys(self, last):
        rows = self.env.execute_query(
            SQL(
                "SELECT p.id FROM res_partner p WHERE p.id > %s AND p.active IS TRUE"
                " AND NOT EXISTS (SELECT FROM crm_duplicate_key k"
                " WHERE k.partner_id = p.id) ORDER BY p.id LIMIT %s",
                last,
                KEYS_BATCH,
            )
        )
        return [row[0] for row in rows]

    @api.model
    def _keys_of_values(self, values, state_id):
        """Return the keys of a row's values, as those of a contact are made."""
        numbers = [
            phone.key + (f"x{phone.extension}" if phone.extension else "")
            for text in values.get("phone", ())
            for phone in read_phones(text)
            if phone.key and phone.kind in PERSONAL_NUMBERS
        ]
        born, is_year_unknown = values.get("birthdate") or (None, False)
        return keys_of(
            Traits(
                name=values.get("name") or "",
                phones=numbers,
                emails=values.get("email", ()),
                tax=values.get("vat") or "",
                born=born,
                is_year_unknown=is_year_unknown,
                street=values.get("street") or "",
                state=state_id,
            )
        )

    def _candidates(self, keys):
        """Return {(kind, key): contacts that have it}, few enough to be the same."""
        wanted = [pair for pair in set(keys) if pair[0] in BLOCKING]
        if not wanted:
            return {}
        kinds, texts = (list(column) for column in zip(*wanted, strict=True))
        rows = self.env.execute_query(
            SQL(
                "SELECT c.kind, c.key, array_agg(k.partner_id) FROM unnest(%s::text[],"
                " %s::text[]) AS c(kind, key) CROSS JOIN LATERAL (SELECT k.partner_id"
                " FROM crm_duplicate_key k JOIN res_partner p ON p.id = k.partner_id"
                " AND p.active IS TRUE AND (p.company_id IS NULL OR p.company_id = %s)"
                " WHERE k.kind = c.kind AND k.key = c.key LIMIT %s) k"
                " GROUP BY c.kind, c.key HAVING count(*) <= %s",
                kinds,
                texts,
                self.company_id.id,
                SHARED_BY + 1,
                SHARED_BY,
            )
        )
        return {(kind, key): ids for kind, key, ids in rows}

    def _faces(self, table, column, ids):
        """Return {id: face} of contacts or rows, from their keys."""
        found = defaultdict(list)
        rows = self.env.execute_query(
            SQL(
                "SELECT %(column)s, kind, key FROM %(table)s"
                " WHERE %(column)s = ANY(%(ids)s) AND kind <> 'company'",
                table=SQL.identifier(table),
                column=SQL.identifier(column),
                ids=list(ids),
            )
        )
        for rid, kind, key in rows:
            found[rid].append((kind, key))
        return {rid: face_of(keys) for rid, keys in found.items()}

    def _match_contacts(self, items):
        """Return {row id: (contact, score)} of the contact most alike each row."""
        known = self._candidates([key for item in items for key in item.keys])
        ids = {pid for partners in known.values() for pid in partners}
        faces = self._faces("crm_duplicate_key", "partner_id", ids) if ids else {}
        return self._best(items, known, faces)

    def _match_rows(self, items):
        """Return {row id: (earlier row, score)} of the row most alike, of this import."""
        known = self._earlier_rows(items)
        ids = {rid for rows in known.values() for rid in rows}
        table = "crm_customer_import_key"
        faces = self._faces(table, "row_id", ids) if ids else {}
        return self._best(items, known, faces, among_rows=True)

    def _best(self, items, known, faces, *, among_rows=False):
        """Return {row id: (the other, score)}; among rows, a row is no other of its own.

        The number of a contact or a lead may be that of the row by chance.
        """
        found = {}
        for item in items:
            mine = face_of(item.keys)
            others = {oid for key in item.keys for oid in known.get(key, ())}
            for other in sorted(others):
                if other not in faces or (among_rows and other == item.row_id):
                    continue
                alike = score(mine, faces[other])
                best = found.get(item.row_id, (0, 0))
                if alike.band in SAME and alike.points > best[1]:
                    found[item.row_id] = (other, alike.points)
        return found

    def _earlier_rows(self, items):
        """Return {(kind, key): checked rows of this import that have it}."""
        wanted = {k for item in items for k in item.keys if k[0] in BLOCKING}
        if not wanted:
            return {}
        kinds, texts = (list(column) for column in zip(*wanted, strict=True))
        rows = self.env.execute_query(
            SQL(
                "SELECT c.kind, c.key, array_agg(k.row_id) FROM unnest(%s::text[],"
                " %s::text[]) AS c(kind, key) CROSS JOIN LATERAL (SELECT k.row_id"
                " FROM crm_customer_import_key k WHERE k.import_id = %s"
                " AND k.kind = c.kind AND k.key = c.key LIMIT %s) k"
                " GROUP BY c.kind, c.key HAVING count(*) <= %s",
                kinds,
                texts,
                self.id,
                SHARED_BY + 1,
                SHARED_BY,
            )
        )
        return {(kind, key): ids for kind, key, ids in rows}

    def _store_keys(self, items):
        """Keep the keys of rows that will be contacts."""
        rows = [(item.row_id, *pair) for item in items for pair in item.keys]
        # companies that are only named are made too: history may name them
        rows += [
            (item.row_id, "company", fold(item.values["company_name"]))
            for item in items
            if item.values.get("company_name")
        ]
        if not rows:
            return
        ids, kinds, keys = (list(column) for column in zip(*rows, strict=True))
        self.env.cr.execute(
            SQL(
                "INSERT INTO crm_customer_import_key (import_id, row_id, kind, key)"
                " SELECT %s, * FROM unnest(%s::int[], %s::text[], %s::text[])",
                self.id,
                ids,
                kinds,
                keys,
            )
        )

    # ------------------------------------------------------------
    # Rights
    # ------------------------------------------------------------

    def _touchable(self, partner_ids):
        """Return the ids of these contacts whom the importing user may change.

        A salesperson changes own customers, those of nobody and of one's team, even
        where everybody may read all customers.
        """
        partners = self.env["res.partner"].browse(set(partner_ids)).exists()
        allowed = partners.with_user(self.user_id)._filtered_access("write")
        user = self.user_id
        if allowed and user._is_customer_restricted():
            owned = user._customer_access_domain("commercial_partner_id")
            # sudo: whose they are, nothing more
            mine = allowed.sudo().with_context(active_test=False)
            allowed = mine.search([("id", "in", allowed.ids), *owned])
        return set(allowed.ids)

    # ------------------------------------------------------------
    # Words that stand for records
    # ------------------------------------------------------------

    def _countries(self, texts):
        """Return {text: country id} by name, in English or the user's language, or code."""
        wanted = {text for text in texts if text}
        if not wanted:
            return {}
        known, countries = {}, self.env["res.country"].search([("code", "!=", False)])
        for lang in {"en_US", self.user_id.lang or "en_US"}:
            for country in countries.with_context(lang=lang):
                known[fold(country.name)] = country.id
                known[country.code.lower()] = country.id
        known["viet nam"] = known["vietnam"] = known.get("vn")
        known["usa"] = known["united states of america"] = known.get("us")
        known["u.s.a."] = known.get("us")
        return {text: known.get(fold(text)) for text in wanted}

    def _provinces(self, pairs):
        """Return {(text, country id): state id}; Vietnamese ones by any of their names."""
        vietnam = self.env.ref("base.vn").id
        texts = {text for text, country in pairs if country in (None, vietnam)}
        states = self.env["res.country.state"]
        local = states._crm_find_provinces(texts)
        found = dict.fromkeys(pairs, False)
        for text, country in found:
            if country in (None, vietnam) and local[text][0]:
                found[text, country] = local[text][0].id
        abroad = {country for _text, country in pairs if country not in (None, vietnam)}
        names = {}
        for state in states.search([("country_id", "in", list(abroad))]):
            names[fold(state.name), state.country_id.id] = state.id
            names[state.code.lower(), state.country_id.id] = state.id
        for text, country in found:
            found[text, country] = found[text, country] or names.get(
                (fold(text), country), False
            )
        return found
