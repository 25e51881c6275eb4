# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models
from odoo.tools import SQL

from ..tools.fold import fold
from ..tools.phone_key import phone_key

UID_PREFIX = "import:"
#: What a row of an interaction has, in this order.
COLUMNS = (
    "uids", "partners", "contacts", "leads", "types", "ways", "actors", "ats",
    "durations", "users", "subjects", "notes", "outcomes",
)  # fmt: skip


class CrmCustomerImport(models.Model):
    """Rows that are interactions: with whom they were, and logging them."""

    _inherit = "crm.customer.import"

    def _judge_interactions(self, items, codes, seen):
        logged = self._logged_uids([item.name for item in items])
        self._find_whom(items, codes)
        self._outcome_map({item.values.get("outcome") for item in items} - {None})
        partners = {item.match for item in items if item.match}
        allowed = self._touchable(partners)
        leads = {item.record[1] for item in items if item.record}
        readable = set(self.env["crm.lead"].browse(leads)._filtered_access("read").ids)
        named = self._names_to_come(items)
        for item in items:
            if item.name in logged:
                item.refuse("skipped", "logged")
            elif (item.match and item.match not in allowed) or (
                item.record and item.record[1] not in readable
            ):
                item.match = None
                item.refuse("owned", "owned")
            elif not (item.match or item.record) and not self._comes(item, seen, named):
                item.refuse("error", "who_unknown", value=_said(item))

    def _comes(self, item, seen, named):
        """Return whether a row's customer is in the files, or just an address."""
        names = [*item.refs.values(), *self._other_names(item)]
        if any(name in seen for name in names):
            return True
        if item.values.get("phone") or item.values.get("email"):
            return True
        return bool(
            {fold(item.values.get("name")), fold(item.values.get("company_name"))}
            & named
        )

    def _names_to_come(self, items):
        """Return the folded names among these that rows of the import have."""
        names = {fold(i.values.get(f)) for i in items for f in ("name", "company_name")}
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT k.key FROM crm_customer_import_key k"
                " JOIN crm_customer_import_row r ON r.id = k.row_id"
                " JOIN crm_customer_import_file f ON f.id = r.file_id"
                " AND f.target IN ('company', 'partner') WHERE k.import_id = %s"
                " AND k.kind IN ('name', 'company') AND k.key = ANY(%s)",
                self.id,
                list(names - {""}),
            )
        )
        return {row[0] for row in rows}

    def _logged_uids(self, names):
        """Return which of these rows are on the timeline already."""
        rows = self.env.execute_query(
            SQL(
                "SELECT external_uid FROM crm_interaction WHERE external_uid = ANY(%s)",
                [UID_PREFIX + name for name in names],
            )
        )
        return {row[0].removeprefix(UID_PREFIX) for row in rows}

    def _find_whom(self, items, codes):
        """Find the contact (`match`) and the lead (`record`) of each row."""
        others = {item.row_id: self._other_names(item) for item in items}
        more = self._find_codes({name for names in others.values() for name in names})
        for item in items:
            item.also = []
            for name in [*item.refs.values(), *others[item.row_id]]:
                model, rid = codes.get(name) or more.get(name) or (None, None)
                if model == "res.partner" and item.match:
                    item.also += [rid] if name not in item.refs.values() else []
                elif model == "res.partner":
                    item.match = rid
                elif model == "crm.lead":
                    item.record = item.record or (model, rid)
        self._find_by_keys([i for i in items if not (i.match or i.record)])

    def _find_by_keys(self, items):
        """Find who alone has the number, the address or, failing those, the name."""
        keys = {}
        for item in items:
            numbers = filter(None, map(phone_key, item.values.get("phone", ())))
            keys[item.row_id] = [("phone", number) for number in numbers]
            keys[item.row_id] += [("email", e) for e in item.values.get("email", ())]
        known = self._candidates([key for found in keys.values() for key in found])
        named = self._named_by_files(items) | self._alone_of_name(items)
        for item in items:
            found = {p for key in keys[item.row_id] for p in known.get(key, ())}
            if len(found) == 1:
                item.match = found.pop()
            elif not keys[item.row_id]:
                names = (item.values.get("name"), item.values.get("company_name"))
                item.match = next(
                    (named[fold(n)] for n in names if n and fold(n) in named), None
                )

    def _named_by_files(self, items):
        """Return {folded name: company} of companies that other rows only named."""
        named = [i for i in items if i.values.get("company_name")]
        codes = {self._company_code(i, i.values["company_name"]): i for i in named}
        return {
            fold(codes[code].values["company_name"]): rid
            for code, (model, rid) in self._find_codes(codes).items()
            if model == "res.partner"
        }

    def _alone_of_name(self, items):
        """Return {folded name: contact} of names that one contact has."""
        names = {fold(i.values.get(f)) for i in items for f in ("name", "company_name")}
        rows = self.env.execute_query(
            SQL(
                "SELECT k.key, min(k.partner_id) FROM crm_duplicate_key k"
                " JOIN res_partner p ON p.id = k.partner_id AND p.active IS TRUE"
                " AND (p.company_id IS NULL OR p.company_id = %s)"
                " WHERE k.kind = 'name' AND k.key = ANY(%s)"
                " GROUP BY k.key HAVING count(*) = 1",
                self.company_id.id,
                list(names - {""}),
            )
        )
        found = dict(rows)
        for key, match in self._imported_by_name(names - {""}).items():
            # what this import created has no keys yet
            found.setdefault(key, match)
        return found

    def _imported_by_name(self, names):
        rows = self.env.execute_query(
            SQL(
                "SELECT k.key, min(r.res_id) FROM crm_customer_import_key k"
                " JOIN crm_customer_import_row r ON r.id = k.row_id AND r.state = 'done'"
                " AND r.res_model = 'res.partner' WHERE k.import_id = %s"
                " AND k.kind = 'name' AND k.key = ANY(%s)"
                " GROUP BY k.key HAVING count(*) = 1",
                self.id,
                list(names),
            )
        )
        return dict(rows)

    # ------------------------------------------------------------
    # Logging
    # ------------------------------------------------------------

    def _log_items(self, items, codes):
        """Log rows, in one statement; what is logged already stays as it is.

        History is no event: no reaction of the system follows.

        :return: list of (item, model, id, whether it is new)
        """
        self._find_whom(items, codes)
        allowed = self._touchable({i.match for i in items if i.match})
        leads = self.env["crm.lead"].browse({i.record[1] for i in items if i.record})
        readable = set(leads._filtered_access("read").ids)
        for item in items:
            is_hidden = item.record and item.record[1] not in readable
            if is_hidden or (item.match and item.match not in allowed):
                raise self._refusal(item, "owned")
        owners = self._owner_map({i.values.get("owner") for i in items} - {None})
        outcomes = self._outcome_map({i.values.get("outcome") for i in items} - {None})
        shown = self._shown_names({pid for item in items for pid in item.also})
        rows = [self._interaction_row(item, owners, outcomes, shown) for item in items]
        created = dict(self._insert_interactions(rows))
        known = self._interaction_ids([row[0] for row in rows])
        return [
            (item, "crm.interaction", known[row[0]], row[0] in created)
            for item, row in zip(items, rows, strict=True)
        ]

    def _interaction_row(self, item, owners, outcomes, shown):
        """Return the columns of one interaction."""
        values = item.values
        addresses = [*values.get("phone", ()), *values.get("email", ())]
        contact = None
        if not item.match:
            contact = self.env["crm.interaction"]._normalize_contact(
                (addresses or [None])[0] or ""
            )
        if not (item.match or item.record or contact):
            raise self._refusal(item, "who_unknown", value=_said(item))
        actor = owners.get(values.get("owner")) or self.default_user_id.id or None
        outcome = outcomes.get(values.get("outcome")) or None
        return (
            UID_PREFIX + item.name,
            item.match,
            contact or None,
            item.record[1] if item.record else None,
            self.env["crm.interaction.type"]._id_of(values["kind"]),
            values["direction"],
            "customer" if values["direction"] == "in" else "staff",
            fields.Datetime.to_string(values["at"]),
            values.get("seconds") or 0,
            actor,
            (values.get("subject") or "")[:240] or None,
            self._interaction_note(item, owners, outcome, shown) or None,
            outcome,
        )

    def _insert_interactions(self, rows):
        columns = [list(column) for column in zip(*rows, strict=True)]
        now = fields.Datetime.now()
        inserted = self.env.execute_query(
            SQL(
                "INSERT INTO crm_interaction (external_uid, partner_id,"
                " commercial_partner_id, contact_value, lead_id, type_id, direction,"
                " actor_type, occurred_at, duration, user_id, subject, note, outcome_id,"
                " state, company_id, create_uid, create_date, write_uid, write_date)"
                " SELECT r.uid, COALESCE(r.partner, l.partner_id),"
                " COALESCE(p.commercial_partner_id, p.id), CASE WHEN p.id IS NULL THEN"
                " r.contact END, r.lead, r.type, r.direction, r.actor, r.at, r.seconds,"
                " r.by, r.subject, r.note, r.outcome, 'done', %(company)s, %(uid)s, %(now)s,"
                " %(uid)s, %(now)s FROM unnest(%(uids)s::text[], %(partners)s::int[],"
                " %(contacts)s::text[], %(leads)s::int[], %(types)s::int[],"
                " %(ways)s::text[], %(actors)s::text[], %(ats)s::timestamp[],"
                " %(durations)s::int[], %(users)s::int[], %(subjects)s::text[],"
                " %(notes)s::text[], %(outcomes)s::int[]) AS r(uid, partner, contact,"
                " lead, type, direction, actor, at, seconds, by, subject, note, outcome)"
                " LEFT JOIN crm_lead l ON l.id = r.lead"
                " LEFT JOIN res_partner p ON p.id = COALESCE(r.partner, l.partner_id)"
                " ON CONFLICT DO NOTHING RETURNING external_uid, id",
                company=self.company_id.id,
                uid=self.env.uid,
                now=now,
                **dict(zip(COLUMNS, columns, strict=True)),
            )  # fmt: skip
        )
        ids = [iid for _uid, iid in inserted]
        if ids:
            self.env["crm.interaction"].invalidate_model()
            # sudo: statistics are counted for whoever logs
            self.env["crm.partner.stat"].sudo()._enqueue(
                SQL(
                    "SELECT DISTINCT commercial_partner_id AS partner_id, company_id"
                    " FROM crm_interaction WHERE id = ANY(%s)"
                    " AND commercial_partner_id IS NOT NULL",
                    ids,
                )
            )
        return inserted

    def _interaction_ids(self, uids):
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT external_uid, id FROM crm_interaction"
                    " WHERE external_uid = ANY(%s)",
                    uids,
                )
            )
        )


def _said(item):
    """Return what a row says about with whom it was."""
    values = item.values
    refs = [name.split(".", 1)[1] for name in item.refs.values()]
    said = [*refs, values.get("name"), values.get("company_name")]
    return ", ".join(filter(None, said))[:120]
