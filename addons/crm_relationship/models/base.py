# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from itertools import groupby

from odoo import models


class Base(models.AbstractModel):
    """Exports of lists: logged, and not stopped by one customer who is hidden."""

    _inherit = "base"

    def export_data(self, fields_to_export):
        result = super().export_data(fields_to_export)
        self.env["crm.export.log"]._log(self._name, len(self), fields_to_export)
        return result

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        """Leave cells empty that are of records which the user may not read.

        Core fails the whole file for one of them.
        """
        hidden = {}
        if _is_toplevel_call and not self.env.su:
            hidden = self._export_hidden_columns(fields)
        if not hidden:
            return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)
        lines = []
        # neighbours with the same holes together, so that the order stays
        # pylint: disable=bad-builtin-groupby
        for columns, records in groupby(self, lambda r: hidden.get(r.id, frozenset())):
            shown = [path for i, path in enumerate(fields) if i not in columns]
            batch = self.browse(r.id for r in records)
            rows = (
                super(Base, batch)._export_rows(shown) if shown else [[]] * len(batch)
            )
            lines += [self._export_with_holes(row, columns) for row in rows]
        self._export_tell_hidden()
        return lines

    def _export_tell_hidden(self):
        """Tell the user, once a file, why cells of it are empty."""
        told = self.env.cr.precommit.data
        if told.get("crm_export_hidden") == self.env.uid:
            return
        told["crm_export_hidden"] = self.env.uid
        self.env.user._bus_send(
            "simple_notification",
            {
                "type": "warning",
                "message": self.env._(
                    "Some cells of the file are empty: they are of records that you "
                    "may not see."
                ),
            },
        )

    @staticmethod
    def _export_with_holes(row, columns):
        """Return a row with empty cells put in where the columns are left out."""
        cells = iter(row)
        return [
            "" if i in columns else next(cells) for i in range(len(row) + len(columns))
        ]

    def _export_hidden_columns(self, fields):
        """Return {record id: frozenset of the columns with an unreadable record}."""
        hidden = {}
        for column, path in enumerate(fields):
            for record_id in self._export_unreadable(path):
                hidden.setdefault(record_id, set()).add(column)
        return {record_id: frozenset(columns) for record_id, columns in hidden.items()}

    def _export_unreadable(self, path):
        """Return the ids of records whose path goes through what may not be read."""
        field = self._fields.get(path[0]) if path else None
        if not self or not field or not field.relational or not field.store:
            return set()
        targets = self.mapped(field.name)
        readable = targets._filtered_access("read")
        bad = set((targets - readable)._ids)
        bad |= readable._export_unreadable(path[1:])
        return {r.id for r in self if not bad.isdisjoint(r[field.name]._ids)}

    def _message_get_suggested_recipients_batch(
        self, *args, no_create=True, additional_partners=None, **kwargs
    ):
        """Suggest nobody whom one does not see.

        Core reads the address of a document's customer, and fails where one may not.
        """
        Partner = self.env["res.partner"]
        if not Partner._is_access_restricted():
            return super()._message_get_suggested_recipients_batch(
                *args,
                no_create=no_create,
                additional_partners=additional_partners,
                **kwargs,
            )
        # sudo: what is hidden is taken out below; nobody is created as the system
        suggested = super(Base, self.sudo())._message_get_suggested_recipients_batch(
            *args,
            no_create=True,
            additional_partners=(additional_partners or Partner).sudo(),
            **kwargs,
        )
        people = Partner.sudo().browse(
            {r["partner_id"] for found in suggested.values() for r in found} - {False}
        )
        hidden = people._hidden_from_user()
        theirs = {value for person in hidden for value in person._contact_values()}
        for recipients in suggested.values():
            recipients[:] = [
                r
                for r in recipients
                if r["partner_id"] not in hidden._ids
                and (r["partner_id"] or r["email"] not in theirs)
            ]
        return suggested
