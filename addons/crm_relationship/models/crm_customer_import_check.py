# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
from dataclasses import dataclass, field

from odoo import models
from odoo.tools import SQL

from ..tools.intake import profiles
from ..tools.intake.convert import REFERENCES, convert, digest
from .crm_customer_import_code import MODELS

CHECK_CHUNK = 1_000
CONTACTS = ("company", "partner")


@dataclass
class Item:
    """A row while it is checked or imported."""

    row_id: int
    file: object
    line: int
    target: str
    values: dict
    issues: list
    name: str = ""
    refs: dict = field(default_factory=dict)
    verdict: str = ""
    match: int | None = None
    score: int | None = None
    keys: list = field(default_factory=list)
    country_id: int | None = None
    state_id: int | None = None
    record: tuple | None = None
    waits: str | None = None
    also: list = field(default_factory=list)
    is_waiting: bool = True

    def refuse(self, verdict, code, header="", **values):
        self.verdict = verdict
        self.issues.append({"header": header, "code": code, "values": values})

    def warn(self, code, **values):
        self.issues.append({"header": "", "code": code, "values": values})


class CrmCustomerImport(models.Model):
    """The dry run: a verdict for each row."""

    _inherit = "crm.customer.import"

    def _check_rows(self):
        yield from self._prepare_keys()
        plans = {file.id: self._plan_of(file) for file in self.file_ids}
        while rows := self._rows_to_check():
            items = [self._item(plans, *row) for row in rows]
            self._judge(items)
            self._store_verdicts(items)
            yield
        self._to_state("checked")
        yield

    def _rows_to_check(self):
        return self.env.execute_query(self._to_check_sql())

    def _to_check_sql(self):
        """Return the query that `_check_idx` of the rows answers."""
        return SQL(
            "SELECT id, file_id, line, cells, issues FROM crm_customer_import_row"
            " WHERE import_id = %s AND verdict IS NULL AND state = 'pending'"
            " ORDER BY rank, id LIMIT %s",
            self.id,
            CHECK_CHUNK,
        )

    def _item(self, plans, row_id, file_id, line, cells, issues):
        """Return a row with its values, and an error where it has one."""
        file = self.env["crm.customer.import.file"].browse(file_id)
        plan = plans[file_id]
        found = convert(cells, plan)
        item = Item(row_id, file, line, plan.target, found.fields, [])
        if issues:
            item.issues, item.verdict = list(issues), "error"
            return item
        item.issues = [
            {"header": i.header, "code": i.code, "values": _plain(i.values)}
            for i in found.issues
        ]
        if found.has_error:
            item.verdict = "error"
        elif found.is_deleted:
            item.refuse("skipped", "deleted")
        elif found.is_converted:
            item.refuse("skipped", "converted")
        self._give_name(item)
        return item

    def _give_name(self, item):
        """Give a row the external id by which it and what it points to are known."""
        profile = profiles.profiles().get(item.file.profile)
        kinds = profile.kinds if profile else {}
        code = item.values.pop("code", "")
        if code:
            item.name = self._code_name(item.file, self._kind_of(item, profile), code)
        else:
            said = digest(item.values)
            item.name = self._code_name(item.file, f"{item.target}_row", said)
        for reference in REFERENCES:
            code = item.values.pop(reference, "")
            if code:
                kind = kinds.get(reference, "")
                item.refs[reference] = self._code_name(item.file, kind, code)

    def _kind_of(self, item, profile):
        """Return what keeps ids apart where a list's own numbers are used."""
        is_list = not profile or profile.system == "sheet"
        if is_list and item.target not in CONTACTS:
            return item.target
        return profile.kind if profile else ""

    # ------------------------------------------------------------
    # Verdicts
    # ------------------------------------------------------------

    def _judge(self, items):
        """Say what would happen to each row."""
        self._judge_users([i for i in items if not i.verdict and i.target == "user"])
        self._owner_map({item.values.get("owner") for item in items} - {None})
        todo = [item for item in items if not item.verdict]
        names = {item.name for item in todo}
        names |= {name for item in todo for name in item.refs.values()}
        codes = self._find_codes(names)
        seen = self._seen_codes(names)
        self._refuse_doubles(todo, seen)
        todo = [item for item in todo if not item.verdict]
        self._place(todo)
        self._judge_known(todo, codes)
        contacts = [i for i in todo if not i.verdict and i.target in CONTACTS]
        self._judge_contacts(contacts)
        self._judge_leads([i for i in todo if not i.verdict and i.target == "lead"])
        self._judge_interactions(
            [i for i in todo if not i.verdict and i.target == "interaction"],
            codes,
            seen,
        )
        for item in todo:
            item.verdict = item.verdict or "new"
            parent = item.refs.get("parent_code")
            if item.target in CONTACTS and parent:
                if parent not in codes and parent not in seen and parent not in names:
                    item.warn("parent_unknown", value=parent.split(".", 1)[1])

    def _seen_codes(self, names):
        """Return {external id: (row, line, file)} of rows checked before."""
        rows = self.env.execute_query(
            SQL(
                "SELECT r.code, r.id, r.line, f.name FROM crm_customer_import_row r"
                " JOIN crm_customer_import_file f ON f.id = r.file_id"
                " WHERE r.import_id = %s AND r.code = ANY(%s)"
                " AND r.verdict IN ('new', 'update', 'existing')",
                self.id,
                list(names),
            )
        )
        return {code: (rid, line, file) for code, rid, line, file in rows}

    def _refuse_doubles(self, items, seen):
        for item in items:
            first = seen.get(item.name)
            if first and first[0] != item.row_id:
                item.refuse("double", "double", line=first[1], file=first[2])
            else:
                seen[item.name] = (item.row_id, item.line, item.file.name)

    def _judge_known(self, items, codes):
        """Rows whose id is known update its record, if the user may."""
        known = [i for i in items if i.name in codes and i.target != "interaction"]
        partners = {
            codes[i.name][1] for i in known if codes[i.name][0] == "res.partner"
        }
        leads = {codes[i.name][1] for i in known if codes[i.name][0] == "crm.lead"}
        allowed = {("res.partner", pid) for pid in self._touchable(partners)}
        mine = self.env["crm.lead"].with_context(active_test=False).browse(leads)
        allowed |= {("crm.lead", rid) for rid in mine._filtered_access("write").ids}
        for item in known:
            record = codes[item.name]
            if record[0] != MODELS[item.target]:
                item.refuse("error", "unexpected", detail=record[0])
            elif record not in allowed:
                item.refuse("owned", "owned")
            else:
                item.verdict, item.record = "update", record
                item.match = record[1]

    def _judge_contacts(self, items):
        """Compare new contacts with those that are here, and with earlier rows."""
        for item in items:
            item.keys = self._keys_of_values(item.values, item.state_id)
        found = self._match_contacts(items)
        allowed = self._touchable({match for match, _points in found.values()})
        for item in items:
            if item.row_id not in found:
                continue
            match, points = found[item.row_id]
            if match in allowed:
                item.refuse("existing", "existing")
                item.match, item.score = match, points
            else:
                item.refuse("owned", "owned")
        self._judge_rows([item for item in items if not item.verdict])

    def _judge_rows(self, items):
        """Find rows that are the same as an earlier one of the files."""
        self._store_keys(items)
        doubles = self._match_rows(items)
        lines = {item.row_id: (item.line, item.file.name) for item in items}
        lines |= self._lines_of({r for r, _p in doubles.values()} - set(lines))
        for item in items:
            other = doubles.get(item.row_id)
            if other and other[0] < item.row_id and other[0] in lines:
                line, file = lines[other[0]]
                item.refuse("double", "double", line=line, file=file)
                item.score = other[1]

    def _lines_of(self, row_ids):
        rows = self.env["crm.customer.import.row"].browse(row_ids)
        return {row.id: (row.line, row.file_id.name) for row in rows}

    def _place(self, items):
        """Find countries and provinces; say which are unknown."""
        countries = self._countries(i.values.get("country") for i in items)
        for item in items:
            text = item.values.get("country")
            item.country_id = countries.get(text) if text else None
            if text and not item.country_id:
                item.warn("country_unknown", value=text)
        wanted = [i for i in items if i.values.get("state")]
        states = self._provinces({(i.values["state"], i.country_id) for i in wanted})
        for item in wanted:
            item.state_id = states[item.values["state"], item.country_id] or None
            if not item.state_id:
                item.warn("province_unknown", value=item.values["state"])

    # ------------------------------------------------------------
    # Storing
    # ------------------------------------------------------------

    def _store_verdicts(self, items):
        columns = zip(
            *(
                (
                    item.row_id,
                    item.verdict,
                    json.dumps(item.issues, ensure_ascii=False)
                    if item.issues
                    else None,
                    item.name or None,
                    item.match,
                    item.score,
                )
                for item in items
            ),
            strict=True,
        )
        self.env.cr.execute(
            SQL(
                "UPDATE crm_customer_import_row r SET verdict = v.verdict,"
                " issues = v.issues::jsonb, code = v.code, match_id = v.match,"
                " score = v.score FROM unnest(%s::int[], %s::text[], %s::text[],"
                " %s::text[], %s::int[], %s::int[])"
                " AS v(id, verdict, issues, code, match, score) WHERE r.id = v.id",
                *map(list, columns),
            )
        )
        self.env["crm.customer.import.row"].invalidate_model()


class CrmCustomerImportRow(models.Model):
    _inherit = "crm.customer.import.row"

    def _set_ranks(self, batch):
        """Order the rows of an import: what others point to comes first."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE crm_customer_import_row r SET rank = f.sequence"
                " FROM crm_customer_import_file f WHERE f.id = r.file_id"
                " AND r.import_id = %s AND r.rank <> f.sequence",
                batch.id,
            )
        )
        self.invalidate_model()


def _plain(values):
    """Return values as they are kept in JSON, and never very long."""
    return {name: str(value)[:120] for name, value in values.items()}
