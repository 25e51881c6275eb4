# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import SQL, email_normalize, plaintext2html

from ..tools.fold import fold
from ..tools.intake.convert import digest
from ..tools.phone_key import phone_key
from .crm_customer_import_code import MODELS

#: Our fields beside those of a contact that are the same text.
SAME = {
    "name": "name", "street": "street", "street2": "street2", "city": "city",
    "zip": "zip", "website": "website", "vat": "vat", "ref": "ref", "job": "function",
    "gender": "gender", "is_company": "is_company",
}  # fmt: skip
#: What an empty cell clears, when that is asked for.
CLEARED = {
    **{name: field for name, field in SAME.items() if name not in ("name", "is_company")},
    "phone": "phone", "email": "email", "birthdate": "birthdate",
}  # fmt: skip
NUMBERS = " / "


class CrmCustomerImport(models.Model):
    """Rows that are contacts or companies."""

    _inherit = "crm.customer.import"

    def _store_contacts(self, items, codes):
        owners = self._owner_map({i.values.get("owner") for i in items} - {None})
        tags = self._tags({tag for i in items for tag in i.values.get("tags", ())})
        companies = self._named_companies(items, owners)
        self._check_touchable(items)
        for item in items:
            item.values["__vals"] = self._contact_values(item, owners, tags)
            self._set_parent(item, codes, companies)
        fresh = [item for item in items if not item.record]
        partners = self.env["res.partner"]._create_imported(
            [item.values["__vals"] for item in fresh]
        )
        done = [
            (item, "res.partner", partner.id, True)
            for item, partner in zip(fresh, partners, strict=True)
        ]
        known = [item for item in items if item.record]
        self._update_contacts(known)
        done += [(item, "res.partner", item.record[1], False) for item in known]
        self._store_other_emails(done)
        self._store_contact_codes(done)
        return done

    def _check_touchable(self, items):
        known = [item for item in items if item.record]
        allowed = self._touchable({item.record[1] for item in known})
        for item in known:
            if item.record[1] not in allowed:
                raise self._refusal(item, "owned")

    def _contact_values(self, item, owners, tags):
        """Return the values of a contact that a row names; nothing for empty cells."""
        row = item.values
        vals = {field: row[name] for name, field in SAME.items() if row.get(name)}
        if row.get("phone"):
            vals["phone"] = NUMBERS.join(row["phone"])
        if row.get("email"):
            vals["email"] = row["email"][0]
        if row.get("birthdate"):
            vals["birthdate"], vals["birthdate_year_unknown"] = row["birthdate"]
        if row.get("note"):
            vals["comment"] = plaintext2html(row["note"])
        if item.country_id:
            vals["country_id"] = item.country_id
        if item.state_id:
            state = self.env["res.country.state"].browse(item.state_id)
            vals.update(state_id=state.id, country_id=state.country_id.id)
        elif row.get("state") and not row.get("city"):
            vals["city"] = row["state"]
        owner = owners.get(row.get("owner")) or self.default_user_id.id
        if owner:
            vals["user_id"] = owner
        if row.get("tags"):
            vals["category_id"] = [(4, tags[t]) for t in row["tags"] if t in tags]
        return vals

    def _set_parent(self, item, codes, companies):
        """Put a contact below its company; one that comes later is waited for."""
        name = item.refs.get("parent_code")
        model, parent = codes.get(name, (None, None)) if name else (None, None)
        if model == "res.partner":
            item.values["__vals"]["parent_id"] = parent
        elif name:
            item.waits = name
        elif item.values.get("company_name"):
            company = companies.get(fold(item.values["company_name"]))
            if company:
                item.values["__vals"]["parent_id"] = company

    # ------------------------------------------------------------
    # Updates
    # ------------------------------------------------------------

    def _update_contacts(self, items):
        """Write what differs: all are read together, only others are written.

        Of several rows of one contact, each is compared with what the one before left.
        """
        first = {item.record: item for item in reversed(items)}
        now = [item for item in items if first[item.record] is item]
        partners = self.env["res.partner"].browse([item.record[1] for item in now])
        changes = [
            self._contact_changes(item, partner)
            for item, partner in zip(now, partners, strict=True)
        ]
        for item, partner, changed in zip(now, partners, changes, strict=True):
            if changed:
                self._update_contact(item, partner, changed)
        if len(now) < len(items):
            self._update_contacts([i for i in items if first[i.record] is not i])

    def _update_contact(self, item, partner, changed):
        """Write what differs; keep what was there, to undo it."""
        [before] = partner.read(list(changed), load=None)
        before.pop("id")
        item.values.setdefault("__before", {}).update(before)
        partner.write(changed)

    def _contact_changes(self, item, partner):
        """Return the values of a row that are others than those of its contact."""
        vals = dict(item.values.pop("__vals"))
        if self.clear_empty:
            for name, field in CLEARED.items():
                if name in self._mapped_names(item.file) and not item.values.get(name):
                    vals.setdefault(field, False)
        if partner.comment:
            vals.pop("comment", None)
        if vals.get("birthdate") == partner.birthdate:
            # most files cannot say that the year is unknown
            vals.pop("birthdate_year_unknown", None)
        if vals.get("parent_id") in (partner.id, partner.parent_id.id):
            vals.pop("parent_id")
        owner = self.env["res.users"].browse(vals.get("user_id"))
        if owner == partner.user_id or not item.values.get("owner"):
            vals.pop("user_id", None)
        return {f: v for f, v in vals.items() if self._differs(partner, f, v)}

    def _mapped_names(self, file):
        return set(file.column_ids.filtered("name").mapped("name"))

    def _differs(self, partner, field, value):
        """Return whether a value is another than that of the contact."""
        known = partner[field]
        if isinstance(value, str) and value == known:
            return False
        if field == "category_id":
            return bool({tag for _four, tag in value} - set(known.ids))
        if field == "phone" and value and known:
            new = {phone_key(n) or n for n in value.split(NUMBERS)}
            return bool(
                new - {phone.key or phone.number for phone in partner.phone_ids}
            )
        if field == "email" and value and known:
            others = partner.email_ids.mapped("email_normalized")
            return email_normalize(value) not in [partner.email_normalized, *others]
        if field == "website" and value:
            return partner._clean_website(value) != known
        if hasattr(known, "id"):
            return (known.id or False) != (value or False)
        return (known or False) != (value or False)

    # ------------------------------------------------------------
    # What belongs to contacts
    # ------------------------------------------------------------

    def _tags(self, names):
        """Return {name: tag id}; new ones are made when the user may."""
        known = self._tags_here(names)
        fresh = sorted(names - set(known))
        tags = self.env["res.partner.category"]
        if fresh and tags.has_access("create"):
            created = tags.create([{"name": name} for name in fresh])
            known.update({tag.name: tag.id for tag in created})
        return known

    def _tags_here(self, names):
        """Return {name: tag id} of those that are here, by their names or whole paths."""
        ends = {name.rsplit(" / ", 1)[-1] for name in names}
        tags = self.env["res.partner.category"].search([("name", "in", list(ends))])
        by_name = {tag.name: tag.id for tag in tags}
        by_name.update({tag.display_name: tag.id for tag in tags})
        return {name: by_name[name] for name in names if name in by_name}

    def _company_code(self, item, name):
        return self._code_name(item.file, "company_name", digest({"name": fold(name)}))

    def _named_companies(self, items, owners):
        """Return {folded name: company} of companies that rows only name.

        Those that are nowhere are made, for the salesperson of the first who names them.
        """
        wanted = {}
        for item in items:
            name = item.values.get("company_name")
            if (
                name
                and not item.refs.get("parent_code")
                and not item.values.get("is_company")
            ):
                wanted.setdefault(fold(name), (item, name))
        named = {
            self._company_code(item, name): key for key, (item, name) in wanted.items()
        }
        found = {
            named[code]: rid
            for code, (model, rid) in self._find_codes(named).items()
            if model == "res.partner"
        }
        found.update(self._companies_here(set(wanted) - set(found)))
        readable = (
            self.env["res.partner"].browse(found.values())._filtered_access("read")
        )
        found = {key: rid for key, rid in found.items() if rid in readable.ids}
        fresh = [pair for key, pair in wanted.items() if key not in found]
        companies = self.env["res.partner"].create(
            [
                {
                    "name": name,
                    "is_company": True,
                    "user_id": owners.get(item.values.get("owner"))
                    or self.default_user_id.id,
                }
                for item, name in fresh
            ]
        )
        for (item, name), company in zip(fresh, companies, strict=True):
            found[fold(name)] = company.id
            item.values["__before"] = {"__companies": [company.id]}
        self._store_codes(
            [
                (self._company_code(item, name), "res.partner", company.id)
                for (item, name), company in zip(fresh, companies, strict=True)
            ]
        )
        return found

    def _companies_here(self, names):
        """Return {folded name: company} of companies whose name nobody else has."""
        rows = self.env.execute_query(
            SQL(
                "SELECT k.key, min(p.id) FROM crm_duplicate_key k JOIN res_partner p"
                " ON p.id = k.partner_id AND p.active IS TRUE AND p.is_company IS TRUE"
                " AND (p.company_id IS NULL OR p.company_id = %s)"
                " WHERE k.kind = 'name' AND k.key = ANY(%s)"
                " GROUP BY k.key HAVING count(*) = 1",
                self.company_id.id,
                list(names),
            )
        )
        return dict(rows)

    def _store_other_emails(self, done):
        """Keep the second and further addresses of contacts, and how to undo it."""
        others = {
            rid: item
            for item, _model, rid, _new in done
            if len(item.values.get("email", ())) > 1
        }
        wanted = []
        for partner in self.env["res.partner"].browse(others):
            known = {
                partner.email_normalized,
                *partner.email_ids.mapped("email_normalized"),
            }
            wanted += [
                {"partner_id": partner.id, "email": email}
                for email in others[partner.id].values["email"][1:]
                if email not in known
            ]
        for address in self.env["crm.partner.email"].create(wanted):
            before = others[address.partner_id.id].values.setdefault("__before", {})
            before.setdefault("__emails", []).append(address.id)

    def _store_contact_codes(self, done):
        codes = [(item.name, model, rid) for item, model, rid, _new in done]
        companies = [
            (self._company_code(item, item.values["name"]), model, rid)
            for item, model, rid, is_new in done
            if is_new and item.values.get("is_company") and MODELS[item.target] == model
        ]
        self._store_codes(list({code[0]: code for code in codes + companies}.values()))
