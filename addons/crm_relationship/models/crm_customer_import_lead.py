# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.tools import plaintext2html

from ..tools.fold import fold

SAME = {
    "title": "name", "name": "contact_name", "company_name": "partner_name",
    "street": "street", "street2": "street2", "city": "city", "zip": "zip",
    "website": "website", "job": "function", "amount": "expected_revenue",
    "close_date": "date_deadline",
}  # fmt: skip


class CrmCustomerImport(models.Model):
    """Rows that are leads or opportunities."""

    _inherit = "crm.customer.import"

    def _store_leads(self, items, codes):
        self._check_known_leads(items)
        owners = self._owner_map({i.values.get("owner") for i in items} - {None})
        stages = self._stages()
        sources = self._sources({i.values.get("source") for i in items} - {None})
        leads = self.env["crm.lead"].with_context(active_test=False)
        readable = self._touchable(
            {
                rid
                for item in items
                for model, rid in map(
                    codes.get, item.refs.values(), ((None, None),) * 9
                )
                if model == "res.partner"
            }
        )
        for item in items:
            item.values["__vals"] = vals = self._lead_values(item, owners, stages)
            self._set_customer(item, vals, codes, readable)
            if item.values.get("source"):
                vals["source_id"] = sources[item.values["source"]]
        fresh = [item for item in items if not item.record]
        created = leads.create([item.values["__vals"] for item in fresh])
        done = [
            (item, "crm.lead", lead.id, True)
            for item, lead in zip(fresh, created, strict=True)
        ]
        for item in items:
            if item.record:
                self._update_lead(item, leads.browse(item.record[1]))
                done.append((item, "crm.lead", item.record[1], False))
        self._close(done, stages)
        self._store_codes([(item.name, model, rid) for item, model, rid, _new in done])
        return done

    def _check_known_leads(self, items):
        """Refuse a lead that is another's by now, however it was found."""
        known = [item for item in items if item.record]
        leads = self.env["crm.lead"].browse({item.record[1] for item in known})
        allowed = set(leads._filtered_access("write").ids)
        for item in known:
            if item.record[1] not in allowed:
                raise self._refusal(item, "owned")

    def _lead_values(self, item, owners, stages):
        row = item.values
        vals = {field: row[name] for name, field in SAME.items() if row.get(name)}
        vals["type"] = item.target
        if row.get("phone"):
            vals["phone"] = row["phone"][0]
        if row.get("email"):
            vals["email_from"] = row["email"][0]
        if row.get("note"):
            vals["description"] = plaintext2html(row["note"])
        if item.country_id:
            vals["country_id"] = item.country_id
        if item.state_id:
            vals["state_id"] = item.state_id
        vals["user_id"] = (
            owners.get(row.get("owner")) or self.default_user_id.id or self.env.uid
        )
        if row.get("probability") is not None and not row.get("is_closed"):
            vals["probability"] = row["probability"]
        stage = fold(row.get("stage"))
        if stage and item.target == "opportunity":
            if stage in stages:
                vals["stage_id"] = stages[stage].id
            else:
                item.warn("stage_unknown", value=row["stage"])
        vals["company_id"] = self.company_id.id
        return vals

    def _set_customer(self, item, vals, codes, readable):
        """Give a lead its customer, if that is here and the user's."""
        for reference in ("contact_code", "parent_code"):
            model, rid = codes.get(item.refs.get(reference), (None, None))
            if model == "res.partner":
                if rid not in readable:
                    raise self._refusal(item, "owned")
                vals["partner_id"] = rid
                # what a lead says of its contact must not change the contact
                for field in ("phone", "email_from", "contact_name", "partner_name"):
                    vals.pop(field, None)
                return

    def _stages(self):
        stages = self.env["crm.stage"].search([("name", "!=", False)])
        found = {}
        for lang in {"en_US", self.user_id.lang or "en_US"}:
            for stage in stages.with_context(lang=lang):
                found.setdefault(fold(stage.name), stage)
        return found

    def _sources(self, names):
        """Return {name: source}; new ones are made."""
        # sudo: a name in a list, which leads of the website make too
        sources = self.env["utm.source"].sudo()
        known = {s.name: s.id for s in sources.search([("name", "in", list(names))])}
        fresh = sorted(names - set(known))
        created = sources.create([{"name": name} for name in fresh])
        return known | {
            name: source.id for name, source in zip(fresh, created, strict=True)
        }

    def _update_lead(self, item, lead):
        changed = self._lead_changes(item, lead)
        if changed:
            [before] = lead.read(list(changed), load=None)
            before.pop("id")
            item.values["__before"] = before
            lead.write(changed)

    def _lead_changes(self, item, lead):
        """Return the values of a row that are others than those of its lead."""
        vals = item.values["__vals"]
        vals.pop("type")
        if not item.values.get("owner"):
            vals.pop("user_id", None)
        if lead.description:
            vals.pop("description", None)
        if self._is_closed(item):
            vals.pop("stage_id", None)
            vals.pop("probability", None)
        return {f: v for f, v in vals.items() if self._lead_differs(lead, f, v)}

    def _lead_differs(self, lead, field, value):
        known = lead[field]
        if field == "probability":
            return abs(known - value) > 0.01 and not lead.is_automated_probability
        if field == "website" and value:
            return self.env["res.partner"]._clean_website(value) != known
        if hasattr(known, "id"):
            return (known.id or False) != (value or False)
        return (known or False) != (value or False)

    def _is_closed(self, item):
        return item.values.get("is_won") or item.values.get("is_closed")

    def _close(self, done, stages):
        """Mark what was won or lost."""
        leads = self.env["crm.lead"].with_context(active_test=False)
        won, lost = leads, leads
        for item, _model, rid, _new in done:
            lead = leads.browse(rid)
            stage = stages.get(fold(item.values.get("stage")))
            if item.values.get("is_won") or (stage and stage.is_won):
                won += lead.filtered(lambda x: x.won_status != "won")
            elif item.values.get("is_closed"):
                lost += lead.filtered(lambda x: x.won_status != "lost")
        if won:
            won.action_set_won()
        if lost:
            lost.action_set_lost()
