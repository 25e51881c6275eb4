# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models
from odoo.fields import Command, Domain
from odoo.tools import SQL
from odoo.tools.mail import email_normalize

from ..tools.step_config import SAFE_FIELDS
from ..tools.step_outcome import SKIPPED, Outcome

#: Types of the fields that a company made itself and a journey may write.
PLAIN = frozenset(
    {"boolean", "char", "date", "datetime", "float", "integer", "selection", "text"}
)
TAGS = {"res.partner": "category_id", "crm.lead": "tag_ids"}


class CrmJourneyStepRunner(models.AbstractModel):
    """Steps that change the record itself: a field, its tags, its mailing lists."""

    _inherit = "crm.journey.step.runner"

    def _records(self, traces):
        """Return {trace id: record} of the participants, and all records as one set."""
        rows = traces._rows()
        model = self.env[rows[0].res_model]
        # one set, so that what is read of them is read once
        records = model.browse(row.res_id for row in rows)
        return dict(zip((row.id for row in rows), records, strict=True)), records

    def _run_field(self, step, traces, now):
        _by_trace, records = self._records(traces)
        name, value = step.config["field"], step.config["value"]
        self._check_field(records, name)
        field = records._fields[name]
        if field.type in ("date", "datetime") and value == "now":
            value = now if field.type == "datetime" else now.date()
        # those that have it already are not written again
        other = records.filtered(lambda r: field.convert_to_write(r[name], r) != value)
        other.write({name: value})
        return dict.fromkeys(traces.ids, Outcome())

    def _check_field(self, records, name):
        """Refuse a field that journeys may not write."""
        field = records._fields.get(name)
        if not field or not self._is_safe(records._name, field):
            raise ValueError(f"{records._name}.{name}")

    def _is_safe(self, model, field):
        if field.name in SAFE_FIELDS.get(model, ()):
            return True
        own = field.manual and field.store and not field.compute
        return own and field.type in PLAIN and not field.groups

    def _run_tag(self, step, traces, now):
        _by_trace, records = self._records(traces)
        make = Command.link if step.config["action"] == "add" else Command.unlink
        commands = [make(tag_id) for tag_id in step.config["tag_ids"]]
        records.write({TAGS[records._name]: commands})
        return dict.fromkeys(traces.ids, Outcome())

    # ------------------------------------------------------------
    # Mailing lists
    # ------------------------------------------------------------

    def _run_list(self, step, traces, now):
        """Put people on lists or take them off; who opted out of one stays so."""
        by_trace, records = self._records(traces)
        emails = {
            record.id: email_normalize(record[records._primary_email])
            for record in records
        }
        contacts = self._list_contacts(records, emails, step.config["action"] == "add")
        change = getattr(self, f"_list_{step.config['action']}")
        change(list(contacts.values()), step.config["list_ids"], now)
        return {
            trace_id: Outcome()
            if emails[record.id]
            else Outcome(SKIPPED, reason="no_address")
            for trace_id, record in by_trace.items()
        }

    def _list_contacts(self, records, emails, is_add):
        """Return {address: id of the contact of mailing lists}."""
        wanted = set(filter(None, emails.values()))
        model = self.env["mailing.contact"]
        found = model.search_fetch(
            Domain("email_normalized", "in", list(wanted)),
            ["email_normalized"],
            order="id desc",
        )
        known = {contact.email_normalized: contact.id for contact in found}
        new = {}
        for record in records if is_add else ():
            email = emails[record.id]
            if email and email not in known:
                name = record.display_name
                new.setdefault(email, {"email": email, "name": name})
        made = model.create(list(new.values()))
        return {**known, **dict(zip(new, made.ids, strict=True))}

    def _list_add(self, contact_ids, list_ids, now):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "INSERT INTO mailing_subscription (contact_id, list_id, opt_out,"
                " create_uid, create_date, write_uid, write_date)"
                " SELECT c.id, l.id, FALSE, %(uid)s, %(now)s, %(uid)s, %(now)s"
                " FROM unnest(%(contacts)s::int[]) AS c(id)"
                " CROSS JOIN (SELECT id FROM mailing_list WHERE id = ANY(%(lists)s)) l"
                " ON CONFLICT DO NOTHING",
                contacts=contact_ids,
                lists=list(list_ids),
                now=now,
                uid=self.env.uid,
            )
        )
        self.env["mailing.subscription"].invalidate_model()
        self.env["mailing.contact"].invalidate_model()

    def _list_remove(self, contact_ids, list_ids, now):
        self.env["mailing.subscription"].search(
            Domain("contact_id", "in", contact_ids)
            & Domain("list_id", "in", list(list_ids))
            & Domain("opt_out", "=", False)
        ).unlink()
