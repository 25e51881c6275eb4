# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import json
from hashlib import sha256

from odoo import SUPERUSER_ID, Command, api, models

#: What happens by itself when somebody looks at a record, or works on it.
BY_ITSELF = frozenset(
    {
        "crm.access.log",
        "crm.duplicate.key",
        "crm.duplicate.pair",
        "crm.export.log",
        "crm.partner.change",
        "crm.partner.handle",
        "crm.partner.stat",
        "crm.partner.stat.queue",
        "crm.sample.record",
        "mail.followers",
        "mail.notification",
    }
)
IN_FIELD = ("res_field", "!=", False)
#: What is hung on a record by its model and id.
HUNG_ON = (
    ("mail.message", "model"),
    ("mail.activity", "res_model"),
    # the files of fields, too, which are left out where nobody asks for them
    ("ir.attachment", "res_model", "|", IN_FIELD, ("res_field", "=", False)),
)
#: Nobody but the system wrote it.
BY_PEOPLE = ("not in", [False, SUPERUSER_ID])
#: How fields are marked that the system sets, in what is kept of a record.
SET = "~"
#: The digest of an empty value: so it was where a field is newer than the story.
NOTHING = sha256(b"None").hexdigest()[:12]


class CrmSampleRecord(models.Model):
    """How a record of the story looked when it was told."""

    _inherit = "crm.sample.record"

    def _remember(self):
        """Take the fingerprints of the records as they are now."""
        self.env.flush_all()
        self.env.invalidate_all()  # as they are read from the table later
        for mark in self:
            record = self.env[mark.res_model].browse(mark.res_id)
            mark.fingerprint = json.dumps(self._prints(record))

    def _is_changed(self, record):
        """Tell whether a person changed a record, also where the system wrote it since.

        Who wrote it last says little: the system writes what a person wrote before, and
        core writes nothing at all to the people of a company that is changed. So what
        people type in tells it; what the system sets counts where a person wrote last.
        """
        self.ensure_one()
        now, old = self._prints(record), self._known_prints()
        if record.write_uid.id == SUPERUSER_ID:
            # a field that is newer than the story is nobody's word
            now = {name: now[name] for name in now.keys() & old.keys()}
            now = {name: value for name, value in now.items() if name[0] != SET}
        return any(value != old.get(name, NOTHING) for name, value in now.items())

    def _known_prints(self):
        try:
            return dict(json.loads(self.fingerprint or "{}"))
        except ValueError:  # taken before there was one of each field
            return {}

    @api.model
    def _prints(self, record):
        """Return {field: digest} of what a record holds, and what is part of it."""
        sample = self.env["crm.sample"]
        values = {"/": sample._parts_of(record)}
        by_itself = sample._written_by_itself(record._name)
        for name, field in record._fields.items():
            if (
                field.store
                and not field.company_dependent
                and field.type not in ("one2many", "binary")
                and (not field.compute or not field.readonly)
                and name not in models.MAGIC_COLUMNS
            ):
                by_system = field.readonly or field.compute or name in by_itself
                key = f"{SET}{name}" if by_system else name
                values[key] = self._value(record, field)
        return {name: self._digest(value) for name, value in values.items()}

    @api.model
    def _value(self, record, field):
        """Return a value as it can be compared: of words, in every language."""
        if field.relational:
            return sorted(record[field.name].ids)
        if not field.translate:
            return record[field.name] or None
        codes = [None, *(code for code, _name in self.env["res.lang"].get_installed())]
        said = {record.with_context(lang=code)[field.name] or "" for code in codes}
        return sorted(map(str, said - {""})) or None

    @api.model
    def _digest(self, value):
        return sha256(repr(value or None).encode()).hexdigest()[:12]


