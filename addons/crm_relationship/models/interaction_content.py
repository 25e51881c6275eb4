# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Fields that hold what was said: for fewer people than the row they stand in.

A row of which only the subject is shared answers an empty value to whoever may not read
the rest, however it is asked for: read and exported here, searched, sorted, grouped and
summed by the SQL of `crm.interaction`. Values in the cache stay the true ones: it is the
same for the reader and for the system.
"""

from odoo import fields


class Content:
    def __get__(self, record, owner=None):
        value = super().__get__(record, owner)
        if not record or not value or record._is_content_open():
            return value
        empty = self.convert_to_cache(False, record, validate=False)
        return self.convert_to_record(empty, record)


class ContentChar(Content, fields.Char):
    pass


class ContentText(Content, fields.Text):
    pass


class ContentDate(Content, fields.Date):
    pass


class ContentMonetary(Content, fields.Monetary):
    pass
