# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The rows of an exported list, a page of records in memory at a time.

The cells are those of core's `export_data`: the same records in the same order, under
the same rules and field groups. They are read a column at a time, and a record that
many rows point at, such as a country, is read once. A cell of a record that the user
may not read stays empty and does not stop the file.

Columns that core spreads in a way of its own (properties, lists within lists, cells of
several identifiers) are left to core, page by page.
"""

from __future__ import annotations

from itertools import count, islice

from odoo.tools import SQL

from .list_columns import Columns, NotFlat

PAGE = 1000  # as many as Odoo computes at a time
_numbers = count(1)  # a transaction may have several


class ListRows:
    """The rows of records under paths such as ``["partner_id", "country_id"]``.

    After the iteration `count` says how many records there were, and `has_hidden`
    whether cells are empty because their record may not be read.
    """

    def __init__(self, model, paths, ids=None, domain=()):
        self.model, self.paths, self.ids, self.domain = model, paths, ids, domain
        self.count = 0
        self.has_hidden = False
        try:
            self.columns = Columns(self, model, dict(enumerate(paths)), is_top=True)
        except NotFlat:
            self.columns = None

    def __iter__(self):
        for records in self._pages():
            self.count += len(records)
            if self.columns:
                yield from self.columns.lines(records, len(self.paths))
            else:
                yield from records._export_rows(self.paths)
            records.env.invalidate_all()

    def _pages(self):
        if self.ids:
            remaining = iter(self.ids)
            while ids := list(islice(remaining, PAGE)):
                yield self.model.browse(ids)
            return
        query = self.model._search(self.domain, order=self.model._order)
        if query.is_empty():
            return
        # ids of a million records are fetched a page at a time too
        cr, ids = self.model.env.cr, query.select(SQL.identifier(query.table, "id"))
        self.model.env.flush_query(ids)
        cr.execute(SQL("SET LOCAL cursor_tuple_fraction = 1"))
        cursor = SQL.identifier(f"crm_list_export_{next(_numbers)}")
        cr.execute(SQL("DECLARE %s NO SCROLL CURSOR FOR %s", cursor, ids))
        while True:
            cr.execute(SQL("FETCH %s FROM %s", PAGE, cursor))
            page = [row[0] for row in cr.fetchall()]
            if page:
                yield self.model.browse(page)
            if len(page) < PAGE:
                break
        cr.execute(SQL("CLOSE %s", cursor))
