# Copyright 2026 The CRM Suite contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The one exception of this package, and the words of its reasons."""

#: Reasons by code. Models translate them; the values are named in braces.
MESSAGES = {
    "bad_csv": "the line cannot be read: {detail}",
    "bad_encoding": "the text is not {encoding}; save the file as UTF-8",
    "bad_vcard": "the card is not complete",
    "cell_error": "{value} is an error of the spreadsheet",
    "cell_too_long": "more than {limit} characters",
    "damaged": "the file is damaged or protected by a password",
    "date_bad": "{value} is no date",
    "date_impossible": "{value} is no date in the order {order}",
    "email_bad": "{value} is no mail address",
    "empty": "there is no header in the file",
    "future": "{value} is in the future",
    "line_too_long": "a line has more than {limit} characters",
    "name_missing": "there is no name, number or mail address",
    "order_missing": "there is no order number",
    "order_spoilt": "{value} has been spoilt: digits of the order number are missing",
    "shop_missing": "there is no shop",
    "number_bad": "{value} is no number",
    "phone_scientific": "{value} has been spoilt by a spreadsheet: digits are missing",
    "phone_unreadable": "{value} is no phone number",
    "quote_open": "a cell has no end: a quotation mark is missing",
    "too_big": "the file has more than {limit} MB",
    "too_big_unpacked": "unpacked, the file has more than {limit} MB",
    "too_big_xls": "an .xls file has more than {limit} MB; save it as .xlsx",
    "too_dense": "the file unpacks to more than {limit} times its size, as no list does",
    "too_many_cells": "there are more cells than headers",
    "too_many_columns": "there are more than {limit} columns",
    "too_many_rows": "there are more than {limit} rows; split the file",
    "unknown_format": "this is no XLSX, XLS, CSV or vCard file",
    "unsafe": "the file contains declarations that no spreadsheet needs",
    "who_missing": "nobody is named with whom it was",
    "when_missing": "there is no date",
}  # fmt: skip


class IntakeError(Exception):
    """Something in a file that cannot be taken, and why.

    :param code: a key of MESSAGES
    :param row: the line in the file, None for the file as a whole
    :param field: the header of the cell, or a field's name
    """

    def __init__(self, code: str, row: int | None = None, field: str = "", **values):
        super().__init__(code, row, field, values)
        self.code, self.row, self.field, self.values = code, row, field, values

    def __str__(self):
        where = f"row {self.row}: " if self.row else ""
        which = f"{self.field}: " if self.field else ""
        return where + which + MESSAGES[self.code].format(**self.values)
