# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.crm_relationship.tools.phone_key import phone_key

#: Lines of a message that lists what was refused.
SHOWN = 20


class CrmDncImport(models.TransientModel):
    """Reads the national list of numbers that get no advertising: one a line."""

    _name = "crm.dnc.import"
    _description = "Import of a Do-Not-Call List"

    file = fields.Binary(required=True, attachment=False)
    filename = fields.Char()
    result = fields.Text(readonly=True)

    def action_import(self):
        """Put the numbers on the list; those that are none are told by line."""
        self.ensure_one()
        try:
            text = base64.b64decode(self.file).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise UserError(
                self.env._("File: save it as CSV or text in UTF-8 and choose it again.")
            ) from error
        numbers, refused = self._parse(text)
        if not numbers:
            raise UserError(self.env._("File: there is no phone number in it."))
        added = self._add(sorted(numbers))
        lines = [
            self.env._(
                "%(added)s numbers added, %(known)s known.",
                added=added,
                known=len(numbers) - added,
            ),
            *(
                self.env._(
                    "Line %(line)s: “%(text)s” is no phone number.", line=n, text=t
                )
                for n, t in refused[:SHOWN]
            ),
        ]
        if len(refused) > SHOWN:
            more = len(refused) - SHOWN
            lines.append(self.env._("… and %(count)s more lines.", count=more))
        self.result = "\n".join(lines)
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def _parse(self, text):
        """Return ({numbers}, [(line, text)] refused); a heading is let pass."""
        numbers, refused = set(), []
        for number, line in enumerate(text.splitlines(), 1):
            cell = line.replace(";", ",").split(",")[0].strip().strip('"')
            key = phone_key(cell)
            if key:
                numbers.add(key)
            elif cell and number > 1:
                refused.append((number, cell[:40]))
        return numbers, refused

    def _add(self, numbers):
        """Insert the numbers that are new; return how many."""
        suppression = self.env["crm.send.suppression"]
        suppression.check_access("create")
        now = fields.Datetime.now()
        rows = self.env.execute_query(
            SQL(
                "INSERT INTO crm_send_suppression (active, key, identity, channel, kind,"
                " source, at, create_uid, create_date, write_uid, write_date)"
                " SELECT TRUE, u.key, u.identity, 'all', 'dnc', %(source)s, %(now)s,"
                " %(uid)s, %(now)s, %(uid)s, %(now)s"
                " FROM unnest(%(keys)s::text[], %(ids)s::text[]) AS u(key, identity)"
                " ON CONFLICT DO NOTHING RETURNING id",
                source=self.filename or None,
                now=now,
                uid=self.env.uid,
                keys=[suppression._key(n) for n in numbers],
                ids=numbers,
            )
        )
        return len(rows)