class CrmSample(models.AbstractModel):
    """What of the story people changed, or work with: that stays."""

    _inherit = "crm.sample"

    @api.model
    def _reasons_to_stay(self, records, kept):
        """Return {id: reason} of the records that people work with.

        :param kept: {model: ids} of records of the story that stay already
        """
        reasons = {}
        if records._name in self._tags():
            reasons |= self._reasons_of_tags(records, kept)
        for model, ids in self._hung_on(records).items():
            for id_ in ids:
                reasons.setdefault(id_, self._used_in(model))
        for model, name in self._pointers(records._name):
            for id_ in self._pointed_at(model, name, records, kept):
                reasons.setdefault(id_, self._used_in(model))
        return reasons

    @api.model
    def _parts_of(self, record):
        """Return what else tells that a record was changed, in its order; to extend.

        Of records that are parts of it, and go with it.
        """
        return []

    @api.model
    def _written_by_itself(self, model):
        """Return the fields that people may write and the system does; to extend."""
        if model in self._tags():
            return {
                name
                for name, field in self.env[model]._fields.items()
                if field.type == "many2many"
            }
        if model == "res.partner":
            return {
                *("first_touch_at", "first_source_id", "first_medium_id"),
                *("first_campaign_id", "message_bounce", "signup_type", "meeting_ids"),
            }
        return set()

    @api.model
    def _reasons_of_changes(self, records, marks):
        """Return {id: reason} of the records that a person changed."""
        by_id = {mark.res_id: mark for mark in marks}
        return {
            one.id: self.env._("changed by %s", self._writer(one))
            for one in records
            if by_id[one.id]._is_changed(one)
        }

    @api.model
    def _writer(self, record):
        user = record.write_uid
        is_known = user and user.id != SUPERUSER_ID
        return user.name if is_known else self.env._("somebody")

    @api.model
    def _reasons_of_tags(self, tags, kept):
        """What stays is no sample any more; a tag that people gave to others stays."""
        model, field = self._tags()[tags._name]
        records = self.env[model].with_context(active_test=False)
        own = records.browse(kept[model]).exists()
        own.write({field: [Command.unlink(tag.id) for tag in tags]})
        used = records.search([(field, "in", tags.ids)])[field] & tags
        return {tag.id: self._used_in(model) for tag in used}

    @api.model
    def _used_in(self, model):
        name = self.env["ir.model"]._get(model).name
        return self.env._("used in: %s", name)

    @api.model
    def _hung_on(self, records):
        """Return {model: ids} of records on which people hung something."""
        return {
            model: {
                row[0]
                for row in self.env[model]
                .with_context(active_test=False)
                ._read_group(
                    [
                        (field, "=", records._name),
                        ("res_id", "in", records.ids),
                        ("create_uid", *BY_PEOPLE),
                        *also,
                    ],
                    ["res_id"],
                )
            }
            for model, field, *also in HUNG_ON
        }

    @api.model
    def _pointers(self, model):
        """Yield (model, field) of what can point at a model's records."""
        for name, other in self.env.registry.items():
            if (
                other._abstract
                or other._transient
                or not other._auto
                or not other._log_access
                or name in BY_ITSELF
                or name in self._tags()
            ):
                continue
            for field in other._fields.values():
                if (
                    field.type in ("many2one", "many2many")
                    and field.comodel_name == model
                    and field.store
                    and not (field.compute and field.readonly)
                    and not field.related
                    and not field.company_dependent
                    and field.name not in models.MAGIC_COLUMNS
                ):
                    yield name, field.name

    @api.model
    def _pointed_at(self, model, field, records, kept):
        """Return ids of records that rows of people point at, or ones that stay."""
        people = ["|", ("create_uid", *BY_PEOPLE), ("write_uid", *BY_PEOPLE)]
        domain = [(field, "in", records.ids)]
        if kept[model]:
            people = ["|", *people, ("id", "in", list(kept[model]))]
        groups = (
            self.env[model]
            .with_context(active_test=False)
            ._read_group([*domain, *people], [field])
        )
        return [row[0].id for row in groups]
