# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..tools.phone_cell import read_phones, reversed_key

DEFAULT_COUNTRY_CODE = "84"
#: What is read out of a number; never given by hand.
READ_FIELDS = ("key", "reversed_key", "kind", "raw", "is_typed")


class CrmPartnerPhone(models.Model):
    """One phone number of a contact.

    Rows with `is_typed` mirror the field Phone of the contact, in which people write
    several numbers and remarks; they follow that field. The others are added one by
    one. Who may read or change a contact may read or change its numbers: the contact
    is asked every time, whatever rules it has.

    No constraint says that a number is there once: core deletes or refuses such rows
    when contacts are merged.
    """

    _name = "crm.partner.phone"
    _description = "Phone Number"
    _inherit = "crm.partner.part"
    _order = "partner_id, sequence, id"
    _rec_name = "number"

    partner_id = fields.Many2one(
        "res.partner", string="Contact", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)
    number = fields.Char(required=True)
    raw = fields.Char(string="As written", readonly=True)
    kind = fields.Selection(
        [
            ("mobile", "Mobile"),
            ("landline", "Landline"),
            ("foreign", "Foreign"),
            ("hotline", "Hotline"),
            ("short", "Short code"),
            ("unknown", "Not in use"),
            ("unreadable", "Not a number"),
        ],
        readonly=True,
        help="A hotline or short code answers for a company: nobody is recognised by it.",
    )
    extension = fields.Char()
    is_zalo = fields.Boolean(
        string="Zalo", help="The person can be reached on Zalo here."
    )
    note = fields.Char(string="Whose", help="Who answers, or when to call.")
    is_typed = fields.Boolean(string="From the field Phone", readonly=True)
    key = fields.Char(string="International", readonly=True, index="btree_not_null")
    reversed_key = fields.Char(readonly=True)

    #: finds numbers by their last digits
    _reversed_key_idx = models.Index(
        "(reversed_key text_pattern_ops) WHERE reversed_key IS NOT NULL"
    )

    # ------------------------------------------------------------
    # Create, write, delete
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        partners = self.env["res.partner"].browse(
            {v.get("partner_id") for v in vals_list}
        )
        # sudo: only the country, to read the number; create asks who may add one
        codes = {p.id: p._phone_country_code() for p in partners.sudo().exists()}
        vals_list = [
            {**vals, **self._read_number(vals.get("number"), code, vals)}
            for vals in vals_list
            for code in (codes.get(vals.get("partner_id"), DEFAULT_COUNTRY_CODE),)
        ]
        phones = super().create(vals_list)
        self.env["crm.interaction"]._capture_claims(phones.partner_id)
        self.env["crm.duplicate.key"]._note(phones.partner_id.ids)
        return phones

    def write(self, vals):
        if any(phone.is_typed for phone in self) and {"number", "partner_id"} & set(
            vals
        ):
            raise UserError(
                self.env._("This number is in the field Phone: change it there.")
            )
        vals = {k: v for k, v in vals.items() if k not in READ_FIELDS}
        self.env["crm.duplicate.key"]._note(self.partner_id.ids)
        if "number" not in vals:
            result = super().write(vals)
        else:
            result = True
            for code, phones in self.grouped(
                lambda p: p.partner_id._phone_country_code()
            ).items():
                read = self._read_number(vals["number"], code, vals)
                result = super(CrmPartnerPhone, phones).write({**vals, **read})
        if "number" in vals or "partner_id" in vals:
            self.env["crm.interaction"]._capture_claims(self.partner_id)
            self.env["crm.duplicate.key"]._note(self.partner_id.ids)
        return result

    def unlink(self):
        self.env["crm.duplicate.key"]._note(self.partner_id.ids)
        return super().unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_typed(self):
        if any(phone.is_typed for phone in self):
            raise UserError(
                self.env._("This number is in the field Phone: delete it there.")
            )

    @api.model
    def _read_number(self, text, country_code, given):
        """Return the values of a row that a number added by hand decides."""
        phones = read_phones(text, country_code)
        if len(phones) != 1 or phones[0].kind == "unreadable":
            raise ValidationError(
                self.env._(
                    "Phone numbers: “%(text)s” is not one phone number.",
                    text=text or "",
                )
            )
        [phone] = phones
        return {
            "number": phone.number,
            "raw": phone.raw,
            "kind": phone.kind,
            "key": phone.key or False,
            "reversed_key": reversed_key(phone.key) or False,
            "extension": given.get("extension") or phone.extension or False,
            "is_zalo": given.get("is_zalo") or phone.is_zalo,
            "note": given.get("note") or phone.note or False,
            "is_typed": False,
        }

    # ------------------------------------------------------------
    # Numbers of the field Phone
    # ------------------------------------------------------------

    @api.model
    def _mirror(self, cells):
        """Make the rows of contacts those of their field Phone, set-based.

        What stays the same keeps its row, and with it what a person noted there.

        :param cells: {contact id: (text, country calling code)}
        """
        wanted = [
            (
                partner_id, at, phone.raw, phone.kind, phone.number,
                phone.key, reversed_key(phone.key), phone.extension or None,
                phone.is_zalo, phone.note or None,
            )
            for partner_id, (text, code) in cells.items()
            for at, phone in enumerate(read_phones(text, code))
        ]  # fmt: skip
        columns = [list(column) for column in zip(*wanted, strict=True)] or [[]] * 10
        types = "int int text text text text text text bool text".split()
        table = SQL(", ").join(
            SQL("%s::%s[]", column, SQL(kind))
            for column, kind in zip(columns, types, strict=True)
        )
        self.flush_model()
        self.env.execute_query(
            SQL(
                "WITH wanted AS MATERIALIZED (SELECT * FROM unnest(%(table)s) AS w("
                "partner_id, sequence, raw, kind, number, key, reversed_key, extension,"
                " is_zalo, note)), gone AS ("
                " DELETE FROM crm_partner_phone p WHERE p.partner_id = ANY(%(ids)s)"
                " AND p.is_typed AND NOT EXISTS (SELECT FROM wanted w WHERE %(same)s))"
                ", kept AS (UPDATE crm_partner_phone p SET sequence = w.sequence,"
                " raw = w.raw, is_zalo = p.is_zalo OR w.is_zalo,"
                " note = COALESCE(p.note, w.note) FROM wanted w"
                " WHERE p.is_typed AND %(same)s)"
                " INSERT INTO crm_partner_phone (partner_id, sequence, raw, kind, number,"
                " key, reversed_key, extension, is_zalo, note, is_typed, create_uid,"
                " write_uid, create_date, write_date)"
                " SELECT w.*, TRUE, %(uid)s, %(uid)s, now() AT TIME ZONE 'UTC',"
                " now() AT TIME ZONE 'UTC' FROM wanted w WHERE NOT EXISTS ("
                "SELECT FROM crm_partner_phone p WHERE %(same)s) RETURNING id",
                table=table,
                ids=list(cells),
                uid=self.env.uid,
                same=SQL(
                    "p.partner_id = w.partner_id"
                    " AND COALESCE(p.key, p.number) = COALESCE(w.key, w.number)"
                    " AND COALESCE(p.extension, '') = COALESCE(w.extension, '')"
                ),
            )
        )
        self.invalidate_model()
        self.env["res.partner"].invalidate_model(["phone_ids"])
        self.env["crm.duplicate.key"]._note(cells)
