# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Fields whose value is for fewer people than the record that they stand in.

Whoever may not read the value is answered an empty one, however it is asked for: read
and exported here, searched, sorted, grouped and summed by the SQL of `crm.guarded`.
Values in the cache stay the true ones: it is the same for the reader and for the system.
"""

from odoo import fields


class Guarded:
    def __get__(self, record, owner=None):
        value = super().__get__(record, owner)
        if not record or not value or record._is_value_open(self.name):
            return value
        empty = self.convert_to_cache(False, record, validate=False)
        return self.convert_to_record(empty, record)


class GuardedChar(Guarded, fields.Char):
    pass


class GuardedText(Guarded, fields.Text):
    pass


class GuardedDate(Guarded, fields.Date):
    pass


class GuardedMonetary(Guarded, fields.Monetary):
    pass
