# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from psycopg2 import IntegrityError

from odoo import SUPERUSER_ID, Command, api, fields, models
from odoo.exceptions import UserError

#: Nobody is told of what is loaded or removed, and nothing is logged of it.
SILENT = {
    "interaction_capture_disable": True,
    "mail_activity_automation_skip": True,
    "mail_auto_subscribe_no_notify": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notify_force_send": False,
    "tracking_disable": True,
}


class ResCompany(models.Model):
    _inherit = "res.company"

    crm_sample_loaded_at = fields.Datetime(string="Sample data loaded", readonly=True)


class CrmSampleRecord(models.Model):
    """One record that the sample data brought, by a name of its own.

    It is what tells a record of the story from one that a person made. Nothing else
    is ever deleted with the story.
    """

    _name = "crm.sample.record"
    _description = "Record of the Sample Data"
    _order = "id"
    _rec_name = "key"

    key = fields.Char(required=True, readonly=True)
    part = fields.Integer(
        required=True, readonly=True, help="What was made together goes together."
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", required=True, readonly=True
    )

    fingerprint = fields.Char(
        readonly=True, help="Of what the record held when the story was told."
    )

    _key_uniq = models.UniqueIndex(
        "(company_id, key)", "The sample data was loaded already."
    )


class CrmSample(models.AbstractModel):
    """A small story to look around in, that a manager loads and removes again.

    An addon tells its part in `_tell`, with `_add`; it is taken back from the last
    record to the first. What a person changed, or hung something of their own on,
    stays.
    """

    _name = "crm.sample"
    _description = "Sample Data"

    # ------------------------------------------------------------
    # For the page
    # ------------------------------------------------------------

    @api.model
    def fill(self):
        """Load the story into the current company; return False when it is there."""
        self.env["crm.setup"]._check_manager()
        teller = self._teller()
        if not teller._claim(True):
            return False
        teller._tell({})
        marks = teller.env["crm.sample.record"].search(
            [("company_id", "=", self.env.company.id)]
        )
        marks._remember()
        return True

    @api.model
    def remove(self):
        """Remove the story; return what stays: [name, reason, model, id] of each."""
        self.env["crm.setup"]._check_manager()
        teller = self._teller()
        if not teller._claim(False):
            return []
        kept = teller._take_back()
        self.env.invalidate_all()
        return kept

    @api.model
    def _summary(self):
        """Return since when the story is there, and how many records are of it."""
        company = self.env.company.sudo()
        if not company.crm_sample_loaded_at:
            return False
        # sudo: a count
        count = self.env["crm.sample.record"].sudo().search_count(
            [("company_id", "=", company.id)]
        )  # fmt: skip
        loaded_at = fields.Datetime.to_string(company.crm_sample_loaded_at)
        return {"count": count, "at": loaded_at}

    # ------------------------------------------------------------
    # Telling
    # ------------------------------------------------------------

    @api.model
    def _teller(self):
        """Return this model as the system: what a person changes later can be told.

        Nothing that a client says in the context comes along: a default for what the
        story leaves out would be written with the system's rights.
        """
        context = {
            **SILENT,
            "allowed_company_ids": self.env.company.ids,
            "lang": self.env.lang,
            "tz": self.env.user.tz,
            "sample_user_id": self.env.uid,
        }
        # not by keyword, which would keep what is to go
        system = self.with_user(SUPERUSER_ID)
        return system.with_context(context)  # pylint: disable=context-overridden

    @api.model
    def _claim(self, is_loading):
        """Tell whether there is something to do, of two who press at once to one.

        Written before anything else: the second one waits for the first, fails to
        serialize, is repeated and finds it done.
        """
        company = self.env.company
        if bool(company.crm_sample_loaded_at) == is_loading:
            return False
        company.crm_sample_loaded_at = is_loading and fields.Datetime.now()
        company.flush_recordset(["crm_sample_loaded_at"])
        return True

    @api.model
    def _tell(self, story):
        """Make the records of this addon, to extend.

        :param story: what the addons below made, {key: record}
        """

    @api.model
    def _add(self, story, model, **rows):
        """Make records and remember that they are of the story."""
        records = self.env[model].create(list(rows.values()))
        self._mark(rows, records)
        story.update(zip(rows, records, strict=True))
        return records

    @api.model
    def _mark(self, keys, records):
        """Remember records as a part of their own: it goes before the parts it needs."""
        marks, company = self.env["crm.sample.record"], self.env.company
        last = marks.search(
            [("company_id", "=", company.id)], order="part DESC", limit=1
        )
        marks.create(
            [
                {
                    "key": key,
                    "part": last.part + 1,
                    "company_id": company.id,
                    "res_model": record._name,
                    "res_id": record.id,
                }
                for key, record in zip(keys, records, strict=True)
            ]
        )

    @api.model
    def _tag(self, story):
        """Return the values that mark a record of a model with tags as sample data."""
        values = {}
        for tags, (model, field) in self._tags().items():
            name = self.env._("Sample data")
            tag = self.env[tags].search([("name", "=", name)], limit=1)
            if not tag:
                tag = self._add(story, tags, **{f"tag_{tags}": {"name": name}})
            values[model] = {field: [Command.set(tag.ids)]}
        return values

    @api.model
    def _tags(self):
        """Return {model of tags: (model that has them, field)}, to extend."""
        return {"res.partner.category": ("res.partner", "category_id")}

    @api.model
    def _person(self):
        """Return who loads the story: the customers are theirs."""
        return self.env["res.users"].browse(self.env.context["sample_user_id"])

    # ------------------------------------------------------------
    # Taking back
    # ------------------------------------------------------------

    @api.model
    def _take_back(self):
        marks = self.env["crm.sample.record"].search(
            [("company_id", "=", self.env.company.id)], order="part DESC, id DESC"
        )
        kept, told = defaultdict(set), []
        for part in marks.grouped("part").values():
            records = self._still_there(part)
            reasons = {}
            if records:
                reasons = self._reasons_of_changes(records, part)
                reasons = self._reasons_to_stay(records, kept) | reasons
            for record in records:
                reason = reasons.get(record.id) or self._delete(record)
                if reason:
                    kept[record._name].add(record.id)
                    told.append([record.display_name, reason, record._name, record.id])
        marks.unlink()
        return told

    @api.model
    def _still_there(self, marks):
        """Return the records of a part that are the ones which were marked.

        A table that went with its addon, and came again with it, counts from one anew: an
        id in it may be a real record's. The story's are as old as their marks, to the
        microsecond, as all of it is one transaction.
        """
        model = marks[0].res_model
        if model not in self.env:  # its addon is gone, and its table
            return self.browse()
        made = {mark.res_id: mark.create_date for mark in marks}
        records = self.env[model].with_context(active_test=False).browse(made).exists()
        return records.filtered(lambda one: one.create_date == made[one.id])

    @api.model
    def _delete(self, record):
        """Delete a record; return why it could not be."""
        if not record.exists():  # it went with another one
            return None
        reason = self.env._("sample data is removed")
        record = record.with_context(interaction_delete_reason=reason)
        try:
            with self.env.cr.savepoint():
                record.unlink()
                self.env.flush_all()
        except (UserError, IntegrityError) as error:  # refused, or a foreign key
            self.env.invalidate_all()
            return str(error).splitlines()[0]
        return None
