# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import io

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from odoo.addons.crm_relationship.tools.workbook import write_workbook

from ..tools.mailchimp_file import LEFT, UnknownFile, campaign_of, instant, parse
from ..tools.table_file import TableError, read_table

PREFIX = "mailchimp:"


class CrmMailingImport(models.Model):
    """A file of another mailing tool: its people, campaigns, clicks and those who left.

    Members become contacts of a mailing list, those who left stay opted out; clicks
    become touches of the customer with the member's address. A file that comes twice
    changes nothing. Members first: the other files know people by their numbers only.
    """

    _name = "crm.mailing.import"
    _description = "Mailing History Import"
    _order = "id desc"
    _rec_name = "filename"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    content = fields.Binary(string="File", required=True, attachment=True)
    filename = fields.Char(string="File name")
    kind = fields.Selection(
        [
            ("members", "Members"),
            ("campaigns", "Campaigns"),
            ("activity", "Activity"),
            ("unsubscribes", "Opt-outs"),
        ],
        string="What is in it",
        readonly=True,
    )
    state = fields.Selection(
        [("draft", "New"), ("done", "Imported")],
        required=True,
        default="draft",
        readonly=True,
    )
    row_count = fields.Integer(string="Rows", readonly=True)
    new_count = fields.Integer(string="New", readonly=True)
    same_count = fields.Integer(string="Nothing to do", readonly=True)
    rejected_count = fields.Integer(string="Rejected", readonly=True)
    rejected = fields.Binary(string="Rejected rows", readonly=True, attachment=True)
    rejected_name = fields.Char(readonly=True)

    def action_import(self):
        """Import the rows that can be read."""
        for run in self:
            if run.state == "done":
                raise UserError(
                    self.env._("This file was imported. Make a new import for another.")
                )
            found = run._parse()
            refused = [
                (row.line, row.field, row.code, row.cells) for row in found.refused
            ]
            # sudo: touches are written by the system only
            new = getattr(run.sudo(), f"_load_{found.kind}")(found.rows, refused)
            run.write(
                {
                    "kind": found.kind,
                    "state": "done",
                    "row_count": len(found.rows) + len(found.refused),
                    "new_count": new,
                    "same_count": len(found.rows)
                    + len(found.refused)
                    - len(refused)
                    - new,
                    "rejected_count": len(refused),
                    "rejected": run._refused_file(found.header, refused),
                    "rejected_name": f"rejected {run.filename or 'rows'}.xlsx",
                }
            )
        return True

    def _parse(self):
        self.ensure_one()
        try:
            return parse(read_table(base64.b64decode(self.content or b"")))
        except TableError as error:
            raise ValidationError(
                self.env._("%(file)s is neither CSV nor XLSX.", file=self.filename)
            ) from error
        except UnknownFile as error:
            raise ValidationError(
                self.env._(
                    "%(file)s: with these columns it holds neither members nor "
                    "campaigns, activity or opt-outs: %(columns)s. Nothing was imported.",
                    file=self.filename,
                    columns=str(error),
                )
            ) from error

    # ------------------------------------------------------------
    # The four kinds: each returns how many rows were new
    # ------------------------------------------------------------

    def _load_members(self, rows, _refused):
        lists = self._lists({row["list_id"] for _line, row in rows})
        known = self._contacts({row["id"] for _line, row in rows})
        new = 0
        for _line, row in rows:
            contact = known.get(row["id"])
            if not contact:
                contact = known[row["id"]] = self.env["mailing.contact"].create(
                    {
                        "name": " ".join(
                            filter(
                                None, (row.get("merge_fname"), row.get("merge_lname"))
                            )
                        ),
                        "email": row["email_address"],
                        "external_uid": PREFIX + row["id"],
                    }
                )
                new += 1
            left = row["status"] if row["status"] in LEFT else None
            self._subscribe(contact, lists[row["list_id"]], left)
        return new

    def _load_campaigns(self, rows, _refused):
        known = {("", row["id"]): (row["title"], "campaign") for _line, row in rows}
        ads = self.env["crm.ad.campaign"]
        domain = [
            ("company_id", "=", self.company_id.id),
            ("platform", "=", "mailchimp"),
        ]
        before = ads.search_count(domain)
        ads._ensure(self.company_id, "mailchimp", known)
        return ads.search_count(domain) - before

    def _load_unsubscribes(self, rows, refused):
        lists = self._lists({row["list_id"] for _line, row in rows})
        known = self._contacts({row["member_id"] for _line, row in rows})
        new = 0
        for line, row in rows:
            contact = known.get(row["member_id"])
            if not contact:
                refused.append((line, "member_id", "member", tuple(row.values())))
                continue
            new += self._subscribe(contact, lists[row["list_id"]], "unsubscribed")
        return new

    def _load_activity(self, rows, refused):
        known = self._contacts({row["member_id"] for _line, row in rows})
        campaigns = self._campaigns({campaign_of(row) for _line, row in rows})
        values = []
        for line, row in rows:
            contact = known.get(row["member_id"])
            if not contact:
                refused.append((line, "member_id", "member", tuple(row.values())))
            elif row["action"] == "click":
                values.append(self._touch(row, contact, campaigns))
        return self._add_touches(values)

    # ------------------------------------------------------------
    # What they share
    # ------------------------------------------------------------

    def _lists(self, names):
        """Return {list id there: mailing list}, making those that are new."""
        titles = {name: f"Mailchimp {name}" for name in names}
        found = self.env["mailing.list"].search([("name", "in", list(titles.values()))])
        lists = {mailing_list.name: mailing_list for mailing_list in found}
        for title in titles.values():
            if title not in lists:
                lists[title] = self.env["mailing.list"].create({"name": title})
        return {name: lists[title] for name, title in titles.items()}

    def _contacts(self, uids):
        """Return {id there: mailing contact}."""
        found = self.env["mailing.contact"].search(
            [("external_uid", "in", [PREFIX + uid for uid in uids])]
        )
        return {contact.external_uid.removeprefix(PREFIX): contact for contact in found}

    def _campaigns(self, ext_ids):
        found = self.env["crm.ad.campaign"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("platform", "=", "mailchimp"),
                ("ext_id", "in", list(ext_ids)),
            ]
        )
        return {ad.ext_id: ad.campaign_id.id for ad in found}

    def _subscribe(self, contact, mailing_list, left):
        """Put a contact on a list; whoever left stays so. Tell whether it changed.

        :param left: how the person left, if so: that is told to the register, too
        """
        has_left = bool(left)
        found = contact.subscription_ids.filtered(lambda s: s.list_id == mailing_list)
        if not found:
            contact.subscription_ids.create(
                {
                    "contact_id": contact.id,
                    "list_id": mailing_list.id,
                    "opt_out": has_left,
                }
            )
            self._withdraw(contact, mailing_list, left)
            return True
        if has_left and not found.opt_out:
            found.opt_out = True
            self._withdraw(contact, mailing_list, left)
            return True
        return False

    def _withdraw(self, contact, mailing_list, left):
        """Say in the register that a person left: advertising by mail ends.

        An address that was cleaned does not take mails; the strictest reading wins.
        """
        if left:
            self.env["crm.consent"]._record(
                contact.email_normalized,
                "mail",
                "withdrawn",
                source="import",
                proof=f"{self.filename or ''}: {left}, {mailing_list.name}".strip(": "),
            )

    def _touch(self, row, contact, campaigns):
        """Return the touch of a click, if the member is a customer."""
        partner = self.env["res.partner"].search(
            [("email_normalized", "=", contact.email_normalized)], order="id", limit=1
        )
        campaign = campaign_of(row)
        key = f"{campaign}:{row['member_id']}:{row['timestamp']}:{row.get('url', '')}"
        return partner and (
            PREFIX + key,
            instant(row["timestamp"]),
            self.company_id.id,
            partner.id,
            self.env["crm.ad.campaign"]._platform_utm("mailchimp")[1].id or None,
            campaigns.get(campaign) or None,
        )

    @api.model
    def _add_touches(self, values):
        """Add the touches that are not there yet; return how many."""
        rows = [SQL("%s", value) for value in values if value]
        if not rows:
            return 0
        found = self.env.execute_query(
            SQL(
                "INSERT INTO crm_touchpoint (kind, event_key, at, company_id, partner_id,"
                " medium_id, campaign_id) SELECT 'mail_click', new.key, new.at,"
                " new.company, new.partner, new.medium::int, new.campaign::int"
                " FROM (VALUES %s) AS new (key, at, company, partner, medium, campaign)"
                " ON CONFLICT DO NOTHING RETURNING id",
                SQL(", ").join(rows),
            )
        )
        return len(found)

    def _refused_file(self, header, refused):
        """Return the refused rows as a workbook to repair, or nothing."""
        if not refused:
            return False
        reasons = {
            "empty": self.env._("empty"),
            "address": self.env._("no e-mail address"),
            "day": self.env._("not an instant"),
            "member": self.env._("nobody has this number: import the members first"),
        }
        file = io.BytesIO()
        extra = [self.env._("Line"), self.env._("Wrong column"), self.env._("Why")]
        width = max(len(header), *(len(cells) for *_rest, cells in refused))
        write_workbook(
            file,
            self.env._("Rejected rows"),
            [*header, *[""] * (width - len(header)), *extra],
            (
                [
                    *map(str, cells),
                    *[None] * (width - len(cells)),
                    line,
                    name,
                    reasons[code],
                ]
                for line, name, code, cells in refused
            ),
        )
        return base64.b64encode(file.getvalue())
